import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuestView, Visit } from "../shared/api/types.ts";
import { looksAgain, newGuest, reduceGuest, rings, screenOf, wantsLine, wantsMedia, type GuestPageEvent, type GuestState, type Screen } from "./state.ts";

const PRACTICE = { name: "Northgate", telephone: "020", zone: "Europe/London", colour: "#a4552b" };
const VISIT: Visit = { id: "v", state: "running", host_id: "h", participants: [], started_at_ms: 0 };

function view(state: GuestView["state"], seat: NonNullable<GuestView["seat"]>, nowMs = 1): GuestView {
  return { state, seat, practice: PRACTICE, now_ms: nowMs, ...(state === "in_visit" ? { visit: VISIT } : {}) };
}
const shows = (each: GuestView): GuestPageEvent => ({ type: "view", view: each });
const after = (...events: GuestPageEvent[]): GuestState => events.reduce(reduceGuest, newGuest);

// What the page shows for each state of the server's view and each holder of the seat.
const SCREENS: readonly [state: GuestView["state"], none: Screen, here: Screen, elsewhere: Screen][] = [
  ["invited", "before", "before", "before"],
  ["checked_in", "before", "waiting", "before"],
  ["on_hold", "before", "waiting", "before"],
  ["admitted", "before", "waiting", "before"],
  ["in_visit", "before", "visit", "before"],
  ["left", "before", "left", "before"],
  ["ended", "ended", "ended", "ended"],
  ["cancelled", "cancelled", "cancelled", "cancelled"],
  ["removed", "removed", "removed", "removed"],
  ["expired", "expired", "expired", "expired"],
  ["used", "used", "used", "used"],
  ["unknown", "unknown", "unknown", "unknown"],
];
for (const [state, none, here, elsewhere] of SCREENS) {
  test(`I7: the page for ${state}`, () => {
    const screens = (["none", "here", "elsewhere"] as const).map((seat) => screenOf(after(shows(view(state, seat)))));
    assert.deepEqual(screens, [none, here, elsewhere]);
  });
}

test("W13: an answer that the line has overtaken within the same millisecond takes nothing back", () => {
  const text = (sequence: number): NonNullable<GuestView["texts"]>[number] => ({ id: String(sequence), from: "staff", text: "", sequence, at_ms: 5 });
  const written = (...texts: NonNullable<GuestView["texts"]>): GuestView => ({ ...view("checked_in", "here", 5), texts });
  const events: GuestPageEvent[] = [
    { type: "view", view: written(text(1)) },
    { type: "view", view: written(text(1), text(2)) },
    { type: "view", view: written(text(1)), answer: true },
  ];
  assert.equal(events.reduce(reduceGuest, newGuest).view?.texts?.length, 2);
  const before: GuestPageEvent[] = [
    { type: "view", view: written(text(1)), answer: true },
    { type: "view", view: written(text(1), text(2)) },
  ];
  assert.equal(before.reduce(reduceGuest, newGuest).view?.texts?.length, 2);
});

test("W13: a notice that comes by itself is kept against an older view, and a newer view's holds", () => {
  const told = (nowMs: number, text: string): GuestPageEvent => shows({ ...view("checked_in", "here", nowMs), notice: { text } });
  const events: GuestPageEvent[] = [told(10, "old"), { type: "notice", notice: { text: "late" }, nowMs: 20 }, told(15, "old")];
  const state = events.reduce(reduceGuest, newGuest);
  assert.equal(state.notice.notice.text, "late");
  assert.equal(reduceGuest(state, { type: "notice", notice: {}, nowMs: 19 }).notice.notice.text, "late");
  assert.deepEqual(reduceGuest(state, { type: "notice", notice: {}, nowMs: 21 }).notice.notice, {});
  assert.equal(reduceGuest(state, told(30, "new")).notice.notice.text, "new");
});

test("I5: the earlier page says that one went on elsewhere, until it takes the seat back", () => {
  const moved = after(shows(view("checked_in", "here")), { type: "seat_moved" });
  assert.equal(screenOf(moved), "moved");
  assert.equal(wantsLine(moved), false);
  const back = reduceGuest(moved, shows(view("checked_in", "here", 2)));
  assert.equal(screenOf(back), "waiting");
  assert.equal(wantsLine(back), true);
});

test("I5: where the visit has begun elsewhere meanwhile, the earlier page says that instead", () => {
  assert.equal(screenOf(after(shows(view("checked_in", "here")), { type: "seat_moved" }, shows(view("used", "elsewhere", 2)))), "used");
});

