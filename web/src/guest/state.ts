import type { GuestView, Notice, Presence, Visit } from "../shared/api/types.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { offerOf } from "./door.ts";

/**
 * A guest's page as a state: the server's latest view, and what this page alone knows (its line, its test, what it is
 * asking for). `screenOf` says what is shown; nothing else decides that. Pure.
 */
export interface GuestState {
  readonly view: GuestView | null;
  /** It came as the answer to a press, and not by the line. */
  readonly viewIsAnswer: boolean;
  /** W13: what the room tells everybody who waits. It comes with the view and by itself: what is newer holds. */
  readonly notice: { readonly notice: Notice; readonly asOfMs: number };
  readonly presence: ReadonlyMap<string, Presence>;
  readonly line: "none" | "connecting" | "open" | "lost";
  /** The seat has gone to another device, or another tab. */
  readonly moved: boolean;
  /** The person is in the device test. */
  readonly testing: boolean;
  /** What a press has set off and is still under way. */
  readonly asking: "take" | "join" | "ask" | "leave" | null;
  /** The server cannot be reached; it is being tried again. */
  readonly unreachable: boolean;
  /** The host's answer at the door was put away. */
  readonly answerDismissed: boolean;
  /** Join now was pressed, and eight people are in the visit. */
  readonly full: boolean;
  /** What was asked for did not happen, for another reason than the network. */
  readonly refused: boolean;
  /** It did not happen because the waiting room takes nobody else. */
  readonly crowded: boolean;
}

export type GuestPageEvent =
  | { type: "view"; view: GuestView; answer?: true }
  | { type: "notice"; notice: Notice; nowMs: number }
  | { type: "visit_changed"; visit: Visit }
  | { type: "presence"; id: string; presence: Presence }
  | { type: "line"; line: GuestState["line"] }
  | { type: "seat_moved" }
  | { type: "test_opened" }
  | { type: "test_closed" }
  | { type: "asking"; what: GuestState["asking"] }
  | { type: "answer_dismissed" }
  | { type: "full" }
  | { type: "unreachable" }
  | { type: "refused"; crowded?: boolean };

export const newGuest: GuestState = {
  view: null,
  viewIsAnswer: false,
  notice: { notice: {}, asOfMs: 0 },
  presence: new Map(),
  line: "none",
  moved: false,
  testing: false,
  asking: null,
  unreachable: false,
  answerDismissed: false,
  full: false,
  refused: false,
  crowded: false,
};

export function reduceGuest(state: GuestState, event: GuestPageEvent): GuestState {
  switch (event.type) {
    case "view":
      return withView(state, event.view, event.answer === true);
    case "notice":
      return withNotice(state, event.notice, event.nowMs);
    case "visit_changed":
      return state.view ? { ...state, view: { ...state.view, visit: event.visit } } : state;
    case "presence":
      return { ...state, presence: new Map(state.presence).set(event.id, event.presence) };
    case "line":
      return { ...state, line: event.line };
    case "seat_moved":
      return { ...state, moved: true, testing: false, asking: null, line: "none" };
    case "test_opened":
      return { ...state, testing: true, asking: null, refused: false };
    case "test_closed":
      return { ...state, testing: false };
    case "asking":
      return { ...state, asking: event.what, refused: false };
    case "answer_dismissed":
      return { ...state, answerDismissed: true };
    case "full":
      return { ...state, asking: null, unreachable: false, refused: false, full: true };
    case "unreachable":
      return { ...state, unreachable: true };
    case "refused":
      return { ...state, asking: null, unreachable: false, refused: true, crowded: event.crowded === true };
    default:
      return assertNever(event);
  }
}

/** Nothing is under way for longer than this: what is older still was not overtaken, but the server's clock was put back. */
const UNDER_WAY_MS = 60_000;

const isOlder = (thisMs: number, thatMs: number): boolean => thisMs < thatMs && thatMs - thisMs <= UNDER_WAY_MS;

function withNotice(state: GuestState, notice: Notice, asOfMs: number): GuestState {
  return isOlder(asOfMs, state.notice.asOfMs) ? state : { ...state, notice: { notice, asOfMs } };
}

/**
 * Views come by two ways, the answers to presses and the live line: an older one never undoes a newer one. The line is in order; an
 * answer of the same millisecond may have been overtaken by it.
 */
