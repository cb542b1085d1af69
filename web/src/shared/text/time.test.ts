import assert from "node:assert/strict";
import test from "node:test";
import { clockTime, countdown, length, recentTime, wait } from "./time.ts";

const MINUTE = 60_000;

test("times are the practice's, whatever the device's zone", () => {
  const noonUtc = Date.UTC(2026, 2, 3, 12, 5);
  assert.equal(clockTime(noonUtc, "Europe/London"), "12:05");
  assert.equal(clockTime(noonUtc, "Asia/Kolkata"), "17:35");
  assert.equal(clockTime(Date.UTC(2026, 2, 3, 0, 0), "UTC"), "00:00");
});

test("another day's time says the day", () => {
  const now = Date.UTC(2026, 2, 3, 12, 0);
  assert.equal(recentTime(now - 60 * MINUTE, now, "UTC"), "11:00");
  assert.equal(recentTime(now - 24 * 60 * MINUTE, now, "UTC"), "Mon 12:00");
});

test("a wait is in whole minutes, then hours", () => {
  assert.deepEqual(wait(-5), { figure: "0", unit: "min" });
  assert.deepEqual(wait(59_999), { figure: "0", unit: "min" });
  assert.deepEqual(wait(12 * MINUTE), { figure: "12", unit: "min" });
  assert.deepEqual(wait(65 * MINUTE), { figure: "1:05", unit: "h" });
});

test("a length is in its largest units", () => {
  const cases: [ms: number, words: string][] = [
    [0, "0 s"],
    [40_999, "40 s"],
    [12 * MINUTE, "12 min"],
    [60 * MINUTE, "1 h"],
    [65 * MINUTE, "1 h 5 min"],
  ];
  for (const [ms, words] of cases) assert.equal(length(ms), words);
});

test("I4: a countdown counts to the second and stops at zero", () => {
  const cases: [ms: number, shown: string][] = [
    [10 * MINUTE, "10:00"],
    [9 * MINUTE + 40_001, "9:41"],
    [1, "0:01"],
    [0, "0:00"],
    [-500, "0:00"],
  ];
  for (const [ms, shown] of cases) assert.equal(countdown(ms), shown);
});
