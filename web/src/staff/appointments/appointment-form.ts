import type { Appointment, ChangedClients, Contact, MovedAppointment, NewAppointment } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { appointments } from "../../shared/text/index.ts";
import { calendarDay } from "../../shared/text/time.ts";
import type { Day } from "./day.ts";
import { readClock, readDate, readLength } from "./read-time.ts";

/** A1: an appointment has one to seven booked clients. */
export const CLIENTS_MAX = 7;
export const LENGTH_MIN_MIN = 5;
export const LENGTH_MAX_MIN = 720;
export const TITLE_MAX = 200;

export type AppointmentField = "title" | "date" | "time" | "length" | "clients";
type Errors = Partial<Record<AppointmentField, string | undefined>>;

/** Somebody who is booked; `detail` tells two people of one name apart. */
export interface Client {
  id: string;
  name: string;
  detail: string;
}

/** The dialogs of a new appointment, of one that is moved and of one whose clients are changed: what is typed, what is wrong with it, how far it is. */
export interface AppointmentForm {
  purpose: "book" | "move" | "clients";
  /** The practice's day: `tomorrow` goes by it. */
  today: Day;
  values: Readonly<Record<"title" | "date" | "time" | "length", string>>;
  clients: readonly Client[];
  /** What stands in the field of the clients and is nobody yet. */
  typedClient: string;
  errors: Readonly<Errors>;
  step: "editing" | "saving";
  /** The problem's id, where no field is at fault. */
  problem: string | undefined;
}

export type AppointmentFormEvent =
  | { type: "typed"; field: "title" | "date" | "time" | "length"; value: string }
  | { type: "left"; field: "title" | "date" | "time" | "length" }
  | { type: "client-typed"; value: string }
  | { type: "client-chosen"; contact: Contact }
  | { type: "client-removed"; id: string }
  | { type: "submitted" }
  | { type: "refused"; problem: string; field?: string | undefined; reason: string };

const text = appointments.form;
const LENGTH_AT_START = "30";

/** The server's names of the fields. */
const FIELDS: Readonly<Record<string, AppointmentField>> = {
  title: "title",
  date: "date",
  time: "time",
  length_min: "length",
  client_ids: "clients",
  add: "clients",
  take_out: "clients",
};

/** A new one, on the day that is shown unless that is over. */
export function bookingForm(shown: Day, today: Day): AppointmentForm {
  return {
    purpose: "book",
    today,
    values: { title: "", date: shown < today ? today : shown, time: "", length: LENGTH_AT_START },
    clients: [],
    typedClient: "",
    errors: {},
    step: "editing",
    problem: undefined,
  };
}

export function movingForm(day: Day, time: string, lengthMin: number, today: Day): AppointmentForm {
  return { ...bookingForm(day, today), purpose: "move", values: { title: "", date: day, time, length: String(lengthMin) } };
}

export function clientsForm(appointment: Appointment, today: Day): AppointmentForm {
  const clients = appointment.clients.map(({ id, name }) => ({ id, name: name || appointments.clientGone, detail: "" }));
  return { ...bookingForm(today, today), purpose: "clients", clients };
}

export function reduceAppointmentForm(form: AppointmentForm, event: AppointmentFormEvent): AppointmentForm {
  switch (event.type) {
    case "typed":
      return {
        ...form,
        values: { ...form.values, [event.field]: event.value },
        errors: { ...form.errors, [event.field]: undefined },
      };
    case "left":
      return left(form, event.field);
    case "client-typed":
      return { ...form, typedClient: event.value, errors: { ...form.errors, clients: undefined } };
    case "client-chosen":
      return chosen(form, event.contact);
    case "client-removed":
      return {
        ...form,
        clients: form.clients.filter((client) => client.id !== event.id),
        errors: { ...form.errors, clients: undefined },
      };
    case "submitted":
      return submitted(form);
    case "refused":
      return refused(form, event);
    default:
      return assertNever(event);
  }
}

/** What was read is written as the server will have it, so that one sees how it was understood. */
function left(form: AppointmentForm, field: "title" | "date" | "time" | "length"): AppointmentForm {
  const value = form.values[field].trim();
  if (field === "title" || value === "") return form;
  const understood = { date: dateOf(form), time: timeOf(form), length: lengthOf(form)?.toString() }[field];
  return understood === undefined
    ? { ...form, errors: { ...form.errors, ...slips(form, [field]) } }
    : { ...form, values: { ...form.values, [field]: understood }, errors: { ...form.errors, ...slips(form, [field]) } };
}

