import assert from "node:assert/strict";
import test from "node:test";
import type { RoomEvent } from "../../shared/api/messages.ts";
import type { GuestRow, Preflight, Visit } from "../../shared/api/types.ts";
import { canStart, longestWaiting, rowState } from "./guest.ts";
import { reduceRoom, ROOM_AT_START, roomElsewhere, whoWrote, type RoomState, type RoomStateEvent } from "./room-state.ts";

const PASSED: Preflight = {
  result: "passed",
  browser: "passed",
  operating_system: "passed",
  camera: "passed",
  microphone: "passed",
};

function invited(id: string, invitedAtMs = 0): GuestRow {
  return {
    id,
    kind: "waiting_room",
    name: `Guest ${id}`,
    method: "email",
    state: "invited",
    invited_at_ms: invitedAtMs,
    expires_at_ms: 1_000_000,
  };
}

function waiting(id: string, checkedInAtMs: number): GuestRow {
  return { ...invited(id), state: "checked_in", checked_in_at_ms: checkedInAtMs, preflight: PASSED };
}

function snapshot(guests: GuestRow[], seq = 10, visit?: Visit): RoomStateEvent {
  const room = { room_id: "r", owner_name: "Ines", guests, now_ms: 5, ...(visit ? { visit } : {}) };
  return { type: "snapshot", stream: "room", seq, data: room };
}

type Named<Name extends RoomEvent["name"]> = Extract<RoomEvent, { name: Name }>;

function event<Name extends RoomEvent["name"]>(seq: number, name: Name, data: Named<Name>["data"]): RoomStateEvent {
  return { type: "event", stream: "room", seq, name, data } as Named<Name>;
}

function visit(id: string, state: Visit["state"]): Visit {
  return { id, state, host_id: "h", participants: [], started_at_ms: 0 };
}

function after(...events: RoomStateEvent[]): RoomState {
  return events.reduce(reduceRoom, ROOM_AT_START);
}

test("W1: the list follows a snapshot and the events above its sequence", () => {
  const state = after(
    snapshot([waiting("a", 1), invited("b")]),
    event(10, "guest.removed", { id: "a" }),
    event(11, "guest.changed", waiting("c", 2)),
    event(12, "guest.removed", { id: "b" }),
  );
  assert.deepEqual(state.order, ["a", "c"]);
  assert.equal(state.loaded, true);
});

test("the longest wait comes first, then who is invited, then who left", () => {
  const state = after(
    snapshot([invited("late", 9), invited("early", 3), waiting("gone", 1), waiting("second", 7), waiting("first", 2)]),
    event(11, "guest.presence", { id: "gone", presence: { state: "left", since_ms: 8 } }),
  );
  assert.deepEqual(state.order, ["first", "second", "early", "late", "gone"]);
});

test("no row moves while somebody points into the list; new guests join below", () => {
  const before = after(snapshot([waiting("a", 5), invited("b")]), { type: "attended", attended: true });
  const during = [
    event(11, "guest.changed", waiting("b", 1)),
    event(12, "guest.changed", waiting("c", 2)),
    event(13, "guest.removed", { id: "a" }),
  ].reduce(reduceRoom, before);
  assert.deepEqual(during.order, ["b", "c"]);
  const again = [event(14, "guest.changed", waiting("d", 0))].reduce(reduceRoom, during);
  assert.deepEqual(again.order, ["b", "c", "d"]);
  assert.deepEqual(reduceRoom(again, { type: "attended", attended: false }).order, ["d", "b", "c"]);
});

test("W6: a visit can start with whoever passed the test and has not left", () => {
  const passed = waiting("a", 1);
  const cases: [row: GuestRow | undefined, presence: "online" | "reconnecting" | "left", may: boolean][] = [
    [passed, "online", true],
    [passed, "reconnecting", true],
    [passed, "left", false],
    [{ ...passed, preflight: { ...PASSED, result: "sound_only", camera: "failed" } }, "online", true],
    [{ ...passed, preflight: { ...PASSED, result: "failed", camera: "failed" } }, "online", false],
    [{ ...invited("a"), preflight: PASSED }, "online", false],
    [{ ...passed, state: "in_visit" }, "online", false],
    [undefined, "online", false],
  ];
  for (const [row, presence, may] of cases) assert.equal(canStart(row, presence), may);
});

test("the filled button is the longest wait's among those who can be started with", () => {
  const state = after(
    snapshot([waiting("gone", 1), waiting("b", 3), waiting("c", 2)]),
    event(11, "guest.presence", { id: "gone", presence: { state: "left", since_ms: 8 } }),
  );
  assert.equal(longestWaiting(state.order, state.guests, state.presence), "c");
  assert.equal(longestWaiting([], new Map(), new Map()), undefined);
});

