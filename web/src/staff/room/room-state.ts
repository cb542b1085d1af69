import type { RoomEvent, Snapshot, VisitEvent } from "../../shared/api/messages.ts";
import type { LocalProblemId } from "../../shared/api/problem.ts";
import type { GuestRow, Notice, Presence, Visit, WaitingRoom } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { isWaiting, sortedIds } from "./guest.ts";

/** W8: a visit starts with this many guests at most. */
export const SELECTED_MAX = 3;

export type RowAction = "cancel" | "remove" | "send-again" | "hold" | "take-in" | "admit" | "deny" | "block";

/** To whom a guest went who was in this room. */
export interface HandedOver {
  readonly ownerName: string;
}

/** What the host's page knows of the waiting room and of the host's visit. */
export interface RoomState {
  /** Before the first snapshot there is no list to show. */
  loaded: boolean;
  /** The server's time at which the list was last known to be right. */
  asOfMs: number;
  /** Whether this practice sends text messages. */
  smsAvailable: boolean;
  /** Events up to this one are in. */
  seq: number;
  guests: ReadonlyMap<string, GuestRow>;
  presence: ReadonlyMap<string, Presence>;
  /** The rows from top to bottom. It settles only while nobody points into the list or has the focus there. */
  order: readonly string[];
  attended: boolean;
  selected: readonly string[];
  /** What is under way, by row. */
  busy: ReadonlyMap<string, RowAction>;
  /** Which action of a row did not work, with the problem's id. */
  failed: ReadonlyMap<string, string>;
  /** W7: who came in and was neither taken in nor dismissed, the latest last. */
  arrivals: readonly string[];
  /** D2: who asks for help with a device test that failed, and was not dismissed; the latest last. */
  helps: readonly string[];
  /** W13: whose texts came while the page was open and nobody has read yet, and were not dismissed; the latest last. */
  texted: readonly string[];
  /** W16: how many arrived since the page was opened; who came back after they had left counts again. */
  arrivalCount: number;
  /** W12: who went over to another room while this one was shown. */
  handedOver: ReadonlyMap<string, HandedOver>;
  /** W13: what everybody who waits here is told; empty: nothing. */
  notice: Notice;
  /** How many asked for help since then. */
  helpCount: number;
  /** This host's visit: the running one, or the one that ended last. */
  visit: Visit | undefined;
}

export type RoomStateEvent =
  | Extract<Snapshot, { stream: "room" }>
  | RoomEvent
  | VisitEvent
  | { type: "room-left" }
  | { type: "attended"; attended: boolean }
  | { type: "selected"; id: string; on: boolean }
  | { type: "selection-cleared" }
  | { type: "action-started"; id: string; action: RowAction }
  | { type: "action-done"; id: string }
  | { type: "action-failed"; id: string; problem: string }
  | { type: "arrival-dismissed"; id: string }
  | { type: "help-dismissed"; id: string }
  | { type: "texts-dismissed"; id: string }
  | { type: "invited"; row: GuestRow; visit?: Visit | undefined }
  | { type: "visit"; visit: Visit }
  /** The answer to what began a visit. */
  | { type: "visit-opened"; visit: Visit };

export const ROOM_AT_START: RoomState = {
  loaded: false,
  asOfMs: 0,
  smsAvailable: false,
  seq: -1,
  guests: new Map(),
  presence: new Map(),
  order: [],
  attended: false,
  selected: [],
  busy: new Map(),
  failed: new Map(),
  arrivals: [],
  helps: [],
  texted: [],
  arrivalCount: 0,
  handedOver: new Map(),
  notice: {},
  helpCount: 0,
  visit: undefined,
};

/** The own room once another one is shown: its list is not on screen any more, what was told of it still holds. */
export function roomElsewhere(state: RoomState): RoomState {
  return { ...state, attended: false, selected: [], busy: new Map(), failed: new Map() };
}

