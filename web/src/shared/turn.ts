import type { Scope } from "./state/scope.ts";

/**
 * Of this browser's tabs one at a time has the turn: what all of them hear is then told once. The next one takes over when it
 * closes. A browser without the Web Locks API (before Safari 15.4) gives each its own. The only file that touches navigator.locks.
 */
export class Turn {
  readonly #scope: Scope;
  readonly #name: string;
  #asked = false;
  #has = false;

  constructor(scope: Scope, name: string) {
    this.#scope = scope;
    this.#name = name;
  }

  get has(): boolean {
    return this.#has;
  }

  /** Stands in line, once, until the scope ends. */
  ask(): void {
    if (this.#asked || this.#scope.ended) return;
    this.#asked = true;
    const locks = (navigator as { locks?: LockManager }).locks;
    if (!locks) {
      this.#has = true;
      return;
    }
    const giveUp = new AbortController();
    this.#scope.onEnd(() => giveUp.abort());
    locks.request(this.#name, { signal: giveUp.signal }, () => this.#hold()).catch(() => undefined);
  }

  #hold(): Promise<void> {
    this.#has = true;
    return new Promise((release) => {
      this.#scope.onEnd(() => {
        this.#has = false;
        release();
      });
    });
  }
}
