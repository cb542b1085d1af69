import { useId, useState } from "preact/hooks";
import type { Room } from "../shared/api/types.ts";
import { settings } from "../shared/text/index.ts";
import { Notice } from "../shared/ui/parts.tsx";
import { sendable, sendableAtStart, sendableRoom, type RoomsState } from "./rooms-state.ts";
import "./settings/settings.css";

/** `Waiting room of`: one's own, or one of those that others have granted access to. */
export function RoomChoice(props: { rooms: readonly Room[]; roomId: string; inline?: boolean; onChoose: (roomId: string) => void }) {
  const id = useId();
  return (
    <div class={props.inline ? "room-choice" : "field"}>
      <label class="field-label" for={id}>
        {settings.roomOf}
      </label>
      <select id={id} class="input select" value={props.roomId} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        {!props.rooms.some((room) => room.room_id === props.roomId) && (
          <option value={props.roomId} disabled>
            {settings.roomLost.choose}
          </option>
        )}
        {props.rooms.map((room) => (
          <option key={room.room_id} value={room.room_id}>
            {room.own ? settings.own(room.owner_name) : room.owner_name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The room that a dialog sends into: `room` is undefined once the right to send there was taken back, until another is chosen. */
export function useRoomToSend(rooms: RoomsState): { room: Room | undefined; roomId: string; choose: (roomId: string) => void } {
  const [roomId, choose] = useState(() => sendableAtStart(rooms));
  return { room: sendableRoom(rooms, roomId), roomId, choose };
}

/** `Waiting room of` in a dialog that sends into a room; where there is one only, nothing. */
export function RoomToSend(props: { rooms: RoomsState; roomId: string; onChoose: (roomId: string) => void }) {
  const { rooms, roomId } = props;
  const choices = sendable(rooms);
  const lost = sendableRoom(rooms, roomId) === undefined;
  return (
    <>
      {lost && (
        <Notice tone="danger" title={settings.roomLost.title}>
          {settings.roomLost.what}
        </Notice>
      )}
      {(lost || choices.length > 1) && <RoomChoice rooms={choices} roomId={roomId} onChoose={props.onChoose} />}
    </>
  );
}