export function reduceRoom(state: RoomState, event: RoomStateEvent): RoomState {
  switch (event.type) {
    case "snapshot":
      return settle(snapshot(state, event.data, event.seq));
    case "event":
      return settle(serverEvent(state, event));
    case "room-left":
      // Another room is shown from here: nothing of this one stays but the host's own visit.
      return { ...ROOM_AT_START, arrivalCount: state.arrivalCount, helpCount: state.helpCount, visit: state.visit };
    case "attended":
      return settle({ ...state, attended: event.attended });
    case "selected":
      return { ...state, selected: selection(state, event.id, event.on) };
    case "selection-cleared":
      return { ...state, selected: [] };
    case "action-started":
      return { ...state, busy: withEntry(state.busy, event.id, event.action), failed: without(state.failed, event.id) };
    case "action-done":
      return { ...state, busy: without(state.busy, event.id) };
    case "action-failed":
      return {
        ...state,
        busy: without(state.busy, event.id),
        failed: withEntry(state.failed, event.id, event.problem),
      };
    case "arrival-dismissed":
      return { ...state, arrivals: state.arrivals.filter((id) => id !== event.id) };
    case "help-dismissed":
      return { ...state, helps: state.helps.filter((id) => id !== event.id) };
    case "texts-dismissed":
      return { ...state, texted: state.texted.filter((id) => id !== event.id) };
    case "invited":
      // The stream may have overtaken the answer: what it says is newer.
      return settle(opened(state.guests.has(event.row.id) ? state : changed(state, event.row), event.visit));
    case "visit-opened":
      return opened(state, event.visit);
    case "visit":
      return withVisit(state, event.visit);
    default:
      return assertNever(event);
  }
}

function serverEvent(state: RoomState, event: RoomEvent | VisitEvent): RoomState {
  if (event.stream === "room") {
    // A snapshot may overtake events that it holds already.
    if (event.seq <= state.seq) return state;
    return roomEvent({ ...state, seq: event.seq }, event);
  }
  switch (event.name) {
    case "visit.changed":
      return withVisit(state, event.data);
    case "participant.presence":
      return { ...state, presence: withEntry(state.presence, event.data.id, event.data.presence) };
    default:
      return assertNever(event);
  }
}

function roomEvent(state: RoomState, event: RoomEvent): RoomState {
  switch (event.name) {
    case "guest.changed":
      return changed(state, event.data);
    case "guest.removed":
      return removed(state, event.data.id);
    case "guest.handed_over": {
      const { id, owner_name } = event.data;
      return { ...removed(state, id), handedOver: withEntry(state.handedOver, id, { ownerName: owner_name }) };
    }
    case "guest.arrived":
      return arrived(state, event.data.id);
    case "guest.presence":
      return present(state, event.data.id, event.data.presence);
    case "visit.changed":
      return withVisit(state, event.data);
    case "door.asked":
      // The visit itself says who asks; this is the moment only.
      return state;
    case "notice.changed":
      return { ...state, notice: event.data.notice };
    case "appointment.changed":
    case "appointment.removed":
      // The page of the day keeps them.
      return state;
    default:
      return assertNever(event);
  }
}

/** Who had left and is back is an arrival: the host had given them up. */
function present(state: RoomState, id: string, presence: Presence): RoomState {
  const isBack = presence.state === "online" && state.presence.get(id)?.state === "left" && isWaiting(state.guests.get(id));
  const known = { ...state, presence: withEntry(state.presence, id, presence) };
  return isBack ? arrived(known, id) : known;
}

/**
 * The whole room as the server has it. Whoever checked in or came back while this page was away is an arrival like any other; on
 * the first snapshot the list itself tells.
 */
function snapshot(state: RoomState, room: WaitingRoom, seq: number): RoomState {
  const guests = new Map(room.guests.map((row) => [row.id, row]));
  const isBack = (id: string): boolean => state.presence.get(id)?.state === "left" && room.presence?.[id]?.state === "online";
  const arrivedMeanwhile = state.loaded
    ? room.guests.filter((row) => isWaiting(row) && (!isWaiting(state.guests.get(row.id)) || isBack(row.id))).map((row) => row.id)
    : [];
  const textedMeanwhile = state.loaded ? room.guests.filter((row) => hasWritten(row, state.guests.get(row.id))).map((row) => row.id) : [];
  const helpedMeanwhile = state.loaded ? room.guests.filter((row) => asksNow(row, state.guests.get(row.id))).map((row) => row.id) : [];
  return {
    ...helped(texted(state, textedMeanwhile), helpedMeanwhile),
    loaded: true,
    asOfMs: room.now_ms,
    smsAvailable: room.sms_available === true,
    notice: room.notice ?? {},
    seq,
    guests,
    failed: stillFailed(state, guests),
    presence: new Map(Object.entries(room.presence ?? {}).filter(([id]) => guests.has(id))),
    arrivals: [...state.arrivals.filter((id) => !arrivedMeanwhile.includes(id)), ...arrivedMeanwhile],
    arrivalCount: state.arrivalCount + arrivedMeanwhile.length,
    // An ended visit stays until the page that shows its end is left; the room carries running ones only.
    visit: room.visit ?? (state.visit?.state === "ended" ? state.visit : undefined),
  };
}

