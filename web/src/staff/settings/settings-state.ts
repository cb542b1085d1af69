import type { PracticeSettings, Settings } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { settings as words } from "../../shared/text/index.ts";
import { formatDuration, readDuration } from "./duration.ts";

export type Right = "send" | "view" | "admit";
export type PracticeField = keyof PracticeSettings;

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** The server's bounds; it checks them too. */
export const BOUNDS_S: Readonly<Record<PracticeField, readonly [number, number]>> = {
  waiting_room_link_s: [5 * MINUTE_S, 30 * DAY_S],
  connect_now_link_s: [MINUTE_S, 2 * HOUR_S],
  sign_out_after_s: [5 * MINUTE_S, 4 * HOUR_S],
  reconnecting_after_s: [3, 30],
  left_after_s: [MINUTE_S, HOUR_S],
  host_left_s: [10, HOUR_S],
  host_lost_s: [30, HOUR_S],
};
export const PRACTICE_FIELDS = Object.keys(BOUNDS_S) as readonly PracticeField[];

/** The settings page: what the server has, what is chosen and typed. */
export interface SettingsState {
  settings: Settings | undefined;
  notLoaded: boolean;
  /** Who is to be granted access, and what. */
  userId: string;
  rights: Readonly<Record<Right, boolean>>;
  grantError: "name" | "rights" | undefined;
  typed: Readonly<Record<PracticeField, string>>;
  errors: Readonly<Partial<Record<PracticeField, string>>>;
  /** What is under way: a revocation by its user's id. */
  busy: "grant" | "practice" | { revoke: string } | undefined;
  /** The problem's id, of the region that it belongs to. */
  problem: { region: "room" | "practice"; id: string } | undefined;
}

export type SettingsEvent =
  | { type: "loaded"; settings: Settings }
  | { type: "not-loaded" }
  | { type: "user"; userId: string }
  | { type: "right"; right: Right; on: boolean }
  | { type: "grant" }
  | { type: "revoke"; userId: string }
  | { type: "typed"; field: PracticeField; value: string }
  | { type: "left"; field: PracticeField }
  | { type: "save" }
  | { type: "room-saved"; settings: Settings }
  | { type: "practice-saved"; settings: Settings }
  | { type: "failed"; region: "room" | "practice"; problem: string };

const NO_RIGHTS = { send: false, view: false, admit: false };
const NOTHING_TYPED = { waiting_room_link_s: "", connect_now_link_s: "", sign_out_after_s: "", reconnecting_after_s: "", left_after_s: "", host_left_s: "", host_lost_s: "" };

export const SETTINGS_AT_START: SettingsState = {
  settings: undefined,
  notLoaded: false,
  userId: "",
  rights: NO_RIGHTS,
  grantError: undefined,
  typed: NOTHING_TYPED,
  errors: {},
  busy: undefined,
  problem: undefined,
};

export function reduceSettings(state: SettingsState, event: SettingsEvent): SettingsState {
  switch (event.type) {
    case "loaded":
      return { ...state, settings: event.settings, notLoaded: false, typed: typedOf(event.settings), errors: {} };
    case "not-loaded":
      return { ...state, notLoaded: true };
    case "user":
      return { ...state, userId: event.userId, rights: rightsOf(state.settings, event.userId), grantError: undefined };
    case "right":
      return { ...state, rights: { ...state.rights, [event.right]: event.on }, grantError: undefined };
    case "grant":
      return grant(state);
    case "revoke":
      return state.busy ? state : { ...state, busy: { revoke: event.userId }, problem: undefined };
    case "typed":
      return {
        ...state,
        typed: { ...state.typed, [event.field]: event.value },
        errors: { ...state.errors, [event.field]: undefined },
      };
    case "left":
      return { ...state, errors: { ...state.errors, [event.field]: slip(state, event.field) } };
    case "save":
      return save(state);
    case "room-saved":
      return { ...state, settings: event.settings, busy: undefined, userId: "", rights: NO_RIGHTS };
    case "practice-saved":
      return { ...state, settings: event.settings, busy: undefined, typed: typedOf(event.settings), errors: {} };
    case "failed":
      return { ...state, busy: undefined, problem: { region: event.region, id: event.problem } };
    default:
      return assertNever(event);
  }
}

/** What the chosen user has already. */
function rightsOf(settings: Settings | undefined, userId: string): Record<Right, boolean> {
  const { send, view, admit } = settings?.grants.find((grant) => grant.user_id === userId) ?? NO_RIGHTS;
  return { send, view, admit };
}

function typedOf(settings: Settings): Record<PracticeField, string> {
  const typed: Record<PracticeField, string> = { ...NOTHING_TYPED };
  for (const field of PRACTICE_FIELDS) typed[field] = formatDuration(settings.practice[field]);
  return typed;
}

function grant(state: SettingsState): SettingsState {
  if (state.busy) return state;
  const { send, view, admit } = state.rights;
  const grantError = state.userId === "" ? "name" : send || view || admit ? undefined : "rights";
  return { ...state, grantError, problem: undefined, busy: grantError ? undefined : "grant" };
}

function slip(state: SettingsState, field: PracticeField): string | undefined {
  const seconds = readDuration(state.typed[field]);
  const [least, most] = BOUNDS_S[field];
  if (seconds === undefined) return words.practice.error.unreadable;
  return seconds < least || seconds > most ? words.practice.error.bounds(formatDuration(least), formatDuration(most)) : undefined;
}

function save(state: SettingsState): SettingsState {
  if (state.busy) return state;
  const wrong = PRACTICE_FIELDS.map((field) => [field, slip(state, field)] as const).filter(([, error]) => error !== undefined);
  return { ...state, errors: Object.fromEntries(wrong), problem: undefined, busy: wrong.length > 0 ? undefined : "practice" };
}

/** What was typed, once `save` has found nothing wrong in it. */
export function practiceTyped(state: SettingsState): PracticeSettings {
  const read = (field: PracticeField): number => readDuration(state.typed[field]) ?? 0;
  return {
    waiting_room_link_s: read("waiting_room_link_s"),
    connect_now_link_s: read("connect_now_link_s"),
    sign_out_after_s: read("sign_out_after_s"),
    reconnecting_after_s: read("reconnecting_after_s"),
    left_after_s: read("left_after_s"),
    host_left_s: read("host_left_s"),
    host_lost_s: read("host_lost_s"),
  };
}
