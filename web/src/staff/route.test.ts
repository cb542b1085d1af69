import assert from "node:assert/strict";
import test from "node:test";
import { formatRoute, parseRoute, type Route } from "./route.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const C = "c".repeat(32);
const D = "d".repeat(32);

test("each page's address leads back to it", () => {
  const routes: Route[] = [
    { page: "waiting-room" },
    { page: "appointments" },
    { page: "appointments", day: "2026-03-31" },
    { page: "start", appointmentId: C },
    { page: "ready", invitationIds: [A] },
    { page: "ready", invitationIds: [A, B, C] },
    { page: "visit", visitId: A },
    { page: "ended", visitId: B },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(formatRoute(route)), route);
});

test("an address that names no page of ours leads to the waiting room", () => {
  const fragments = ["", "#", "#/", "#/nothing", "#/visit", "#/visit/short", "#/ready", "#/ready/+", "#/start/short", `#/visit/${A}x`];
  for (const fragment of fragments) assert.deepEqual(parseRoute(fragment), { page: "waiting-room" }, fragment);
});

test("a day that is none leads to today's appointments", () => {
  assert.deepEqual(parseRoute("#/appointments/2026-02-30"), { page: "appointments" });
});

test("W8: an address starts with three guests at most", () => {
  assert.deepEqual(parseRoute(`#/ready/${A}+${B}+x+${C}+${D}`), { page: "ready", invitationIds: [A, B, C] });
});
