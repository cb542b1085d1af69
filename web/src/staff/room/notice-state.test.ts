import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateChoices, isAhead, isEmpty, newNotice, oneLine } from "./notice-state.ts";

const NOW_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;

test("W13: a notice is a text, an estimate or both, and never nothing", () => {
  assert.equal(newNotice("  ", 0), undefined);
  assert.deepEqual(newNotice(" Late ", 0), { text: "Late" });
  assert.deepEqual(newNotice("", 15), { estimate_min: 15 });
  assert.deepEqual(newNotice("Late", 15), { text: "Late", estimate_min: 15 });
  assert.ok(isEmpty({}));
  assert.equal(isEmpty({ text: "Late" }), false);
});

test("W13: a notice is one line, whatever was pasted", () => {
  assert.equal(oneLine("Running late: \n\n 20 minutes"), "Running late: 20 minutes");
  assert.equal(oneLine("Running late"), "Running late");
});

test("W13: changing the words keeps the time that guests were told, until it has passed", () => {
  const given = NOW_MS + 15 * MINUTE_MS;
  assert.deepEqual(estimateChoices({ estimate_at_ms: given }, NOW_MS).slice(0, 2), [{ minutes: 0 }, { minutes: 15, given }]);
  assert.equal(estimateChoices({ estimate_at_ms: given }, NOW_MS).filter((choice) => choice.minutes === 15).length, 1);
  assert.equal(estimateChoices({ estimate_at_ms: given }, given)[1]?.given, undefined);
  assert.ok(isAhead({ estimate_at_ms: given }, given - 1));
  assert.equal(isAhead({ estimate_at_ms: given }, given), false);
  assert.equal(isAhead({ text: "Late" }, NOW_MS), false);
});
