import type { InvitationKind, Session } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** Why the sign-in page is shown, where it says so. */
export type SignedOutBecause = "never-in" | "signed-out" | "expired";

/** Who is at this browser. */
export type SessionState =
  | { phase: "starting" }
  | { phase: "unreachable" }
  | { phase: "signed-out"; because: SignedOutBecause }
  | { phase: "signed-in"; session: Session };

export type SessionEvent =
  | { type: "found"; session: Session }
  | { type: "nobody" }
  | { type: "unreachable" }
  | { type: "signed-in"; session: Session }
  | { type: "signed-out" }
  | { type: "expired" }
  | { type: "invited"; kind: InvitationKind };

export const SESSION_AT_START: SessionState = { phase: "starting" };

export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "found":
    case "signed-in":
      return { phase: "signed-in", session: event.session };
    case "nobody":
      return { phase: "signed-out", because: "never-in" };
    case "unreachable":
      return state.phase === "starting" ? { phase: "unreachable" } : state;
    case "signed-out":
      return { phase: "signed-out", because: "signed-out" };
    case "expired":
      // Signing out makes the server say goodbye too: that is no expiry.
      return state.phase === "signed-in" ? { phase: "signed-out", because: "expired" } : state;
    case "invited":
      // I3: the kind that was chosen last is the next one's default.
      return state.phase === "signed-in" ? { ...state, session: { ...state.session, invite_kind: event.kind } } : state;
    default:
      return assertNever(event);
  }
}
