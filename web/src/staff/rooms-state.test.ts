import assert from "node:assert/strict";
import { test } from "node:test";
import type { Room } from "../shared/api/types.ts";
import { reduceRooms, roomsAtStart, sendable, sendableAtStart, sendableRoom, viewable, type RoomsEvent } from "./rooms-state.ts";

const own: Room = { room_id: "own", owner_name: "Ines", own: true, send: true, view: true, admit: true };
const other = (rights: Partial<Room>): Room => ({
  room_id: "other",
  owner_name: "Samuel",
  own: false,
  send: false,
  view: false,
  admit: false,
  ...rights,
});
const after = (...events: RoomsEvent[]) => events.reduce(reduceRooms, roomsAtStart("own", "Ines"));
const changed = (rights: Partial<Room>): RoomsEvent => {
  const { room_id, send, view, admit } = other(rights);
  return { type: "changed", change: { room_id, send, view, admit } };
};

test("another's room is shown only with the right to view it", () => {
  const may = after({ type: "listed", rooms: [own, other({ view: true })] }, { type: "shown", roomId: "other" });
  assert.equal(may.shownId, "other");
  const mayNot = after({ type: "listed", rooms: [own, other({ send: true })] }, { type: "shown", roomId: "other" });
  assert.equal(mayNot.shownId, "own");
  assert.equal(viewable(mayNot).length, 1);
  assert.equal(sendable(mayNot).length, 2);
});

test("what is taken back while the room is shown leads to one's own at once", () => {
  const shown = after({ type: "listed", rooms: [own, other({ view: true, send: true })] }, { type: "shown", roomId: "other" });
  const without = reduceRooms(shown, changed({ send: true }));
  assert.equal(without.shownId, "own");
  assert.equal(sendable(without).length, 2);
  const gone = reduceRooms(shown, changed({}));
  assert.equal(gone.shownId, "own");
  assert.deepEqual(gone.rooms, [own]);
});

test("nothing takes the rights to one's own room away", () => {
  const change = { room_id: "own", send: false, view: false, admit: false };
  assert.deepEqual(after({ type: "changed", change }).rooms, [own]);
});

test("I9: what is meant for another's room goes to no other room when the right to send is taken back", () => {
  const shown = after({ type: "listed", rooms: [own, other({ view: true, send: true })] }, { type: "shown", roomId: "other" });
  assert.equal(sendableAtStart(shown), "other");
  assert.equal(sendableRoom(shown, "other")?.owner_name, "Samuel");
  const revoked = reduceRooms(shown, changed({ view: true }));
  assert.equal(sendableRoom(revoked, "other"), undefined);
  assert.equal(sendableAtStart(revoked), "own");
  assert.equal(sendableRoom(reduceRooms(shown, changed({})), "other"), undefined);
});
