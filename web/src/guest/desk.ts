import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { Alerts, type Audible } from "../shared/alert.ts";
import { Api } from "../shared/api/client.ts";
import { Live } from "../shared/api/live.ts";
import type { ServerMessage } from "../shared/api/messages.ts";
import { ApiProblem, isUndecided, mayComeBack } from "../shared/api/problem.ts";
import type { GuestView, Preflight } from "../shared/api/types.ts";
import { LocalMedia } from "../shared/devices/local-media.ts";
import type { MediaSession } from "../shared/rtc/session.ts";
import { clock } from "../shared/state/clock.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore } from "../shared/state/store.ts";
import { keepAwake } from "../shared/wake-lock.ts";
import type * as VisitChunk from "../visit/chunk.ts";
import { loadVisit } from "../visit/load.ts";
import { isCrowded, isToldByTheView } from "./door.ts";
import { lastFromStaff, looksAgain, mayAsk, newGuest, reduceGuest, rings, screenOf, wantsLine, wantsMedia, type GuestState } from "./state.ts";

/** What was asked for is asked again after this long while the server cannot be reached. */
const AGAIN_MS = 1_500;
const RING_EVERY_MS = 2_500;
/** So often a page whose visit has ended looks whether the host has started again. */
const LOOK_EVERY_MS = 5_000;

export type Chunk = typeof VisitChunk;

/** A guest's page at work: what a press asks of the server, and what the state calls for (line, media, ring). */
export class GuestDesk {
  readonly token: string;
  readonly store = createStore(reduceGuest, newGuest);
  readonly media = new LocalMedia();
  readonly #scope: Scope;
  readonly #api: Api;
  readonly #alerts: Alerts;
  readonly #live = signal<{ live: Live; scope: Scope } | null>(null);
  readonly #chunk = signal<Chunk | null>(null);
  readonly #session = signal<{ session: MediaSession; scope: Scope } | null>(null);
  /** Counts the presses: what an earlier one still asks for is asked for no more. */
  #press = 0;

