import assert from "node:assert/strict";
import test from "node:test";
import { readClock, readDate, readLength } from "./read-time.ts";

test("a date is read as people write it", () => {
  const cases: [text: string, day: string | undefined][] = [
    ["2026-03-31", "2026-03-31"],
    [" 31.3.2026 ", "2026-03-31"],
    ["31/03/2026", "2026-03-31"],
    ["today", "2026-03-30"],
    ["Tomorrow", "2026-03-31"],
    ["31.2.2026", undefined],
    ["3/31/2026", undefined],
    ["31.3.", undefined],
    ["soon", undefined],
    ["", undefined],
  ];
  for (const [text, day] of cases) assert.equal(readDate(text, "2026-03-30"), day, text);
});

test("a time is read as people write it", () => {
  const cases: [text: string, clock: string | undefined][] = [
    ["9", "09:00"],
    ["9:30", "09:30"],
    ["09.30", "09:30"],
    ["0930", "09:30"],
    ["930", "09:30"],
    ["23:59", "23:59"],
    ["12 am", "00:00"],
    ["12:15 pm", "12:15"],
    ["2:30pm", "14:30"],
    ["2 p.m.", "14:00"],
    ["24:00", undefined],
    ["9:60", undefined],
    ["13 pm", undefined],
    ["9m", undefined],
    ["noon", undefined],
    ["", undefined],
  ];
  for (const [text, clock] of cases) assert.equal(readClock(text), clock, text);
});

test("a length is in minutes unless it says otherwise", () => {
  const cases: [text: string, minutes: number | undefined][] = [
    ["30", 30],
    ["45 min", 45],
    ["1 h 30 min", 90],
    ["2h", 120],
    ["90 s", undefined],
    ["half an hour", undefined],
    ["-30", undefined],
    ["", undefined],
  ];
  for (const [text, minutes] of cases) assert.equal(readLength(text), minutes, text);
});