test("W8: three guests at most are chosen, and only while they wait", () => {
  const rows = ["a", "b", "c", "d"].map((id, index) => waiting(id, index));
  const chosen = after(
    snapshot(rows),
    ...["a", "b", "c", "d"].map((id): RoomStateEvent => ({ type: "selected", id, on: true })),
  );
  assert.deepEqual(chosen.selected, ["a", "b", "c"]);
  const one = [
    event(11, "guest.removed", { id: "a" }),
    event(12, "guest.changed", { ...waiting("b", 1), state: "in_visit" as const }),
  ].reduce(reduceRoom, chosen);
  assert.deepEqual(one.selected, ["c"]);
  assert.deepEqual(reduceRoom(one, { type: "selected", id: "c", on: false }).selected, []);
  assert.deepEqual(reduceRoom(one, { type: "selection-cleared" }).selected, []);
});

test("W7: an arrival is told until it is dismissed or no longer true", () => {
  const arrived = after(
    snapshot([invited("a"), invited("b")]),
    event(11, "guest.changed", waiting("a", 1)),
    event(12, "guest.arrived", { id: "a", name: "Guest a" }),
    event(13, "guest.changed", waiting("b", 2)),
    event(14, "guest.arrived", { id: "b", name: "Guest b" }),
  );
  assert.deepEqual(arrived.arrivals, ["a", "b"]);
  assert.deepEqual(reduceRoom(arrived, { type: "arrival-dismissed", id: "a" }).arrivals, ["b"]);
  assert.deepEqual(reduceRoom(arrived, event(15, "guest.removed", { id: "b" })).arrivals, ["a"]);
  const inVisit: GuestRow = { ...waiting("a", 1), state: "in_visit" };
  assert.deepEqual(reduceRoom(arrived, event(15, "guest.changed", inVisit)).arrivals, ["b"]);
});

test("W5, W10: who checked in while the line was down is an arrival; on the first snapshot the list tells", () => {
  const first = after(snapshot([waiting("a", 1), invited("b")]));
  assert.deepEqual(first.arrivals, []);
  const back = reduceRoom(first, snapshot([waiting("a", 1), waiting("b", 2)], 30));
  assert.deepEqual(back.arrivals, ["b"]);
  assert.equal(back.guests.get("a")?.checked_in_at_ms, 1);
});

test("W10: a snapshot brings who is there; what was known of presence before it is gone", () => {
  const room = { room_id: "r", owner_name: "Ines", guests: [waiting("a", 1), waiting("b", 2)], now_ms: 5 };
  const presence = { a: { state: "reconnecting" as const, since_ms: 7 }, gone: { state: "online" as const, since_ms: 7 } };
  const state = after(
    snapshot([waiting("a", 1), waiting("b", 2)]),
    event(11, "guest.presence", { id: "b", presence: { state: "left", since_ms: 6 } }),
    { type: "snapshot", stream: "room", seq: 20, data: { ...room, presence } },
    event(20, "guest.presence", { id: "a", presence: { state: "online", since_ms: 1 } }),
  );
  assert.deepEqual([...state.presence], [["a", { state: "reconnecting", since_ms: 7 }]]);
});

test("W11: presence shows beside what the store knows", () => {
  const row = waiting("a", 1);
  const cases: [GuestRow, "online" | "reconnecting" | "left", string][] = [
    [row, "online", "checked-in"],
    [row, "reconnecting", "reconnecting"],
    [row, "left", "left"],
    [{ ...row, state: "in_visit" }, "online", "in-visit"],
    [{ ...row, state: "in_visit" }, "reconnecting", "reconnecting"],
    [{ ...row, state: "on_hold" }, "online", "on-hold"],
    [invited("a"), "left", "invited"],
  ];
  for (const [guest, presence, shown] of cases) assert.equal(rowState(guest, presence), shown);
});

test("a row's action is under way until it is done, and says when it failed", () => {
  const started = after(snapshot([invited("a")]), { type: "action-started", id: "a", action: "cancel" });
  assert.equal(started.busy.get("a"), "cancel");
  const failed = reduceRoom(started, { type: "action-failed", id: "a", problem: "network" });
  assert.equal(failed.busy.has("a"), false);
  assert.equal(failed.failed.get("a"), "network");
  assert.equal(reduceRoom(failed, { type: "action-started", id: "a", action: "cancel" }).failed.has("a"), false);
  const gone = reduceRoom(failed, event(11, "guest.removed", { id: "a" }));
  assert.equal(gone.failed.has("a"), false);
});

test("an invitation just made shows at once, and its visit is this host's", () => {
  const state = after(snapshot([]), { type: "invited", row: invited("a"), visit: visit("v", "running") });
  assert.deepEqual(state.order, ["a"]);
  assert.equal(state.visit?.id, "v");
});