  constructor(scope: Scope, token: string) {
    this.token = token;
    this.#scope = scope;
    this.#api = new Api(() => this.store.dispatch({ type: "seat_moved" }));
    this.#alerts = new Alerts(scope);
    scope.onEnd(() => this.media.end());
    scope.onEnd(effect(() => this.#followLine(wantsLine(this.store.state.value))));
    scope.onEnd(effect(() => this.#followMedia(wantsMedia(screenOf(this.store.state.value)))));
    this.#onlyWhile(() => rings(this.store.state.value), (part) => this.#ring(part));
    this.#onlyWhile(() => mayAsk(this.store.state.value), () => this.#alerts.sound());
    this.#onlyWhile(() => screenOf(this.store.state.value) === "again", () => this.#alerts.sound());
    this.#onlyWhile(() => wantsMedia(screenOf(this.store.state.value)), keepAwake);
    this.#onlyWhile(() => looksAgain(this.store.state.value), (part) => part.every(LOOK_EVERY_MS, () => void this.#look()));
    this.#reopenAtExpiry();
    void this.open();
  }

  get live(): ReadonlySignal<{ live: Live } | null> {
    return this.#live;
  }

  /** Whether this page can ring when the host starts. */
  get audible(): ReadonlySignal<Audible> {
    return this.#alerts.audible;
  }

  /** A press that lets the browser ring, and how that will sound. */
  tryRing(): void {
    this.#alerts.sound();
  }

  /** The visit's own code; it comes while they wait. */
  get chunk(): ReadonlySignal<Chunk | null> {
    return this.#chunk;
  }

  get session(): ReadonlySignal<{ session: MediaSession } | null> {
    return this.#session;
  }

  /** Asks what the link is good for now; changes nothing. */
  async open(): Promise<void> {
    await this.#ask(() => this.#api.openLink(this.token));
  }

  /** As `open`, but what cannot be asked now is left for the next time. */
  async #look(): Promise<void> {
    try {
      const view = await this.#api.openLink(this.token);
      if (looksAgain(this.store.state.peek())) this.#show(view, "answer");
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
    }
  }

  /** A8: back into the visit that the host has started again, by its door. Who was not tested here is tested first. */
  async comeBack(): Promise<void> {
    this.#pressed("join");
    this.#loadChunk();
    const view = await this.#ask(() => this.#api.takeSeat(this.token));
    if (view?.door?.offer === "join") await this.join();
    else if (view?.state === "invited") this.store.dispatch({ type: "test_opened" });
    else if (view) this.store.dispatch({ type: "asking", what: null });
  }

  /** A person's press: this device takes the seat, and the test begins unless it was passed here already. */
  async take(name?: string): Promise<void> {
    this.#pressed("take");
    this.#loadChunk();
    if (await this.#ask(() => this.#api.takeSeat(this.token, name))) this.store.dispatch({ type: "test_opened" });
  }

  /** The earlier page takes the seat back. Its devices were tested there; only who never passed is tested now. */
  async takeBack(): Promise<void> {
    this.#pressed("take");
    const view = await this.#ask(() => this.#api.takeSeat(this.token));
    if (view?.state === "invited") this.store.dispatch({ type: "test_opened" });
    else this.store.dispatch({ type: "asking", what: null });
  }

  async report(preflight: Preflight): Promise<void> {
    const view = await this.#ask(() => this.#api.reportPreflight(this.token, preflight));
    if (view && preflight.result !== "failed") this.store.dispatch({ type: "test_closed" });
  }

  /** D2: tells the host. The result of the test is with them before this: it is reported when the test is over. */
  async askForHelp(): Promise<void> {
    await this.#ask(() => this.#api.askForHelp(this.token));
  }

  testAgain(): void {
    this.store.dispatch({ type: "test_opened" });
  }

  async join(): Promise<void> {
    performance.mark("join-pressed");
    this.#pressed("join");
    if (await this.#ask(() => this.#api.joinVisit(this.token))) this.store.dispatch({ type: "asking", what: null });
  }

  async askToJoin(): Promise<void> {
    this.#pressed("ask");
    if (await this.#ask(() => this.#api.askToJoin(this.token))) this.store.dispatch({ type: "asking", what: null });
  }

  /** W13: resolves when the text is kept; the view that comes shows it. The same `key` is one text, however often it is sent. */
  async write(text: string, key: string): Promise<void> {
    this.#show(await this.#api.writeAsGuest(this.token, text, key), "answer");
  }

  /** From the press on nothing leaves this device (state.ts), however long it takes until the server hears of it. */
  async leave(): Promise<void> {
    this.#pressed("leave");
    const left = await this.#ask(() => this.#api.leaveAsGuest(this.token), isUndecided);
    if (left) this.store.dispatch({ type: "asking", what: null });
  }

  #pressed(what: GuestState["asking"]): void {
    this.#press += 1;
    this.store.dispatch({ type: "asking", what });
  }

  /**
   * Goes on asking while the server cannot be reached; takes over the view that comes. Null where it was refused, or another press
   * has come since: a Join now whose answer was lost must not lead back in who has pressed Leave.
   */
  async #ask(request: () => Promise<GuestView>, again = mayComeBack): Promise<GuestView | null> {
    const press = this.#press;
    while (!this.#scope.ended && press === this.#press) {
      try {
        const view = await request();
        this.#show(view, "answer");
        return press === this.#press ? view : null;
      } catch (problem) {
        if (!(problem instanceof ApiProblem)) throw problem;
        if (press !== this.#press) return null;
        if (!again(problem)) {
          await this.#refused(problem);
          return null;
        }
        this.store.dispatch({ type: "unreachable" });
        await new Promise<void>((resolve) => {
          this.#scope.after(AGAIN_MS, resolve);
        });
      }
    }
    return null;
  }

  /** The link may be good for something else by now: its page says what. */
  async #refused(problem: ApiProblem): Promise<void> {
    if (problem.status === 409 || problem.status === 404) {
      try {
        this.#show(await this.#api.openLink(this.token), "answer");
      } catch {
        // The refusal itself is shown.
      }
    }
    if (problem.id === "visit-full") this.store.dispatch({ type: "full" });
    else if (problem.id === "test-first") this.store.dispatch({ type: "test_opened" });
    else if (isToldByTheView(problem.id)) this.store.dispatch({ type: "asking", what: null });
    else this.store.dispatch({ type: "refused", crowded: isCrowded(problem.id) });
  }

  #show(view: GuestView, from: "line" | "answer"): void {
    const before = this.store.state.peek().view;
    clock.follow(view.now_ms);
    this.store.dispatch(from === "line" ? { type: "view", view } : { type: "view", view, answer: true });
    // Who looks elsewhere hears that somebody wrote.
    if (before && document.visibilityState === "hidden" && lastFromStaff(view) > lastFromStaff(before)) this.#alerts.sound();
  }

  /** The live line is there exactly while this page has the seat. */
  #followLine(wanted: boolean): void {
    const held = this.#live.peek();
    if (wanted === (held !== null)) return;
    if (held) {
      this.#live.value = null;
      held.scope.end();
      return;
    }
    const scope = this.#scope.child();
    this.#live.value = { live: untracked(() => this.#openLine(scope)), scope };
  }

  #openLine(scope: Scope): Live {
    const live = new Live(scope, () => {
      const visit = screenOf(this.store.state.peek()) === "visit";
      return { type: "hello", as: "guest", token: this.token, ...(visit ? { visit: true as const } : {}) };
    });
    live.listen(scope, (message) => this.#hear(message));
    scope.onEnd(
      effect(() => {
        const { state } = live.status.value;
        // W15: what is in doubt is shown as lost at once.
        const line = state === "open" && live.doubtful.value ? "lost" : state;
        if (line !== "ended") this.store.dispatch({ type: "line", line });
      }),
    );
    return live;
  }

  #hear(message: ServerMessage): void {
    if (message.type === "snapshot" && message.stream === "guest") this.#show(message.data, "line");
    else if (message.type === "bye" && message.reason === "seat_moved") this.store.dispatch({ type: "seat_moved" });
    else if (message.type === "bye" && (message.reason === "unauthenticated" || message.reason === "not_found")) this.#seatGone();
    else if (message.type !== "event") return;
    else if (message.name === "guest.view") this.#show(message.data, "line");
    else if (message.stream === "notice") {
      this.store.dispatch({ type: "notice", notice: message.data.notice, nowMs: message.data.now_ms });
    } else if (message.stream === "visit" && message.name === "visit.changed") {
      this.store.dispatch({ type: "visit_changed", visit: message.data });
    } else if (message.name === "participant.presence") {
      this.store.dispatch({ type: "presence", id: message.data.id, presence: message.data.presence });
    }
  }

  /** The server knows no seat of this page any more: the link says why. */
  #seatGone(): void {
    this.store.dispatch({ type: "seat_moved" });
    void this.open();
  }

