import assert from "node:assert/strict";
import test from "node:test";
import type { Session } from "../../shared/api/types.ts";
import { reduceSession, SESSION_AT_START, type SessionEvent, type SessionState } from "./session-state.ts";
import { reduceSignIn, SIGN_IN_AT_START, type SignInEvent, type SignInState } from "./sign-in-state.ts";

const SESSION: Session = {
  user: { id: "u", name: "Ines", email: "ines@example.org", role: "provider" },
  practice: { name: "P", telephone: "1", zone: "Europe/London", colour: "#000000" },
  room_id: "r",
  invite_kind: "connect_now",
  waiting_room_link_s: 172_800,
  connect_now_link_s: 600,
  idle_limit_s: 3600,
  ends_at_ms: 1,
  now_ms: 0,
};

function session(...events: SessionEvent[]): SessionState {
  return events.reduce(reduceSession, SESSION_AT_START);
}

test("S3: signing out, here or elsewhere, says so", () => {
  const signedIn: SessionEvent = { type: "signed-in", session: SESSION };
  assert.deepEqual(session({ type: "nobody" }), { phase: "signed-out", because: "never-in" });
  const out = session(signedIn, { type: "signed-out" });
  assert.deepEqual(out, { phase: "signed-out", because: "signed-out" });
  assert.deepEqual(session(signedIn, { type: "over", expired: false }), out);
  assert.deepEqual(reduceSession(out, { type: "over", expired: true }), out, "the server's goodbye to whoever signed out locks nothing");
});

test("S2: a session that ran out locks, and keeps nothing but who and which room; the same user goes on there, another begins anew", () => {
  const locked = session({ type: "signed-in", session: SESSION }, { type: "over", expired: true, roomId: "of-another" });
  assert.deepEqual(locked, { phase: "locked", who: { userId: "u", email: "ines@example.org", roomId: "of-another" } });
  assert.equal(reduceSession(locked, { type: "over", expired: false }), locked);
  assert.deepEqual(reduceSession(locked, { type: "signed-in", session: SESSION }), { phase: "signed-in", session: SESSION, roomId: "of-another" });
  const other = { ...SESSION, user: { ...SESSION.user, id: "other" } };
  assert.deepEqual(reduceSession(locked, { type: "found", session: other }), { phase: "signed-in", session: other });
});

test("a server that cannot be reached signs nobody out", () => {
  assert.deepEqual(session({ type: "unreachable" }), { phase: "unreachable" });
  const signedIn = session({ type: "found", session: SESSION });
  assert.equal(reduceSession(signedIn, { type: "unreachable" }), signedIn);
});

test("I3: the next invitation's default is the kind chosen last", () => {
  const state = session({ type: "found", session: SESSION }, { type: "invited", kind: "waiting_room" });
  assert.equal(state.phase === "signed-in" && state.session.invite_kind, "waiting_room");
});

function signIn(...events: SignInEvent[]): SignInState {
  return events.reduce(reduceSignIn, SIGN_IN_AT_START);
}

test("S1: nothing is sent before both fields are filled", () => {
  const empty = signIn({ type: "submitted" });
  assert.equal(empty.busy, false);
  assert.equal(empty.emailError, "missing");
  assert.equal(empty.passwordError, "missing");
  const typed = signIn({ type: "email", value: "ines@example.org" }, { type: "password", value: "x" }, { type: "submitted" });
  assert.equal(typed.busy, true);
});

test("a failed attempt can be made again, and its message goes with the next one", () => {
  const failed = signIn(
    { type: "email", value: "ines@example.org" },
    { type: "password", value: "x" },
    { type: "submitted" },
    { type: "failed", problem: "wrong" },
  );
  assert.equal(failed.busy, false);
  assert.equal(failed.problem, "wrong");
  assert.equal(reduceSignIn(failed, { type: "submitted" }).problem, undefined);
});
