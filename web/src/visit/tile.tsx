import audioLines from "lucide-static/icons/audio-lines.svg?inner";
import micOff from "lucide-static/icons/mic-off.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import user from "lucide-static/icons/user.svg?inner";
import videoOff from "lucide-static/icons/video-off.svg?inner";
import { useEffect, useRef, useState } from "preact/hooks";
import { visit as words } from "../shared/text/en/visit.ts";
import { cx } from "../shared/ui/cx.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { playInto, type Playback } from "./playback.ts";
import { shortName, type Connection, type Reason, type Tile } from "./tiles.ts";

/** One person: the picture (or why there is none), the name plate, the connection. Sound comes from the same element. */
export function TileView(props: { tile: Tile; sound: MediaStreamTrack | null; large: boolean; playback: Playback }) {
  const { tile } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [seen, setSeen] = useState<MediaStreamTrack | null>(null);
  const picture = tile.picture;
  const sound = tile.self ? null : props.sound;
  useEffect(
    () => (video.current ? playInto(props.playback, video.current, { picture, sound, self: tile.self }, () => setSeen(picture)) : undefined),
    [props.playback, picture, sound, tile.self],
  );
  const shown = picture !== null && seen === picture;
  const reason = tile.reason ?? (shown ? null : ({ kind: "connecting" } as const));
  return (
    <div
      class={cx("tile", tile.self && "tile-self", props.large && "tile-large", tile.speaking && "tile-speaking")}
      role="group"
      aria-label={tile.self ? words.ownGroup(tile.name) : tile.name}
    >
      <video ref={video} class={cx("tile-video", !shown && "tile-video-off")} autoplay playsInline muted={tile.self} />
      {reason && (
        <div class={cx("tile-reason", tile.reason === null && "tile-reason-late")}>
          <Icon of={iconOf(reason)} />
          <p>{words.reason(reason, tile.name)}</p>
        </div>
      )}
      {tile.connection && <ConnectionPlate connection={tile.connection} />}
      <div class="plate tile-name">
        {tile.muted && <Icon of={micOff} small />}
        {tile.speaking && <Icon of={audioLines} small />}
        {tile.self ? (
          <span>{words.you}</span>
        ) : (
          <>
            <span class="name-whole">{tile.name}</span>
            <span class="name-short" aria-hidden="true">
              {shortName(tile.name)}
            </span>
          </>
        )}
        {tile.muted && <span class="hidden-text">, {words.muted}</span>}
        {tile.speaking && <span class="hidden-text">, {words.speaking}</span>}
      </div>
    </div>
  );
}

function iconOf(reason: Reason): string {
  if (reason.kind === "not_yet_in") return user;
  return reason.kind === "connecting" || reason.kind === "reconnecting" ? refreshCw : videoOff;
}

const BARS: Record<Connection, number> = { good: 3, weak: 2, poor: 1 };

function ConnectionPlate(props: { connection: Connection }) {
  const { connection } = props;
  const { long, short } = words.connections[connection];
  return (
    <div class={cx("plate", "tile-connection", `connection-${connection}`)}>
      <svg class="bars" viewBox="0 0 18 16" aria-hidden="true">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            class={bar < BARS[connection] ? "bar-full" : "bar-empty"}
            x={bar * 6.5 + 0.5}
            y={10 - bar * 4.5}
            width={4}
            height={5.5 + bar * 4.5}
            rx={1}
          />
        ))}
      </svg>
      <span class="connection-long">{long}</span>
      <span class="connection-short" aria-hidden="true">
        {short}
      </span>
    </div>
  );
}
