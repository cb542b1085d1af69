import type { components } from "../api/schema.ts";
import { assertNever } from "../state/assert-never.ts";
import type { FailureKind } from "./failure.ts";

/**
 * The device test as a state: four items, each waiting, testing, passed or failed. What makes the events is in
 * run-test.ts, what shows them in device-test.tsx.
 */
export type Preflight = components["schemas"]["Preflight"];
export const ITEMS = ["browser", "operating_system", "camera", "microphone"] as const;
export type ItemName = (typeof ITEMS)[number];

export type Item =
  | { state: "waiting" }
  | { state: "testing" }
  | { state: "passed" }
  | { state: "failed"; failure: FailureKind };

export type DeviceTestState = Readonly<Record<ItemName, Item>> & {
  /** The microphone is open, but nothing was heard yet: ask for a word. */
  readonly speakNow: boolean;
};

export type DeviceTestEvent =
  | { type: "started" }
  | { type: "testing"; item: ItemName }
  | { type: "passed"; item: ItemName }
  | { type: "failed"; item: ItemName; failure: FailureKind }
  | { type: "nothing_heard_yet" };

const WAITING: Item = { state: "waiting" };

export const untested: DeviceTestState = {
  browser: WAITING,
  operating_system: WAITING,
  camera: WAITING,
  microphone: WAITING,
  speakNow: false,
};

export function reduceDeviceTest(state: DeviceTestState, event: DeviceTestEvent): DeviceTestState {
  switch (event.type) {
    case "started":
      return untested;
    case "testing":
      return { ...state, [event.item]: { state: "testing" } };
    case "passed":
      return { ...state, [event.item]: { state: "passed" }, speakNow: state.speakNow && event.item !== "microphone" };
    case "failed":
      return {
        ...state,
        [event.item]: { state: "failed", failure: event.failure },
        speakNow: state.speakNow && event.item !== "microphone",
      };
    case "nothing_heard_yet":
      return state.microphone.state === "testing" ? { ...state, speakNow: true } : state;
    default:
      return assertNever(event);
  }
}

export function isRunning(state: DeviceTestState): boolean {
  return ITEMS.some((name) => state[name].state === "testing");
}

export function isOver(state: DeviceTestState): boolean {
  return ITEMS.every((name) => state[name].state === "passed" || state[name].state === "failed");
}

export function hasPassed(state: DeviceTestState): boolean {
  return ITEMS.every((name) => state[name].state === "passed");
}

/** The items that their owner must mend; one that only waits for a better browser is none. */
export function failingItems(state: DeviceTestState): ItemName[] {
  return ITEMS.filter((name) => {
    const item = state[name];
    return item.state === "failed" && item.failure !== "needs_browser";
  });
}

/** How many things there are to do: one answer to the browser mends camera and microphone alike. */
export function thingsToFix(state: DeviceTestState): number {
  const names = failingItems(state);
  const refusals = names.filter((name) => {
    const item = state[name];
    return item.state === "failed" && (item.failure === "denied_in_browser" || item.failure === "denied_by_system");
  });
  return names.length - Math.max(0, refusals.length - 1);
}

/** All but the camera works: one could go on with sound only. */
export function soundOnlyPossible(state: DeviceTestState): boolean {
  return isOver(state) && ITEMS.every((name) => (state[name].state === "failed") === (name === "camera"));
}

/** The result as the server takes it; null while the test is under way. */
export function preflightOf(state: DeviceTestState, soundOnly: boolean): Preflight | null {
  if (!isOver(state)) return null;
  const outcome = (name: ItemName): "passed" | "failed" => (state[name].state === "passed" ? "passed" : "failed");
  return {
    result: hasPassed(state) ? "passed" : soundOnly && soundOnlyPossible(state) ? "sound_only" : "failed",
    browser: outcome("browser"),
    operating_system: outcome("operating_system"),
    camera: outcome("camera"),
    microphone: outcome("microphone"),
  };
}
