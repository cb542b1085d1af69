import { Scope } from "../state/scope.ts";
import { isSilence, loudness } from "./level.ts";
import { Patience } from "./patience.ts";
import { PictureJudge, pictureLimitMs, type PictureVerdict } from "./picture.ts";

/**
 * Looks at and listens to an open track. A good device is found good at once; only a doubtful one takes the time. All of it is time
 * in which the page did look (patience.ts).
 */
const SOUND_LIMIT_MS = 8_000;
const ASK_TO_SPEAK_AFTER_MS = 1_500;
const LOOK_EVERY_MS = 80;
const FRAME_WIDTH = 32;
const FRAME_HEIGHT = 18;

export function watchPicture(scope: Scope, track: MediaStreamTrack): Promise<PictureVerdict> {
  const part = scope.child();
  const judge = new PictureJudge();
  const canvas = document.createElement("canvas");
  canvas.width = FRAME_WIDTH;
  canvas.height = FRAME_HEIGHT;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const video = hiddenVideo(part, track);
  return new Promise((resolve) => {
    const finish = (): void => {
      resolve(judge.verdict);
      part.end();
    };
    part.onEnd(() => resolve(judge.verdict));
    const look = (): PictureVerdict => {
      if (!pen || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return judge.verdict;
      pen.drawImage(video, 0, 0, FRAME_WIDTH, FRAME_HEIGHT);
      return judge.add(pen.getImageData(0, 0, FRAME_WIDTH, FRAME_HEIGHT).data);
    };
    const patience = new Patience(performance.now());
    part.listen(track, "ended", finish);
    part.every(LOOK_EVERY_MS, () => {
      const verdict = look();
      if (patience.spentMs(performance.now()) > pictureLimitMs(verdict)) finish();
    });
  });
}

/** A video element that nobody sees: Safari gives frames only to one that is in the page. */
function hiddenVideo(scope: Scope, track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement("video");
  video.className = "probe";
  video.muted = true;
  video.autoplay = true;
  video.setAttribute("playsinline", "");
  video.setAttribute("aria-hidden", "true");
  video.srcObject = new MediaStream([track]);
  document.body.appendChild(video);
  video.play().catch(() => undefined);
  scope.onEnd(() => {
    video.srcObject = null;
    video.remove();
  });
  return video;
}

export type SoundVerdict = "heard" | "silent" | "not_measured";

/** `askToSpeak` is called once when nothing was heard for a while. */
export function watchSound(scope: Scope, track: MediaStreamTrack, askToSpeak: () => void): Promise<SoundVerdict> {
  const part = scope.child();
  return new Promise((resolve) => {
    const finish = (verdict: SoundVerdict): void => {
      resolve(verdict);
      part.end();
    };
    const meter = new SoundMeter(part, track);
    part.onEnd(() => resolve("not_measured"));
    part.listen(track, "ended", () => finish("silent"));
    const patience = new Patience(performance.now());
    let asked = false;
    part.every(LOOK_EVERY_MS, () => {
      const spentMs = patience.spentMs(performance.now());
      if (meter.running && !track.muted && !isSilence(meter.read())) finish("heard");
      else if (spentMs > SOUND_LIMIT_MS) finish("silent");
      else if (!asked && spentMs > ASK_TO_SPEAK_AFTER_MS) {
        asked = true;
        if (meter.running) askToSpeak();
        else finish("not_measured");
      }
    });
  });
}

/** The loudness of a track, read whenever somebody wants to draw it. */
export class SoundMeter {
  readonly #context: AudioContext | null;
  readonly #analyser: AnalyserNode | null = null;
  readonly #samples: Float32Array<ArrayBuffer> = new Float32Array(1024);

  constructor(scope: Scope, track: MediaStreamTrack) {
    const context = newAudioContext();
    this.#context = context;
    if (!context) return;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = this.#samples.length;
    source.connect(this.#analyser);
    context.resume().catch(() => undefined);
    scope.onEnd(() => {
      source.disconnect();
      context.close().catch(() => undefined);
    });
  }

  /** False where the browser does not let a page measure before its user has pressed something. */
  get running(): boolean {
    return this.#context?.state === "running";
  }

  read(): Float32Array<ArrayBuffer> {
    if (this.#analyser && "getFloatTimeDomainData" in this.#analyser) {
      this.#analyser.getFloatTimeDomainData(this.#samples);
    } else {
      this.#readBytes();
    }
    return this.#samples;
  }

  loudness(): number {
    return loudness(this.read());
  }

  /** Safari before 14.1 has bytes only. */
  #readBytes(): void {
    const bytes = new Uint8Array(this.#samples.length);
    (this.#analyser as AnalyserNode | null)?.getByteTimeDomainData(bytes);
    bytes.forEach((byte, index) => (this.#samples[index] = (byte - 128) / 128));
  }
}

export function newAudioContext(): AudioContext | null {
  const older = (window as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext;
  const Context = typeof AudioContext === "function" ? AudioContext : older;
  return Context ? new Context() : null;
}
