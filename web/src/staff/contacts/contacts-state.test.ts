import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contact, ContactPage } from "../../shared/api/types.ts";
import { CONTACTS_AT_START, reduceContacts, type ContactsEvent } from "./contacts-state.ts";

function contact(name: string): Contact {
  return { id: name, name, email: "", mobile: "", birth_date: "", has_notes: false, version: 1 };
}

function page(names: readonly string[], next?: string): ContactPage {
  return { contacts: names.map(contact), found: 9, total: 20, ...(next === undefined ? {} : { next }) };
}

const after = (...events: ContactsEvent[]) => events.reduce(reduceContacts, CONTACTS_AT_START);
const names = (state: { contacts: readonly Contact[] }): string => state.contacts.map((one) => one.name).join();

test("the latest question's answer is the list, whatever comes late", () => {
  const state = after(
    { type: "asked", query: "a" },
    { type: "asked", query: "an" },
    { type: "answered", question: 2, page: page(["Anna"]) },
    { type: "answered", question: 1, page: page(["Ada", "Anna"]) },
  );
  assert.equal(names(state), "Anna");
  assert.equal(state.query, "an");
  assert.equal(state.busy, undefined);
});

test("the last good list stays while the next is asked for, and when that fails", () => {
  const shown = after({ type: "asked", query: "" }, { type: "answered", question: 1, page: page(["Ada"]) });
  const asking = reduceContacts(shown, { type: "asked", query: "b" });
  assert.equal(names(asking), "Ada");
  assert.equal(asking.loaded, true);
  const failed = reduceContacts(asking, { type: "failed", question: 2 });
  assert.equal(names(failed), "Ada");
  assert.equal(failed.failed, true);
  assert.equal(reduceContacts(failed, { type: "asked", query: "b" }).failed, false);
});

test("a next page goes behind the list, unless something else was asked meanwhile", () => {
  const shown = after({ type: "asked", query: "" }, { type: "answered", question: 1, page: page(["Ada", "Bo"], "cursor") });
  assert.equal(shown.next, "cursor");
  const more = reduceContacts(shown, { type: "more-asked" });
  const longer = reduceContacts(more, { type: "more-answered", question: 2, page: page(["Cem"]) });
  assert.equal(names(longer), "Ada,Bo,Cem");
  assert.equal(longer.next, undefined);
  const other = reduceContacts(more, { type: "asked", query: "x" });
  assert.equal(reduceContacts(other, { type: "more-answered", question: 2, page: page(["Cem"]) }), other);
  assert.equal(reduceContacts(other, { type: "failed", question: 2 }), other);
});
