import { signal, type ReadonlySignal } from "@preact/signals";
import type { LocalMedia } from "../shared/devices/local-media.ts";
import { MediaSession } from "../shared/rtc/session.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore } from "../shared/state/store.ts";
import type { VisitStageProps } from "./stage-props.ts";
import { emptyStage, reduceStage } from "./state.ts";

/** What lives as long as a stage is on the page: the media session, the state and the person's own two switches. */
export class StageModel {
  readonly store = createStore(reduceStage, emptyStage);
  readonly media: LocalMedia;
  readonly #scope = new Scope();
  readonly #session: MediaSession;
  readonly #muted = signal(false);
  readonly #videoStopped = signal(false);

  constructor(props: Pick<VisitStageProps, "live" | "media" | "session" | "muted" | "videoStopped">) {
    this.media = props.media;
    this.#session = props.session ?? new MediaSession(this.#scope, props.live, this.media);
    this.#session.listen(this.#scope, (event) => this.store.dispatch(event));
    this.setMuted(props.muted === true);
    this.#setStopped(props.videoStopped === true);
    this.#session.enter();
  }

  get muted(): ReadonlySignal<boolean> {
    return this.#muted;
  }

  get videoStopped(): ReadonlySignal<boolean> {
    return this.#videoStopped;
  }

  /** Muting reaches the track at once, whatever the network does. */
  setMuted(muted: boolean): void {
    this.#muted.value = muted;
    const track = this.media.track("microphone");
    if (track) track.enabled = !muted;
    this.#session.setMuted(muted);
  }

  /** A stopped camera is let go, so that its light goes out. */
  setVideoStopped(stopped: boolean): void {
    this.#setStopped(stopped);
    if (stopped) this.media.close("camera");
    else void this.media.open(["camera"]);
  }

  end(): void {
    this.#scope.end();
    this.#session.leave();
  }

  #setStopped(stopped: boolean): void {
    this.#videoStopped.value = stopped;
    this.#session.setVideoStopped(stopped);
  }
}
