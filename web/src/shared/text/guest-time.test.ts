import assert from "node:assert/strict";
import { test } from "node:test";
import { guestTime } from "./en/guest.ts";
import { zoneTitle } from "./time.ts";

const TIMES: readonly [iso: string, zone: string, expected: string][] = [
  ["2026-03-03T10:30:00Z", "Europe/London", "**Tuesday, 3 March, 10:30** (London time)"],
  ["2026-07-01T22:30:00Z", "Europe/Berlin", "**Thursday, 2 July, 00:30** (Berlin time)"],
  ["2026-03-03T10:05:00Z", "America/New_York", "**Tuesday, 3 March, 05:05** (New York time)"],
];
for (const [iso, zone, expected] of TIMES) {
  test(`A1: ${iso} is told to a guest as ${expected}`, () => assert.equal(guestTime(Date.parse(iso), zone), expected));
}

test("A1: a zone without a city keeps its name", () => {
  assert.deepEqual([zoneTitle("UTC"), zoneTitle("Etc/UTC"), zoneTitle("America/Argentina/Buenos_Aires")], ["UTC", "UTC", "Buenos Aires time"]);
});