test("A8: where the host starts an appointment again, whoever was in is shown the way back, also by a page that lost its line", () => {
  const appointment = { starts_at_ms: 0, length_s: 60, zone: "Europe/London" };
  const ended = after(shows(view("in_visit", "here")), shows({ ...view("ended", "here", 2), appointment }));
  assert.deepEqual([screenOf(ended), looksAgain(ended), wantsLine(ended)], ["ended", true, false]);
  const again: GuestView = { ...view("invited", "none", 3), again: true, appointment };
  const back = reduceGuest(ended, shows(again));
  assert.deepEqual([screenOf(back), looksAgain(back)], ["again", true]);
  assert.equal(screenOf(after(shows(view("in_visit", "here")), { type: "seat_moved" }, shows(again))), "again");
  // It ends once more, or the page has pressed: nothing is looked up over the press.
  assert.equal(screenOf(reduceGuest(back, shows({ ...view("ended", "here", 4), appointment }))), "ended");
  assert.equal(looksAgain(reduceGuest(back, { type: "asking", what: "join" })), false);
  // A link for one person is over with its visit.
  assert.equal(looksAgain(after(shows(view("ended", "here")))), false);
});

test("D2: the test is shown while it goes on, and left when the guest is admitted meanwhile", () => {
  const testing = after(shows(view("invited", "here")), { type: "test_opened" });
  assert.equal(screenOf(testing), "test");
  assert.equal(screenOf(reduceGuest(testing, shows(view("checked_in", "here", 2)))), "test");
  assert.equal(screenOf(reduceGuest(testing, shows(view("admitted", "here", 2)))), "waiting");
});

test("W11: a view that is older than what is shown changes nothing", () => {
  const state = after(shows(view("in_visit", "here", 20)), shows(view("admitted", "here", 10)));
  assert.equal(screenOf(state), "visit");
});

test("W10: a server whose clock was put back is listened to", () => {
  const hour = 3_600_000;
  const state = after(shows(view("checked_in", "here", 5 * hour)), shows(view("admitted", "here", 2 * hour)));
  assert.equal(state.view?.state, "admitted");
  const told = reduceGuest(state, { type: "notice", notice: { text: "late" }, nowMs: hour });
  assert.equal(told.notice.notice.text, "late");
});

test("W15: before anything is known the page says whether the server can be reached", () => {
  assert.equal(screenOf(newGuest), "loading");
  const lost = after({ type: "unreachable" });
  assert.equal(screenOf(lost), "unreachable");
  assert.equal(screenOf(reduceGuest(lost, shows(view("invited", "none")))), "before");
});

test("V5: the visit's changes reach the page, and what was known of who is away ends with the visit", () => {
  const inVisit = after(
    shows(view("in_visit", "here")),
    { type: "presence", id: "h", presence: { state: "reconnecting", since_ms: 1 } },
    { type: "visit_changed", visit: { ...VISIT, host_away_until_ms: 9 } },
  );
  assert.equal(inVisit.view?.visit?.host_away_until_ms, 9);
  assert.equal(inVisit.presence.get("h")?.state, "reconnecting");
  assert.equal(reduceGuest(inVisit, shows(view("ended", "here", 2))).presence.size, 0);
});

test("a press that was refused can be made again", () => {
  const refused = after({ type: "asking", what: "take" }, { type: "refused" });
  assert.deepEqual([refused.asking, refused.refused], [null, true]);
  assert.equal(reduceGuest(refused, { type: "asking", what: "take" }).refused, false);
});

test("W15: the page rings when the host has started and this guest can go in, on the device that has the seat only", () => {
  const cases: [view: GuestView, rings: boolean][] = [
    [view("checked_in", "here"), false],
    [view("admitted", "here"), true],
    [view("admitted", "elsewhere"), false],
    [view("on_hold", "here"), false],
    [view("in_visit", "here"), false],
    [view("left", "here"), false],
    [{ ...view("checked_in", "here"), door: { offer: "wait" } }, false],
    [{ ...view("checked_in", "here"), door: { offer: "join" } }, true],
    [{ ...view("checked_in", "here"), door: { offer: "ask" } }, false],
    [{ ...view("checked_in", "here"), door: { offer: "asked" } }, false],
  ];
  for (const [each, expected] of cases) assert.equal(rings(after(shows(each))), expected, `${each.state} ${each.door?.offer ?? ""}`);
});

test("V5: from the press on Leave the visit is off the page and nothing is sent, until the server has answered", () => {
  const inVisit = after(shows(view("in_visit", "here")));
  assert.equal(wantsMedia(screenOf(inVisit)), true);
  const leaving = [{ type: "asking", what: "leave" }, { type: "unreachable" }, shows(view("in_visit", "here", 2))] as const;
  const pressed = leaving.reduce<GuestState>(reduceGuest, inVisit);
  assert.equal(screenOf(pressed), "leaving");
  assert.equal(wantsMedia("leaving"), false);
  assert.equal(wantsLine(pressed), true, "the line says when the server is back");
  assert.equal(screenOf(reduceGuest(pressed, shows(view("left", "here", 3)))), "left");
  assert.equal(screenOf(reduceGuest(pressed, shows(view("ended", "here", 3)))), "ended");
});
