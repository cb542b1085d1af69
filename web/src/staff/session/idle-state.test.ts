import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWER_MAX_MS, idleAtStart, reduceIdle, WARN_MS, type IdleEvent, type IdleState } from "./idle-state.ts";

const END = 1_000_000;
const NEAR = END - WARN_MS;

const tick = (nowMs: number, inVisit = false): IdleEvent => ({ type: "tick", nowMs, inVisit });
const ends = (endsAtMs: number, nowMs: number): IdleEvent => ({ type: "ends", endsAtMs, nowMs });
const after = (...events: IdleEvent[]): IdleState => events.reduce(reduceIdle, idleAtStart(END));
const phases = (...events: IdleEvent[]): string[] => events.map((_, index) => after(...events.slice(0, index + 1)).phase);

test("S2: the page asks the server, warns at least 20 s before the end even in the background, and locks at the end", () => {
  const minute = 60_000;
  assert.ok(WARN_MS - minute >= 20_000, "a clock that is looked at once a minute leaves 20 s");
  assert.deepEqual(phases(tick(NEAR - 1), tick(NEAR), ends(END, NEAR + 10), tick(END - 1), tick(END)), ["active", "asking", "warning", "warning", "over"]);
});

test("S2: what was done in another tab is found out before anybody is warned", () => {
  const state = after(tick(NEAR), ends(END + 300_000, NEAR + 10));
  assert.deepEqual(state, { phase: "active", endsAtMs: END + 300_000 });
  assert.equal(reduceIdle(state, tick(END)).phase, "active");
});

test("S2: a press anywhere ends the warning, and the next one comes at its own time", () => {
  const later = END + 300_000;
  const on = after(tick(NEAR), ends(END, NEAR), ends(later, NEAR + 5_000));
  assert.deepEqual(on, { phase: "active", endsAtMs: later });
  assert.equal(reduceIdle(on, tick(later - WARN_MS)).phase, "asking");
});

test("S2: a server that does not answer does not keep the warning back", () => {
  assert.deepEqual(phases(tick(NEAR), tick(NEAR + ANSWER_MAX_MS - 1), tick(NEAR + ANSWER_MAX_MS), tick(END)), ["asking", "asking", "warning", "over"]);
});

test("S2: after a closed lid the page locks at once, from wherever it was", () => {
  assert.equal(after(tick(END + 5)).phase, "over");
  assert.equal(after(tick(NEAR), tick(END)).phase, "over");
});

test("S2: what is over stays over: only signing in opens the page again", () => {
  const over = after(tick(END));
  for (const event of [ends(END + 300_000, END), tick(0), tick(END, true)]) assert.equal(reduceIdle(over, event), over);
});

test("S2: never during a visit; a warning that stands when it begins goes", () => {
  assert.equal(after(tick(END + 1, true)).phase, "active");
  assert.equal(after(tick(NEAR), ends(END, NEAR), tick(NEAR + 1, true)).phase, "active");
  assert.equal(after(tick(END + 1, true), ends(END + 300_000, END + 2), tick(END + 3)).phase, "active");
});

test("S2: an end that the server brings forward is heard (a practice that chose less)", () => {
  assert.deepEqual(phases(ends(NEAR, 0), tick(NEAR - WARN_MS), ends(NEAR, NEAR - WARN_MS)), ["active", "asking", "warning"]);
});
