import armchair from "lucide-static/icons/armchair.svg?inner";
import bookUser from "lucide-static/icons/book-user.svg?inner";
import calendar from "lucide-static/icons/calendar.svg?inner";
import chevronDown from "lucide-static/icons/chevron-down.svg?inner";
import settingsIcon from "lucide-static/icons/settings.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import monitorCheck from "lucide-static/icons/monitor-check.svg?inner";
import shieldOff from "lucide-static/icons/shield-off.svg?inner";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Session } from "../shared/api/types.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { texting } from "../shared/text/en/texting.ts";
import { appointments, common, contacts, settings, staff } from "../shared/text/index.ts";
import { cx } from "../shared/ui/cx.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { Menu } from "../shared/ui/menu.tsx";
import { Avatar, Mark, Notice } from "../shared/ui/parts.tsx";
import { Notifications } from "./notifications.tsx";
import { AppointmentsPage } from "./appointments/appointments-page.tsx";
import { ContactsPage } from "./contacts/contacts-page.tsx";
import type { Desk } from "./desk.ts";
import { MyDeviceDialog } from "./my-device-dialog.tsx";
import { PageHeading } from "./page-heading.tsx";
import { AppointmentReadyPage } from "./ready/appointment-ready-page.tsx";
import { ReadyPage } from "./ready/ready-page.tsx";
import { OpenTexts } from "./room/texts-dialog.tsx";
import { WaitingRoomPage } from "./room/waiting-room-page.tsx";
import { formatRoute } from "./route.ts";
import { StillThere } from "./session/still-there.tsx";
import { SettingsPage } from "./settings/settings-page.tsx";
import { EndedPage } from "./visit/ended-page.tsx";
import { VisitPage } from "./visit/visit-page.tsx";

const text = staff.shell;

/** The user's name at the upper end, with what concerns the person and not the page. */
function UserMenu(props: { desk: Desk; session: Session; onMyDevice: () => void; onSignedOut: () => void; onFailed: () => void }) {
  const leave = async (signOut: () => Promise<void>): Promise<void> => {
    try {
      await signOut();
      props.onSignedOut();
    } catch {
      props.onFailed();
    }
  };
  const { api } = props.desk;
  return (
    <Menu
      label={text.userMenu}
      items={[
        { label: text.myDevice, icon: monitorCheck, onPress: props.onMyDevice },
        { label: text.signOut, icon: logOut, onPress: () => void leave(() => api.signOut()) },
        { label: text.signOutEverywhere, icon: shieldOff, onPress: () => void leave(() => api.signOutEverywhere()) },
      ]}
      trigger={(button) => (
        <button
          ref={button.ref}
          type="button"
          class="user-button"
          aria-haspopup="menu"
          aria-expanded={button.expanded}
          onClick={button.onPress}
        >
          <Avatar name={props.session.user.name} />
          <span class="user-name">{props.session.user.name}</span>
          <Icon of={chevronDown} small />
        </button>
      )}
    />
  );
}

type ShellPage = "waiting-room" | "appointments" | "contacts" | "settings";

/** The pages that the navigation leads to, in its order. */
const SHELL_PAGES: readonly { page: ShellPage; words: string; icon: string }[] = [
  { page: "waiting-room", words: text.waitingRoom, icon: armchair },
  { page: "appointments", words: appointments.heading, icon: calendar },
  { page: "contacts", words: contacts.heading, icon: bookUser },
  { page: "settings", words: settings.heading, icon: settingsIcon },
];

/** W13: what guests have written to one's own waiting room and nobody has read. */
function unreadTexts(desk: Desk): number {
  let unread = 0;
  for (const row of desk.ownRoom.state.value.guests.values()) unread += row.texts?.unread ?? 0;
  return unread;
}

const UNREAD_ID = "navigation-unread";