test("I12: an answer that comes after the news of a delivery does not take it back", () => {
  const failed: GuestRow = { ...invited("a"), delivery: { state: "failed", reason: "mailbox full" } };
  const news = after(snapshot([]), event(11, "guest.changed", failed));
  const answered = reduceRoom(news, { type: "invited", row: { ...invited("a"), delivery: { state: "queued" } } });
  assert.equal(answered.guests.get("a")?.delivery?.state, "failed");
});

test("the answer that opened a visit does not undo what the stream has said of it since", () => {
  const opens = visit("v", "running");
  const known = after(snapshot([], 10), event(11, "visit.changed", { ...opens, started_at_ms: 7 }));
  assert.equal(reduceRoom(known, { type: "visit-opened", visit: opens }).visit?.started_at_ms, 7);
  const over = reduceRoom(known, event(12, "visit.changed", visit("v", "ended")));
  assert.equal(reduceRoom(over, { type: "visit-opened", visit: opens }).visit?.state, "ended");
  assert.equal(reduceRoom(known, { type: "visit-opened", visit: visit("next", "running") }).visit?.id, "next");
  assert.equal(after(snapshot([], 10), { type: "visit-opened", visit: opens }).visit?.id, "v");
});

test("word of an old visit's end does not hide the one that runs", () => {
  const running = after(snapshot([], 10, visit("new", "running")));
  assert.equal(reduceRoom(running, event(11, "visit.changed", visit("old", "ended"))).visit?.id, "new");
  const over = reduceRoom(running, event(12, "visit.changed", visit("new", "ended")));
  assert.equal(over.visit?.state, "ended");
  assert.equal(reduceRoom(over, snapshot([], 40)).visit?.state, "ended");
});

test("a visit that ran out while the line was down is not taken for running", () => {
  const running = after(snapshot([], 10, visit("v", "running")));
  assert.equal(reduceRoom(running, snapshot([], 40)).visit, undefined);
});

test("W16: every arrival counts: one after the other, several at once after a lost line, and whoever comes back", () => {
  const first = after(snapshot([invited("a"), invited("b"), invited("c")]), event(11, "guest.changed", waiting("a", 1)), event(12, "guest.arrived", { id: "a", name: "A" }));
  assert.equal(first.arrivalCount, 1);
  const lost = reduceRoom(first, snapshot([waiting("a", 1), waiting("b", 2), waiting("c", 3)], 20));
  assert.equal(lost.arrivalCount, 3);
  assert.deepEqual(lost.arrivals, ["a", "b", "c"]);
  const presence = (seq: number, state: "online" | "reconnecting" | "left"): RoomStateEvent => event(seq, "guest.presence", { id: "a", presence: { state, since_ms: 1 } });
  const dropped = [presence(21, "reconnecting"), presence(22, "online")].reduce(reduceRoom, lost);
  assert.equal(dropped.arrivalCount, 3, "a short drop is no arrival");
  const back = [presence(23, "reconnecting"), presence(24, "left"), presence(25, "online")].reduce(reduceRoom, dropped);
  assert.equal(back.arrivalCount, 4, "the host had given them up");
  assert.deepEqual(back.arrivals, ["b", "c", "a"]);
});

test("W13: the room's notice comes with the snapshot and by itself; another room's is not kept", () => {
  const room = { room_id: "r", owner_name: "Ines", guests: [], notice: { text: "late" }, now_ms: 5 };
  const shown = after({ type: "snapshot", stream: "room", seq: 1, data: room });
  assert.equal(shown.notice.text, "late");
  const changed = reduceRoom(shown, event(2, "notice.changed", { notice: { estimate_at_ms: 9 }, now_ms: 6 }));
  assert.deepEqual(changed.notice, { estimate_at_ms: 9 });
  assert.deepEqual(reduceRoom(changed, event(2, "notice.changed", { notice: {}, now_ms: 7 })).notice, { estimate_at_ms: 9 });
  assert.deepEqual(reduceRoom(changed, { type: "room-left" }).notice, {});
});

