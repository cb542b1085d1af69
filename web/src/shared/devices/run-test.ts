import type { Scope } from "../state/scope.ts";
import { abilitiesHere, platformHere } from "./capture.ts";
import { judgeBrowser, judgeSystem, type DeviceKind, type FailureKind } from "./failure.ts";
import type { LocalDevice, LocalMedia } from "./local-media.ts";
import { watchPicture, watchSound } from "./probe.ts";
import type { DeviceTestEvent } from "./test-state.ts";

/** Goes through the device test once; ends when each item has passed or failed, or when `scope` ends. */
export async function runDeviceTest(
  scope: Scope,
  media: LocalMedia,
  dispatch: (event: DeviceTestEvent) => void,
): Promise<void> {
  dispatch({ type: "started" });
  const platform = platformHere();
  const system = judgeSystem(platform);
  dispatch(outcome("operating_system", system));
  const browser = judgeBrowser(platform, abilitiesHere());
  dispatch(outcome("browser", browser));
  if (browser) {
    dispatch(outcome("camera", "needs_browser"));
    dispatch(outcome("microphone", "needs_browser"));
    return;
  }
  dispatch({ type: "testing", item: "camera" });
  dispatch({ type: "testing", item: "microphone" });
  await media.open(["camera", "microphone"]);
  await Promise.all([testCamera(scope, media, dispatch), testMicrophone(scope, media, dispatch)]);
}

async function testCamera(scope: Scope, media: LocalMedia, dispatch: (event: DeviceTestEvent) => void): Promise<void> {
  const track = media.track("camera");
  const verdict = track ? await watchPicture(scope, track) : null;
  if (scope.ended) return;
  const failure = failureOf(media.camera.peek());
  if (failure) dispatch(outcome("camera", failure));
  else if (verdict === "moving") dispatch(outcome("camera", null));
  else giveUp(media, "camera", verdict === "none" || verdict === null ? "no_answer" : verdict, dispatch);
}

async function testMicrophone(
  scope: Scope,
  media: LocalMedia,
  dispatch: (event: DeviceTestEvent) => void,
): Promise<void> {
  const track = media.track("microphone");
  const verdict = track ? await watchSound(scope, track, () => dispatch({ type: "nothing_heard_yet" })) : null;
  if (scope.ended) return;
  const failure = failureOf(media.microphone.peek());
  if (failure) dispatch(outcome("microphone", failure));
  // Where nothing can be measured, a live track that is not muted has to do.
  else if (verdict === "heard" || (verdict === "not_measured" && track && !track.muted)) {
    dispatch(outcome("microphone", null));
  } else giveUp(media, "microphone", "silent", dispatch);
}

function giveUp(
  media: LocalMedia,
  kind: DeviceKind,
  failure: FailureKind,
  dispatch: (event: DeviceTestEvent) => void,
): void {
  media.fail(kind, failure);
  dispatch(outcome(kind, failure));
}

function failureOf(device: LocalDevice): FailureKind | null {
  return device.state === "failed" ? device.failure : null;
}

function outcome(
  item: "browser" | "operating_system" | DeviceKind,
  failure: FailureKind | null,
): DeviceTestEvent {
  return failure ? { type: "failed", item, failure } : { type: "passed", item };
}
