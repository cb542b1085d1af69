import assert from "node:assert/strict";
import test from "node:test";
import { retryDelayMs } from "./retry.ts";

test("V8: a lost line is tried again soon, then every two seconds at most", () => {
  const cases: [attempt: number, random: number, delayMs: number][] = [
    [0, 0, 100],
    [0, 0.5, 150],
    [1, 0, 200],
    [3, 0.5, 1200],
    [4, 0, 1000],
    [5, 0.5, 1500],
    [1000, 0.5, 1500],
  ];
  for (const [attempt, random, delayMs] of cases) assert.equal(retryDelayMs(attempt, random), delayMs);
});
