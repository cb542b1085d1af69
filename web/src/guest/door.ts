import type { GuestView } from "../shared/api/types.ts";

/** What the page offers somebody who has not come in; the server's word, and here only the minute that passes. Pure. */
export type Offer = "wait" | "join" | "ask" | "asked" | "denied" | "blocked";

export function offerOf(view: GuestView, nowMs: number): Offer {
  if (view.state === "admitted") return "join";
  const { door } = view;
  if (!door) return view.state === "left" ? "join" : "wait";
  // A7: a denied guest may ask again after a minute.
  const mayAskAgain = door.again_at_ms !== undefined && nowMs >= door.again_at_ms;
  return door.offer === "denied" && mayAskAgain ? "ask" : door.offer;
}

/** The problems of Join now and Ask to join after which the view says by itself what holds. */
const TOLD_BY_THE_VIEW: readonly string[] = ["ask-to-join", "ask-too-soon", "denied", "blocked", "not-started", "on-hold"];

export const isToldByTheView = (problemId: string): boolean => TOLD_BY_THE_VIEW.includes(problemId);

/** So many wait that the room, or the door, takes nobody else. */
export const isCrowded = (problemId: string): boolean => problemId === "door-full" || problemId === "room-full";
