import { signal, type ReadonlySignal } from "@preact/signals";

const TICK_MS = 1000;

/**
 * The server's time as this page knows it. What is shown (waiting times, countdowns) goes by it, so that a wrong clock on
 * the device shows nobody a wrong wait.
 */
class Clock {
  #aheadMs = 0;
  readonly #tick = signal(Date.now());

  /** Takes over the server's time from a message that has just come. */
  follow(serverNowMs: number): void {
    this.#aheadMs = serverNowMs - Date.now();
    this.#tick.value = this.nowMs();
  }

  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** The time, renewed each second; a view that reads it is drawn anew. */
  get tick(): ReadonlySignal<number> {
    return this.#tick;
  }

  /** Starts the ticking, once a page. */
  start(): void {
    setInterval(() => {
      this.#tick.value = this.nowMs();
    }, TICK_MS);
  }
}

export const clock = new Clock();
