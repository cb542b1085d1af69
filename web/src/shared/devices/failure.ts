import { browserTooOld, systemTooOld, type Platform } from "./platform.ts";

/** Why an item of the device test failed (D4). Each kind has its own help in text/en/devices.ts. */
export type FailureKind =
  | "denied_in_browser"
  | "denied_by_system"
  | "in_use"
  | "none_found"
  | "unplugged"
  | "silent"
  | "black"
  | "frozen"
  | "browser_too_old"
  | "system_too_old"
  | "in_app"
  | "blocked"
  | "insecure"
  | "needs_browser"
  | "no_answer";

export type DeviceKind = "camera" | "microphone";

/** What getUserMedia rejected with. */
export interface CaptureError {
  name: string;
  message: string;
}

/** What is known beside the error. */
export interface CaptureContext {
  platform: Platform;
  /** Of the permission for this device; "unknown" where the browser does not tell. */
  permission: "granted" | "denied" | "prompt" | "unknown";
  /** Whether the list of devices has one of this kind. */
  listed: boolean;
}

/** What a browser can do, asked of the browser itself. */
export interface Abilities {
  /** RTCPeerConnection with transceivers, as the client library wants it. */
  webrtc: boolean;
  mediaDevices: boolean;
  /** The page came over HTTPS or from this very machine. */
  secure: boolean;
}

/** Why no visit works in this browser; null when one does. */
export function judgeBrowser(platform: Platform, abilities: Abilities): FailureKind | null {
  if (platform.inApp !== null) return "in_app";
  if (browserTooOld(platform)) return "browser_too_old";
  if (!abilities.secure && !abilities.mediaDevices) return "insecure";
  // A system that is too old is told by its own item: the browser comes with it.
  if (systemTooOld(platform)) return null;
  if (!abilities.webrtc || !abilities.mediaDevices) return platform.engine === "other" ? "browser_too_old" : "blocked";
  return null;
}

export function judgeSystem(platform: Platform): FailureKind | null {
  return systemTooOld(platform) ? "system_too_old" : null;
}

/** The reason behind a rejected getUserMedia, from its name, its text and what is known beside it. */
export function classifyCapture(error: CaptureError, context: CaptureContext): FailureKind {
  switch (error.name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return deniedBy(error, context);
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      // Firefox on macOS says so when the system refuses a camera that is there.
      return context.listed && context.platform.engine === "gecko" && context.platform.system === "macos"
        ? "denied_by_system"
        : "none_found";
    case "NotReadableError":
    case "TrackStartError":
      return context.listed ? "in_use" : "none_found";
    case "TypeError":
      return "blocked";
    default:
      return context.listed ? "no_answer" : "none_found";
  }
}

function deniedBy(error: CaptureError, context: CaptureContext): FailureKind {
  if (/by system/i.test(error.message)) return "denied_by_system";
  // The browser itself would allow it, so it was the system that did not.
  if (context.permission === "granted") return "denied_by_system";
  return "denied_in_browser";
}
