import { guest as words } from "../shared/text/en/guest.ts";
import { Loading } from "../shared/ui/parts.tsx";
import { BeforePage } from "./before-page.tsx";
import type { GuestDesk } from "./desk.ts";
import { FullPage } from "./door-parts.tsx";
import { Frame, Heading } from "./frame.tsx";
import { AgainPage, LeavingPage, LeftPage, LinkPage, MovedPage } from "./link-pages.tsx";
import { screenOf } from "./state.ts";
import { TestPage } from "./test-page.tsx";
import { WaitingPage } from "./waiting-page.tsx";
import { browserFailure, WrongBrowserPage } from "./wrong-browser-page.tsx";

/** The guest's page: one screen at a time, chosen by the state. */
export function App(props: { desk: GuestDesk }) {
  const { desk } = props;
  const state = desk.store.state.value;
  const { view } = state;
  const screen = screenOf(state);
  if (!view || screen === "loading") return <LoadingPage />;
  switch (screen) {
    case "unreachable":
      return <UnreachablePage />;
    case "cancelled":
    case "removed":
    case "expired":
    case "used":
    case "unknown":
    case "ended":
      return <LinkPage view={view} state={screen} />;
    default:
  }
  const failure = browserFailure();
  if (failure) return <WrongBrowserPage practice={view.practice} failure={failure} />;
  switch (screen) {
    case "before":
      return <BeforePage desk={desk} view={view} />;
    case "again":
      return <AgainPage desk={desk} view={view} />;
    case "test":
      return <TestPage desk={desk} view={view} />;
    case "moved":
      return <MovedPage desk={desk} view={view} />;
    case "leaving":
      return <LeavingPage desk={desk} view={view} />;
    case "left":
      return <LeftPage desk={desk} view={view} />;
    case "waiting":
      return <WaitingPage desk={desk} view={view} />;
    case "full":
      return <FullPage desk={desk} view={view} />;
    case "visit":
      return <VisitPage desk={desk} />;
  }
}

function VisitPage(props: { desk: GuestDesk }) {
  const { desk } = props;
  const { view, presence } = desk.store.state.value;
  const chunk = desk.chunk.value;
  const live = desk.live.value?.live;
  const session = desk.session.value?.session;
  if (!view?.visit || !view.invitation_id || !chunk || !live || !session) return <LoadingPage />;
  const { VisitStage } = chunk;
  document.title = words.tab.plain;
  return (
    <VisitStage
      key={view.visit.id}
      live={live}
      visit={view.visit}
      presence={presence}
      self={{ id: view.invitation_id, name: view.name ?? "", role: "guest" }}
      practice={view.practice}
      media={desk.media}
      session={session}
      videoStopped={view.preflight?.result === "sound_only"}
      onLeave={() => void desk.leave()}
    />
  );
}

function LoadingPage() {
  return (
    <Frame practice={null}>
      <Loading label={words.loading} />
    </Frame>
  );
}

function UnreachablePage() {
  return (
    <Frame practice={null}>
      <Heading tab={words.tab.plain}>{words.tryingAgain.heading}</Heading>
      <p class="lead" role="status">
        {words.tryingAgain.what}
      </p>
    </Frame>
  );
}
