import { signal, type ReadonlySignal } from "@preact/signals";

/** Puts tracks into the video elements of a stage, and knows when the browser holds the sound back. */
export class Playback {
  readonly #held = new Set<HTMLVideoElement>();
  readonly #soundHeld = signal(false);
  #firstFrameSeen = false;

  /** The browser wants a press before it lets sound out; the pictures run meanwhile. */
  get soundHeld(): ReadonlySignal<boolean> {
    return this.#soundHeld;
  }

  /** In answer to a press. */
  turnOnSound(): void {
    for (const video of this.#held) {
      video.muted = false;
      video.play().catch(() => undefined);
    }
    this.#held.clear();
    this.#soundHeld.value = false;
  }

  play(video: HTMLVideoElement): void {
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || video.muted) return;
      video.muted = true;
      this.#held.add(video);
      this.#soundHeld.value = true;
      video.play().catch(() => undefined);
    });
  }

  forget(video: HTMLVideoElement): void {
    this.#held.delete(video);
    this.#soundHeld.value = this.#held.size > 0;
  }

  /** The first picture of somebody else since the stage came up: the end of what `join-pressed` began. */
  firstFrame(): void {
    if (this.#firstFrameSeen) return;
    this.#firstFrameSeen = true;
    performance.mark("first-frame");
  }
}

/** Plays these tracks in `video`; `onPicture` is told with the first frame. The answer takes them out again. */
export function playInto(
  playback: Playback,
  video: HTMLVideoElement,
  what: { picture: MediaStreamTrack | null; sound: MediaStreamTrack | null; self: boolean },
  onPicture: () => void,
): () => void {
  const tracks = [what.picture, what.sound].filter((track): track is MediaStreamTrack => track !== null);
  if (tracks.length === 0) return () => undefined;
  let current = true;
  const shown = (): void => {
    if (!current || !what.picture) return;
    if (!what.self) playback.firstFrame();
    onPicture();
  };
  video.srcObject = new MediaStream(tracks);
  if (what.picture) whenFrameComes(video, shown);
  playback.play(video);
  return () => {
    current = false;
    playback.forget(video);
    video.srcObject = null;
  };
}

function whenFrameComes(video: HTMLVideoElement, shown: () => void): void {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(shown);
  else (video as HTMLVideoElement).addEventListener("loadeddata", shown, { once: true });
}
