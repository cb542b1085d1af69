import assert from "node:assert/strict";
import test from "node:test";
import type { Appointment, GuestRow, Presence } from "../../shared/api/types.ts";
import { clientNames, comersOf, notHere } from "./people.ts";

const OURS = "a".repeat(32);

function guest(id: string, name: string, more: Partial<GuestRow> = {}): GuestRow {
  return {
    id,
    name,
    kind: "appointment",
    method: "link",
    state: "checked_in",
    invited_at_ms: 0,
    expires_at_ms: 1,
    checked_in_at_ms: 100,
    appointment_id: OURS,
    booked: false,
    ...more,
  };
}

const appointment: Appointment = {
  id: OURS,
  room_id: "r",
  title: "",
  starts_at_ms: 0,
  length_s: 1800,
  state: "scheduled",
  clients: [
    { id: "1", name: "Amara Osei" },
    { id: "2", name: "Bo Ek" },
  ],
  taken_out: [],
  capacity: 2,
  waiting: 0,
};

const room = (...rows: GuestRow[]): ReadonlyMap<string, GuestRow> => new Map(rows.map((row) => [row.id, row]));
const nobodyAway: ReadonlyMap<string, Presence> = new Map();
const names = (rows: readonly GuestRow[], presence = nobodyAway): string =>
  comersOf(OURS, room(...rows), presence)
    .map((comer) => `${comer.row.name}:${comer.state}`)
    .join(" ");

test("A1: an appointment's people are its own, the longest wait first", () => {
  const rows = [
    guest("x", "Cem", { checked_in_at_ms: 300 }),
    guest("y", "Amara", { checked_in_at_ms: 200 }),
    guest("z", "Elsewhere", { appointment_id: "b".repeat(32) }),
    guest("w", "Invited", { kind: "waiting_room", appointment_id: undefined } as unknown as Partial<GuestRow>),
  ];
  assert.equal(names(rows), "Amara:checked-in Cem:checked-in");
});

test("whoever only opened the link has not come; whoever left is told as such", () => {
  const opened = guest("x", "Opened", { state: "invited" });
  const left = guest("y", "Left");
  assert.equal(names([opened, left], new Map([["y", { state: "left", since_ms: 1 }]])), "Left:left");
  assert.equal(names([left], new Map([["y", { state: "reconnecting", since_ms: 1 }]])), "Left:reconnecting");
});

test("A3: a booked client is here when they came signed in; the same name typed by a stranger is not them", () => {
  const here = (rows: GuestRow[], presence = nobodyAway): string =>
    notHere(appointment, comersOf(OURS, room(...rows), presence))
      .map((client) => client.name)
      .join(", ");
  assert.equal(here([]), "Amara Osei, Bo Ek");
  assert.equal(here([guest("x", "Amara Osei", { booked: true })]), "Bo Ek");
  assert.equal(here([guest("x", "Amara Osei")]), "Amara Osei, Bo Ek");
  assert.equal(here([guest("x", "Amara Osei", { booked: true })], new Map([["x", { state: "left", since_ms: 1 }]])), "Amara Osei, Bo Ek");
});

test("a client who is no longer in the address book is told as that", () => {
  const gone = { ...appointment, clients: [{ id: "1", name: "" }, { id: "2", name: "Bo Ek" }] };
  assert.equal(clientNames(gone), "Removed from Contacts, Bo Ek");
});
