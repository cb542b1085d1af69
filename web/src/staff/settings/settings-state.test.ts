import assert from "node:assert/strict";
import { test } from "node:test";
import type { Settings } from "../../shared/api/types.ts";
import { formatDuration, readDuration } from "./duration.ts";
import { practiceTyped, reduceSettings, SETTINGS_AT_START, type SettingsEvent } from "./settings-state.ts";

const settings: Settings = {
  practice: { waiting_room_link_s: 172_800, connect_now_link_s: 600, sign_out_after_s: 14_400, reconnecting_after_s: 5, left_after_s: 120, host_left_s: 60, host_lost_s: 300 },
  may_change_practice: true,
  grants: [{ user_id: "samuel", name: "Samuel", send: true, view: false, admit: false }],
  users: [
    { id: "samuel", name: "Samuel" },
    { id: "margit", name: "Margit" },
  ],
};
const after = (...events: SettingsEvent[]) =>
  [{ type: "loaded", settings } as const, ...events].reduce(reduceSettings, SETTINGS_AT_START);

test("lengths of time are read as people write them, and written the same", () => {
  const cases: [string, number | undefined][] = [
    ["48 h", 172_800],
    ["48h", 172_800],
    ["2 days", 172_800],
    ["10 min", 600],
    ["1 h 30 min", 5400],
    ["90 Minutes", 5400],
    ["1 d", 86_400],
    ["45 s", 45],
    ["", undefined],
    ["48", undefined],
    ["h", undefined],
    ["48 hx", undefined],
    ["-5 min", undefined],
    ["1.5 h", undefined],
    ["5 min or so", undefined],
    ["9999999 s", undefined],
  ];
  for (const [text, seconds] of cases) assert.equal(readDuration(text), seconds, text);
  for (const seconds of [0, 1, 59, 60, 90, 3600, 5400, 86_400, 172_800, 259_200, 2_592_000, 100_000]) {
    assert.equal(readDuration(formatDuration(seconds)), seconds, String(seconds));
  }
  assert.equal(formatDuration(172_800), "48 h");
  assert.equal(formatDuration(2_592_000), "30 days");
});

test("access needs a name and at least one right", () => {
  assert.equal(after({ type: "grant" }).grantError, "name");
  const named = after({ type: "user", userId: "margit" }, { type: "grant" });
  assert.equal(named.grantError, "rights");
  const chosen = after({ type: "user", userId: "margit" }, { type: "right", right: "view", on: true }, { type: "grant" });
  assert.equal(chosen.busy, "grant");
  assert.equal(chosen.grantError, undefined);
});

test("choosing somebody who has access shows what they have", () => {
  assert.deepEqual(after({ type: "user", userId: "samuel" }).rights, { send: true, view: false, admit: false });
  assert.deepEqual(after({ type: "user", userId: "samuel" }, { type: "user", userId: "margit" }).rights, {
    send: false,
    view: false,
    admit: false,
  });
});

test("the practice's settings are checked before they are sent", () => {
  const typed = (value: string): SettingsEvent => ({ type: "typed", field: "connect_now_link_s", value });
  assert.equal(after({ type: "save" }).busy, "practice");
  assert.equal(after(typed("soon"), { type: "save" }).busy, undefined);
  assert.notEqual(after(typed("30 s"), { type: "save" }).errors.connect_now_link_s, undefined);
  assert.notEqual(after(typed("3 h"), { type: "left", field: "connect_now_link_s" }).errors.connect_now_link_s, undefined);
  const good = after(typed("15 min"), { type: "save" });
  assert.equal(good.busy, "practice");
  assert.equal(practiceTyped(good).connect_now_link_s, 900);
  assert.equal(practiceTyped(good).waiting_room_link_s, 172_800);
});

test("one thing at a time is under way, and a failure stands in its region", () => {
  const revoking = after({ type: "revoke", userId: "samuel" });
  assert.deepEqual(revoking.busy, { revoke: "samuel" });
  assert.equal(reduceSettings(revoking, { type: "save" }), revoking);
  const failed = reduceSettings(revoking, { type: "failed", region: "room", problem: "network" });
  assert.deepEqual(failed.problem, { region: "room", id: "network" });
  assert.equal(failed.busy, undefined);
});
