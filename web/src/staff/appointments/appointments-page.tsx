import calendarIcon from "lucide-static/icons/calendar.svg?inner";
import calendarPlus from "lucide-static/icons/calendar-plus.svg?inner";
import chevronLeft from "lucide-static/icons/chevron-left.svg?inner";
import chevronRight from "lucide-static/icons/chevron-right.svg?inner";
import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Appointment, Session } from "../../shared/api/types.ts";
import { copyText } from "../../shared/clipboard.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { clock } from "../../shared/state/clock.ts";
import { Scope } from "../../shared/state/scope.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { appointments as text } from "../../shared/text/index.ts";
import { length, zoneTitle } from "../../shared/text/time.ts";
import { Button, IconButton } from "../../shared/ui/button.tsx";
import { Empty, Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { LineNotice } from "../line-notice.tsx";
import { RunningVisit } from "../room/waiting-room-page.tsx";
import { RoomChoice } from "../room-choice.tsx";
import { roomOf, viewable } from "../rooms-state.ts";
import { AppointmentLinkDialog, CancelDialog, MoveDialog, NewDialog } from "./appointment-dialogs.tsx";
import { AppointmentItem, NowLine, type ItemAct } from "./appointment-item.tsx";
import { ClientsDialog } from "./clients-dialog.tsx";
import { addDays, clockChange, dayOf, dayWords, type Day } from "./day.ts";
import { dayAtStart, nextUp, nowIndex, reduceDay, type DayEvent, type DayState } from "./day-state.ts";
import { comersOf } from "./people.ts";
import "./appointments.css";

type DayStore = Store<DayState, DayEvent>;

/** Which dialog stands over the page. */
type Over = { over: "new" } | { over: "move" | "clients" | "cancel"; appointment: Appointment } | { over: "link"; link: string; copied: boolean };

async function ask(desk: Desk, store: DayStore, day: Day, roomId: string): Promise<void> {
  store.dispatch({ type: "asked", day, roomId });
  const { question } = store.state.peek();
  try {
    const answer = await desk.api.getAppointments(day, roomId);
    store.dispatch({ type: "answered", question, appointments: answer.appointments });
  } catch {
    store.dispatch({ type: "failed", question });
  }
}

/** Keeps the list right: the room's events change it, and after a lost line the whole day is asked for again. */
function follow(scope: Scope, desk: Desk, store: DayStore): void {
  desk.live.listen(scope, (message) => {
    if (message.type === "snapshot" && message.stream === "room") {
      const { day, roomId } = store.state.peek();
      void ask(desk, store, day, roomId);
    } else if (message.type === "event" && message.stream === "room") {
      if (message.name === "appointment.changed") store.dispatch({ type: "changed", appointment: message.data });
      else if (message.name === "appointment.removed") store.dispatch({ type: "removed", id: message.data.id });
    }
  });
}

/** The day in words, and the way to others. */
function DayTurn(props: { day: Day; today: Day; onTurn: (day: Day) => void }) {
  const { day, today, onTurn } = props;
  return (
    <div class="day-turn">
      <IconButton icon={chevronLeft} label={text.previous} onPress={() => onTurn(addDays(day, -1))} />
      <IconButton icon={chevronRight} label={text.next} onPress={() => onTurn(addDays(day, 1))} />
      <h2 class="day-date">
        {day === today ? text.form.dateToday(dayWords(day)) : dayWords(day)}
      </h2>
      {day !== today && <Button onPress={() => onTurn(today)}>{text.today}</Button>}
    </div>
  );
}

function zoneWords(day: Day, zone: string): string {
  const words = text.zone(zoneTitle(zone));
  const change = clockChange(day, zone);
  if (change === 0) return `${words}.`;
  const by = length(Math.abs(change) * 60_000);
  return `${words}. ${change > 0 ? text.clocksForward(by) : text.clocksBack(by)}`;
}

function DayList(props: {
  desk: Desk;
  zone: string;
  state: DayState;
  isToday: boolean;
  copying: string | undefined;
  onAct: (appointment: Appointment, act: ItemAct) => void;
}) {
  const { desk, zone, state, isToday } = props;
  const { appointments } = state;
  // Drawn anew when the minute changes, not each second.
  const nowMs = useComputed(() => Math.floor(clock.tick.value / 60_000) * 60_000).value;
  const next = isToday ? nextUp(appointments, nowMs) : undefined;
  const line = isToday ? nowIndex(appointments, nowMs) : -1;
  const rights = roomOf(desk.rooms.state.value, state.roomId);
  return (
    <>
      <ul class="day-list" role="list" aria-label={text.list}>
        {appointments.map((appointment, index) => (
          <AppointmentItem
            key={appointment.id}
            desk={desk}
            zone={zone}
            appointment={appointment}
            rights={rights}
            isNext={appointment.id === next}
            nowAbove={index === line}
            copying={props.copying === appointment.id}
            onAct={(act) => props.onAct(appointment, act)}
          />
        ))}
      </ul>
      {line === appointments.length && line > 0 && <NowLine zone={zone} />}
    </>
  );
}

interface DialogOverProps {
  over: Over;
  desk: Desk;
  session: Session;
  day: Day;
  onShow: (appointment: Appointment, before?: Appointment) => void;
  onCancelled: () => void;
  onOver: (over: Over) => void;
  onClose: () => void;
}

function DialogOver(props: DialogOverProps) {
  const { over, desk, onShow, onClose } = props;
  const { zone } = props.session.practice;
  const { guests, presence } = desk.room.state.value;
  switch (over.over) {
    case "new":
      return <NewDialog desk={desk} session={props.session} day={props.day} onBooked={onShow} onClose={onClose} />;
    case "move":
      return <MoveDialog desk={desk} zone={zone} appointment={over.appointment} onMoved={(moved) => onShow(moved, over.appointment)} onClose={onClose} />;
    case "clients":
      return <ClientsDialog desk={desk} zone={zone} appointment={over.appointment} onChanged={(changed) => onShow(changed, over.appointment)} onClose={onClose} />;
    case "cancel": {
      const waiting = comersOf(over.appointment.id, guests, presence).filter(
        (comer) => comer.state === "checked-in" || comer.state === "reconnecting",
      );
      return (
        <CancelDialog
          desk={desk}
          zone={zone}
          appointment={over.appointment}
          waiting={waiting.map((comer) => comer.row.name || text.unnamed)}
          onCancelled={props.onCancelled}
          onClose={onClose}
        />
      );
    }
    case "link":
      return (
        <AppointmentLinkDialog
          link={over.link}
          copied={over.copied}
          onCopy={() => void copyText(over.link).then((copied) => props.onOver({ ...over, copied }))}
          onClose={onClose}
        />
      );
    default:
      return assertNever(over);
  }
}

/** The day's appointments in the waiting room that is shown. */
export function AppointmentsPage(props: { desk: Desk; session: Session; day: Day | undefined }) {
  const { desk } = props;
  const { zone } = props.session.practice;
  const today = useComputed(() => dayOf(clock.tick.value, zone)).value;
  const day = props.day ?? today;
  const rooms = desk.rooms.state.value;
  const roomId = rooms.shownId;
  const store = useMemo(() => createStore(reduceDay, dayAtStart(zone, day, roomId)), []);
  const [over, setOver] = useState<Over | undefined>(undefined);
  const [copying, setCopying] = useState<string | undefined>(undefined);
  const [linkFailed, setLinkFailed] = useState(false);
  const state = store.state.value;
  const { visit } = desk.room.state.value;

  useEffect(() => {
    const scope = new Scope();
    follow(scope, desk, store);
    return () => scope.end();
  }, []);
  useEffect(() => {
    setLinkFailed(false);
    void ask(desk, store, day, roomId);
  }, [day, roomId]);

  const close = (): void => setOver(undefined);
  const turn = (to: Day): void => desk.go(to === today ? { page: "appointments" } : { page: "appointments", day: to });
  /** What was booked or moved is shown, on whichever day it is now. */
  const show = (appointment: Appointment, before?: Appointment): void => {
    close();
    store.dispatch({ type: "done", appointment, before });
    if (appointment.room_id !== roomId) desk.showRoom(appointment.room_id);
    const its = dayOf(appointment.starts_at_ms, zone);
    if (its !== day) turn(its);
  };
  const copyLink = async (appointment: Appointment): Promise<void> => {
    setCopying(appointment.id);
    setLinkFailed(false);
    try {
      const { link } = await desk.api.getAppointmentLink(appointment.id);
      setOver({ over: "link", link, copied: await copyText(link) });
    } catch {
      setLinkFailed(true);
    }
    setCopying(undefined);
  };
  const act = (appointment: Appointment, what: ItemAct): void => {
    if (what === "copy-link") void copyLink(appointment);
    else setOver({ over: what, appointment });
  };

  // Whoever may only look at another's day books nothing from it.
  const maySend = roomOf(rooms, roomId)?.send ?? false;
  const isEmpty = state.loaded && state.appointments.length === 0;
  const isKnown = state.loaded || state.failed;
  const create = (variant: "primary" | "outline") => (
    <Button variant={variant} icon={calendarPlus} onPress={() => setOver({ over: "new" })}>
      {text.create}
    </Button>
  );
  const choices = viewable(rooms);
  return (
    <div class="appointments">
      <LineNotice desk={desk} zone={zone} />
      {visit?.state === "running" && <RunningVisit desk={desk} visit={visit} />}
      {state.failed && (
        <Notice
          tone="danger"
          title={text.notLoadedTitle}
          actions={<Button onPress={() => void ask(desk, store, day, roomId)}>{text.again}</Button>}
        >
          {text.notLoadedWhat}
        </Notice>
      )}
      {linkFailed && (
        <Notice tone="danger" title={text.link.failedTitle}>
          {text.link.failed}
        </Notice>
      )}
      {choices.length > 1 && (
        <div class="room-tools">
          <RoomChoice inline rooms={choices} roomId={roomId} onChoose={(id) => desk.showRoom(id)} />
        </div>
      )}
      <div class="day-tools">
        <DayTurn day={day} today={today} onTurn={turn} />
        {isKnown && !isEmpty && maySend && <div class="day-tools-end">{create("outline")}</div>}
      </div>
      <p class="hidden-text" role="status">
        {state.loaded && `${dayWords(day)}: ${text.count(state.appointments.length)}`}
      </p>
      <p class="day-zone">{zoneWords(day, zone)}</p>
      <div class="card">
        {!state.loaded && !state.failed && <Loading label={text.loading} />}
        {isEmpty && (
          <Empty icon={calendarIcon} title={text.emptyTitle} what={maySend ? text.emptyWhat : text.emptyWhatViewing} action={maySend && create("primary")} />
        )}
        {state.loaded && !isEmpty && (
          <DayList desk={desk} zone={zone} state={state} isToday={day === today} copying={copying} onAct={act} />
        )}
      </div>
      {over && (
        <DialogOver
          over={over}
          desk={desk}
          session={props.session}
          day={day}
          onShow={show}
          onCancelled={() => {
            close();
            void ask(desk, store, day, roomId);
          }}
          onOver={setOver}
          onClose={close}
        />
      )}
    </div>
  );
}
