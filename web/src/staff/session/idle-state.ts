import { assertNever } from "../../shared/state/assert-never.ts";

/**
 * S2: whether somebody is still at this page. The server decides when a session ends, and says so (`session.extended`, and in each
 * Session); the page goes by its word, so that what is done in one tab counts in all. Pure.
 *
 *   active ──WARN_MS before the end──► asking ──the server has a later end──► active
 *                                        │ it agrees, or is silent for ANSWER_MAX_MS
 *                                        ▼
 *                                     warning ──a press here or in another tab──► active
 *                                        │ the end
 *                                        ▼
 *                                      over    (from each of the others too, when its time has passed: a lid that was closed)
 *
 * During a visit it is active whatever the time; `over` is for good, the page locks.
 */
export type IdleState =
  | { phase: "active"; endsAtMs: number }
  | { phase: "asking"; endsAtMs: number; sinceMs: number }
  | { phase: "warning"; endsAtMs: number }
  | { phase: "over"; endsAtMs: number };

export type IdleEvent =
  | { type: "tick"; nowMs: number; inVisit: boolean }
  /** The server's word. */
  | { type: "ends"; endsAtMs: number; nowMs: number };

/** SPEC wants 20 s. A browser lets a page in the background look at its clock once a minute only: that much is added. */
export const WARN_MS = 90_000;
/** A server that does not answer within this is not waited for. */
export const ANSWER_MAX_MS = 5_000;

export const idleAtStart = (endsAtMs: number): IdleState => ({ phase: "active", endsAtMs });

/** Whether the time to warn has come. */
export const isNear = (endsAtMs: number, nowMs: number): boolean => nowMs >= endsAtMs - WARN_MS;

export function reduceIdle(state: IdleState, event: IdleEvent): IdleState {
  if (state.phase === "over") return state;
  switch (event.type) {
    case "tick":
      return ticked(state, event.nowMs, event.inVisit);
    case "ends": {
      const { endsAtMs, nowMs } = event;
      // Whoever has not been warned yet asks once more: a word of long ago may say so.
      const warns = state.phase !== "active" && isNear(endsAtMs, nowMs);
      return { phase: warns ? "warning" : "active", endsAtMs };
    }
    default:
      return assertNever(event);
  }
}

function ticked(state: Exclude<IdleState, { phase: "over" }>, nowMs: number, inVisit: boolean): IdleState {
  const { endsAtMs } = state;
  if (inVisit) return state.phase === "active" ? state : { phase: "active", endsAtMs };
  if (nowMs >= endsAtMs) return { phase: "over", endsAtMs };
  switch (state.phase) {
    case "active":
      return isNear(endsAtMs, nowMs) ? { phase: "asking", endsAtMs, sinceMs: nowMs } : state;
    case "asking":
      return nowMs - state.sinceMs >= ANSWER_MAX_MS ? { phase: "warning", endsAtMs } : state;
    case "warning":
      return state;
    default:
      return assertNever(state);
  }
}
