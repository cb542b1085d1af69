import calendarCheck from "lucide-static/icons/calendar-check.svg?inner";
import linkIcon from "lucide-static/icons/link.svg?inner";
import { useMemo, useRef, useState } from "preact/hooks";
import { idempotencyKey } from "../../shared/api/client.ts";
import { ApiProblem, problemId } from "../../shared/api/problem.ts";
import type { Appointment, Session } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { appointments as text, common } from "../../shared/text/index.ts";
import { clockTime } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { LinkField } from "../room/link-dialog.tsx";
import { RoomToSend, useRoomToSend } from "../room-choice.tsx";
import {
  bookingForm,
  firstError,
  movingForm,
  reduceAppointmentForm,
  TITLE_MAX,
  typedAppointment,
  typedTimes,
  type AppointmentForm,
  type AppointmentFormEvent,
} from "./appointment-form.ts";
import { BookedClients } from "./booked-clients.tsx";
import { dayOf, dayWords, type Day } from "./day.ts";
import { clientNames } from "./people.ts";
import { WhenFields, type FieldRefs } from "./when-fields.tsx";

type FormStore = Store<AppointmentForm, AppointmentFormEvent>;

export function wordsOf<Words extends { other: string }>(words: Words, id: string): string {
  return id in words ? (words[id as keyof Words] as string) : words.other;
}

/** "Tuesday, 31 March 2026", "14:30" in the practice's zone. */
export function whenOf(appointment: Appointment, zone: string): { day: string; time: string } {
  return { day: dayWords(dayOf(appointment.starts_at_ms, zone)), time: clockTime(appointment.starts_at_ms, zone) };
}

/** Saves what is typed when it is right; whatever is wrong gets the focus. */
export async function save(store: FormStore, fields: FieldRefs, send: (form: AppointmentForm) => Promise<Appointment>): Promise<Appointment | undefined> {
  const focusFirstError = (): void => {
    const field = firstError(store.state.peek());
    if (field) fields.current[field]?.focus();
  };
  if (store.state.peek().step !== "editing") return undefined;
  store.dispatch({ type: "submitted" });
  const typed = store.state.peek();
  if (typed.step !== "saving") {
    focusFirstError();
    return undefined;
  }
  try {
    return await send(typed);
  } catch (problem) {
    const known = problem instanceof ApiProblem ? problem : undefined;
    const reason = known?.detail || known?.title || text.form.failed.other;
    store.dispatch({ type: "refused", problem: problemId(problem), field: known?.field, reason });
    focusFirstError();
    return undefined;
  }
}

/** A1: a new appointment. `onBooked` gets it as the server has it. */
export function NewDialog(props: {
  desk: Desk;
  session: Session;
  day: Day;
  onBooked: (appointment: Appointment) => void;
  onClose: () => void;
}) {
  const { desk, session } = props;
  const { zone } = session.practice;
  const store = useMemo(() => createStore(reduceAppointmentForm, bookingForm(props.day, dayOf(clock.nowMs(), zone))), []);
  const fields: FieldRefs = useRef({});
  const form = store.state.value;
  const rooms = desk.rooms.state.value;
  const { room, roomId, choose } = useRoomToSend(rooms);

  /** A second press with nothing changed is the same appointment, whose answer may have been lost. */
  const attempt = useRef({ body: "", key: "" });
  const book = async (): Promise<void> => {
    if (!room) return;
    const booked = await save(store, fields, (typed) => {
      const appointment = { ...typedAppointment(typed), ...(room.own ? {} : { room_id: room.room_id }) };
      const body = JSON.stringify(appointment);
      if (attempt.current.body !== body) attempt.current = { body, key: idempotencyKey() };
      return desk.api.createAppointment(appointment, attempt.current.key);
    });
    if (!booked) return;
    const { day, time } = whenOf(booked, zone);
    desk.say(text.form.booked(day, time));
    props.onBooked(booked);
  };

  return (
    <Dialog
      title={text.form.newTitle}
      onClose={props.onClose}
      onSubmit={() => void book()}
      foot={
        <Button variant="primary" class="to-end" submit icon={calendarCheck} busy={form.step === "saving" && text.form.booking}>
          {text.form.book}
        </Button>
      }
    >
      <div class="stack">
        {form.problem !== undefined && (
          <Notice tone="danger" title={text.form.bookFailed}>
            {wordsOf(text.form.failed, form.problem)}
          </Notice>
        )}
        <RoomToSend rooms={rooms} roomId={roomId} onChoose={choose} />
        <Field
          label={text.form.title}
          hint={text.form.titleHint}
          maxLength={TITLE_MAX}
          inputRef={(element) => {
            fields.current.title = element;
          }}
          value={form.values.title}
          error={form.errors.title}
          onInput={(value) => store.dispatch({ type: "typed", field: "title", value })}
        />
        <WhenFields store={store} zone={zone} fields={fields} />
        <BookedClients desk={desk} store={store} fields={fields} />
        <p class="appointment-note">{text.form.bookWhat}</p>
      </div>
    </Dialog>
  );
}

