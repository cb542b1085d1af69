import { useId } from "preact/hooks";
import type { Room } from "../shared/api/types.ts";
import { settings } from "../shared/text/index.ts";
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
        {props.rooms.map((room) => (
          <option key={room.room_id} value={room.room_id}>
            {room.own ? settings.own(room.owner_name) : room.owner_name}
          </option>
        ))}
      </select>
    </div>
  );
}
