import arrowLeft from "lucide-static/icons/arrow-left.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiProblem, problemId } from "../../shared/api/problem.ts";
import type { Appointment, Session } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { Scope } from "../../shared/state/scope.ts";
import { appointments, staff } from "../../shared/text/index.ts";
import { clockTime, length } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { Icon } from "../../shared/ui/icon.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import { dayOf, dayWords } from "../appointments/day.ts";
import { comersOf, notHere, type Comer } from "../appointments/people.ts";
import "../appointments/appointments.css";
import type { Desk } from "../desk.ts";
import { LineNotice } from "../line-notice.tsx";
import { PageHeading } from "../page-heading.tsx";
import { formatRoute, type Route } from "../route.ts";
import { OwnSide, PersonState } from "./ready-page.tsx";

const text = appointments.ready;

type Found = { at: "looking" } | { at: "here"; appointment: Appointment } | { at: "missing" } | { at: "unreachable" };

/** The appointment, live: its clients or its time may change while one looks. */
function useAppointment(desk: Desk, id: string): Found {
  const [found, setFound] = useState<Found>({ at: "looking" });
  useEffect(() => {
    const scope = new Scope();
    const look = async (): Promise<void> => {
      try {
        const appointment = await desk.api.getAppointment(id);
        if (scope.ended) return;
        setFound({ at: "here", appointment });
        // Who is there is known of the room that is shown.
        desk.showRoom(appointment.room_id);
      } catch (problem) {
        if (!scope.ended) setFound({ at: problem instanceof ApiProblem && problem.status === 404 ? "missing" : "unreachable" });
      }
    };
    desk.live.listen(scope, (message) => {
      if (message.type === "snapshot" && message.stream === "room") void look();
      if (message.type !== "event" || message.stream !== "room") return;
      if (message.name === "appointment.changed" && message.data.id === id) setFound({ at: "here", appointment: message.data });
      if (message.name === "appointment.removed" && message.data.id === id) setFound({ at: "missing" });
    });
    void look();
    return () => scope.end();
  }, [id]);
  return found;
}

function Person(props: { comer: Comer }) {
  const { row, presence } = props.comer;
  const waitedMs = clock.tick.value - (row.checked_in_at_ms ?? row.invited_at_ms);
  return (
    <li class="ready-person">
      <div class="ready-person-who">
        <p class="ready-name">{row.name || staff.room.unnamed}</p>
        <p class="ready-how">{staff.ready.waiting(length(waitedMs), row.booked === true ? text.booked : text.notBooked)}</p>
        <PersonState row={row} presence={presence} />
      </div>
    </li>
  );
}

/** Who waits, who is still awaited, and the one button that connects. */
function AboutToEnter(props: { desk: Desk; appointment: Appointment }) {
  const { desk, appointment } = props;
  // Who enters stays on screen until the visit does: the room may hear of the start before its answer is here.
  const [starting, setStarting] = useState<readonly Comer[]>();
  const [problem, setProblem] = useState<string>();
  const { guests, presence } = desk.room.state.value;
  const comers = starting ?? comersOf(appointment.id, guests, presence);
  const entering = comers.filter((comer) => comer.state === "checked-in" || comer.state === "reconnecting");
  const awaited = notHere(appointment, comers);

  const join = async (): Promise<void> => {
    setStarting(comers);
    setProblem(undefined);
    try {
      await desk.startAppointment(appointment.id);
    } catch (error) {
      setProblem(problemId(error));
      setStarting(undefined);
    }
  };
  return (
    <>
      {problem !== undefined && (
        <Notice tone="danger" title={staff.ready.failedTitle}>
          {problem in text.failed ? text.failed[problem as keyof typeof text.failed] : text.failed.other}
        </Notice>
      )}
      <p class="ready-what">{entering.length > 0 ? text.what : text.nobodyYet}</p>
      <h2 id="about-to-enter" class="ready-list-name">
        {text.list}
      </h2>
      <ul class="ready-list" role="list" aria-labelledby="about-to-enter">
        {entering.map((comer) => (
          <Person key={comer.row.id} comer={comer} />
        ))}
      </ul>
      {entering.length === 0 && <p class="ready-nobody">{text.nobody}</p>}
      {awaited.length > 0 && (
        <>
          <h2 id="not-here" class="ready-list-name">
            {text.notHere}
          </h2>
          <ul class="ready-list" role="list" aria-labelledby="not-here">
            {awaited.map((client) => (
              <li key={client.id} class="ready-person ready-awaited">
                {client.name || appointments.clientGone}
              </li>
            ))}
          </ul>
        </>
      )}
      <Button variant="primary" size="large" wide icon={video} busy={starting !== undefined && staff.ready.joining} onPress={() => void join()}>
        {staff.ready.join}
      </Button>
    </>
  );
}

/** W8 for an appointment: who is there and who is awaited, and one's own picture, before anybody is connected. */
export function AppointmentReadyPage(props: {
  desk: Desk;
  session: Session;
  appointmentId: string;
  userMenu: ComponentChildren;
  onMyDevice: () => void;
}) {
  const { desk } = props;
  const { zone } = props.session.practice;
  const found = useAppointment(desk, props.appointmentId);
  const loaded = desk.room.state.value.loaded;
  const appointment = found.at === "here" ? found.appointment : undefined;
  const day = appointment && dayOf(appointment.starts_at_ms, zone);
  const back: Route = day === undefined || day === dayOf(clock.nowMs(), zone) ? { page: "appointments" } : { page: "appointments", day };
  const gone = found.at === "missing" ? text.missing : undefined;
  const isLoading = found.at === "looking" || (appointment !== undefined && !loaded);
  return (
    <div class="ready">
      <header class="plain-head">
        {/* Back to its own day, which is not known from the first moment. */}
        {found.at === "looking" ? (
          <span />
        ) : (
          <a class="button button-ghost plain-back" href={formatRoute(back)}>
            <Icon of={arrowLeft} />
            <span>{text.back}</span>
          </a>
        )}
        {props.userMenu}
      </header>
      <main class={cx("ready-columns", isLoading && "ready-loading")}>
        <div class="ready-names">
          <PageHeading words={staff.ready.heading} />
          <LineNotice desk={desk} zone={zone} />
          {appointment && day !== undefined && gone === undefined && (
            <p class="ready-appointment">
              <strong>{appointment.title || appointments.untitled}</strong>
              <span class="tabular">{` · ${dayWords(day)}, ${clockTime(appointment.starts_at_ms, zone)}`}</span>
            </p>
          )}
          {found.at === "unreachable" && (
            <Notice tone="danger" title={appointments.notLoadedTitle}>
              {staff.line.notLoadedWhat}
            </Notice>
          )}
          {isLoading && <Loading label={text.loading} />}
          {gone !== undefined && (
            <>
              <p class="ready-what">{gone}</p>
              <a class="button button-primary button-large" href={formatRoute(back)}>
                {text.toDay}
              </a>
            </>
          )}
          {appointment && loaded && gone === undefined && <AboutToEnter desk={desk} appointment={appointment} />}
        </div>
        <OwnSide desk={desk} onMyDevice={props.onMyDevice} />
      </main>
    </div>
  );
}
