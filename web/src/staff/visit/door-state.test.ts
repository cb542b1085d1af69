import assert from "node:assert/strict";
import { test } from "node:test";
import type { Visit, WaitingToJoin } from "../../shared/api/types.ts";
import { atTheDoor, hasNewRequest, requestKey, untold } from "./door-state.ts";

const person = (id: string, state: WaitingToJoin["state"], askedAtMs?: number): WaitingToJoin => ({
  id,
  name: id,
  state,
  ...(askedAtMs === undefined ? {} : { asked_at_ms: askedAtMs }),
});
const visitOf = (people: WaitingToJoin[], over: Partial<Visit> = {}): Visit => ({
  id: "v", state: "running", host_id: "h", participants: [], started_at_ms: 0, waiting_to_join: people, ...over,
});
const ids = (people: readonly WaitingToJoin[]): string[] => people.map((each) => each.id);

test("A6: who has asked stands in the order of asking, who was refused apart, who only waits in neither", () => {
  const visit = visitOf([person("late", "asked", 9), person("no", "denied"), person("here", "waiting"), person("first", "asked", 3), person("never", "blocked")]);
  assert.deepEqual(ids(atTheDoor(visit).asking), ["first", "late"]);
  assert.deepEqual(ids(atTheDoor(visit).refused), ["no", "never"]);
});

test("A6: no visit, one that has ended and one of no appointment have nobody at the door", () => {
  const asked = [person("a", "asked", 1)];
  const plain: Visit = { id: "v", state: "running", host_id: "h", participants: [], started_at_ms: 0 };
  for (const visit of [undefined, visitOf(asked, { state: "ended" }), plain]) {
    assert.deepEqual(atTheDoor(visit), { asking: [], refused: [] });
  }
});

test("A7: a request that was put away is not told again; the next one of the same person is", () => {
  const putAway = new Set([requestKey(person("a", "asked", 1))]);
  assert.deepEqual(ids(untold(visitOf([person("a", "asked", 1), person("b", "asked", 2)]), putAway)), ["b"]);
  assert.deepEqual(ids(untold(visitOf([person("a", "asked", 70_000)]), putAway)), ["a"]);
});

test("A6: a request is news once, and what a page finds when it comes back to the visit is none", () => {
  const one = visitOf([person("a", "asked", 1)]);
  const two = visitOf([person("a", "asked", 1), person("b", "asked", 2)]);
  assert.equal(hasNewRequest(one, two), true);
  assert.equal(hasNewRequest(two, two), false);
  assert.equal(hasNewRequest(two, one), false);
  assert.equal(hasNewRequest(undefined, two), false);
  assert.equal(hasNewRequest(visitOf([], { id: "before" }), two), false);
});
