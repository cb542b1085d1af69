import assert from "node:assert/strict";
import test from "node:test";
import { inviteAtStart, newInvitation, reduceInvite, type InviteEvent, type InviteState } from "./invite-state.ts";

function after(...events: InviteEvent[]): InviteState {
  return events.reduce(reduceInvite, inviteAtStart("connect_now", true));
}

test("I3: the kind is the one that was chosen last", () => {
  assert.equal(inviteAtStart("waiting_room", true).kind, "waiting_room");
  assert.equal(inviteAtStart("connect_now", true).kind, "connect_now");
});

test("I1: sending needs a whole e-mail address, copying the link does not", () => {
  assert.equal(after({ type: "submitted", how: "message" }).emailError, "missing-both");
  const noSms = inviteAtStart("connect_now", false);
  assert.equal(reduceInvite(noSms, { type: "submitted", how: "message" }).emailError, "missing");
  assert.equal(after({ type: "email", value: "ada@" }, { type: "submitted", how: "message" }).emailError, "wrong");
  const sending = after({ type: "email", value: " ada@example.org " }, { type: "submitted", how: "message" });
  assert.deepEqual(sending.step, { at: "sending", via: "email" });
  assert.deepEqual(after({ type: "submitted", how: "link" }).step, { at: "sending", via: "link" });
});

test("a slip is told on leaving the field and forgotten while it is mended", () => {
  const slipped = after({ type: "email", value: "ada" }, { type: "email-left" });
  assert.equal(slipped.emailError, "wrong");
  assert.equal(reduceInvite(slipped, { type: "email", value: "ada@" }).emailError, undefined);
  assert.equal(after({ type: "email-left" }).emailError, undefined);
});

test("a second press while it is sent does nothing", () => {
  const sending = after({ type: "email", value: "ada@example.org" }, { type: "submitted", how: "message" });
  assert.equal(reduceInvite(sending, { type: "submitted", how: "link" }), sending);
});

test("what the server refuses is shown at its field, what else failed above the form", () => {
  const sending = after({ type: "email", value: "ada@example.org" }, { type: "submitted", how: "message" });
  const refused = reduceInvite(sending, { type: "failed", problem: "invalid", field: "email" });
  assert.equal(refused.emailError, "refused");
  assert.deepEqual(refused.step, { at: "editing", problem: undefined });
  const failed = reduceInvite(sending, { type: "failed", problem: "network" });
  assert.deepEqual(failed.step, { at: "editing", problem: "network" });
});

test("a link that was made is shown, copied or not", () => {
  const made = after({ type: "submitted", how: "link" }, { type: "link-made", link: "https://x/join#t" });
  assert.deepEqual(reduceInvite(made, { type: "link-copied", copied: true }).step, {
    at: "link-ready",
    link: "https://x/join#t",
    copied: true,
  });
});

test("what is sent holds what was typed and no empty field", () => {
  const typed = after({ type: "name", value: " Ada Brennan " }, { type: "email", value: "ada@example.org " });
  assert.deepEqual(newInvitation(typed, "email"), {
    kind: "connect_now",
    via: "email",
    name: "Ada Brennan",
    email: "ada@example.org",
  });
  assert.deepEqual(newInvitation(typed, "link"), { kind: "connect_now", via: "link", name: "Ada Brennan" });
  assert.deepEqual(newInvitation(after(), "link"), { kind: "connect_now", via: "link" });
});

test("I1: a mobile number alone is enough, with its country code; with both it goes by e-mail", () => {
  const wrong = after({ type: "mobile", value: "07700 900182" }, { type: "submitted", how: "message" });
  assert.equal(wrong.mobileError, "wrong");
  assert.equal(wrong.emailError, undefined);
  const number: InviteEvent = { type: "mobile", value: " +44 7700 900182" };
  const sending = after(number, { type: "submitted", how: "message" });
  assert.deepEqual(sending.step, { at: "sending", via: "sms" });
  assert.deepEqual(newInvitation(sending, "sms"), { kind: "connect_now", via: "sms", mobile: "+44 7700 900182" });
  const both = after(number, { type: "email", value: "ada@example.org" }, { type: "submitted", how: "message" });
  assert.deepEqual(both.step, { at: "sending", via: "email" });
});

test("a number that the server refuses is shown at its field", () => {
  const sending = after({ type: "mobile", value: "+447700900182" }, { type: "submitted", how: "message" });
  const refused = reduceInvite(sending, { type: "failed", problem: "invalid", field: "mobile" });
  assert.equal(refused.mobileError, "refused");
  assert.deepEqual(refused.step, { at: "editing", problem: undefined });
});
