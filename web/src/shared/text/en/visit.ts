import type { FailureKind } from "../../devices/failure.ts";
import type { Connection, Reason } from "../../../visit/tiles.ts";

/** Words of the visit itself, the same for host and guest. */
const failureWords: Partial<Record<FailureKind, string>> = {
  unplugged: "was unplugged",
  none_found: "was not found",
  in_use: "is used by another program",
  denied_in_browser: "is not allowed in this browser",
  denied_by_system: "is not allowed by the system",
};

const connections: Record<Connection, { short: string; long: string }> = {
  good: { short: "Good", long: "Good connection" },
  weak: { short: "Weak", long: "Weak connection" },
  poor: { short: "Poor", long: "Poor connection" },
};

export const visit = {
  title: (names: readonly string[]): string => (names.length > 0 ? `Visit with ${names.join(", ")}` : "Visit"),
  time: "Time since the start",
  controls: "Visit controls",
  mute: "Mute",
  unmute: "Unmute",
  stopVideo: "Stop video",
  startVideo: "Start video",
  leave: "Leave",
  endVisit: "End visit",
  turnOnSound: "Turn on sound",
  soundBlocked: "Your browser holds the sound back.",
  you: "You",
  ownGroup: (name: string): string => (name ? `${name} (you)` : "You"),
  muted: "muted",
  speaking: "speaking",
  connections,
  reason: (reason: Reason, name: string): string => {
    switch (reason.kind) {
      case "not_yet_in":
        return `${name} is about to come in`;
      case "connecting":
        return "Connecting…";
      case "reconnecting":
        return "Reconnecting…";
      case "sound_only":
        return "Sound only";
      case "video_stopped":
        return "The video is stopped";
      case "own_video_stopped":
        return "Your video is stopped";
      case "own_camera_opening":
        return "Your camera starts…";
      case "own_camera_interrupted":
        return "Your camera is held by a call or another app";
      case "own_camera_failed":
        return `Your camera ${failureWords[reason.failure] ?? "does not answer"}`;
    }
  },
  people: {
    title: "People",
    inVisit: "In the visit",
    inVisitCount: (count: number): string => `In the visit (${count})`,
    you: "You",
    host: "host",
    unnamed: "A guest",
    notYetIn: "about to come in",
    reconnecting: "reconnecting",
    waitToJoin: (count: number): string => (count === 1 ? "1 person waits to join" : `${count} people wait to join`),
  },
  connectionLostTitle: "Your connection is lost",
  connectionLost: "We are connecting again. You stay in the visit.",
  microphoneTitle: (failure: FailureKind): string => `Your microphone ${failureWords[failure] ?? "does not answer"}`,
  microphoneWhat: "The others do not hear you. It comes back by itself when it is plugged in again.",
  microphoneHeldTitle: "Your microphone is held by a call or another app",
  microphoneHeld: "The others do not hear you until it is free again.",
  hostAwayTitle: "The host is away",
  hostAway: (time: string): string => `The visit goes on as soon as they are back. Without them it ends at ${time}.`,
};
