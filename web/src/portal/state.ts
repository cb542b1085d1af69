import type { Practice, Portal, PortalAppointments } from "../shared/api/types.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { isEmail } from "../shared/state/email.ts";
import { isMobile } from "../shared/state/mobile.ts";

/** Why something asked for was not done; a key of the words for it. */
export type PortalProblem =
  | "codeWrong"
  | "nameWrong"
  | "codeOver"
  | "tooOften"
  | "noMoreMessages"
  | "network"
  | "unexpected"
  | "ended";

export type PortalScreen = "loading" | "unreachable" | "ask" | "code" | "list";

export interface PortalState {
  screen: PortalScreen;
  practice: Practice | null;
  textMessages: boolean;
  to: string;
  toError: "missing" | "wrong" | undefined;
  code: string;
  codeError: boolean;
  /** Several people share the address: who is here? */
  nameNeeded: boolean;
  name: string;
  nameError: boolean;
  busy: boolean;
  problem: PortalProblem | undefined;
  list: PortalAppointments | null;
  /** When the list was last known to be right; undefined: now. */
  staleSinceMs: number | undefined;
}

export type PortalEvent =
  | { type: "opened"; portal: Portal }
  | { type: "unreachable" }
  | { type: "to"; value: string }
  | { type: "to-left" }
  | { type: "code"; value: string }
  | { type: "name"; value: string }
  | { type: "ask-pressed" }
  | { type: "sign-in-pressed" }
  | { type: "again-pressed" }
  | { type: "sign-out-pressed" }
  | { type: "code-sent" }
  | { type: "name-needed" }
  | { type: "failed"; problem: PortalProblem }
  | { type: "target-refused" }
  | { type: "list"; list: PortalAppointments }
  | { type: "list-lost" }
  | { type: "signed-out"; ended: boolean };

export const PORTAL_AT_START: PortalState = {
  screen: "loading",
  practice: null,
  textMessages: false,
  to: "",
  toError: undefined,
  code: "",
  codeError: false,
  nameNeeded: false,
  name: "",
  nameError: false,
  busy: false,
  problem: undefined,
  list: null,
  staleSinceMs: undefined,
};

const CODE_DIGITS = 6;

/** The digits of what was typed: people put spaces between them. */
export const digitsOf = (code: string): string => code.replace(/\D/g, "");

function targetError(state: PortalState): PortalState["toError"] {
  const to = state.to.trim();
  if (to === "") return "missing";
  return isEmail(to) || (state.textMessages && isMobile(to)) ? undefined : "wrong";
}

function signInPressed(state: PortalState): PortalState {
  const codeError = digitsOf(state.code).length !== CODE_DIGITS;
  const nameError = state.nameNeeded && state.name.trim() === "";
  return { ...state, codeError, nameError, busy: !codeError && !nameError, problem: undefined };
}

/** Whoever was signed in, nothing of theirs stays on the page. */
function signedOut(state: PortalState, ended: boolean): PortalState {
  const { practice, textMessages } = state;
  return { ...PORTAL_AT_START, screen: "ask", practice, textMessages, problem: ended ? "ended" : undefined };
}

export function reducePortal(state: PortalState, event: PortalEvent): PortalState {
  switch (event.type) {
    case "opened":
      return {
        ...state,
        practice: event.portal.practice,
        textMessages: event.portal.text_messages,
        // A tablet that went to read its mail may load the page anew: it comes back to where the code is typed.
        screen: event.portal.signed_in ? "loading" : event.portal.code_asked ? "code" : "ask",
      };
    case "unreachable":
      return { ...state, screen: "unreachable" };
    case "to":
      return { ...state, to: event.value, toError: undefined };
    case "to-left":
      return { ...state, toError: targetError(state) === "wrong" ? "wrong" : undefined };
    case "code":
      return { ...state, code: event.value, codeError: false };
    case "name":
      return { ...state, name: event.value, nameError: false };
    case "ask-pressed": {
      const toError = targetError(state);
      return { ...state, toError, busy: toError === undefined, problem: undefined };
    }
    case "sign-in-pressed":
      return signInPressed(state);
    case "again-pressed":
      return { ...state, screen: "ask", code: "", codeError: false, nameNeeded: false, name: "", nameError: false, problem: undefined };
    case "sign-out-pressed":
      return { ...state, busy: true };
    case "code-sent":
      return { ...state, screen: "code", busy: false, code: "", nameNeeded: false, name: "", problem: undefined };
    case "name-needed":
      return { ...state, busy: false, nameNeeded: true, problem: undefined };
    case "failed":
      return { ...state, busy: false, problem: event.problem };
    case "target-refused":
      return { ...state, busy: false, toError: "wrong" };
    case "list":
      return {
        ...PORTAL_AT_START,
        screen: "list",
        practice: state.practice,
        textMessages: state.textMessages,
        busy: state.screen === "list" && state.busy,
        list: event.list,
      };
    case "list-lost":
      return { ...state, staleSinceMs: state.staleSinceMs ?? state.list?.now_ms };
    case "signed-out":
      return signedOut(state, event.ended);
    default:
      return assertNever(event);
  }
}

const NEAR_MS = 60 * 60 * 1000;

/** Whether an appointment is about to begin, or runs: then the list is looked at more often. */
export function isNear(appointment: PortalAppointments["appointments"][number], nowMs: number): boolean {
  const endMs = appointment.starts_at_ms + appointment.length_s * 1000;
  return appointment.state === "running" || (nowMs >= appointment.starts_at_ms - NEAR_MS && nowMs < endMs + NEAR_MS);
}
