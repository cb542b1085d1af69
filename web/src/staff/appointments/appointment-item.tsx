import ban from "lucide-static/icons/ban.svg?inner";
import calendarCheck from "lucide-static/icons/calendar-check.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import clockIcon from "lucide-static/icons/clock.svg?inner";
import link from "lucide-static/icons/link.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import pause from "lucide-static/icons/pause.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import users from "lucide-static/icons/users.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import type { Appointment, Room } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { appointments as text } from "../../shared/text/index.ts";
import { clockTime, length } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { State } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { ONE_VISIT_ID } from "../room/row-view.ts";
import { AppointmentLetters } from "./appointment-letters.tsx";
import { endMs } from "./day-state.ts";
import { clientNames, comersOf, type Comer } from "./people.ts";

/** More of them are told by their number. */
const COMERS_SHOWN_MAX = 8;

export type ItemAct = "copy-link" | "move" | "clients" | "cancel";

export interface AppointmentItemProps {
  desk: Desk;
  zone: string;
  appointment: Appointment;
  rights: Room | undefined;
  /** The next one to start has the filled button. */
  isNext: boolean;
  /** The line of now stands above it. */
  nowAbove: boolean;
  copying: boolean;
  onAct: (act: ItemAct) => void;
}

const COMER_LOOK: Record<Comer["state"], { icon: string; tone?: "success" | "warn" | "primary" }> = {
  "checked-in": { icon: circleCheck, tone: "success" },
  reconnecting: { icon: refreshCw, tone: "warn" },
  "on-hold": { icon: pause, tone: "warn" },
  "in-visit": { icon: video, tone: "primary" },
  left: { icon: logOut },
};

function ComerState(props: { comer: Comer }) {
  const { row, state } = props.comer;
  const look = COMER_LOOK[state];
  const name = row.name || text.unnamed;
  const waitedMs = Math.floor((clock.tick.value - (row.checked_in_at_ms ?? 0)) / 60_000) * 60_000;
  return (
    <State icon={look.icon} {...(look.tone ? { tone: look.tone } : {})} second>
      {state === "checked-in" ? text.waits(name, waitedMs < 60_000 ? text.justNow : length(waitedMs)) : text.clientHere(name, text.here[state])}
    </State>
  );
}

/** How the appointment itself stands; whoever waits changes its word. */
function AppointmentState(props: { appointment: Appointment; someoneWaits: boolean }) {
  switch (props.appointment.state) {
    case "running":
      return (
        <State icon={video} tone="primary" strong>
          {text.state.running}
        </State>
      );
    case "ended":
      return <State icon={circleCheck}>{text.state.ended}</State>;
    case "cancelled":
      return (
        <State icon={ban} strong>
          {text.state.cancelled}
        </State>
      );
    case "scheduled":
      return props.someoneWaits ? (
        <State icon={clockIcon} tone="success" strong>
          {text.state.waiting}
        </State>
      ) : (
        <State icon={calendarCheck}>{text.state.scheduled}</State>
      );
  }
}

function Start(props: AppointmentItemProps & { titleId: string }) {
  const { desk, appointment } = props;
  const visit = desk.room.state.value.visit;
  const running = visit?.state === "running";
  if (appointment.state === "running") {
    if (!running || visit.id !== appointment.visit_id) return null;
    return (
      <Button variant="tonal" icon={video} describedBy={props.titleId} onPress={() => desk.go({ page: "visit", visitId: visit.id })}>
        {text.back}
      </Button>
    );
  }
  return (
    <Button
      variant={props.isNext ? "primary" : appointment.state === "ended" ? "outline" : "tonal"}
      icon={video}
      describedBy={props.titleId}
      blockedBy={running && ONE_VISIT_ID}
      onPress={() => desk.go({ page: "start", appointmentId: appointment.id })}
    >
      {text.start}
    </Button>
  );
}

function Acts(props: AppointmentItemProps & { titleId: string }) {
  const { appointment, titleId, onAct } = props;
  const act = (what: ItemAct, icon: string, words: string) => (
    <Button variant="ghost" icon={icon} describedBy={titleId} onPress={() => onAct(what)}>
      {words}
    </Button>
  );
  const isAhead = appointment.state === "scheduled";
  return (
    <div class="appointment-acts">
      <Button variant="ghost" icon={link} busy={props.copying && text.copying} describedBy={titleId} onPress={() => onAct("copy-link")}>
        {text.copyLink}
      </Button>
      {isAhead && act("move", clockIcon, text.move)}
      {(isAhead || appointment.state === "running") && act("clients", users, text.changeClients)}
      {isAhead && act("cancel", ban, text.cancel)}
    </div>
  );
}

/** One appointment of the day: when, who, how it stands, what can be done. */
export function AppointmentItem(props: AppointmentItemProps) {
  const { desk, appointment, zone, rights } = props;
  const { guests, presence } = desk.room.state.value;
  const comers = comersOf(appointment.id, guests, presence);
  const start = clockTime(appointment.starts_at_ms, zone);
  const titleId = `appointment-${appointment.id}`;
  const isCancelled = appointment.state === "cancelled";
  return (
    <li class={cx("appointment", `appointment-is-${appointment.state}`, props.nowAbove && "appointment-after-now")}>
      {props.nowAbove && <NowLine zone={zone} />}
      <div class="appointment-when">
        <span class="appointment-start tabular" aria-hidden="true">
          {start}
        </span>
        <span class="hidden-text">{text.span(start, clockTime(endMs(appointment), zone))}</span>
        <span class="appointment-length" aria-hidden="true">
          {length(appointment.length_s * 1000)}
        </span>
      </div>
      <div class="appointment-who" id={titleId}>
        <p class="appointment-clients">{clientNames(appointment)}</p>
        <p class="appointment-title">{appointment.title || text.untitled}</p>
      </div>
      <div class="appointment-state">
        <AppointmentState appointment={appointment} someoneWaits={comers.some((comer) => comer.state === "checked-in")} />
        {comers.slice(0, COMERS_SHOWN_MAX).map((comer) => (
          <ComerState key={comer.row.id} comer={comer} />
        ))}
        {comers.length > COMERS_SHOWN_MAX && <span class="appointment-more">{text.moreComers(comers.length - COMERS_SHOWN_MAX)}</span>}
      </div>
      <div class="appointment-begin">{rights?.admit && !isCancelled && <Start {...props} titleId={titleId} />}</div>
      <AppointmentLetters desk={desk} appointment={appointment} maySend={rights?.send ?? false} />
      {rights?.send && !isCancelled && <Acts {...props} titleId={titleId} />}
    </li>
  );
}

/** Where the day stands. It is drawn for the eye: each appointment's own words say how it stands. */
export function NowLine(props: { zone: string }) {
  return (
    <p class="day-now tabular" aria-hidden="true">
      <span>{text.now(clockTime(clock.tick.value, props.zone))}</span>
    </p>
  );
}
