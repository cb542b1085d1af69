import type { AlertSettings, ChangedAlerts } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

export type AlertWay = "sound" | "desktop" | "email" | "sms";
export const ALERT_WAYS: readonly AlertWay[] = ["sound", "desktop", "email", "sms"];

/** How the last test of a way went: a word of the texts, or a problem's id. */
export type TestOutcome = "sounded" | "silent" | "shown" | "not-shown" | "sent" | "failed" | "too-soon" | "sms-cap" | "network";

/** W16: the alerts' part of the settings page: what is typed and under way. What holds is the AlertCenter's. */
export interface AlertsState {
  mobile: string;
  mobileError: "missing" | "wrong" | "refused" | undefined;
  /** What is being saved: a way, the number, or a room by its id. */
  saving: string | undefined;
  /** Saving did not work: the problem's id. */
  problem: string | undefined;
  testing: AlertWay | undefined;
  outcome: { way: AlertWay; words: TestOutcome } | undefined;
}

export type AlertsEvent =
  | { type: "known"; mobile: string }
  | { type: "mobile"; text: string }
  | { type: "mobile-refused"; error: "missing" | "wrong" | "refused" }
  | { type: "saving"; what: string }
  | { type: "saved"; mobile: string }
  | { type: "not-saved"; problem: string }
  | { type: "testing"; way: AlertWay }
  | { type: "tested"; way: AlertWay; words: TestOutcome };

export function alertsAtStart(mobile: string): AlertsState {
  return { mobile, mobileError: undefined, saving: undefined, problem: undefined, testing: undefined, outcome: undefined };
}

export function reduceAlerts(state: AlertsState, event: AlertsEvent): AlertsState {
  switch (event.type) {
    case "known":
      return state.saving === undefined ? { ...state, mobile: event.mobile } : state;
    case "mobile":
      return { ...state, mobile: event.text, mobileError: undefined };
    case "mobile-refused":
      return { ...state, mobileError: event.error, saving: undefined };
    case "saving":
      return { ...state, saving: event.what, problem: undefined, mobileError: undefined, outcome: undefined };
    case "saved":
      return { ...state, saving: undefined, mobile: event.mobile };
    case "not-saved":
      return { ...state, saving: undefined, problem: event.problem };
    case "testing":
      return { ...state, testing: event.way, outcome: undefined };
    case "tested":
      return { ...state, testing: undefined, outcome: { way: event.way, words: event.words } };
    default:
      return assertNever(event);
  }
}

/** What is asked of the server when one way is turned on or off: the rest stays, the number too. */
export function changed(settings: AlertSettings, way: AlertWay, on: boolean, mobile: string): ChangedAlerts {
  const { sound, desktop, email, sms } = settings;
  return { sound, desktop, email, sms, [way]: on, mobile };
}
