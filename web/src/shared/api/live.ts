import { signal, type ReadonlySignal } from "@preact/signals";
import type { Scope } from "../state/scope.ts";
import { clock } from "../state/clock.ts";
import { isFinal, type ByeReason, type Hello, type ServerMessage } from "./messages.ts";
import { retryDelayMs } from "./retry.ts";

/** Where the line stands. `ended` is for good: the server said bye and why. */
export type LiveStatus =
  | { state: "connecting" }
  | { state: "open" }
  | { state: "lost"; since_ms: number }
  | { state: "ended"; reason: ByeReason };

/** A beat goes out this often; a line silent for longer than SILENCE_MAX_MS is given up. */
const BEAT_MS = 2500;
const SILENCE_MAX_MS = 6000;
/** A connection that gets no further than this is given up and tried anew. */
const CONNECT_MAX_MS = 8000;
/** A beat that is not answered within this puts the line in doubt. */
const ANSWER_MAX_MS = 2000;
/** At most one word of a user's doing in this time. */
const ACTIVITY_MS = 15_000;

/** A media request that got no answer (`lost`), or whose answer is an error (the stage's id). */
export class LiveError extends Error {
  readonly id: string;
  constructor(id: string) {
    super(id);
    this.name = "LiveError";
    this.id = id;
  }
}

interface Waiting {
  resolve: (data: unknown) => void;
  reject: (error: LiveError) => void;
}

/**
 * The live connection of one page (schema/events.md): says hello, hands every message on, comes back by itself when the line
 * is lost. After each return the server sends snapshots anew, so nothing is kept here. The only file that touches WebSocket.
 */
export class Live {
  readonly #hello: () => Hello;
  readonly #scope: Scope;
  readonly #status = signal<LiveStatus>({ state: "connecting" });
  readonly #doubtful = signal(false);
  readonly #listeners = new Set<(message: ServerMessage) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #heardAtMs = 0;
  /** The first beat since then that has no answer yet. */
  #askedAtMs: number | undefined;
  #nextRequestId = 1;
  #activityAtMs = -ACTIVITY_MS;
  #activityKept = false;
  #cancelRetry: () => void = () => undefined;

