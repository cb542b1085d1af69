import assert from "node:assert/strict";
import { test } from "node:test";
import { Scope } from "./state/scope.ts";
import { Turn } from "./turn.ts";

/** As browsers do: one holds, the next takes over when its promise is settled; who aborts leaves the line. */
class Locks {
  #line: { run: () => Promise<void>; signal: AbortSignal }[] = [];
  #held = false;

  request(_name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>): Promise<void> {
    this.#line.push({ run, signal });
    void this.#next();
    return Promise.resolve();
  }

  async #next(): Promise<void> {
    if (this.#held) return;
    const first = this.#line.find(({ signal }) => !signal.aborted);
    if (!first) return;
    this.#line = this.#line.slice(this.#line.indexOf(first) + 1);
    this.#held = true;
    await first.run();
    this.#held = false;
    void this.#next();
  }
}

function withLocks(locks: Locks | undefined, run: () => Promise<void> | void): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  return Promise.resolve(run()).finally(() => {
    if (before) Object.defineProperty(globalThis, "navigator", before);
  });
}

function tabs(count: number): { scope: Scope; turn: Turn }[] {
  return Array.from({ length: count }, () => {
    const scope = new Scope();
    return { scope, turn: new Turn(scope, "sound") };
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("W16: of several tabs one has the turn, and the next takes over when it closes", () =>
  withLocks(new Locks(), async () => {
    const all = tabs(3);
    const who = (): string => all.map(({ turn }) => (turn.has ? "x" : "-")).join("");
    assert.equal(who(), "---");
    for (const { turn } of all) turn.ask();
    all[0]?.turn.ask();
    await settled();
    assert.equal(who(), "x--");
    all[1]?.scope.end();
    all[0]?.scope.end();
    await settled();
    assert.equal(who(), "--x");
  }));

test("W16: where the browser has no such thing every tab has its own", () =>
  withLocks(undefined, () => {
    const all = tabs(2);
    for (const { turn } of all) turn.ask();
    assert.deepEqual(all.map(({ turn }) => turn.has), [true, true]);
  }));
