import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeContactForm,
  changedContact,
  firstError,
  newContactForm,
  reduceContactForm,
  typedContact,
  type ContactForm,
  type ContactFormEvent,
} from "./contact-form.ts";

const after = (form: ContactForm, ...events: ContactFormEvent[]) => events.reduce(reduceContactForm, form);
const typed = (field: "name" | "email" | "mobile", value: string): ContactFormEvent => ({ type: "typed", field, value });

test("nothing is sent without a name, or with a broken e-mail address", () => {
  const empty = after(newContactForm(), { type: "submitted" });
  assert.equal(empty.step, "editing");
  assert.equal(firstError(empty), "name");
  const broken = after(newContactForm("Anna"), typed("email", "anna@"), { type: "submitted" });
  assert.equal(firstError(broken), "email");
  const mended = after(broken, typed("email", "anna@example.org"), { type: "submitted" });
  assert.equal(mended.step, "saving");
  assert.equal(firstError(mended), undefined);
});

test("an e-mail address is checked on leaving its field, not while it is typed", () => {
  const typing = after(newContactForm(), typed("email", "anna@"));
  assert.equal(typing.errors.email, undefined);
  const left = after(typing, { type: "left", field: "email" });
  assert.notEqual(left.errors.email, undefined);
});

test("the server's reason stands at the field that it names", () => {
  const saving = after(newContactForm("Anna"), typed("mobile", "0170"), { type: "submitted" });
  const refused = after(saving, { type: "refused", problem: "invalid", field: "mobile", reason: "Begin with +" });
  assert.equal(refused.errors.mobile, "Begin with +");
  assert.equal(refused.problem, undefined);
  const changed = after(saving, { type: "refused", problem: "contact-changed", reason: "" });
  assert.equal(changed.problem, "contact-changed");
  assert.equal(changed.step, "editing");
});

test("a change names the version that was seen", () => {
  const contact = { id: "1", name: "Anna", email: "", mobile: "+4912345678", birth_date: "", has_notes: true, notes: "a", version: 7 };
  const form = after(changeContactForm(), { type: "loaded", contact }, typed("name", " Anna B "), { type: "submitted" });
  assert.deepEqual(changedContact(form), { name: "Anna B", email: "", mobile: "+4912345678", birth_date: "", notes: "a", version: 7 });
  assert.equal("version" in typedContact(form), false);
});

test("nothing is submitted before the contact is there", () => {
  assert.equal(after(changeContactForm(), { type: "submitted" }).step, "loading");
  assert.equal(after(changeContactForm(), { type: "not-loaded", problem: "not-found" }, { type: "submitted" }).step, "gone");
});
