import assert from "node:assert/strict";
import test from "node:test";
import { inviteAtStart, newInvitation, reduceInvite, sendVia, type InviteEvent, type InviteState } from "./invite-state.ts";

function after(...events: InviteEvent[]): InviteState {
  return events.reduce(reduceInvite, inviteAtStart("connect_now"));
}

test("I3: the kind is the one that was chosen last", () => {
  assert.equal(inviteAtStart("waiting_room").kind, "waiting_room");
  assert.equal(inviteAtStart("connect_now").kind, "connect_now");
});

test("I1: sending needs a whole e-mail address, copying the link does not", () => {
  assert.equal(after({ type: "submitted", via: "email" }).emailError, "missing");
  assert.equal(after({ type: "email", value: "ada@" }, { type: "submitted", via: "email" }).emailError, "wrong");
  const sending = after({ type: "email", value: " ada@example.org " }, { type: "submitted", via: "email" });
  assert.deepEqual(sending.step, { at: "sending", via: "email" });
  assert.deepEqual(after({ type: "submitted", via: "link" }).step, { at: "sending", via: "link" });
});

test("a slip is told on leaving the field and forgotten while it is mended", () => {
  const slipped = after({ type: "email", value: "ada" }, { type: "email-left" });
  assert.equal(slipped.emailError, "wrong");
  assert.equal(reduceInvite(slipped, { type: "email", value: "ada@" }).emailError, undefined);
  assert.equal(after({ type: "email-left" }).emailError, undefined);
});

test("a second press while it is sent does nothing", () => {
  const sending = after({ type: "email", value: "ada@example.org" }, { type: "submitted", via: "email" });
  assert.equal(reduceInvite(sending, { type: "submitted", via: "link" }), sending);
});

test("what the server refuses is shown at its field, what else failed above the form", () => {
  const sending = after({ type: "email", value: "ada@example.org" }, { type: "submitted", via: "email" });
  const refused = reduceInvite(sending, { type: "failed", problem: "invalid", field: "email" });
  assert.equal(refused.emailError, "refused");
  assert.deepEqual(refused.step, { at: "editing", problem: undefined });
  const failed = reduceInvite(sending, { type: "failed", problem: "network" });
  assert.deepEqual(failed.step, { at: "editing", problem: "network" });
});

test("a link that was made is shown, copied or not", () => {
  const made = after({ type: "submitted", via: "link" }, { type: "link-made", link: "https://x/join#t" });
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

test("I1: a text message goes out where there is a number and no address", () => {
  assert.equal(sendVia(after()), "email");
  assert.equal(sendVia(after({ type: "mobile", value: "+49 151 1234567" })), "sms");
  const both = after({ type: "mobile", value: "+49 151 1234567" }, { type: "email", value: "ada@example.org" });
  assert.equal(sendVia(both), "email");
  const typed = after({ type: "mobile", value: " +49 151 1234567 " }, { type: "submitted", via: "sms" });
  assert.deepEqual(typed.step, { at: "sending", via: "sms" });
  assert.deepEqual(newInvitation(typed, "sms"), { kind: "connect_now", via: "sms", mobile: "+49 151 1234567" });
  const refused = reduceInvite(typed, { type: "failed", problem: "invalid", field: "mobile" });
  assert.equal(refused.mobileRefused, true);
  assert.deepEqual(refused.step, { at: "editing", problem: undefined });
  assert.equal(reduceInvite(refused, { type: "mobile", value: "+1" }).mobileRefused, false);
});