function changed(state: RoomState, row: GuestRow): RoomState {
  const before = state.guests.get(row.id);
  const known = hasWritten(row, before) ? texted(state, [row.id]) : state;
  const guests = withEntry(state.guests, row.id, row);
  const now = { ...known, guests, failed: stillFailed(state, guests) };
  return asksNow(row, before) ? helped(now, [row.id]) : now;
}

const NO_ANSWER: LocalProblemId = "network";

/** A press that got no answer was done, or is past, once its guest stands elsewhere. A refusal stays: it says why. */
function stillFailed(state: RoomState, guests: ReadonlyMap<string, GuestRow>): ReadonlyMap<string, string> {
  const moved = (id: string): boolean => {
    const before = state.guests.get(id);
    const now = guests.get(id);
    return before !== undefined && now !== undefined && (before.state !== now.state || before.door !== now.door);
  };
  return new Map([...state.failed].filter(([id, problem]) => problem !== NO_ANSWER || !moved(id)));
}

const unreadOf = (row: GuestRow | undefined): number => row?.texts?.unread ?? 0;

const hasWritten = (row: GuestRow, before: GuestRow | undefined): boolean => unreadOf(row) > unreadOf(before);

function texted(state: RoomState, ids: readonly string[]): RoomState {
  return { ...state, texted: [...state.texted.filter((id) => !ids.includes(id)), ...ids] };
}

/** W13: who has written between these two states, and how many texts. */
export function whoWrote(before: RoomState, now: RoomState): readonly { id: string; count: number }[] {
  return now.texted
    .map((id) => ({ id, count: unreadOf(now.guests.get(id)) - unreadOf(before.guests.get(id)) }))
    .filter(({ count }) => count > 0);
}

const asksNow = (row: GuestRow, before: GuestRow | undefined): boolean =>
  row.help_asked_at_ms !== undefined && before?.help_asked_at_ms !== row.help_asked_at_ms;

function helped(state: RoomState, ids: readonly string[]): RoomState {
  const helps = [...state.helps.filter((id) => !ids.includes(id)), ...ids];
  return { ...state, helps, helpCount: state.helpCount + ids.length };
}

function removed(state: RoomState, id: string): RoomState {
  return {
    ...state,
    guests: without(state.guests, id),
    presence: without(state.presence, id),
    busy: without(state.busy, id),
    failed: without(state.failed, id),
  };
}

function arrived(state: RoomState, id: string): RoomState {
  const arrivals = [...state.arrivals.filter((other) => other !== id), id];
  return { ...state, arrivals, arrivalCount: state.arrivalCount + 1 };
}

function withVisit(state: RoomState, visit: Visit | undefined): RoomState {
  if (!visit) return state;
  // Word of an old visit's end must not take the place of the one that runs now.
  const isOld = visit.state === "ended" && state.visit?.state === "running" && state.visit.id !== visit.id;
  return isOld ? state : { ...state, visit };
}

/** As a visit was when it began: what the stream has said of it since is newer. */
function opened(state: RoomState, visit: Visit | undefined): RoomState {
  return visit && visit.id === state.visit?.id ? state : withVisit(state, visit);
}

function selection(state: RoomState, id: string, on: boolean): readonly string[] {
  const others = state.selected.filter((other) => other !== id);
  if (!on) return others;
  return others.length < SELECTED_MAX ? [...others, id] : state.selected;
}

/** Brings what hangs on the list in line with it: the order, the selection, the notifications. */
function settle(state: RoomState): RoomState {
  const sorted = sortedIds(state.guests, state.presence);
  const kept = new Set(state.order.filter((id) => state.guests.has(id)));
  const order = state.attended ? [...kept, ...sorted.filter((id) => !kept.has(id))] : sorted;
  return {
    ...state,
    order,
    selected: state.selected.filter((id) => isWaiting(state.guests.get(id))),
    arrivals: state.arrivals.filter((id) => isWaiting(state.guests.get(id))),
    texted: state.texted.filter((id) => unreadOf(state.guests.get(id)) > 0),
    helps: state.helps.filter((id) => state.guests.get(id)?.help_asked_at_ms !== undefined),
  };
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, id: string, value: Value): ReadonlyMap<string, Value> {
  return new Map(map).set(id, value);
}

function without<Value>(map: ReadonlyMap<string, Value>, id: string): ReadonlyMap<string, Value> {
  if (!map.has(id)) return map;
  const copy = new Map(map);
  copy.delete(id);
  return copy;
}