  /** Camera, microphone and the media line: from the wait until the visit is over, then all off. */
  #followMedia(wanted: boolean): void {
    const held = this.#session.peek();
    const live = this.#live.value?.live;
    const chunk = this.#chunk.value;
    const screen = screenOf(this.store.state.peek());
    if (!wanted || !live) {
      this.#session.value = null;
      held?.scope.end();
      if (!wanted && screen !== "test" && screen !== "loading") this.#closeDevices();
      return;
    }
    if (held) return;
    this.#openDevices();
    if (!chunk) {
      this.#loadChunk();
      return;
    }
    const scope = this.#scope.child();
    const session = untracked(() => new chunk.MediaSession(scope, live, this.media));
    this.#session.value = { session, scope };
  }

  #loadChunk(): void {
    loadVisit(this.#scope, (loaded) => {
      this.#chunk.value = loaded;
    });
  }

  /** After a reload they are not open yet. Whoever chose to go on with sound only is not asked for the camera again. */
  #openDevices(): void {
    const soundOnly = this.store.state.peek().view?.preflight?.result === "sound_only";
    const missing = (["camera", "microphone"] as const).filter(
      (kind) => this.media[kind].peek().state === "off" && !(kind === "camera" && soundOnly),
    );
    if (missing.length > 0) void this.media.open(missing);
  }

  #closeDevices(): void {
    this.media.close("camera");
    this.media.close("microphone");
  }

  #ring(part: Scope): void {
    const ring = (): void => {
      this.#alerts.sound();
      if ("vibrate" in navigator) navigator.vibrate([300, 150, 300]);
    };
    ring();
    part.every(RING_EVERY_MS, ring);
  }

  /** Runs `start` with a scope that lasts while `wanted` says so. */
  #onlyWhile(wanted: () => boolean, start: (part: Scope) => void): void {
    let part: Scope | null = null;
    this.#scope.onEnd(
      effect(() => {
        const now = wanted();
        if (now && !part) {
          part = this.#scope.child();
          start(part);
        } else if (!now && part) {
          part.end();
          part = null;
        }
      }),
    );
  }

  /** I4: a page that only shows the link says to the second when it is too late; the server decides. */
  #reopenAtExpiry(): void {
    this.#onlyWhile(
      () => this.store.state.value.view?.state === "invited",
      (part) => {
        part.every(1_000, () => {
          const expiresAtMs = this.store.state.peek().view?.expires_at_ms;
          if (expiresAtMs !== undefined && clock.nowMs() >= expiresAtMs) void this.open();
        });
      },
    );
  }
}
