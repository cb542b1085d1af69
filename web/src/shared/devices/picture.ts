/**
 * Tells from a few small frames whether a camera gives a real picture. Pure: the frames are RGBA bytes, all of one size.
 */
export type PictureVerdict = "moving" | "black" | "frozen" | "none";

const SLOW_LIMIT_MS = 10_000;
const BLACK_LIMIT_MS = 5_000;

/**
 * After so long a verdict holds. A camera that has to wake up, or that a busy machine lets wait, shows nothing, or one and the same picture, for
 * seconds; black pictures come one after the other.
 */
export function pictureLimitMs(verdict: PictureVerdict): number {
  if (verdict === "moving") return -1;
  return verdict === "black" ? BLACK_LIMIT_MS : SLOW_LIMIT_MS;
}

/** Mean brightness (0 to 255) below which a frame counts as black, if nothing in it stands out either. */
const BLACK_MEAN_MAX = 12;
const BLACK_PEAK_MAX = 40;

export class PictureJudge {
  #last: Uint8ClampedArray | null = null;
  #verdict: PictureVerdict = "none";

  get verdict(): PictureVerdict {
    return this.#verdict;
  }

  /** Takes the next frame; "moving" is final, for a real camera's noise makes each of its frames another. */
  add(frame: Uint8ClampedArray): PictureVerdict {
    if (this.#verdict === "moving") return this.#verdict;
    const changed = this.#last !== null && !sameBytes(this.#last, frame);
    this.#last = frame.slice();
    if (isBlack(frame)) this.#verdict = "black";
    else this.#verdict = changed ? "moving" : "frozen";
    return this.#verdict;
  }
}

function isBlack(frame: Uint8ClampedArray): boolean {
  let sum = 0;
  let peak = 0;
  for (let i = 0; i + 2 < frame.length; i += 4) {
    const light = (2 * (frame[i] ?? 0) + 5 * (frame[i + 1] ?? 0) + (frame[i + 2] ?? 0)) / 8;
    sum += light;
    peak = Math.max(peak, light);
  }
  return sum / (frame.length / 4) <= BLACK_MEAN_MAX && peak <= BLACK_PEAK_MAX;
}

function sameBytes(a: Uint8ClampedArray, b: Uint8ClampedArray): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