function chosen(form: AppointmentForm, contact: Contact): AppointmentForm {
  const cleared = { ...form, typedClient: "" };
  if (form.clients.some((client) => client.id === contact.id)) {
    return { ...cleared, errors: { ...form.errors, clients: text.error.clientTwice(contact.name) } };
  }
  if (form.clients.length === CLIENTS_MAX) return cleared;
  const detail = contact.birth_date === "" ? contact.email || contact.mobile : text.born(calendarDay(contact.birth_date));
  return {
    ...cleared,
    clients: [...form.clients, { id: contact.id, name: contact.name, detail }],
    errors: { ...form.errors, clients: undefined },
  };
}

export const dateOf = (form: AppointmentForm): Day | undefined => readDate(form.values.date, form.today);
export const timeOf = (form: AppointmentForm): string | undefined => readClock(form.values.time);
export const lengthOf = (form: AppointmentForm): number | undefined => readLength(form.values.length);

/** What the page sees by itself; the server decides the rest. */
const CHECKS: Readonly<Record<AppointmentField, (form: AppointmentForm) => string | undefined>> = {
  title: () => undefined,
  date: (form) => {
    if (form.values.date.trim() === "") return text.error.dateMissing;
    return dateOf(form) === undefined ? text.error.dateWrong : undefined;
  },
  time: (form) => {
    if (form.values.time.trim() === "") return text.error.timeMissing;
    return timeOf(form) === undefined ? text.error.timeWrong : undefined;
  },
  length: (form) => {
    if (form.values.length.trim() === "") return text.error.lengthMissing;
    const minutes = lengthOf(form);
    if (minutes === undefined) return text.error.lengthWrong;
    const inside = minutes >= LENGTH_MIN_MIN && minutes <= LENGTH_MAX_MIN;
    return inside ? undefined : text.error.lengthBounds(LENGTH_MIN_MIN, LENGTH_MAX_MIN);
  },
  clients: (form) => {
    if (form.typedClient.trim() !== "") return text.error.clientUnknown;
    return form.clients.length === 0 ? text.error.clientsMissing : undefined;
  },
};

const ASKED_FOR: Readonly<Record<AppointmentForm["purpose"], readonly AppointmentField[]>> = {
  book: ["title", "date", "time", "length", "clients"],
  move: ["date", "time", "length"],
  clients: ["clients"],
};

function slips(form: AppointmentForm, fields: readonly AppointmentField[]): Errors {
  const errors: Errors = {};
  for (const field of fields) {
    const slip = CHECKS[field](form);
    if (slip !== undefined) errors[field] = slip;
  }
  return errors;
}

function submitted(form: AppointmentForm): AppointmentForm {
  if (form.step !== "editing") return form;
  const errors = slips(form, ASKED_FOR[form.purpose]);
  return { ...form, errors, problem: undefined, step: Object.keys(errors).length > 0 ? "editing" : "saving" };
}

function refused(form: AppointmentForm, event: { problem: string; field?: string | undefined; reason: string }): AppointmentForm {
  const field = event.field === undefined ? undefined : FIELDS[event.field];
  if (field !== undefined && ASKED_FOR[form.purpose].includes(field)) {
    return { ...form, step: "editing", errors: { [field]: event.reason } };
  }
  return { ...form, step: "editing", problem: event.problem };
}

/** The first field that has an error, from the top. */
export function firstError(form: AppointmentForm): AppointmentField | undefined {
  return ASKED_FOR[form.purpose].find((field) => form.errors[field] !== undefined);
}

/** What goes to the server; only of a form that was found right. */
export function typedTimes(form: AppointmentForm): MovedAppointment {
  return { date: dateOf(form) ?? "", time: timeOf(form) ?? "", length_min: lengthOf(form) ?? 0 };
}

export function typedAppointment(form: AppointmentForm): NewAppointment {
  return { title: form.values.title.trim(), ...typedTimes(form), client_ids: form.clients.map((client) => client.id) };
}

/** Who is in the form and was not booked, and the other way round: what others change meanwhile stays as they have it. */
export function changedClients(form: AppointmentForm, booked: readonly { id: string }[]): Required<ChangedClients> {
  const idsIn = (these: readonly { id: string }[], others: readonly { id: string }[]): string[] =>
    these.filter(({ id }) => !others.some((other) => other.id === id)).map(({ id }) => id);
  return { add: idsIn(form.clients, booked), take_out: idsIn(booked, form.clients) };
}

/** "14:45" for a quarter of an hour after 14:30; nothing where it would be the next day. */
export function endOfTyped(form: AppointmentForm): string | undefined {
  const time = timeOf(form);
  const minutes = lengthOf(form);
  if (time === undefined || minutes === undefined || minutes <= 0) return undefined;
  const end = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes;
  if (end >= 24 * 60) return undefined;
  return `${String(Math.floor(end / 60)).padStart(2, "0")}:${String(end % 60).padStart(2, "0")}`;
}
