import assert from "node:assert/strict";
import test from "node:test";
import type { GuestRow, Preflight, Presence } from "../../shared/api/types.ts";
import { rowState } from "./guest.ts";
import { actsOf } from "./row-acts.ts";

const PASSED: Preflight = { result: "passed", browser: "passed", operating_system: "passed", camera: "passed", microphone: "passed" };
const FAILED: Preflight = { ...PASSED, result: "failed", camera: "failed" };

const INVITED: GuestRow = { id: "a", kind: "waiting_room", name: "Mara Lind", method: "email", state: "invited", invited_at_ms: 0, expires_at_ms: 1000 };
const WAITS: GuestRow = { ...INVITED, state: "checked_in", checked_in_at_ms: 1, preflight: PASSED };

interface Case {
  row: GuestRow;
  presence?: Presence["state"];
  isOver?: boolean;
  mayAdmit?: boolean;
  maySend?: boolean;
}

/** "shown: more, more", as a row with this standing has it. */
function acts({ row, presence = "online", isOver = false, mayAdmit = true, maySend = true }: Case): string {
  const { shown, more } = actsOf({ row, presence, isOver, mayAdmit, maySend, state: rowState(row, presence) });
  return `${shown ?? "nothing"}: ${more.join(", ")}`;
}

test("I6 I8 I12 W6 W12 W14: what can be done with a row follows from where its guest is", () => {
  const failed: GuestRow["delivery"] = { state: "failed", reason: "mailbox full" };
  const cases: [of: string, Case, expected: string][] = [
    ["invited", { row: INVITED }, "cancel: hand-over, send-again, remove"],
    ["invited by a copied link", { row: { ...INVITED, method: "link" } }, "cancel: hand-over, copy-link, remove"],
    ["not delivered", { row: { ...INVITED, delivery: failed } }, "send-again: hand-over, cancel, remove"],
    ["run out", { row: INVITED, isOver: true }, "send-again: cancel, remove"],
    ["at an appointment's link", { row: { ...INVITED, kind: "appointment" } }, "remove: "],
    ["waits", { row: WAITS }, "start: write, hand-over, remove"],
    ["waits, reconnecting", { row: WAITS, presence: "reconnecting" }, "start: write, hand-over, remove"],
    ["waits, test failed", { row: { ...WAITS, preflight: FAILED } }, "remove: write, hand-over"],
    ["waits for an appointment", { row: { ...WAITS, kind: "appointment" } }, "start: write, remove"],
    ["left", { row: WAITS, presence: "left" }, "remove: hand-over, send-again"],
    ["on hold", { row: { ...WAITS, state: "on_hold" } }, "take-in: write, remove"],
    ["on hold, reconnecting", { row: { ...WAITS, state: "on_hold" }, presence: "reconnecting" }, "take-in: write, remove"],
    ["in the visit", { row: { ...WAITS, state: "in_visit" } }, "nothing: "],
  ];
  for (const [of, standing, expected] of cases) assert.equal(acts(standing), expected, of);
});

test("I9 W12: a delegate sees the acts of their rights, and no other", () => {
  const cases: [of: string, Case, expected: string][] = [
    ["may look", { row: WAITS, mayAdmit: false, maySend: false }, "nothing: "],
    ["may send", { row: WAITS, mayAdmit: false }, "nothing: write, remove"],
    ["may admit", { row: WAITS, maySend: false }, "start: hand-over"],
    ["may send, on hold", { row: { ...WAITS, state: "on_hold" }, mayAdmit: false }, "nothing: write, remove"],
    ["may admit, invited", { row: INVITED, maySend: false }, "nothing: hand-over"],
  ];
  for (const [of, standing, expected] of cases) assert.equal(acts(standing), expected, of);
});