export interface OneProps {
  desk: Desk;
  zone: string;
  appointment: Appointment;
  onClose: () => void;
}

/** Another time for an appointment; its link stays. */
export function MoveDialog(props: OneProps & { onMoved: (appointment: Appointment) => void }) {
  const { desk, zone, appointment } = props;
  const store = useMemo(() => {
    const today = dayOf(clock.nowMs(), zone);
    const { starts_at_ms, length_s } = appointment;
    return createStore(reduceAppointmentForm, movingForm(dayOf(starts_at_ms, zone), clockTime(starts_at_ms, zone), length_s / 60, today));
  }, []);
  const fields: FieldRefs = useRef({});
  const form = store.state.value;

  const move = async (): Promise<void> => {
    const moved = await save(store, fields, (typed) => desk.api.moveAppointment(appointment.id, typedTimes(typed)));
    if (!moved) return;
    const { day, time } = whenOf(moved, zone);
    desk.say(text.form.moved(day, time));
    props.onMoved(moved);
  };

  return (
    <Dialog
      title={text.form.moveTitle}
      onClose={props.onClose}
      onSubmit={() => void move()}
      foot={
        <>
          <Button onPress={props.onClose}>{common.cancel}</Button>
          <Button variant="primary" class="to-end" submit busy={form.step === "saving" && text.form.moving}>
            {text.form.move}
          </Button>
        </>
      }
    >
      <div class="stack">
        {form.problem !== undefined && (
          <Notice tone="danger" title={text.form.moveFailed}>
            {wordsOf(text.form.failed, form.problem)}
          </Notice>
        )}
        <AppointmentWords appointment={appointment} />
        <WhenFields store={store} zone={zone} fields={fields} />
        <p class="appointment-note">{text.form.moveWhat}</p>
      </div>
    </Dialog>
  );
}

/** Whose appointment it is, so that the wrong one is not moved. */
function AppointmentWords(props: { appointment: Appointment }) {
  return (
    <div>
      <p class="appointment-clients">{clientNames(props.appointment)}</p>
      <p class="appointment-title">{props.appointment.title || text.untitled}</p>
    </div>
  );
}

/** Whoever opens the link then sees it at once: it asks first. */
export function CancelDialog(props: OneProps & { waiting: readonly string[]; onCancelled: () => void }) {
  const { desk, appointment, waiting } = props;
  const [step, setStep] = useState<"asking" | "busy">("asking");
  const [problem, setProblem] = useState<string>();
  const { day, time } = whenOf(appointment, props.zone);
  const words = text.cancelling;

  const cancel = async (): Promise<void> => {
    setStep("busy");
    setProblem(undefined);
    try {
      await desk.api.cancelAppointment(appointment.id);
      desk.say(words.done);
      props.onCancelled();
    } catch (error) {
      setProblem(problemId(error));
      setStep("asking");
    }
  };

  return (
    <Dialog
      title={words.title}
      narrow
      onClose={props.onClose}
      foot={
        <>
          <Button onPress={props.onClose}>{words.keep}</Button>
          <Button variant="danger" class="to-end" busy={step === "busy" && words.busy} onPress={() => void cancel()}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <div class="stack">
        {problem !== undefined && (
          <Notice tone="danger" title={words.failedTitle}>
            {wordsOf(words.failed, problem)}
          </Notice>
        )}
        <AppointmentWords appointment={appointment} />
        <p>{words.what(day, time)}</p>
        {waiting.length > 0 && <p>{words.waiting(common.list(waiting), waiting.length)}</p>}
      </div>
    </Dialog>
  );
}

/** The shared link, copied or to be copied by hand. */
export function AppointmentLinkDialog(props: { link: string; copied: boolean; onCopy: () => void; onClose: () => void }) {
  return (
    <Dialog
      title={text.link.title}
      onClose={props.onClose}
      foot={
        <>
          <Button icon={linkIcon} onPress={props.onCopy}>
            {text.link.copy}
          </Button>
          <Button variant="primary" class="to-end" onPress={props.onClose}>
            {text.link.done}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p role="status">{props.copied ? text.link.copied : text.link.notCopied}</p>
        <LinkField link={props.link} />
      </div>
    </Dialog>
  );
}
