import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contact } from "../../shared/api/types.ts";
import { reduceSuggestions, SUGGESTIONS_AT_START, type SuggestionsEvent } from "./suggestions.ts";

function contact(name: string): Contact {
  return { id: name, name, email: "", mobile: "", birth_date: "", has_notes: false, version: 1 };
}
const after = (...events: SuggestionsEvent[]) => events.reduce(reduceSuggestions, SUGGESTIONS_AT_START);
const shown: SuggestionsEvent[] = [{ type: "typed" }, { type: "answered", question: 1, contacts: [contact("Ada"), contact("Bo")] }];

test("the list opens for the latest letters only", () => {
  assert.equal(after(...shown).open, true);
  const late = after({ type: "typed" }, { type: "typed" }, { type: "answered", question: 1, contacts: [contact("Ada")] });
  assert.equal(late.open, false);
  assert.equal(after({ type: "typed" }, { type: "answered", question: 1, contacts: [] }).open, false);
});

test("arrow keys go round, past what was typed", () => {
  const currents: number[] = [];
  let state = after(...shown);
  for (const by of [1, 1, 1, 1, -1, -1] as const) {
    state = reduceSuggestions(state, { type: "moved", by });
    currents.push(state.current);
  }
  assert.deepEqual(currents, [0, 1, -1, 0, -1, 1]);
});

test("whoever is pointed at stays so when the answer to the last letters comes, if they are in it", () => {
  const pointed = after(...shown, { type: "typed" }, { type: "moved", by: 1 }, { type: "moved", by: 1 });
  assert.equal(pointed.contacts[pointed.current]?.name, "Bo");
  assert.equal(pointed.fresh, false);
  const still = reduceSuggestions(pointed, { type: "answered", question: 2, contacts: [contact("Bo")] });
  assert.deepEqual([still.current, still.fresh], [0, true]);
  assert.equal(reduceSuggestions(pointed, { type: "answered", question: 2, contacts: [contact("Ada")] }).current, -1);
});

test("a closed list stays closed when a late answer comes", () => {
  const closed = after({ type: "typed" }, { type: "closed" }, { type: "answered", question: 1, contacts: [contact("Ada")] });
  assert.equal(closed.open, false);
  assert.equal(reduceSuggestions(closed, { type: "moved", by: 1 }).current, -1);
});

test("whoever types a name that nobody has is told so until they type on", () => {
  const asked = reduceSuggestions(SUGGESTIONS_AT_START, { type: "typed" });
  const none = reduceSuggestions(asked, { type: "answered", question: asked.question, contacts: [] });
  assert.equal(none.nobody, true);
  assert.equal(none.open, false);
  assert.equal(reduceSuggestions(none, { type: "typed" }).nobody, false);
  assert.equal(reduceSuggestions(none, { type: "closed" }).nobody, false);
});
