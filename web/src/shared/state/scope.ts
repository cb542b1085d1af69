/**
 * What a page or a part of it holds open: listeners, timers, subscriptions. They end together when the scope ends, and
 * nothing may be added to one that has ended.
 */
export class Scope {
  #ends: (() => void)[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Runs `end` when the scope ends; at once when it has ended already. */
  onEnd(end: () => void): void {
    if (this.#ended) end();
    else this.#ends.push(end);
  }

  listen<Type extends string>(
    target: EventTarget,
    type: Type,
    listener: (event: Type extends keyof WindowEventMap ? WindowEventMap[Type] : Event) => void,
    options?: AddEventListenerOptions,
  ): void {
    const listen = listener as EventListener;
    target.addEventListener(type, listen, options);
    this.onEnd(() => target.removeEventListener(type, listen, options));
  }

  every(intervalMs: number, run: () => void): void {
    const timer = setInterval(run, intervalMs);
    this.onEnd(() => clearInterval(timer));
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs);
    const cancel = (): void => clearTimeout(timer);
    this.onEnd(cancel);
    return cancel;
  }

  /** A scope that ends with this one, or before it. */
  child(): Scope {
    const child = new Scope();
    this.onEnd(() => child.end());
    return child;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const ends = this.#ends.reverse();
    this.#ends = [];
    for (const end of ends) end();
  }
}
