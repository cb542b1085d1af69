import assert from "node:assert/strict";
import { test } from "node:test";
import { canSend, charactersLeft, EMPTY_COMPOSER, reduceComposer, TEXT_MAX, type ComposerEvent } from "./composer-state.ts";

const after = (...events: ComposerEvent[]) => events.reduce(reduceComposer, EMPTY_COMPOSER);

test("W13: a text that was not answered keeps its name, so that sending it again is no second text", () => {
  const failed = after({ type: "typed", draft: "Hello" }, { type: "sending", key: "a" }, { type: "failed", problem: "network" });
  assert.equal(failed.key, "a");
  assert.equal(failed.draft, "Hello");
  assert.equal(failed.failed, "network");
  assert.ok(canSend(failed));
});

test("W13: a changed text is another one", () => {
  const changed = after(
    { type: "typed", draft: "Hello" },
    { type: "sending", key: "a" },
    { type: "failed", problem: "network" },
    { type: "typed", draft: "Hello there" },
  );
  assert.equal(changed.key, null);
  assert.equal(changed.failed, null);
});

test("W13: while it is sent nothing is typed over it, and it is not sent twice", () => {
  const sending = after({ type: "typed", draft: "Hello" }, { type: "sending", key: "a" }, { type: "typed", draft: "x" });
  assert.equal(sending.draft, "Hello");
  assert.equal(canSend(sending), false);
  assert.deepEqual(reduceComposer(sending, { type: "sent" }), EMPTY_COMPOSER);
});

test("W13: blank and overlong texts cannot be sent; the field says what is left, counted as the server does", () => {
  assert.equal(canSend(after({ type: "typed", draft: "  \n " })), false);
  assert.equal(canSend(after({ type: "typed", draft: "🙂".repeat(TEXT_MAX) })), true);
  assert.equal(canSend(after({ type: "typed", draft: "x".repeat(TEXT_MAX + 1) })), false);
  assert.equal(charactersLeft("Hello"), null);
  assert.equal(charactersLeft("x".repeat(TEXT_MAX - 3)), 3);
  assert.equal(charactersLeft("x".repeat(TEXT_MAX + 2)), -2);
});
