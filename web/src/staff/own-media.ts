import { LocalMedia } from "../shared/devices/local-media.ts";

/**
 * The host's own camera and microphone, from `Ready to start` into the visit: opened once, let go when neither page is shown.
 * How the buttons were left goes along.
 */
export class OwnMedia {
  #media: LocalMedia | undefined;
  muted = false;
  videoStopped = false;

  /** Opens both if they are not open yet. */
  take(): LocalMedia {
    if (!this.#media) {
      this.#media = new LocalMedia();
      void this.#media.open(["camera", "microphone"]);
    }
    return this.#media;
  }

  release(): void {
    this.#media?.end();
    this.#media = undefined;
    this.muted = false;
    this.videoStopped = false;
  }
}