test("W13: who has written is told until it is read or dismissed; each further text is news, and so is what came while the line was down", () => {
  const row = (id: string, unread: number, count = unread): GuestRow => ({ ...waiting(id, 1), texts: { count, unread } });
  const first = after(snapshot([row("a", 1), waiting("b", 2)]));
  assert.deepEqual(first.texted, [], "on the first snapshot the list itself tells");
  const again = reduceRoom(first, event(11, "guest.changed", row("a", 2)));
  assert.deepEqual([again.texted, whoWrote(first, again)], [["a"], [{ id: "a", count: 1 }]]);
  const answered = reduceRoom(again, event(12, "guest.changed", row("a", 2, 3)));
  assert.deepEqual(whoWrote(again, answered), [], "what the staff write is no news to them");
  const dismissed = reduceRoom(answered, { type: "texts-dismissed", id: "a" });
  assert.deepEqual([dismissed.texted, whoWrote(answered, dismissed)], [[], []]);
  const more = reduceRoom(dismissed, event(13, "guest.changed", row("a", 3, 4)));
  assert.deepEqual([more.texted, whoWrote(dismissed, more)], [["a"], [{ id: "a", count: 1 }]]);
  const lost = reduceRoom(more, snapshot([row("a", 4, 5), row("b", 2)], 20));
  assert.deepEqual(whoWrote(more, lost), [{ id: "a", count: 1 }, { id: "b", count: 2 }]);
  const read = reduceRoom(lost, event(21, "guest.changed", row("a", 0, 5)));
  assert.deepEqual([read.texted, whoWrote(lost, read)], [["b"], []]);
  assert.deepEqual(reduceRoom(read, event(22, "guest.removed", { id: "b" })).texted, []);
});

test("D2: who asks for help is told once, also after a lost line, until they are dismissed or the test passes", () => {
  const failed: GuestRow = { ...invited("a"), preflight: { ...PASSED, result: "failed", camera: "failed" } };
  const asking: GuestRow = { ...failed, help_asked_at_ms: 7 };
  const asked = after(snapshot([failed, invited("b")]), event(11, "guest.changed", asking), event(12, "guest.changed", asking));
  assert.deepEqual([asked.helps, asked.helpCount, asked.arrivalCount], [["a"], 1, 0]);
  const again = reduceRoom(asked, snapshot([asking, { ...invited("b"), help_asked_at_ms: 9 }], 20));
  assert.deepEqual([again.helps, again.helpCount], [["a", "b"], 2]);
  const rest = [event(21, "guest.changed", waiting("a", 1)), { type: "help-dismissed", id: "b" } as const].reduce(reduceRoom, again);
  assert.deepEqual(rest.helps, []);
  assert.equal(after(snapshot([asking])).helpCount, 0, "on the first snapshot the list itself tells");
});

test("W12: who was handed over is gone from the list, and it is known to whom", () => {
  const state = after(
    snapshot([waiting("a", 1), waiting("b", 2)]),
    { type: "selected", id: "a", on: true },
    event(11, "guest.arrived", { id: "a", name: "Guest a" }),
    event(12, "guest.handed_over", { id: "a", name: "Guest a", owner_name: "Dr Okafor" }),
  );
  assert.deepEqual(state.order, ["b"]);
  assert.deepEqual(state.selected, []);
  assert.deepEqual(state.arrivals, []);
  assert.equal(state.handedOver.get("a")?.ownerName, "Dr Okafor");
  const back = reduceRoom(state, event(13, "guest.changed", waiting("a", 1)));
  assert.deepEqual(back.order, ["a", "b"]);
});

test("W7, W12: who comes while the page turns to another room is an arrival; who was there, or was told already, is none anew", () => {
  const left = after(snapshot([waiting("a", 1), invited("b"), invited("c")]), event(11, "guest.changed", waiting("b", 2)), event(12, "guest.arrived", { id: "b", name: "" }));
  const elsewhere = roomElsewhere(reduceRoom(left, { type: "selected", id: "a", on: true }));
  assert.deepEqual(elsewhere.selected, []);
  const state = reduceRoom(elsewhere, snapshot([waiting("a", 1), waiting("b", 2), waiting("c", 3)], 2));
  assert.deepEqual(state.arrivals, ["b", "c"]);
  assert.equal(state.arrivalCount - left.arrivalCount, 1);
});

test("A6: a press without an answer is told while its guest stands where they stood; a refusal stays", () => {
  const asks: GuestRow = { ...waiting("a", 1), door: "asked" };
  const failed = after(snapshot([asks]), { type: "action-started", id: "a", action: "admit" }, { type: "action-failed", id: "a", problem: "network" });
  assert.equal(reduceRoom(failed, snapshot([asks], 20)).failed.get("a"), "network");
  assert.equal(reduceRoom(failed, event(20, "guest.changed", { ...asks, name: "A. Other" })).failed.get("a"), "network");
  assert.equal(reduceRoom(failed, snapshot([{ ...asks, door: "admitted" }], 20)).failed.has("a"), false);
  assert.equal(reduceRoom(failed, event(20, "guest.changed", { ...asks, state: "in_visit" })).failed.has("a"), false);
  const refused = reduceRoom(failed, { type: "action-failed", id: "a", problem: "already-admitted" });
  assert.equal(reduceRoom(refused, event(20, "guest.changed", { ...asks, door: "admitted" })).failed.get("a"), "already-admitted");
});
