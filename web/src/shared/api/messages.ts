import type { AlertSettings, Appointment, GuestRow, GuestView, Notice, Presence, Rights, Visit, WaitingRoom } from "./types.ts";

/** The live connection's messages, as schema/events.md has them. */

export type Hello =
  | { type: "hello"; as: "user"; visit?: true; room?: string }
  | { type: "hello"; as: "guest"; token: string; visit?: true };

export type ByeReason =
  | "unauthenticated"
  | "signed_out"
  | "session_expired"
  | "seat_moved"
  | "not_found"
  | "slow"
  | "restart"
  | "invalid";

export type Snapshot =
  | { type: "snapshot"; stream: "room"; seq: number; data: WaitingRoom }
  | { type: "snapshot"; stream: "guest"; seq: number; data: GuestView };

export type RoomEvent =
  | { type: "event"; stream: "room"; seq: number; name: "guest.changed"; data: GuestRow }
  | { type: "event"; stream: "room"; seq: number; name: "guest.removed"; data: { id: string } }
  | { type: "event"; stream: "room"; seq: number; name: "guest.handed_over"; data: { id: string; name: string; owner_name: string } }
  | { type: "event"; stream: "room"; seq: number; name: "guest.arrived"; data: { id: string; name: string } }
  | { type: "event"; stream: "room"; seq: number; name: "guest.presence"; data: { id: string; presence: Presence } }
  | { type: "event"; stream: "room"; seq: number; name: "visit.changed"; data: Visit }
  | { type: "event"; stream: "room"; seq: number; name: "door.asked"; data: { id: string; name: string; visit_id: string } }
  | { type: "event"; stream: "room"; seq: number; name: "notice.changed"; data: NoticeChanged }
  | { type: "event"; stream: "room"; seq: number; name: "appointment.changed"; data: Appointment }
  | { type: "event"; stream: "room"; seq: number; name: "appointment.removed"; data: { id: string } };

export type GuestEvent = { type: "event"; stream: "guest"; seq: number; name: "guest.view"; data: GuestView };

/** What a waiting room tells all its guests from now on, as of `now_ms`. */
export interface NoticeChanged {
  notice: Notice;
  now_ms: number;
}

/** To every guest of a room alike. */
export type NoticeEvent = { type: "event"; stream: "notice"; seq: number; name: "notice.changed"; data: NoticeChanged };

export type VisitEvent =
  | { type: "event"; stream: "visit"; seq: number; name: "visit.changed"; data: Visit }
  | { type: "event"; stream: "visit"; seq: number; name: "participant.presence"; data: { id: string; presence: Presence } };

/** What this user may do in another's waiting room from now on. */
export type RoomsChanged = { room_id: string } & Rights;

/** Somebody checked in to another's waiting room that this user has chosen to hear of. */
export interface RoomArrived {
  room_id: string;
  owner_name: string;
  id: string;
  name: string;
  appointment_id?: string;
}

export type UserEvent =
  | { type: "event"; stream: "user"; seq: number; name: "alerts.changed"; data: AlertSettings }
  | { type: "event"; stream: "user"; seq: number; name: "room.arrived"; data: RoomArrived }
  | { type: "event"; stream: "user"; seq: number; name: "rooms.changed"; data: RoomsChanged }
  | { type: "event"; stream: "user"; seq: number; name: "visit.changed"; data: Visit }
  | { type: "event"; stream: "user"; seq: number; name: "session.ended"; data: { reason: ByeReason } }
  | { type: "event"; stream: "user"; seq: number; name: "session.extended"; data: { ends_at_ms: number } };

/** The stage's word to the page; docs/protocol-media.md has the names. */
export interface MediaNotify {
  type: "notify";
  name: string;
  data: unknown;
}

export interface Reply {
  type: "reply";
  id: number;
  data?: unknown;
  error?: { id: string; title: string };
}

export type ServerMessage =
  | { type: "welcome"; as: "user" | "guest"; now_ms: number }
  | Snapshot
  | RoomEvent
  | GuestEvent
  | NoticeEvent
  | VisitEvent
  | UserEvent
  | Reply
  | MediaNotify
  | { type: "beat" }
  | { type: "bye"; reason: ByeReason };

/** After these the server will not have this page back; reconnecting would get the same answer. */
export function isFinal(reason: ByeReason): boolean {
  return (
    reason === "unauthenticated" ||
    reason === "signed_out" ||
    reason === "session_expired" ||
    reason === "seat_moved" ||
    reason === "not_found"
  );
}