function withView(state: GuestState, view: GuestView, isAnswer: boolean): GuestState {
  const reached = { ...state, unreachable: false };
  if (state.view && isOlder(view.now_ms, state.view.now_ms)) return reached;
  if (state.view && isAnswer && !state.viewIsAnswer && view.now_ms === state.view.now_ms) return reached;
  const here = view.seat === "here";
  return {
    ...(isAnswer && view.now_ms === state.notice.asOfMs ? reached : withNotice(reached, view.notice ?? {}, view.now_ms)),
    view,
    viewIsAnswer: isAnswer,
    moved: state.moved && !here && view.seat !== "none",
    testing: state.testing && here && mayTest(view),
    answerDismissed: state.answerDismissed && view.door?.answer === state.view?.door?.answer,
    full: state.full && offerOf(view, view.now_ms) === "join",
    presence: view.state === "in_visit" ? state.presence : new Map(),
  };
}

/** Who goes on with a running visit on another device passes the test there first. */
function mayTest(view: GuestView): boolean {
  return view.state === "invited" || view.state === "checked_in" || (view.state === "left" && view.door !== undefined);
}

/** The visit in which this device was has ended, and the host has started the appointment again (A8). */
function mayComeBack(view: GuestView): boolean {
  return view.state === "invited" && view.again === true;
}

/** The visit of an appointment has ended: whether the host starts it again, or ends it again, is looked up now and then. */
export function looksAgain(state: GuestState): boolean {
  const { view } = state;
  if (!view || state.asking !== null) return false;
  return mayComeBack(view) || (view.state === "ended" && view.appointment !== undefined);
}

/** The newest text that the guest did not write. */
export function lastFromStaff(view: GuestView | null): number {
  return Math.max(0, ...(view?.texts ?? []).map((text) => (text.from === "staff" ? text.sequence : 0)));
}

export type Screen =
  | "loading"
  | "unreachable"
  | "before"
  | "again"
  | "test"
  | "waiting"
  | "visit"
  | "leaving"
  | "full"
  | "moved"
  | "left"
  | "ended"
  | "cancelled"
  | "removed"
  | "expired"
  | "used"
  | "unknown";

export function screenOf(state: GuestState): Screen {
  const { view } = state;
  if (!view) return state.unreachable ? "unreachable" : "loading";
  switch (view.state) {
    case "cancelled":
    case "removed":
    case "expired":
    case "used":
    case "unknown":
    case "ended":
      return view.state;
    case "invited":
    case "checked_in":
    case "on_hold":
    case "admitted":
    case "in_visit":
    case "left":
      if (mayComeBack(view)) return "again";
      return state.moved ? "moved" : view.seat === "here" ? screenOfSeat(state, view) : "before";
    default:
      return assertNever(view.state);
  }
}

function screenOfSeat(state: GuestState, view: GuestView): Screen {
  if (state.testing) return "test";
  if (view.state === "invited") return "before";
  if (view.state === "in_visit") return state.asking === "leave" ? "leaving" : view.visit ? "visit" : "loading";
  if (state.full) return "full";
  return view.state === "left" ? "left" : "waiting";
}

/** Whether this page should hold a live connection: it has the seat, and there is something to wait for. */
export function wantsLine(state: GuestState): boolean {
  const { view } = state;
  if (!view || state.moved || view.seat !== "here") return false;
  const over = ["ended", "cancelled", "removed", "expired", "used", "unknown"].includes(view.state);
  return !over;
}

/** Whether the line for pictures and sound should be up: from checking in until the visit is over, or Leave was pressed. */
export function wantsMedia(screen: Screen): boolean {
  return screen === "waiting" || screen === "full" || screen === "visit";
}

/** W15: the host has started and this guest can go in now: rings until they do. */
export function rings(state: GuestState): boolean {
  const { view } = state;
  if (!view || !wantsLine(state)) return false;
  return view.state === "admitted" || (view.state === "checked_in" && view.door?.offer === "join");
}

/** The visit runs, and this guest may ask to join it: that is told by one sound. */
export function mayAsk(state: GuestState): boolean {
  return wantsLine(state) && state.view?.state === "checked_in" && state.view.door?.offer === "ask";
}
