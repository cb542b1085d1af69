import type { LocalDevice } from "../shared/devices/local-media.ts";
import type { FailureKind } from "../shared/devices/failure.ts";
import type { Participant, Presence, Visit } from "../shared/api/types.ts";
import type { StageState } from "./state.ts";

/** What each tile shows, worked out from the visit, the presence and the media. Pure. */
export interface Tile {
  id: string;
  name: string;
  self: boolean;
  picture: MediaStreamTrack | null;
  /** Why there is no picture; null when there is one. */
  reason: Reason | null;
  muted: boolean;
  speaking: boolean;
  /** Bars of the connection; null where nothing is known of it yet. */
  connection: Connection | null;
}

export type Connection = "good" | "weak" | "poor";

export type Reason =
  | { kind: "not_yet_in" }
  | { kind: "connecting" }
  | { kind: "reconnecting" }
  | { kind: "sound_only" }
  | { kind: "video_stopped" }
  | { kind: "own_video_stopped" }
  | { kind: "own_camera_opening" }
  | { kind: "own_camera_interrupted" }
  | { kind: "own_camera_failed"; failure: FailureKind };

export interface Own {
  id: string;
  name: string;
  camera: LocalDevice;
  microphone: LocalDevice;
  muted: boolean;
  videoStopped: boolean;
}

/** The others first, in the order in which they are listed; oneself last. Whoever has left has no tile. */
export function tilesOf(
  visit: Visit,
  presence: ReadonlyMap<string, Presence>,
  stage: StageState,
  own: Own,
): Tile[] {
  const others = visit.participants.filter((person) => person.id !== own.id && person.state !== "left");
  return [...others.map((person) => tileOf(person, presence.get(person.id), stage)), ownTile(stage, own)];
}

function tileOf(person: Participant, presence: Presence | undefined, stage: StageState): Tile {
  const feeds = stage.feeds.get(person.id);
  const camera = feeds?.get("camera");
  const microphone = feeds?.get("microphone");
  const reason = reasonOf(person, presence, stage, { camera: camera ?? null, microphone: microphone ?? null });
  return {
    id: person.id,
    name: person.name,
    self: false,
    picture: reason === null ? (camera?.track ?? null) : null,
    reason,
    muted: feeds !== undefined && (microphone === undefined || microphone.paused),
    speaking: stage.speaking.has(person.id) && microphone?.paused === false,
    connection: connectionOf(stage.quality.get(person.id)),
  };
}

function reasonOf(
  person: Participant,
  presence: Presence | undefined,
  stage: StageState,
  feeds: { camera: { paused: boolean } | null; microphone: unknown },
): Reason | null {
  const flows = feeds.camera !== null && !feeds.camera.paused;
  const away = presence !== undefined && presence.state !== "online";
  // The picture can be here before the word that they are.
  if (person.state === "admitted" && !flows) return { kind: "not_yet_in" };
  if (away) return { kind: "reconnecting" };
  if (flows) return null;
  if (feeds.camera) return { kind: "video_stopped" };
  return feeds.microphone && stage.link === "connected" ? { kind: "sound_only" } : { kind: "connecting" };
}

function ownTile(stage: StageState, own: Own): Tile {
  const reason = ownReason(own);
  return {
    id: own.id,
    name: own.name,
    self: true,
    picture: reason === null && own.camera.state === "live" ? own.camera.track : null,
    reason,
    muted: own.muted || own.microphone.state !== "live",
    speaking: !own.muted && stage.speaking.has(own.id),
    connection: connectionOf(stage.quality.get(own.id)),
  };
}

function ownReason(own: Own): Reason | null {
  if (own.videoStopped) return { kind: "own_video_stopped" };
  switch (own.camera.state) {
    case "live":
      return null;
    case "off":
      return { kind: "own_video_stopped" };
    case "opening":
      return { kind: "own_camera_opening" };
    case "interrupted":
      return { kind: "own_camera_interrupted" };
    case "failed":
      return { kind: "own_camera_failed", failure: own.camera.failure };
  }
}

function connectionOf(level: number | undefined): Connection | null {
  if (level === undefined) return null;
  if (level >= 3) return "good";
  return level === 2 ? "weak" : "poor";
}

/** On a phone one tile is large: whoever spoke last of the others, else the first of them, else oneself. */
export function largeTile(tiles: readonly Tile[], stage: StageState): Tile | undefined {
  const others = tiles.filter((tile) => !tile.self);
  const speaker = stage.speakers.find((id) => others.some((tile) => tile.id === id));
  return others.find((tile) => tile.id === speaker) ?? others[0] ?? tiles[0];
}

/** "Tomasz Lindqvist" becomes "Tomasz L."; titles stay out of it. For small tiles, whose label has the whole name. */
export function shortName(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "" && !/^(dr|prof|mr|mrs|ms|mx)\.?$/i.test(word));
  const first = words[0] ?? name;
  const last = words.length > 1 ? Array.from(words[words.length - 1] ?? "")[0] : undefined;
  return last ? `${first} ${last.toUpperCase()}.` : first;
}
