import type { Appointment } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { dayOf, type Day } from "./day.ts";

/** The appointments of one day in one waiting room, kept right by the room's events. */
export interface DayState {
  /** The practice's zone: a day begins and ends there. */
  zone: string;
  day: Day;
  roomId: string;
  /** Counts the questions; only the latest one's answer is taken. */
  question: number;
  loaded: boolean;
  failed: boolean;
  /** By time; those of the same time by what they are called. */
  appointments: readonly Appointment[];
  /** What was told while a question was on its way: it may be newer than the answer. */
  meanwhile: readonly Told[] | undefined;
}

/** The room's word about one appointment. */
export type Told = { type: "changed"; appointment: Appointment } | { type: "removed"; id: string };

export type DayEvent =
  | { type: "asked"; day: Day; roomId: string }
  | { type: "answered"; question: number; appointments: readonly Appointment[] }
  | { type: "failed"; question: number }
  /** What one's own act came to. `before`: the appointment as it was when one began, undefined for a new one. */
  | { type: "done"; appointment: Appointment; before: Appointment | undefined }
  | Told;

export function dayAtStart(zone: string, day: Day, roomId: string): DayState {
  return { zone, day, roomId, question: 0, loaded: false, failed: false, appointments: [], meanwhile: undefined };
}

export function reduceDay(state: DayState, event: DayEvent): DayState {
  switch (event.type) {
    case "asked":
      return asked(state, event.day, event.roomId);
    case "answered":
      return event.question === state.question ? answered(state, event.appointments) : state;
    case "failed":
      return event.question === state.question ? { ...state, failed: true, meanwhile: undefined } : state;
    case "changed":
    case "removed":
      return told(state.meanwhile ? { ...state, meanwhile: [...state.meanwhile, event] } : state, event);
    case "done":
      return done(state, event.appointment, event.before);
    default:
      return assertNever(event);
  }
}

/** The room's word may have overtaken the answer: then it is the newer of the two. */
function done(state: DayState, appointment: Appointment, before: Appointment | undefined): DayState {
  const known = state.appointments.find(({ id }) => id === appointment.id);
  return known === before ? reduceDay(state, { type: "changed", appointment }) : state;
}

/** The same day again leaves the last good list in sight; of another day there is none yet. */
function asked(state: DayState, day: Day, roomId: string): DayState {
  const same = day === state.day && roomId === state.roomId;
  return {
    ...state,
    day,
    roomId,
    question: state.question + 1,
    loaded: same && state.loaded,
    failed: false,
    appointments: same ? state.appointments : [],
    meanwhile: [],
  };
}

function answered(state: DayState, appointments: readonly Appointment[]): DayState {
  const fresh: DayState = {
    ...state,
    loaded: true,
    failed: false,
    appointments: sorted(appointments),
    meanwhile: undefined,
  };
  return (state.meanwhile ?? []).reduce(told, fresh);
}

function told(state: DayState, event: Told): DayState {
  const id = event.type === "changed" ? event.appointment.id : event.id;
  const others = state.appointments.filter((other) => other.id !== id);
  if (event.type === "changed" && belongs(state, event.appointment)) {
    return { ...state, appointments: sorted([...others, event.appointment]) };
  }
  return others.length === state.appointments.length ? state : { ...state, appointments: others };
}

function belongs(state: DayState, appointment: Appointment): boolean {
  return appointment.room_id === state.roomId && dayOf(appointment.starts_at_ms, state.zone) === state.day;
}

function sorted(appointments: readonly Appointment[]): readonly Appointment[] {
  return [...appointments].sort((a, b) => a.starts_at_ms - b.starts_at_ms || a.title.localeCompare(b.title) || (a.id < b.id ? -1 : 1));
}

export const endMs = (appointment: Appointment): number => appointment.starts_at_ms + appointment.length_s * 1000;

/** Still to come or under way. */
export function isAhead(appointment: Appointment, nowMs: number): boolean {
  if (appointment.state === "running") return true;
  return appointment.state === "scheduled" && endMs(appointment) > nowMs;
}

/** Whose visit is started next: the one with the filled button. */
export function nextUp(appointments: readonly Appointment[], nowMs: number): string | undefined {
  return appointments.find((appointment) => isAhead(appointment, nowMs))?.id;
}

/** Before which of the day's appointments the line of now stands: `length` for behind all of them. */
export function nowIndex(appointments: readonly Appointment[], nowMs: number): number {
  const index = appointments.findIndex((appointment) => appointment.starts_at_ms > nowMs);
  return index < 0 ? appointments.length : index;
}
