import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Live } from "../../shared/api/live.ts";
import { ApiProblem, isUndecided } from "../../shared/api/problem.ts";
import type { Scope } from "../../shared/state/scope.ts";

/** No sooner than this is the server asked again. */
const AGAIN_MS = 1_000;

/** The host has pressed Leave or End visit, and the server has not said yet that it is done. */
export interface Parting {
  readonly visitId: string;
  readonly how: "leave" | "end";
  /** A request was lost; the next one goes out when the line is open. */
  readonly unreachable: boolean;
}

/**
 * What a host asks who goes out of a visit: once pressed it is asked for until the server has done it or refused it, or the host
 * takes it back. Leave and End visit do no harm when they come twice, and a visit that has ended meanwhile takes them as done.
 */
export class Partings {
  readonly #scope: Scope;
  readonly #live: Pick<Live, "status">;
  readonly #now = signal<Parting | undefined>(undefined);
  /** Of the press that is under way. */
  #press: Scope | undefined;

  constructor(scope: Scope, live: Pick<Live, "status">) {
    this.#scope = scope;
    this.#live = live;
  }

  get now(): ReadonlySignal<Parting | undefined> {
    return this.#now;
  }

  /** Resolves to whether `request` was done: not so where it was put away before. Rejects when the server refuses it. */
  async ask(visitId: string, how: Parting["how"], request: () => Promise<void>): Promise<boolean> {
    this.putAway();
    const press = this.#scope.child();
    this.#press = press;
    this.#now.value = { visitId, how, unreachable: false };
    while (!press.ended) {
      try {
        await request();
        if (press.ended) return false;
        this.putAway();
        return true;
      } catch (problem) {
        if (press.ended) return false;
        if (!(problem instanceof ApiProblem) || !isUndecided(problem)) {
          this.putAway();
          throw problem;
        }
        this.#now.value = { visitId, how, unreachable: true };
        await this.#untilOpen(press);
      }
    }
    return false;
  }

  /** Asks no more. A request that is on its way cannot be called back; what it does is told like any other change. */
  putAway(): void {
    this.#press?.end();
    this.#press = undefined;
    this.#now.value = undefined;
  }

  #untilOpen(press: Scope): Promise<void> {
    const wait = press.child();
    return new Promise((resolve) => {
      wait.onEnd(resolve);
      wait.after(AGAIN_MS, () => {
        wait.onEnd(
          effect(() => {
            if (this.#live.status.value.state === "open") wait.end();
          }),
        );
      });
    });
  }
}
