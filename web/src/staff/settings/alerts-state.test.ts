import assert from "node:assert/strict";
import test from "node:test";
import type { AlertSettings } from "../../shared/api/types.ts";
import { alertsAtStart, changed, reduceAlerts, type AlertsEvent } from "./alerts-state.ts";

const SETTINGS: AlertSettings = {
  sound: true,
  desktop: false,
  email: true,
  sms: false,
  email_address: "ines@northgate.example",
  sms_available: true,
  rooms: [],
};

const after = (...events: AlertsEvent[]) => events.reduce(reduceAlerts, alertsAtStart(""));

test("W16: turning one way on or off leaves the others and the number as they are", () => {
  assert.deepEqual(changed(SETTINGS, "sms", true, "+447700900182"), {
    sound: true,
    desktop: false,
    email: true,
    sms: true,
    mobile: "+447700900182",
  });
  assert.equal(changed(SETTINGS, "sound", false, "").sound, false);
  assert.equal(changed(SETTINGS, "sound", false, "").email, true);
});

test("W16: a number that was refused says why until it is typed anew, and is never lost", () => {
  const refused = after({ type: "mobile", text: "0770" }, { type: "saving", what: "sms" }, { type: "mobile-refused", error: "wrong" });
  assert.deepEqual([refused.mobile, refused.mobileError, refused.saving], ["0770", "wrong", undefined]);
  assert.equal(reduceAlerts(refused, { type: "mobile", text: "+44" }).mobileError, undefined);
});

test("W16: another page's change does not overwrite what is being saved here", () => {
  const saving = after({ type: "mobile", text: "+447700900182" }, { type: "saving", what: "sms" });
  assert.equal(reduceAlerts(saving, { type: "known", mobile: "" }).mobile, "+447700900182");
  assert.equal(reduceAlerts(saving, { type: "saved", mobile: "+44 1" }).mobile, "+44 1");
});

test("W16: a test says how it went beside its own button, and a new one starts clean", () => {
  const tested = after({ type: "testing", way: "email" }, { type: "tested", way: "email", words: "sent" });
  assert.deepEqual(tested.outcome, { way: "email", words: "sent" });
  assert.equal(reduceAlerts(tested, { type: "testing", way: "sound" }).outcome, undefined);
});
