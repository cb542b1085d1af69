import { Scope } from "../state/scope.ts";
import { classifyCapture, type Abilities, type CaptureContext, type DeviceKind, type FailureKind } from "./failure.ts";
import { detectPlatform, type Platform } from "./platform.ts";

/** The one file that touches getUserMedia, enumerateDevices and the permissions of camera and microphone. */

export type Captured = { track: MediaStreamTrack } | { failure: FailureKind };

/** 540 lines fit the 750 kbit/s that one-to-one visits are made for; a camera that has no such mode is scaled. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 30, max: 30 },
  facingMode: "user",
};
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export function platformHere(): Platform {
  const { userAgent, platform, maxTouchPoints } = navigator;
  return detectPlatform({ userAgent, platform, maxTouchPoints });
}

export function abilitiesHere(): Abilities {
  return {
    webrtc:
      typeof RTCPeerConnection === "function" &&
      "addTransceiver" in RTCPeerConnection.prototype &&
      typeof queueMicrotask === "function",
    mediaDevices: devices() !== null,
    secure: window.isSecureContext !== false,
  };
}

/** Opens what is asked for with one question to the person; each kind has its own outcome. */
export async function capture(kinds: readonly DeviceKind[]): Promise<Map<DeviceKind, Captured>> {
  const outcomes = new Map<DeviceKind, Captured>();
  if (kinds.length > 1) {
    const both = await request(kinds);
    if (both instanceof MediaStream) {
      for (const kind of kinds) outcomes.set(kind, fromStream(both, kind));
      return outcomes;
    }
  }
  // One of them is the reason: each alone tells which. A browser that was told no does not ask again.
  for (const kind of kinds) outcomes.set(kind, await captureOne(kind));
  return outcomes;
}

/** Whether a device of this kind is plugged in, as far as the browser tells. */
export async function isListed(kind: DeviceKind): Promise<boolean> {
  try {
    const list = (await devices()?.enumerateDevices()) ?? [];
    return list.some((device) => device.kind === (kind === "camera" ? "videoinput" : "audioinput"));
  } catch {
    return false;
  }
}

/** Calls `listener` whenever a device was plugged in or out. */
export function onDeviceChange(scope: Scope, listener: () => void): void {
  const target = devices();
  if (target && "addEventListener" in target) scope.listen(target, "devicechange", listener);
}

async function captureOne(kind: DeviceKind): Promise<Captured> {
  const permission = await permissionOf(kind);
  const stream = await request([kind]);
  if (stream instanceof MediaStream) return fromStream(stream, kind);
  const context: CaptureContext = { platform: platformHere(), permission, listed: await isListed(kind) };
  return { failure: classifyCapture(stream, context) };
}

async function request(kinds: readonly DeviceKind[]): Promise<MediaStream | { name: string; message: string }> {
  const media = devices();
  if (!media) return { name: "TypeError", message: "no media devices" };
  try {
    return await media.getUserMedia({
      video: kinds.includes("camera") ? CAMERA : false,
      audio: kinds.includes("microphone") ? MICROPHONE : false,
    });
  } catch (error) {
    return error instanceof Error || error instanceof DOMException
      ? { name: error.name, message: error.message }
      : { name: "", message: "" };
  }
}

function fromStream(stream: MediaStream, kind: DeviceKind): Captured {
  const track = (kind === "camera" ? stream.getVideoTracks() : stream.getAudioTracks())[0];
  return track ? { track } : { failure: "none_found" };
}

async function permissionOf(kind: DeviceKind): Promise<CaptureContext["permission"]> {
  try {
    const status = await navigator.permissions.query({ name: kind as PermissionName });
    return status.state;
  } catch {
    return "unknown";
  }
}

function devices(): MediaDevices | null {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  return media && typeof media.getUserMedia === "function" ? media : null;
}
