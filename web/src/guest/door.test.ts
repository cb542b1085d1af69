import assert from "node:assert/strict";
import { test } from "node:test";
import type { Door, GuestView } from "../shared/api/types.ts";
import { offerOf, type Offer } from "./door.ts";
import { newGuest, reduceGuest, screenOf, wantsMedia, type GuestPageEvent, type GuestState } from "./state.ts";

const PRACTICE = { name: "Northgate", telephone: "020", zone: "Europe/London", colour: "#a4552b" };

function view(state: GuestView["state"], door?: Door, nowMs = 1): GuestView {
  return { state, seat: "here", practice: PRACTICE, now_ms: nowMs, ...(door ? { door } : {}) };
}
const after = (...events: GuestPageEvent[]): GuestState => events.reduce(reduceGuest, newGuest);
const shows = (each: GuestView): GuestPageEvent => ({ type: "view", view: each });

// What the page offers: by the invitation's state, the door's word, and the time.
const OFFERS: readonly [what: string, view: GuestView, nowMs: number, offer: Offer][] = [
  ["A3: who is checked in before the start waits", view("checked_in", { offer: "wait" }), 1, "wait"],
  ["W2: who is checked in without a door waits", view("checked_in"), 1, "wait"],
  ["A3: the door's Join now", view("checked_in", { offer: "join" }), 1, "join"],
  ["A4: the door's Ask to join", view("checked_in", { offer: "ask" }), 1, "ask"],
  ["A6: who has asked", view("checked_in", { offer: "asked" }), 1, "asked"],
  ["A7: denied, a millisecond before the minute is over", view("checked_in", { offer: "denied", again_at_ms: 61_000 }), 60_999, "denied"],
  ["A7: denied, when the minute is over", view("checked_in", { offer: "denied", again_at_ms: 61_000 }), 61_000, "ask"],
  ["A7: blocked, whatever the time", view("checked_in", { offer: "blocked", again_at_ms: 61_000 }), 99_000, "blocked"],
  ["W8: admitted by the host's start", view("admitted"), 1, "join"],
  ["V5: who left may join again", view("left"), 1, "join"],
  ["A4: who left an appointment's visit asks the door again", view("left", { offer: "ask" }), 1, "ask"],
];
for (const [what, shown, nowMs, offer] of OFFERS) {
  test(`${what}: ${offer}`, () => assert.equal(offerOf(shown, nowMs), offer));
}

test("A7: an answer that was put away stays away until there is another", () => {
  const denied = view("checked_in", { offer: "denied", again_at_ms: 61_000, answer: "denied" }, 2);
  const away = after(shows(denied), { type: "answer_dismissed" });
  assert.equal(away.answerDismissed, true);
  assert.equal(reduceGuest(away, shows({ ...denied, now_ms: 3 })).answerDismissed, true, "the same view once more");
  const asked = reduceGuest(away, shows(view("checked_in", { offer: "asked" }, 4)));
  assert.equal(reduceGuest(asked, shows({ ...denied, now_ms: 5 })).answerDismissed, false, "denied a second time");
});

test("V1: who is told that the visit is full keeps their place, and goes on when the door says something else", () => {
  const join = view("checked_in", { offer: "join" }, 2);
  const full = after(shows(join), { type: "asking", what: "join" }, { type: "full" });
  assert.equal(screenOf(full), "full");
  assert.equal(wantsMedia("full"), true);
  assert.equal(screenOf(reduceGuest(full, shows({ ...join, now_ms: 3 }))), "full", "still offered");
  assert.equal(screenOf(reduceGuest(full, shows(view("checked_in", { offer: "ask" }, 3)))), "waiting");
  assert.equal(screenOf(reduceGuest(full, shows(view("checked_in", { offer: "wait" }, 3)))), "waiting");
  const removed: GuestView = { ...view("removed"), now_ms: 3 };
  assert.equal(screenOf(reduceGuest(full, shows(removed))), "removed");
});

test("A3: a booked client who goes on with a running visit on another device passes the test there first", () => {
  const left = view("left", { offer: "join" });
  const testing = after(shows(left), { type: "test_opened" });
  assert.equal(screenOf(testing), "test");
  assert.equal(screenOf(reduceGuest(testing, shows({ ...left, now_ms: 2 }))), "test", "the door's changes do not end it");
  assert.equal(screenOf(reduceGuest(testing, { type: "test_closed" })), "left");
});
