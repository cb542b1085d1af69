import assert from "node:assert/strict";
import { test } from "node:test";
import type { Appointment, BookedClient } from "../../shared/api/types.ts";
import { letterTo, lettersOf } from "./letters.ts";

const START_MS = Date.UTC(2027, 2, 31, 8, 30);

const client = (name: string, news: BookedClient["news"], state: "queued" | "sent" | "delivered" | "failed", reason?: string): BookedClient => ({
  id: name,
  name,
  ...(news ? { news, delivery: { state, ...(reason === undefined ? {} : { reason }) } } : {}),
});

const appointment = (state: Appointment["state"], clients: BookedClient[], takenOut: BookedClient[] = []): Appointment => ({
  id: "a",
  room_id: "r",
  title: "",
  starts_at_ms: START_MS,
  length_s: 1800,
  state,
  clients,
  taken_out: takenOut,
  capacity: clients.length,
  waiting: 0,
});

const seen = (of: Appointment, nowMs = START_MS): string[] =>
  lettersOf(of, nowMs).map((letter) => `${letterTo(letter)}: ${letter.delivery.state}${letter.untold ? " again" : ""}`);

test("I12: those who were told stand together, who was not stands alone with Send again", () => {
  const clients = [
    client("Amara", "created", "sent"),
    client("Bo", "created", "failed", "mailbox full"),
    client("Cem", "created", "sent"),
    client("Dana", "moved", "sent"),
    client("Emil", "created", "queued", "mail server did not answer"),
    client("Fay", "created", "queued"),
    client("Gus", "created", "failed", "no e-mail address or mobile number"),
  ];
  assert.deepEqual(seen(appointment("scheduled", clients)), [
    "Booking to Amara and Cem: sent",
    "Booking to Bo: failed again",
    "New time to Dana: sent",
    "Booking to Emil: queued again",
    "Booking to Fay: queued",
    "Booking to Gus: failed again",
  ]);
});

test("I12: who was taken out and not told stays in sight, and of a cancelled appointment only who was not told", () => {
  const out = [client("Bo", "cancelled", "failed", "mailbox full")];
  assert.deepEqual(seen(appointment("scheduled", [client("Amara", "created", "delivered")], out)), [
    "Booking to Amara: delivered",
    "Cancellation to Bo: failed again",
  ]);
  assert.deepEqual(seen(appointment("cancelled", [client("Amara", "cancelled", "sent"), client("Bo", "cancelled", "failed")])), [
    "Cancellation to Bo: failed again",
  ]);
});

test("I12: a running visit shows only who was not told, and what is over nothing", () => {
  const clients = [client("Amara", "created", "sent"), client("Bo", "created", "failed")];
  assert.deepEqual(seen(appointment("running", clients), START_MS + 3_600_000), ["Booking to Bo: failed again"]);
  assert.deepEqual(seen(appointment("ended", clients)), []);
  assert.deepEqual(seen(appointment("scheduled", clients), START_MS + 1_800_000), []);
  assert.deepEqual(seen(appointment("scheduled", [client("", "created", "failed")])), ["Booking to Removed from Contacts: failed again"]);
  assert.deepEqual(seen(appointment("scheduled", [client("Old", undefined, "sent")])), [], "booked before messages were kept by client");
});
