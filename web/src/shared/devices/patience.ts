/** What lies between two looks counts for no more than this. */
const GAP_MAX_MS = 250;

/**
 * How long a page has been looking at something. While it stands still (a phone that locks, a machine that is busy) it sees nothing,
 * and what it waits for may stand still with it: that time is held against nobody. Pure: time is handed in.
 */
export class Patience {
  #lookedAtMs: number;
  #spentMs = 0;

  constructor(nowMs: number) {
    this.#lookedAtMs = nowMs;
  }

  /** To be called at each look. */
  spentMs(nowMs: number): number {
    this.#spentMs += Math.min(GAP_MAX_MS, Math.max(0, nowMs - this.#lookedAtMs));
    this.#lookedAtMs = nowMs;
    return this.#spentMs;
  }
}
