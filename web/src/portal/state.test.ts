import assert from "node:assert/strict";
import test from "node:test";
import type { PortalAppointments } from "../shared/api/types.ts";
import { digitsOf, isNear, PORTAL_AT_START, reducePortal, type PortalEvent, type PortalState } from "./state.ts";

const practice = { name: "Northgate", telephone: "+44 20 7946 0321", zone: "Europe/London", colour: "#336699" };
const opened: PortalEvent = { type: "opened", portal: { practice, text_messages: true, code_asked: false, signed_in: false } };
const list: PortalAppointments = { name: "Martha Hill", now_ms: 1_000, appointments: [] };

const after = (...events: PortalEvent[]): PortalState => events.reduce(reducePortal, PORTAL_AT_START);

test("A2: the address is checked before anything is sent, and a number only where text messages can be sent", () => {
  const error = (to: string, textMessages = true) =>
    after({ ...opened, portal: { practice, text_messages: textMessages, code_asked: false, signed_in: false } }, { type: "to", value: to }, { type: "ask-pressed" });
  assert.equal(error("").toError, "missing");
  assert.equal(error("martha").toError, "wrong");
  assert.equal(error("martha@home.test").toError, undefined);
  assert.equal(error("+44 7700 900182").toError, undefined);
  assert.equal(error("07700 900182").toError, "wrong");
  assert.equal(error("+44 7700 900182", false).toError, "wrong");
  assert.equal(error("martha@home.test").busy, true);
  assert.equal(error("martha").busy, false);
});

test("A2: a page that was loaded anew goes on where it was", () => {
  const screen = (code_asked: boolean, signed_in: boolean) => after({ ...opened, portal: { practice, text_messages: true, code_asked, signed_in } }).screen;
  assert.equal(screen(false, false), "ask");
  assert.equal(screen(true, false), "code");
  assert.equal(screen(true, true), "loading");
});

test("A2: a code may be typed with spaces, and needs six digits", () => {
  const typed = (code: string) => after(opened, { type: "code-sent" }, { type: "code", value: code }, { type: "sign-in-pressed" });
  assert.equal(digitsOf(" 123 456 "), "123456");
  assert.equal(typed("123 456").busy, true);
  assert.equal(typed("12345").codeError, true);
  assert.equal(typed("").busy, false);
});

test("A2: where several people share an address the name is asked for, and the code stays", () => {
  const asked = after(opened, { type: "code-sent" }, { type: "code", value: "123456" }, { type: "sign-in-pressed" }, { type: "name-needed" });
  assert.equal(asked.nameNeeded, true);
  assert.equal(asked.code, "123456");
  assert.equal(reducePortal(asked, { type: "sign-in-pressed" }).nameError, true);
  assert.equal(reducePortal(reducePortal(asked, { type: "name", value: "Martha" }), { type: "sign-in-pressed" }).busy, true);
});

test("A2: after signing in neither address nor code stays, and after signing out nothing of the client does", () => {
  const signedIn = after(opened, { type: "to", value: "martha@home.test" }, { type: "code-sent" }, { type: "code", value: "123456" }, { type: "list", list });
  assert.equal(signedIn.screen, "list");
  assert.equal(signedIn.to + signedIn.code, "");
  const out = reducePortal(signedIn, { type: "signed-out", ended: true });
  assert.deepEqual(out, { ...PORTAL_AT_START, screen: "ask", practice, textMessages: true, problem: "ended" });
});

test("a list that could not be renewed is dated by its last answer", () => {
  const lost = reducePortal(after(opened, { type: "list", list }), { type: "list-lost" });
  assert.equal(lost.staleSinceMs, 1_000);
  assert.equal(reducePortal(lost, { type: "list", list: { ...list, now_ms: 2_000 } }).staleSinceMs, undefined);
});

test("an appointment is near an hour before it begins, until an hour after its end, and while it runs", () => {
  const hour = 3_600_000;
  const appointment = { id: "0", starts_at_ms: 10 * hour, length_s: 1800, host_name: "", state: "scheduled", offer: "wait", link: "" } as const;
  assert.equal(isNear(appointment, 9 * hour - 1), false);
  assert.equal(isNear(appointment, 9 * hour), true);
  assert.equal(isNear(appointment, 11.5 * hour - 1), true);
  assert.equal(isNear(appointment, 11.5 * hour), false);
  assert.equal(isNear({ ...appointment, state: "running" }, 20 * hour), true);
});
