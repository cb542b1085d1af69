import type { Room } from "../shared/api/types.ts";
import type { RoomsChanged } from "../shared/api/messages.ts";
import { assertNever } from "../shared/state/assert-never.ts";

/** Which waiting rooms this user may work in (their own first), and which of them the page shows. */
export interface RoomsState {
  ownId: string;
  shownId: string;
  rooms: readonly Room[];
}

export type RoomsEvent =
  | { type: "listed"; rooms: readonly Room[] }
  | { type: "changed"; change: RoomsChanged }
  | { type: "shown"; roomId: string };

export function roomsAtStart(ownId: string, ownerName: string): RoomsState {
  const own: Room = { room_id: ownId, owner_name: ownerName, own: true, send: true, view: true, admit: true };
  return { ownId, shownId: ownId, rooms: [own] };
}

export function reduceRooms(state: RoomsState, event: RoomsEvent): RoomsState {
  switch (event.type) {
    case "listed":
      return settle({ ...state, rooms: event.rooms });
    case "changed":
      return settle({ ...state, rooms: state.rooms.map((room) => withRights(room, event.change)) });
    case "shown":
      return settle({ ...state, shownId: event.roomId });
    default:
      return assertNever(event);
  }
}

function withRights(room: Room, change: RoomsChanged): Room {
  const { room_id, send, view, admit } = change;
  return room.room_id === room_id && !room.own ? { ...room, send, view, admit } : room;
}

/** A room without any right is gone; one that may no longer be viewed is not shown. */
function settle(state: RoomsState): RoomsState {
  const rooms = state.rooms.filter((room) => room.send || room.view || room.admit);
  const shown = rooms.find((room) => room.room_id === state.shownId);
  return { ...state, rooms, shownId: shown?.view ? state.shownId : state.ownId };
}

export function roomOf(state: RoomsState, roomId: string): Room | undefined {
  return state.rooms.find((room) => room.room_id === roomId);
}

/** The rooms that the page can show. */
export const viewable = (state: RoomsState): readonly Room[] => state.rooms.filter((room) => room.view);

/** The rooms that an invitation can go to. */
export const sendable = (state: RoomsState): readonly Room[] => state.rooms.filter((room) => room.send);

/** Where a dialog that opens now sends to: the room that is shown when that may be, else one's own. */
export const sendableAtStart = (state: RoomsState): string => (roomOf(state, state.shownId)?.send ? state.shownId : state.ownId);

/** The room that was chosen, as long as an invitation can go to it: what was meant for it goes nowhere else unasked (I9). */
export const sendableRoom = (state: RoomsState, roomId: string): Room | undefined => sendable(state).find((room) => room.room_id === roomId);
