import assert from "node:assert/strict";
import { test } from "node:test";
import {
  failingItems,
  hasPassed,
  isOver,
  isRunning,
  preflightOf,
  reduceDeviceTest,
  soundOnlyPossible,
  thingsToFix,
  untested,
  type DeviceTestEvent,
  type DeviceTestState,
} from "./test-state.ts";

const after = (events: readonly DeviceTestEvent[]): DeviceTestState => events.reduce(reduceDeviceTest, untested);

const BROWSER_AND_SYSTEM: readonly DeviceTestEvent[] = [
  { type: "started" },
  { type: "passed", item: "operating_system" },
  { type: "passed", item: "browser" },
];

test("D2: a test that passes says so, and only at its end", () => {
  const running = after([...BROWSER_AND_SYSTEM, { type: "testing", item: "camera" }, { type: "testing", item: "microphone" }]);
  assert.deepEqual([isRunning(running), isOver(running), preflightOf(running, false)], [true, false, null]);
  const over = [{ type: "passed", item: "camera" } as const, { type: "passed", item: "microphone" } as const].reduce(reduceDeviceTest, running);
  assert.deepEqual([isRunning(over), isOver(over), hasPassed(over)], [false, true, true]);
  assert.equal(preflightOf(over, false)?.result, "passed");
});

test("D2: without a camera one may go on with sound only; without a microphone not", () => {
  const noCamera = after([
    ...BROWSER_AND_SYSTEM,
    { type: "failed", item: "camera", failure: "none_found" },
    { type: "passed", item: "microphone" },
  ]);
  assert.equal(soundOnlyPossible(noCamera), true);
  assert.equal(preflightOf(noCamera, false)?.result, "failed");
  assert.deepEqual(preflightOf(noCamera, true), {
    result: "sound_only",
    browser: "passed",
    operating_system: "passed",
    camera: "failed",
    microphone: "passed",
  });
  const noSound = after([
    ...BROWSER_AND_SYSTEM,
    { type: "passed", item: "camera" },
    { type: "failed", item: "microphone", failure: "silent" },
  ]);
  assert.equal(soundOnlyPossible(noSound), false);
  assert.equal(preflightOf(noSound, true)?.result, "failed");
});

test("D4: what only waits for a better browser is not one more thing to fix", () => {
  const state = after([
    { type: "started" },
    { type: "passed", item: "operating_system" },
    { type: "failed", item: "browser", failure: "in_app" },
    { type: "failed", item: "camera", failure: "needs_browser" },
    { type: "failed", item: "microphone", failure: "needs_browser" },
  ]);
  assert.deepEqual(failingItems(state), ["browser"]);
  assert.equal(soundOnlyPossible(state), false);
});

// What failed of camera and microphone, and how many things a person has to do.
const FIXES: readonly [camera: "denied_in_browser" | "none_found" | null, microphone: "denied_in_browser" | "silent" | null, count: number][] = [
  ["none_found", null, 1],
  ["denied_in_browser", "denied_in_browser", 1],
  ["none_found", "silent", 2],
  ["denied_in_browser", "silent", 2],
];
for (const [camera, microphone, count] of FIXES) {
  test(`D2: ${camera} and ${microphone} are ${count} to fix`, () => {
    const events: DeviceTestEvent[] = [...BROWSER_AND_SYSTEM];
    events.push(camera ? { type: "failed", item: "camera", failure: camera } : { type: "passed", item: "camera" });
    events.push(microphone ? { type: "failed", item: "microphone", failure: microphone } : { type: "passed", item: "microphone" });
    assert.equal(thingsToFix(after(events)), count);
  });
}

test("D1: the word to speak is asked for while the microphone is tested, and then no more", () => {
  assert.equal(after([{ type: "nothing_heard_yet" }]).speakNow, false);
  const asked = after([{ type: "testing", item: "microphone" }, { type: "nothing_heard_yet" }]);
  assert.equal(asked.speakNow, true);
  assert.equal(reduceDeviceTest(asked, { type: "passed", item: "microphone" }).speakNow, false);
  assert.equal(reduceDeviceTest(asked, { type: "started" }).speakNow, false);
});
