import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { Scope } from "../state/scope.ts";
import { capture, isListed, onDeviceChange } from "./capture.ts";
import type { DeviceKind, FailureKind } from "./failure.ts";

/**
 * This page's own camera and microphone: opened once, then shown in the test, the wait and the visit. Each is off,
 * opening, live, interrupted (a phone call or the system took it) or failed with its reason.
 */
export type LocalDevice =
  | { state: "off" }
  | { state: "opening" }
  | { state: "live"; track: MediaStreamTrack }
  | { state: "interrupted"; track: MediaStreamTrack }
  | { state: "failed"; failure: FailureKind };

const OFF: LocalDevice = { state: "off" };

export class LocalMedia {
  readonly #scope = new Scope();
  readonly #devices: Record<DeviceKind, Signal<LocalDevice>> = {
    camera: signal<LocalDevice>(OFF),
    microphone: signal<LocalDevice>(OFF),
  };

  constructor() {
    onDeviceChange(this.#scope, () => void this.#lookForReplacements());
  }

  get camera(): ReadonlySignal<LocalDevice> {
    return this.#devices.camera;
  }

  get microphone(): ReadonlySignal<LocalDevice> {
    return this.#devices.microphone;
  }

  /** Takes over devices that another part of the page has opened. */
  adopt(stream: MediaStream): void {
    const camera = stream.getVideoTracks()[0];
    const microphone = stream.getAudioTracks()[0];
    if (camera?.readyState === "live") this.#keep("camera", camera);
    if (microphone?.readyState === "live") this.#keep("microphone", microphone);
  }

  /** The open track of this kind, if there is one. */
  track(kind: DeviceKind): MediaStreamTrack | null {
    const device = this.#devices[kind].peek();
    return device.state === "live" || device.state === "interrupted" ? device.track : null;
  }

  /** Opens these devices anew, with one question to the person where the browser asks. */
  async open(kinds: readonly DeviceKind[]): Promise<void> {
    for (const kind of kinds) {
      this.close(kind);
      this.#devices[kind].value = { state: "opening" };
    }
    const outcomes = await capture(kinds);
    for (const [kind, outcome] of outcomes) {
      const wanted = !this.#scope.ended && this.#devices[kind].peek().state === "opening";
      if (!wanted) {
        if ("track" in outcome) outcome.track.stop();
      } else if ("failure" in outcome) {
        this.#devices[kind].value = { state: "failed", failure: outcome.failure };
      } else {
        this.#keep(kind, outcome.track);
      }
    }
  }

  /** What a test found out beyond the opening: a picture that is black, a microphone that is silent. */
  fail(kind: DeviceKind, failure: FailureKind): void {
    this.close(kind);
    this.#devices[kind].value = { state: "failed", failure };
  }

  /** Lets the device go: its light goes out. */
  close(kind: DeviceKind): void {
    const track = this.track(kind);
    this.#devices[kind].value = OFF;
    track?.stop();
  }

  end(): void {
    this.close("camera");
    this.close("microphone");
    this.#scope.end();
  }

  #keep(kind: DeviceKind, track: MediaStreamTrack): void {
    const device = this.#devices[kind];
    const show = (): void => {
      if (this.track(kind) === track) device.value = { state: track.muted ? "interrupted" : "live", track };
    };
    device.value = { state: "live", track };
    show();
    track.addEventListener("mute", show);
    track.addEventListener("unmute", show);
    track.addEventListener("ended", () => void this.#lost(kind, track));
  }

  async #lost(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.track(kind) !== track) return;
    const failure = (await isListed(kind)) ? "in_use" : "unplugged";
    if (this.track(kind) !== track) return;
    this.#devices[kind].value = { state: "failed", failure };
    if (failure === "unplugged") await this.#openIfListed(kind);
  }

  async #lookForReplacements(): Promise<void> {
    for (const kind of ["camera", "microphone"] as const) {
      const device = this.#devices[kind].peek();
      if (device.state === "failed" && device.failure === "unplugged") await this.#openIfListed(kind);
    }
  }

  async #openIfListed(kind: DeviceKind): Promise<void> {
    if (!(await isListed(kind))) return;
    await this.open([kind]);
    const device = this.#devices[kind].peek();
    if (device.state === "failed") this.#devices[kind].value = { state: "failed", failure: "unplugged" };
  }
}
