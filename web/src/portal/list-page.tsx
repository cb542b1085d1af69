import calendarClock from "lucide-static/icons/calendar-clock.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import hourglass from "lucide-static/icons/hourglass.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import { useState } from "preact/hooks";
import { Frame, Heading, Telephone } from "../guest/frame.tsx";
import type { PortalAppointment, PortalAppointments, Practice } from "../shared/api/types.ts";
import { clock } from "../shared/state/clock.ts";
import { guestTime } from "../shared/text/en/guest.ts";
import { portal as words } from "../shared/text/en/portal.ts";
import { clockTime } from "../shared/text/time.ts";
import { Button } from "../shared/ui/button.tsx";
import { Empty, Notice, State } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import type { PortalDesk } from "./desk.ts";
import { isNear } from "./state.ts";

/** The client's own appointments, and nothing else. */
export function ListPage(props: { desk: PortalDesk; practice: Practice; list: PortalAppointments }) {
  const { desk, practice, list } = props;
  const { busy, problem, staleSinceMs } = desk.store.state.value;
  const first = list.appointments.find((appointment) => appointment.offer === "join" || appointment.offer === "ask");
  return (
    <Frame practice={practice} foot={<Telephone practice={practice} />}>
      <Heading tab={words.tab}>{words.list.heading}</Heading>
      <p class="lead">
        <Rich text={words.list.hello(list.name)} />
      </p>
      {staleSinceMs !== undefined && (
        <Notice tone="warn" title={words.list.staleTitle}>
          {words.list.stale(clockTime(staleSinceMs, practice.zone))}
        </Notice>
      )}
      {problem && (
        <Notice tone="danger" title={words.problem[problem].title}>
          {words.problem[problem].what}
        </Notice>
      )}
      {list.appointments.length === 0 ? (
        <div class="card portal-empty">
          <Empty icon={calendarClock} title={words.list.empty} what={words.list.emptyWhat} />
        </div>
      ) : (
        <ul class="portal-list" aria-label={words.list.label}>
          {list.appointments.map((appointment) => (
            <Item
              key={appointment.id}
              desk={desk}
              practice={practice}
              appointment={appointment}
              foremost={appointment === first}
            />
          ))}
        </ul>
      )}
      <div class="portal-out">
        <p class="quiet">{words.list.shared}</p>
        <Button size="middle" wide busy={busy && words.list.signingOut} onPress={() => void desk.signOut()}>
          {words.list.signOut}
        </Button>
      </div>
    </Frame>
  );
}

/** The heading that says which appointment: each of its buttons is described by it. */
const timeId = (appointment: PortalAppointment): string => `appointment-${appointment.id}`;

function Item(props: { desk: PortalDesk; practice: Practice; appointment: PortalAppointment; foremost: boolean }) {
  const { practice, appointment } = props;
  return (
    <li class="card card-padded portal-item">
      <h2 id={timeId(appointment)}>
        <Rich text={guestTime(appointment.starts_at_ms, practice.zone)} />
      </h2>
      <p>
        <Rich text={words.list.with(appointment.host_name)} />, {words.list.minutes(Math.round(appointment.length_s / 60))}
      </p>
      {/* Always there, so that a screen reader tells what changes in it. */}
      <div class="portal-offer" role="status">
        <Offer {...props} />
      </div>
    </li>
  );
}

function Offer(props: { desk: PortalDesk; appointment: PortalAppointment; foremost: boolean }) {
  const { desk, appointment, foremost } = props;
  const [going, setGoing] = useState(false);
  const go = (): void => {
    setGoing(true);
    desk.go(appointment.link);
  };
  const door = (label: string, primary: boolean) => (
    <Button
      variant={primary ? (foremost ? "primary" : "tonal") : "outline"}
      size={primary ? "large" : "middle"}
      wide
      {...(primary ? { icon: video } : {})}
      busy={going && words.list.opening}
      describedBy={timeId(appointment)}
      onPress={go}
    >
      {label}
    </Button>
  );
  switch (appointment.offer) {
    case "join":
      return (
        <>
          <State icon={video} tone="success" strong>
            {words.list.running}
          </State>
          {door(words.list.join, true)}
        </>
      );
    case "ask":
      return (
        <>
          <State icon={video} tone="success" strong>
            {words.list.running}
          </State>
          {door(words.list.ask, true)}
        </>
      );
    case "asked":
      return (
        <>
          <p>{words.list.asked}</p>
          {door(words.list.early, false)}
        </>
      );
    case "denied":
      return (
        <>
          <p>{words.list.denied}</p>
          {door(words.list.ask, false)}
        </>
      );
    case "blocked":
      return <p>{words.list.blocked}</p>;
    case "wait":
      return (
        <Wait
          door={door(words.list.early, false)}
          ended={appointment.state === "ended"}
          near={isNear(appointment, clock.tick.value)}
        />
      );
  }
}

function Wait(props: { door: preact.JSX.Element; ended: boolean; near: boolean }) {
  return (
    <>
      <State icon={props.ended ? circleCheck : hourglass}>
        <Rich text={props.ended ? words.list.ended : words.list.wait} />
      </State>
      {props.near && !props.ended && (
        <>
          <p class="quiet">{words.list.earlyWhat}</p>
          {props.door}
        </>
      )}
    </>
  );
}
