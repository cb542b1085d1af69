import assert from "node:assert/strict";
import test from "node:test";
import type { Appointment } from "../../shared/api/types.ts";
import { dayAtStart, isAhead, nextUp, nowIndex, reduceDay, type DayEvent, type DayState } from "./day-state.ts";

const ROOM = "r".repeat(32);
const DAY = "2026-03-31";
const MINUTE = 60_000;
/** London is an hour ahead of UTC on this day. */
const NINE = Date.UTC(2026, 2, 31, 8);

function appointment(id: string, more: Partial<Appointment> = {}): Appointment {
  return {
    id,
    room_id: ROOM,
    title: `Title of ${id}`,
    starts_at_ms: NINE,
    length_s: 1800,
    state: "scheduled",
    clients: [{ id: "c", name: "Amara Osei" }],
    taken_out: [],
    capacity: 1,
    waiting: 0,
    ...more,
  };
}

function after(...events: DayEvent[]): DayState {
  return events.reduce(reduceDay, dayAtStart("Europe/London", DAY, ROOM));
}

const asked: DayEvent = { type: "asked", day: DAY, roomId: ROOM };
const ids = (state: DayState): string => state.appointments.map((one) => one.id).join(" ");

test("A1: a day is shown in the order of time", () => {
  const late = appointment("late", { starts_at_ms: NINE + 60 * MINUTE });
  const early = appointment("early");
  const state = after(asked, { type: "answered", question: 1, appointments: [late, early] });
  assert.equal(ids(state), "early late");
  assert.equal(state.loaded, true);
});

test("only the latest question's answer is taken", () => {
  const state = after(asked, { type: "asked", day: "2026-04-01", roomId: ROOM }, { type: "answered", question: 1, appointments: [appointment("a")] });
  assert.equal(ids(state), "");
  assert.equal(state.loaded, false);
  assert.equal(reduceDay(state, { type: "failed", question: 1 }).failed, false);
});

test("the same day again keeps its list in sight, another day or room begins empty", () => {
  const loaded = after(asked, { type: "answered", question: 1, appointments: [appointment("a")] });
  assert.equal(ids(reduceDay(loaded, asked)), "a");
  assert.equal(ids(reduceDay(loaded, { ...asked, day: "2026-04-01" })), "");
  assert.equal(ids(reduceDay(loaded, { ...asked, roomId: "s".repeat(32) })), "");
});

test("the room's events change, move and remove what is shown", () => {
  const loaded = after(asked, { type: "answered", question: 1, appointments: [appointment("a"), appointment("b")] });
  const changed = reduceDay(loaded, { type: "changed", appointment: appointment("a", { state: "running" }) });
  assert.equal(changed.appointments.find((one) => one.id === "a")?.state, "running");
  const nextDay = appointment("a", { starts_at_ms: NINE + 24 * 60 * MINUTE });
  assert.equal(ids(reduceDay(changed, { type: "changed", appointment: nextDay })), "b");
  assert.equal(ids(reduceDay(loaded, { type: "removed", id: "b" })), "a");
  assert.equal(ids(reduceDay(loaded, { type: "changed", appointment: appointment("c") })), "a b c");
});

test("A1: a day ends at the practice's midnight, and another room's appointments are not this one's", () => {
  const loaded = after(asked, { type: "answered", question: 1, appointments: [] });
  const halfPastMidnight = appointment("a", { starts_at_ms: Date.UTC(2026, 2, 31, 23, 30) });
  assert.equal(ids(reduceDay(loaded, { type: "changed", appointment: halfPastMidnight })), "");
  const beforeMidnight = appointment("b", { starts_at_ms: Date.UTC(2026, 2, 31, 22, 30) });
  assert.equal(ids(reduceDay(loaded, { type: "changed", appointment: beforeMidnight })), "b");
  const elsewhere = appointment("c", { room_id: "s".repeat(32) });
  assert.equal(ids(reduceDay(loaded, { type: "changed", appointment: elsewhere })), "");
});

test("what is told while the answer is on its way is not undone by it", () => {
  const answer: DayEvent = { type: "answered", question: 1, appointments: [appointment("a"), appointment("b")] };
  const state = after(
    asked,
    { type: "changed", appointment: appointment("a", { state: "ended" }) },
    { type: "removed", id: "b" },
    { type: "changed", appointment: appointment("c") },
    answer,
  );
  assert.equal(ids(state), "a c");
  assert.equal(state.appointments[0]?.state, "ended");
});

test("the answer to one's own act does not undo what the room has said since, and holds where it has said nothing", () => {
  const before = appointment("a");
  const known = after(asked, { type: "answered", question: 1, appointments: [before] });
  const moved = appointment("a", { title: "The answer" });
  assert.equal(reduceDay(known, { type: "done", appointment: moved, before }).appointments[0]?.title, "The answer");
  const told = reduceDay(known, { type: "changed", appointment: appointment("a", { title: "Newer" }) });
  assert.equal(reduceDay(told, { type: "done", appointment: moved, before }).appointments[0]?.title, "Newer");
  const fresh = appointment("b");
  assert.equal(ids(reduceDay(known, { type: "done", appointment: fresh, before: undefined })), "a b");
  const overtaken = reduceDay(known, { type: "changed", appointment: appointment("b", { title: "Newer" }) });
  assert.equal(reduceDay(overtaken, { type: "done", appointment: fresh, before: undefined }).appointments.length, 2);
  assert.ok(reduceDay(overtaken, { type: "done", appointment: fresh, before: undefined }).appointments.some((one) => one.title === "Newer"));
});

test("a day that could not be loaded says so until it is asked for again", () => {
  const failed = after(asked, { type: "failed", question: 1 });
  assert.equal(failed.failed, true);
  assert.equal(reduceDay(failed, asked).failed, false);
});

test("the next to start is the first that is not over", () => {
  const nowMs = NINE + 45 * MINUTE;
  const over = appointment("over");
  const done = appointment("done", { starts_at_ms: nowMs, state: "ended" });
  const next = appointment("next", { starts_at_ms: NINE + 60 * MINUTE });
  assert.equal(nextUp([over, done, next], nowMs), "next");
  assert.equal(nextUp([over, done], nowMs), undefined);
  assert.equal(isAhead(appointment("late", { state: "running" }), nowMs), true);
  assert.equal(isAhead(appointment("done", { state: "ended", starts_at_ms: nowMs }), nowMs), false);
});

test("now stands before the first that has not begun", () => {
  const day = [appointment("a"), appointment("b", { starts_at_ms: NINE + 60 * MINUTE })];
  assert.equal(nowIndex(day, NINE - 1), 0);
  assert.equal(nowIndex(day, NINE), 1);
  assert.equal(nowIndex(day, NINE + 61 * MINUTE), 2);
  assert.equal(nowIndex([], NINE), 0);
});
