import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { clock } from "./clock.ts";

/**
 * What follows from the time and from `inputs`, all that `look` reads beside the time. The view is drawn anew only when that
 * is another; when an input is another it is worked out at once, and not with the next second.
 */
export function useClock<T>(look: (nowMs: number) => T, inputs: readonly unknown[]): T {
  return useMemo(() => computed(() => look(clock.tick.value)), inputs).value;
}
