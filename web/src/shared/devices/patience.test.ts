import assert from "node:assert/strict";
import { test } from "node:test";
import { Patience } from "./patience.ts";

const LOOK_MS = 80;

/** The time spent after so many looks, one every 80 ms from `startMs` on. */
function lookOn(patience: Patience, startMs: number, looks: number): number {
  let spentMs = 0;
  for (let count = 1; count <= looks; count += 1) spentMs = patience.spentMs(startMs + count * LOOK_MS);
  return spentMs;
}

test("D4: the time in which a page looks counts in full", () => {
  assert.equal(lookOn(new Patience(1_000), 1_000, 100), 100 * LOOK_MS);
});

test("D4: a page that stands still for ten seconds loses no patience with a device that stood still with it", () => {
  const patience = new Patience(0);
  const beforeMs = lookOn(patience, 0, 5);
  const afterMs = lookOn(patience, 10_000, 1);
  assert.ok(afterMs - beforeMs < 500, `${afterMs - beforeMs} ms for one look`);
});

test("D4: looks that come seldom, as in a tab in the background, still come to an end", () => {
  const patience = new Patience(0);
  let looks = 0;
  for (let nowMs = 0; patience.spentMs(nowMs) <= 5_000; nowMs += 1_000) looks += 1;
  assert.ok(looks <= 21, `${looks} looks`);
});
