import assert from "node:assert/strict";
import test from "node:test";
import { addDays, clockChange, dayOf, dayWords, isDay } from "./day.ts";

test("a day is one of the calendar's", () => {
  const cases: [text: string, is: boolean][] = [
    ["2026-03-31", true],
    ["2028-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["2026-3-1", false],
    ["0000-01-01", false],
    ["9999-12-31", false],
    ["today", false],
    ["", false],
  ];
  for (const [text, is] of cases) assert.equal(isDay(text), is, text);
});

test("A1: it is the practice's day, whatever the device's zone", () => {
  const lateUtc = Date.UTC(2026, 2, 31, 23, 30);
  assert.equal(dayOf(lateUtc, "UTC"), "2026-03-31");
  assert.equal(dayOf(lateUtc, "Europe/London"), "2026-04-01");
  assert.equal(dayOf(lateUtc, "America/New_York"), "2026-03-31");
  assert.equal(dayOf(Date.UTC(2026, 2, 31, 3), "America/New_York"), "2026-03-30");
});

test("days follow each other over months, years and changes of the clock", () => {
  const cases: [day: string, count: number, then: string][] = [
    ["2026-02-28", 1, "2026-03-01"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2026-01-01", -1, "2025-12-31"],
    ["2026-03-28", 1, "2026-03-29"],
    ["2026-03-29", 1, "2026-03-30"],
    ["2026-10-25", 1, "2026-10-26"],
    ["1970-01-01", -1, "1970-01-01"],
  ];
  for (const [day, count, then] of cases) assert.equal(addDays(day, count), then, `${day} ${count}`);
});

test("a day in words holds its weekday and its year", () => {
  assert.equal(dayWords("2026-03-31"), "Tuesday, 31 March 2026");
});

test("A1: the days on which the clocks change are known", () => {
  const cases: [day: string, zone: string, minutes: number][] = [
    ["2026-03-29", "Europe/London", 60],
    ["2026-10-25", "Europe/London", -60],
    ["2026-03-28", "Europe/London", 0],
    ["2026-03-30", "Europe/London", 0],
    ["2026-03-08", "America/New_York", 60],
    ["2026-11-01", "America/New_York", -60],
    ["2026-04-05", "Australia/Lord_Howe", -30],
    ["2026-03-29", "Asia/Kolkata", 0],
    ["2026-03-29", "UTC", 0],
  ];
  for (const [day, zone, minutes] of cases) assert.equal(clockChange(day, zone), minutes, `${day} ${zone}`);
});
