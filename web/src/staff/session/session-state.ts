import type { InvitationKind, Session } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** Why the sign-in page is shown, where it says so. */
export type SignedOutBecause = "never-in" | "signed-out";

/** What a locked page remembers, so that the same user goes on where they were. Nothing of any patient's. */
export interface LockedFor {
  userId: string;
  email: string;
  /** The waiting room that was shown. */
  roomId: string;
}

/** Who is at this browser. */
export type SessionState =
  | { phase: "starting" }
  | { phase: "unreachable" }
  | { phase: "signed-out"; because: SignedOutBecause }
  /** `roomId`: the waiting room to begin with, where it is not one's own. */
  | { phase: "signed-in"; session: Session; roomId?: string }
  /** S2: the session ran out. */
  | { phase: "locked"; who: LockedFor };

export type SessionEvent =
  | { type: "found"; session: Session }
  | { type: "nobody" }
  | { type: "unreachable" }
  | { type: "signed-in"; session: Session }
  | { type: "signed-out" }
  /** The server says that the session is over, or its time has passed. */
  | { type: "over"; expired: boolean; roomId?: string }
  | { type: "invited"; kind: InvitationKind };

export const SESSION_AT_START: SessionState = { phase: "starting" };

export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "found":
    case "signed-in":
      return signedIn(state, event.session);
    case "nobody":
      return { phase: "signed-out", because: "never-in" };
    case "unreachable":
      return state.phase === "starting" ? { phase: "unreachable" } : state;
    case "signed-out":
      return { phase: "signed-out", because: "signed-out" };
    case "over":
      return over(state, event.expired, event.roomId);
    case "invited":
      // I3: the kind that was chosen last is the next one's default.
      return state.phase === "signed-in" ? { ...state, session: { ...state.session, invite_kind: event.kind } } : state;
    default:
      return assertNever(event);
  }
}

/** The same user finds what they left; another one begins anew. */
function signedIn(state: SessionState, session: Session): SessionState {
  const isBack = state.phase === "locked" && state.who.userId === session.user.id;
  return { phase: "signed-in", session, ...(isBack ? { roomId: state.who.roomId } : {}) };
}

/** Signing out makes the server say goodbye too: whoever is out already stays as they are. */
function over(state: SessionState, expired: boolean, roomId: string | undefined): SessionState {
  if (state.phase !== "signed-in") return state;
  if (!expired) return { phase: "signed-out", because: "signed-out" };
  const { id, email } = state.session.user;
  return { phase: "locked", who: { userId: id, email, roomId: roomId ?? state.session.room_id } };
}