  /** `hello` is asked before each connection, so that it can say how things stand then. */
  constructor(scope: Scope, hello: () => Hello) {
    this.#scope = scope;
    this.#hello = hello;
    scope.listen(window, "online", () => this.#retryNow());
    scope.listen(window, "offline", () => this.#checkSoon());
    scope.listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") this.#retryNow();
    });
    scope.listen(window, "pageshow", () => this.#retryNow());
    scope.every(BEAT_MS, () => this.#beat());
    scope.onEnd(() => {
      this.#drop();
      this.#failWaiting();
    });
    this.#connect();
  }

  get status(): ReadonlySignal<LiveStatus> {
    return this.#status;
  }

  /**
   * The line counts as open, but the browser says that it is offline, or a beat is not answered: whoever looks is told now, not
   * when the line is given up. The next word from the server ends it.
   */
  get doubtful(): ReadonlySignal<boolean> {
    return this.#doubtful;
  }

  /** Hands each message to `listener` until `scope` ends. */
  listen(scope: Scope, listener: (message: ServerMessage) => void): void {
    this.#listeners.add(listener);
    scope.onEnd(() => this.#listeners.delete(listener));
  }

  /** Asks the stage (docs/protocol-media.md). Rejects with a LiveError: the stage's, or `lost` when the line goes first. */
  request(method: string, data: unknown): Promise<unknown> {
    if (this.#status.peek().state !== "open") return Promise.reject(new LiveError("lost"));
    const id = this.#nextRequestId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ type: "media", id, method, data });
    });
  }

  /** The user did something; keeps the session from idling out. Call as often as you like: while the line is down it is kept. */
  activity(): void {
    const nowMs = performance.now();
    if (this.#status.peek().state !== "open") {
      this.#activityKept = true;
      return;
    }
    if (nowMs - this.#activityAtMs < ACTIVITY_MS) return;
    this.#activityKept = false;
    this.#activityAtMs = nowMs;
    this.#send({ type: "activity" });
  }

  /** Says hello anew on a fresh connection, because what it says has changed (a guest whose device took the seat). */
  restart(): void {
    if (this.#scope.ended) return;
    this.#drop();
    this.#attempt = 0;
    this.#failWaiting();
    this.#status.value = { state: "connecting" };
    this.#connect();
  }

  #connect(): void {
    if (this.#scope.ended) return;
    this.#cancelRetry();
    this.#heard();
    const address = new URL("/api/v1/live", window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.hash = "";
    const socket = new WebSocket(address.href);
    this.#socket = socket;
    socket.onopen = () => {
      if (socket === this.#socket) this.#send(this.#hello());
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket === this.#socket && typeof event.data === "string") this.#receive(event.data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #receive(text: string): void {
    this.#heard();
    this.#doubtful.value = false;
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === "welcome") {
      this.#attempt = 0;
      clock.follow(message.now_ms);
      this.#status.value = { state: "open" };
      // The server counts by connection: on a new one the next word is not too early.
      this.#activityAtMs = -ACTIVITY_MS;
      if (this.#activityKept) this.activity();
    } else if (message.type === "bye" && isFinal(message.reason)) {
      this.#drop();
      this.#failWaiting();
      this.#status.value = { state: "ended", reason: message.reason };
    } else if (message.type === "reply") {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new LiveError(message.error.id));
      else waiting?.resolve(message.data);
    }
    for (const listener of [...this.#listeners]) listener(message);
  }

  #heard(): void {
    this.#heardAtMs = performance.now();
    this.#askedAtMs = undefined;
  }

  /** In the background a browser may let this page beat once a minute only: then nothing but an unanswered beat is silence. */
  #silentMs(): number {
    const nowMs = performance.now();
    if (document.visibilityState === "visible") return nowMs - this.#heardAtMs;
    return nowMs - (this.#askedAtMs ?? nowMs);
  }

  #beat(): void {
    const state = this.#status.peek().state;
    if (state === "ended" || !this.#socket) return;
    const silentMs = state === "open" ? this.#silentMs() : performance.now() - this.#heardAtMs;
    if (silentMs > (state === "open" ? SILENCE_MAX_MS : CONNECT_MAX_MS)) this.#lost();
    else if (state === "open") this.#sendBeat();
  }

  #sendBeat(): void {
    const heardAtMs = this.#heardAtMs;
    const socket = this.#socket;
    this.#askedAtMs ??= performance.now();
    this.#send({ type: "beat" });
    this.#scope.after(ANSWER_MAX_MS, () => {
      if (socket === this.#socket && this.#heardAtMs === heardAtMs) this.#doubtful.value = true;
    });
  }

  #lost(): void {
    this.#drop();
    this.#failWaiting();
    if (this.#scope.ended) return;
    const status = this.#status.peek();
    if (status.state === "ended") return;
    if (status.state !== "lost") this.#status.value = { state: "lost", since_ms: clock.nowMs() };
    this.#cancelRetry();
    this.#cancelRetry = this.#scope.after(retryDelayMs(this.#attempt, Math.random()), () => this.#connect());
    this.#attempt += 1;
  }

  /** The network or the page came back: an attempt that hangs or waits is replaced by one that starts now. */
  #retryNow(): void {
    const state = this.#status.peek().state;
    if (state === "open") this.#beat();
    else if (state === "lost") {
      this.#drop();
      this.#attempt = 0;
      this.#connect();
    }
  }

  /** The browser says that it is offline: it is sometimes wrong, so the line gets one beat's time to prove itself. */
  #checkSoon(): void {
    if (this.#status.peek().state !== "open") return;
    const heardAtMs = this.#heardAtMs;
    this.#doubtful.value = true;
    this.#send({ type: "beat" });
    this.#scope.after(BEAT_MS, () => {
      if (this.#status.peek().state === "open" && this.#heardAtMs === heardAtMs) this.#lost();
    });
  }

  #send(message: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#cancelRetry();
    socket?.close();
  }

  #failWaiting(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new LiveError("lost"));
  }
}
