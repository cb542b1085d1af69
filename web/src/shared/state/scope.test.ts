import assert from "node:assert/strict";
import test from "node:test";
import { Scope } from "./scope.ts";

test("what a scope holds ends with it, the last first, once", () => {
  const scope = new Scope();
  const ends: string[] = [];
  scope.onEnd(() => ends.push("first"));
  scope.child().onEnd(() => ends.push("child"));
  scope.onEnd(() => ends.push("last"));
  scope.end();
  scope.end();
  assert.deepEqual(ends, ["last", "child", "first"]);
});

test("a listener does not outlive its scope", () => {
  const scope = new Scope();
  const target = new EventTarget();
  let heard = 0;
  scope.listen(target, "word", () => (heard += 1));
  target.dispatchEvent(new Event("word"));
  scope.end();
  target.dispatchEvent(new Event("word"));
  assert.equal(heard, 1);
});

test("what is added to an ended scope ends at once", () => {
  const scope = new Scope();
  scope.end();
  let ended = false;
  scope.onEnd(() => (ended = true));
  assert.equal(ended, true);
});
