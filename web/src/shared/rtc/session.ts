import { effect } from "@preact/signals";
import type { Live } from "../api/live.ts";
import type { LocalDevice, LocalMedia } from "../devices/local-media.ts";
import { Scope } from "../state/scope.ts";
import type { MediaEvent } from "./events.ts";
import { LineMaker, type Line, type LineOptions } from "./line.ts";
import { askOver, listenToStage, type Ask, type Notification } from "./signalling.ts";

/**
 * This page's part in the media of a visit. Made while its guest still waits, so that the line is up when they enter; it
 * builds the line anew whenever it is lost beyond repair: a new socket, a new media process, a transport that ICE cannot
 * bring back. Nothing of that needs a person.
 */
const RETRY_MS = [300, 700, 1_500] as const;
/** The former line keeps its last pictures on screen until the new one's have come, for at most this long. */
const OVERLAP_MS = 1_500;

type MadeLine = Pick<Line, "enter" | "feeds" | "hear" | "refresh" | "resume" | "want">;

interface Maker {
  open(options: LineOptions): Promise<MadeLine>;
}

export class MediaSession {
  readonly #scope: Scope;
  readonly #live: Live;
  readonly #media: LocalMedia;
  readonly #ask: Ask;
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  readonly #maker: Maker;
  #line: { line: MadeLine; scope: Scope } | null = null;
  /** Counts the lines; whatever belongs to a former one stops when it sees that. */
  #generation = 0;
  #failures = 0;
  /** The line there is is of no more use, but for its last pictures. */
  #broken = false;
  #entered = false;
  #muted = false;
  #videoStopped = false;

  constructor(scope: Scope, live: Live, media: LocalMedia, maker: Maker = new LineMaker()) {
    this.#maker = maker;
    this.#scope = scope;
    this.#live = live;
    this.#media = media;
    this.#ask = askOver(live);
    listenToStage(scope, live, (notification) => this.#hear(notification));
    scope.listen(window, "online", () => this.#line?.line.refresh());
    if (live.status.peek().state === "open") void this.#build();
    let known = live.status.peek();
    scope.onEnd(
      effect(() => {
        if (live.status.value !== known) this.#follow(live.status.value.state);
        known = live.status.value;
      }),
    );
    scope.onEnd(
      effect(() => {
        this.#wish(media.microphone.value, media.camera.value);
      }),
    );
    scope.onEnd(() => this.#line?.scope.end());
  }

  #follow(state: "connecting" | "open" | "lost" | "ended"): void {
    if (state === "lost") this.#tell({ type: "link", link: "lost" });
    else if (state === "open") void this.#resume();
  }

  /** A new socket: the stage has kept the line, or a new one is built. */
  async #resume(): Promise<void> {
    const generation = this.#generation;
    const line = this.#broken ? null : this.#line?.line;
    try {
      if (!line) throw new Error("nothing to resume");
      await line.resume();
    } catch {
      if (generation === this.#generation && this.#live.status.peek().state === "open") void this.#build();
    }
  }

  /** Hands each event to `listener` until `scope` ends. */
  listen(scope: Scope, listener: (event: MediaEvent) => void): void {
    this.#listeners.add(listener);
    scope.onEnd(() => this.#listeners.delete(listener));
  }

  /** The visit has taken this page in. */
  enter(): void {
    if (this.#entered) return;
    this.#entered = true;
    this.#enterLine();
  }

  /** The visit has let this page go, for a while or for good: nothing of it leaves any more. */
  leave(): void {
    if (!this.#entered || this.#scope.ended) return;
    this.#entered = false;
    this.#wish();
    if (this.#live.status.peek().state === "open") void this.#build();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#wish();
  }

  setVideoStopped(stopped: boolean): void {
    this.#videoStopped = stopped;
    this.#wish();
  }

  #wish(
    microphone: LocalDevice = this.#media.microphone.peek(),
    camera: LocalDevice = this.#media.camera.peek(),
  ): void {
    const line = this.#line?.line;
    if (!line) return;
    const admitted = this.#entered;
    line.want("microphone", { track: trackOf(microphone), paused: this.#muted, admitted });
    line.want("camera", { track: trackOf(camera), paused: this.#videoStopped, admitted });
  }

  #hear(notification: Notification): void {
    switch (notification.name) {
      case "media.reset":
        this.#tell({ type: "link", link: "lost" });
        void this.#build();
        return;
      case "speaking":
        this.#tell({ type: "speaking", ...notification.data });
        return;
      case "quality":
        this.#tell({ type: "quality", ...notification.data });
        return;
      default:
        this.#line?.line.hear(notification);
    }
  }

  /** A new line in the place of the one there was. */
  async #build(): Promise<void> {
    this.#generation += 1;
    this.#broken = true;
    const generation = this.#generation;
    const former = this.#line;
    const scope = this.#scope.child();
    const current = (): boolean => generation === this.#generation && !this.#scope.ended;
    try {
      const line = await this.#maker.open({
        scope,
        ask: this.#ask,
        dispatch: (event) => {
          if (current()) this.#tell(event);
        },
        onBroken: () => this.#retry(generation),
      });
      if (!current()) {
        scope.end();
        return;
      }
      this.#line = { line, scope };
      this.#broken = false;
      this.#failures = 0;
      this.#wish();
      if (this.#entered) this.#enterLine();
      if (former) this.#replace(former.scope, line);
    } catch {
      scope.end();
      this.#retry(generation);
    }
  }

  #replace(former: Scope, line: MadeLine): void {
    this.#scope.after(OVERLAP_MS, () => {
      if (this.#line?.line === line) this.#tell({ type: "feeds_replaced", keep: line.feeds });
      former.end();
    });
  }

  #enterLine(): void {
    const line = this.#line?.line;
    if (!line) return;
    const generation = this.#generation;
    // Receiving first: the first picture is what the person waits for.
    line.enter().catch(() => this.#retry(generation));
    this.#wish();
  }

  /** Without an open live connection there is nobody to ask: its return builds the line. */
  #retry(generation: number): void {
    if (generation !== this.#generation || this.#scope.ended) return;
    this.#generation += 1;
    this.#broken = true;
    const waited = this.#generation;
    const delayMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#scope.after(delayMs, () => {
      if (waited === this.#generation && this.#live.status.peek().state === "open") void this.#build();
    });
  }

  #tell(event: MediaEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function trackOf(device: LocalDevice): MediaStreamTrack | null {
  return device.state === "live" || device.state === "interrupted" ? device.track : null;
}
