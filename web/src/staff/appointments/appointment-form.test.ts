import assert from "node:assert/strict";
import test from "node:test";
import type { Contact } from "../../shared/api/types.ts";
import {
  bookingForm,
  changedClients,
  CLIENTS_MAX,
  clientsForm,
  endOfTyped,
  firstError,
  movingForm,
  reduceAppointmentForm,
  typedAppointment,
  typedTimes,
  type AppointmentForm,
  type AppointmentFormEvent,
} from "./appointment-form.ts";

const TODAY = "2026-03-30";

function contact(id: string, name = `Client ${id}`): Contact {
  return { id, name, email: "", mobile: "", birth_date: "1984-03-31", has_notes: false, version: 1 };
}

function after(...events: AppointmentFormEvent[]): AppointmentForm {
  return events.reduce(reduceAppointmentForm, bookingForm("2026-03-31", TODAY));
}

const typed = (field: "title" | "date" | "time" | "length", value: string): AppointmentFormEvent => ({ type: "typed", field, value });
const chosen = (id: string): AppointmentFormEvent => ({ type: "client-chosen", contact: contact(id) });
const whole = [typed("title", " Review "), typed("time", "9.30"), chosen("a"), chosen("b")];

test("A1: a new appointment is for the day that is shown, and not for one that is over", () => {
  assert.equal(bookingForm("2026-04-02", TODAY).values.date, "2026-04-02");
  assert.equal(bookingForm("2026-03-01", TODAY).values.date, TODAY);
});

test("A1: what is sent is what was understood", () => {
  const form = after(...whole, { type: "submitted" });
  assert.equal(form.step, "saving");
  assert.deepEqual(typedAppointment(form), {
    title: "Review",
    date: "2026-03-31",
    time: "09:30",
    length_min: 30,
    client_ids: ["a", "b"],
  });
});

test("a title may stay empty", () => {
  const form = after(...whole, typed("title", " "), { type: "submitted" });
  assert.equal(form.step, "saving");
  assert.equal(typedAppointment(form).title, "");
});

test("every field that is missing is told, the first one first", () => {
  const form = after(typed("date", ""), typed("length", ""), { type: "submitted" });
  assert.equal(form.step, "editing");
  assert.deepEqual(Object.keys(form.errors), ["date", "time", "length", "clients"]);
  assert.equal(firstError(form), "date");
});

test("a slip is told on leaving the field and forgotten while it is mended; what is right is written out", () => {
  const slipped = after(typed("time", "25:00"), { type: "left", field: "time" });
  assert.match(slipped.errors.time ?? "", /14:30/);
  assert.equal(reduceAppointmentForm(slipped, typed("time", "2")).errors.time, undefined);
  const understood = after(typed("time", "2 pm"), { type: "left", field: "time" }, typed("date", "tomorrow"), { type: "left", field: "date" });
  assert.equal(understood.values.time, "14:00");
  assert.equal(understood.values.date, "2026-03-31");
  assert.equal(after({ type: "left", field: "time" }).errors.time, undefined);
});

test("a length has bounds", () => {
  for (const [length, right] of [["5", true], ["4", false], ["12 h", true], ["721", false], ["0", false]] as const) {
    const form = after(...whole, typed("length", length), { type: "submitted" });
    assert.equal(form.errors.length === undefined, right, length);
  }
});

test("A1: one to seven clients, nobody twice", () => {
  const twice = after(chosen("a"), chosen("a"));
  assert.equal(twice.clients.length, 1);
  assert.match(twice.errors.clients ?? "", /already/);
  const many = after(...Array.from({ length: CLIENTS_MAX + 1 }, (_, index) => chosen(String(index))));
  assert.equal(many.clients.length, CLIENTS_MAX);
  const removed = reduceAppointmentForm(many, { type: "client-removed", id: "0" });
  assert.equal(removed.clients.length, CLIENTS_MAX - 1);
  assert.equal(after(...whole.slice(0, 2), { type: "submitted" }).errors.clients !== undefined, true);
});

test("a name that was typed and not chosen is nobody: the form says so instead of leaving them out", () => {
  const form = after(...whole, { type: "client-typed", value: "Mara" }, { type: "submitted" });
  assert.equal(form.step, "editing");
  assert.match(form.errors.clients ?? "", /from the list/);
  assert.equal(reduceAppointmentForm(form, chosen("c")).typedClient, "");
});

test("a second press while it is saved does nothing", () => {
  const saving = after(...whole, { type: "submitted" });
  assert.equal(reduceAppointmentForm(saving, { type: "submitted" }), saving);
});

test("what the server refuses stands at its field, what else failed above the form", () => {
  const saving = after(...whole, { type: "submitted" });
  const field = reduceAppointmentForm(saving, { type: "refused", problem: "invalid", field: "time", reason: "does not exist" });
  assert.equal(field.errors.time, "does not exist");
  assert.equal(field.step, "editing");
  const clients = reduceAppointmentForm(saving, { type: "refused", problem: "invalid", field: "client_ids", reason: "gone" });
  assert.equal(clients.errors.clients, "gone");
  const other = reduceAppointmentForm(saving, { type: "refused", problem: "network", reason: "" });
  assert.equal(other.problem, "network");
  assert.equal(firstError(other), undefined);
});

test("moving asks for the time alone", () => {
  const form = reduceAppointmentForm(movingForm("2026-03-31", "09:30", 45, TODAY), { type: "submitted" });
  assert.equal(form.step, "saving");
  assert.deepEqual(typedTimes(form), { date: "2026-03-31", time: "09:30", length_min: 45 });
});

test("the end is told where it is on the same day", () => {
  assert.equal(endOfTyped(movingForm("2026-03-31", "09:30", 45, TODAY)), "10:15");
  assert.equal(endOfTyped(movingForm("2026-03-31", "23:30", 45, TODAY)), undefined);
  assert.equal(endOfTyped(bookingForm("2026-03-31", TODAY)), undefined);
});

test("A1: a change of the clients names who comes and who goes, and leaves the others to whoever else changes them", () => {
  const booked = [
    { id: "1", name: "Amara Osei" },
    { id: "2", name: "" },
  ];
  const form = clientsForm(
    { id: "a", room_id: "r", title: "", starts_at_ms: 0, length_s: 1800, state: "scheduled", clients: booked, taken_out: [], capacity: 2, waiting: 0 },
    "2026-03-31",
  );
  assert.deepEqual(form.clients.map(({ name }) => name), ["Amara Osei", "Removed from Contacts"]);
  assert.deepEqual(changedClients(form, booked), { add: [], take_out: [] });
  const changed = reduceAppointmentForm(
    reduceAppointmentForm(form, { type: "client-chosen", contact: { ...contact("3"), name: "Bo Ek" } }),
    { type: "client-removed", id: "2" },
  );
  assert.deepEqual(changedClients(changed, booked), { add: ["3"], take_out: ["2"] });
  assert.equal(reduceAppointmentForm(changed, { type: "submitted" }).step, "saving", "neither date nor time is asked for");
  const nobody = ["1", "3"].reduce((before, id) => reduceAppointmentForm(before, { type: "client-removed", id }), changed);
  assert.match(reduceAppointmentForm(nobody, { type: "submitted" }).errors.clients ?? "", /at least one/);
});