function Navigation(props: { desk: Desk; current: ShellPage; practiceName: string }) {
  const unread = unreadTexts(props.desk);
  return (
    <header class="navigation">
      <div class="navigation-product">
        <Mark />
        <span>{common.productName}</span>
      </div>
      <nav aria-label={text.navigation}>
        <ul>
          {SHELL_PAGES.map(({ page, words, icon }) => (
            <li key={page}>
              <a
                class={cx("navigation-item", page === props.current && "navigation-current")}
                href={formatRoute({ page })}
                aria-current={page === props.current ? "page" : undefined}
                aria-describedby={page === "waiting-room" && unread > 0 ? UNREAD_ID : undefined}
              >
                <Icon of={icon} />
                <span>{words}</span>
                {page === "waiting-room" && unread > 0 && (
                  <b class="navigation-badge tabular" aria-hidden="true">
                    {unread > 99 ? "99+" : unread}
                  </b>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {unread > 0 && (
        <p id={UNREAD_ID} class="hidden-text">
          {texting.staff.unread(unread)}
        </p>
      )}
      <p class="navigation-practice">{props.practiceName}</p>
    </header>
  );
}

/** Draws the page that the route names, in the shell where it has one. */
export function DeskView(props: { desk: Desk; session: Session; onSignedOut: () => void }) {
  const { desk, session } = props;
  const [deviceShown, setDeviceShown] = useState(false);
  const [signOutFailed, setSignOutFailed] = useState(false);
  const route = desk.route.value;

  const userMenu = (
    <UserMenu
      desk={desk}
      session={session}
      onMyDevice={() => setDeviceShown(true)}
      onSignedOut={props.onSignedOut}
      onFailed={() => setSignOutFailed(true)}
    />
  );
  const problem = signOutFailed && (
    <Notice tone="danger" title={text.signOutFailed}>
      {text.signOutFailedWhat}
    </Notice>
  );

  const inShell = (current: ShellPage, heading: string, content: ComponentChildren): ComponentChildren => (
    <div class="shell">
      <Navigation desk={desk} current={current} practiceName={session.practice.name} />
      <main class="shell-page">
        <div class="shell-head">
          <PageHeading words={heading} />
          {userMenu}
        </div>
        {problem}
        {content}
      </main>
    </div>
  );

  const page = (): ComponentChildren => {
    switch (route.page) {
      case "waiting-room":
        return inShell(route.page, staff.room.heading, <WaitingRoomPage desk={desk} session={session} />);
      case "appointments":
        return inShell(route.page, appointments.heading, <AppointmentsPage desk={desk} session={session} day={route.day} />);
      case "contacts":
        return inShell(route.page, contacts.heading, <ContactsPage desk={desk} session={session} />);
      case "settings":
        return inShell(route.page, settings.heading, <SettingsPage desk={desk} />);
      case "ready":
        return (
          <ReadyPage
            key={route.invitationIds.join()}
            desk={desk}
            session={session}
            invitationIds={route.invitationIds}
            userMenu={userMenu}
            onMyDevice={() => setDeviceShown(true)}
          />
        );
      case "start":
        return (
          <AppointmentReadyPage
            key={route.appointmentId}
            desk={desk}
            session={session}
            appointmentId={route.appointmentId}
            userMenu={userMenu}
            onMyDevice={() => setDeviceShown(true)}
          />
        );
      case "visit":
        return <VisitPage key={route.visitId} desk={desk} session={session} visitId={route.visitId} />;
      case "ended":
        return <EndedPage key={route.visitId} desk={desk} session={session} visitId={route.visitId} userMenu={userMenu} />;
      default:
        return assertNever(route);
    }
  };

  return (
    <>
      {page()}
      {route.page !== "visit" && <Notifications desk={desk} />}
      <OpenTexts desk={desk} zone={session.practice.zone} />
      <p class="hidden-text" role="status">
        {desk.said.value}
      </p>
      {desk.idle.state.value.phase === "warning" && <StillThere desk={desk} />}
      {deviceShown && <MyDeviceDialog onClose={() => setDeviceShown(false)} />}
    </>
  );
}
