import type { ReadonlySignal } from "@preact/signals";
import type { Session } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import type { Scope } from "../../shared/state/scope.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { idleAtStart, reduceIdle, type IdleEvent, type IdleState } from "./idle-state.ts";

const TICK_MS = 1000;

export interface IdleHost {
  /** Asks the server for this browser's session; rejects where there is no answer, or none any more. */
  getSession: () => Promise<Session>;
  inVisit: () => boolean;
  /** The user is to be asked whether they are still there. */
  onWarning: () => void;
  onOver: () => void;
}

/** S2: looks at the clock for a signed-in page (idle-state.ts has the rules), until its scope ends. */
export class IdleWatch {
  readonly #scope: Scope;
  readonly #host: IdleHost;
  readonly #store: Store<IdleState, IdleEvent>;

  constructor(scope: Scope, endsAtMs: number, host: IdleHost) {
    this.#scope = scope;
    this.#host = host;
    this.#store = createStore(reduceIdle, idleAtStart(endsAtMs));
    scope.every(TICK_MS, () => this.#tick());
    // A page that was asleep looks before anybody can.
    scope.listen(document, "visibilitychange", () => this.#tick());
    scope.listen(window, "pageshow", () => this.#tick());
  }

  get state(): ReadonlySignal<IdleState> {
    return this.#store.state;
  }

  /** The server's word on when the session ends. */
  hear(endsAtMs: number): void {
    this.#dispatch({ type: "ends", endsAtMs, nowMs: clock.nowMs() });
  }

  /** Asks the server; its word may have been missed while the line was down. */
  async look(): Promise<void> {
    try {
      const session = await this.#host.getSession();
      if (this.#scope.ended) return;
      clock.follow(session.now_ms);
      this.hear(session.ends_at_ms);
    } catch {
      // What is known already holds.
    }
  }

  #tick(): void {
    if (!this.#scope.ended) this.#dispatch({ type: "tick", nowMs: clock.nowMs(), inVisit: this.#host.inVisit() });
  }

  #dispatch(event: IdleEvent): void {
    const before = this.#store.state.peek().phase;
    this.#store.dispatch(event);
    const { phase } = this.#store.state.peek();
    if (phase === before) return;
    if (phase === "asking") void this.look();
    else if (phase === "warning") this.#host.onWarning();
    else if (phase === "over") this.#host.onOver();
  }
}
