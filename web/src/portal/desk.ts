import { Api } from "../shared/api/client.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import { clock } from "../shared/state/clock.ts";
import type { Scope } from "../shared/state/scope.ts";
import { createStore } from "../shared/state/store.ts";
import { digitsOf, isNear, PORTAL_AT_START, reducePortal, type PortalProblem } from "./state.ts";

/** What was asked for at the start is asked again after this long while the server cannot be reached. */
const AGAIN_MS = 1_500;
/** The list is renewed this often while the page is in front: an appointment is near, or none is. */
const NEAR_EVERY_MS = 5_000;
const FAR_EVERY_MS = 10_000;

const PROBLEMS: Record<string, PortalProblem> = {
  "code-wrong": "codeWrong",
  "name-wrong": "nameWrong",
  "code-over": "codeOver",
  "rate-limited": "tooOften",
  "sms-cap": "noMoreMessages",
  network: "network",
};

/** The portal at work: asks for a code, signs in and out, and keeps the list fresh while the page is in front. */
export class PortalDesk {
  readonly store = createStore(reducePortal, PORTAL_AT_START);
  readonly #scope: Scope;
  /** A 401 means something else to each call: each looks for itself. */
  readonly #api = new Api(() => {});
  #asking = false;
  /** Counts the sign-outs: what was asked for before one is not shown after it. */
  #signOuts = 0;
  #renewedMs = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
    scope.every(NEAR_EVERY_MS, () => this.#renewWhenDue());
    scope.listen(document, "visibilitychange", () => void this.#renew());
    // Back from an appointment's door: the browser shows the page as it was left.
    scope.listen(window, "pageshow", (event) => {
      if (event.persisted) window.location.reload();
    });
    scope.listen(window, "online", () => void this.#renew());
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      const portal = await this.#api.getPortal();
      this.store.dispatch({ type: "opened", portal });
      if (portal.signed_in) await this.#load();
    } catch {
      this.store.dispatch({ type: "unreachable" });
      this.#scope.after(AGAIN_MS, () => void this.#open());
    }
  }

  async askForCode(): Promise<void> {
    this.store.dispatch({ type: "ask-pressed" });
    const { busy, to } = this.store.state.value;
    if (!busy) return;
    try {
      await this.#api.askPortalCode(to.trim());
      this.store.dispatch({ type: "code-sent" });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.field === "to") this.store.dispatch({ type: "target-refused" });
      else this.#failed(problem);
    }
  }

  async signIn(): Promise<void> {
    this.store.dispatch({ type: "sign-in-pressed" });
    const { busy, code, name, nameNeeded } = this.store.state.value;
    if (!busy) return;
    try {
      await this.#api.signInToPortal(digitsOf(code), nameNeeded ? name.trim() : undefined);
      await this.#load();
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.id === "name-needed") this.store.dispatch({ type: "name-needed" });
      else this.#failed(problem);
    }
  }

  async signOut(): Promise<void> {
    this.store.dispatch({ type: "sign-out-pressed" });
    try {
      await this.#api.signOutOfPortal();
    } catch (problem) {
      // Whose session is over already is signed out; without an answer nobody knows.
      if (!(problem instanceof ApiProblem) || problem.status !== 401) return this.#failed(problem);
    }
    this.#signOuts += 1;
    this.store.dispatch({ type: "signed-out", ended: false });
  }

  /** To the appointment's door: same origin, whatever address the practice goes by, so that the client is known there. */
  go(link: string): void {
    window.location.assign(`/join${new URL(link).hash}`);
  }

  #failed(problem: unknown): void {
    const id = problem instanceof ApiProblem ? problem.id : "";
    this.store.dispatch({ type: "failed", problem: PROBLEMS[id] ?? "unexpected" });
  }

  async #load(): Promise<void> {
    const signOuts = this.#signOuts;
    const list = await this.#api.getPortalAppointments();
    if (signOuts !== this.#signOuts) return;
    this.#renewedMs = Date.now();
    clock.follow(list.now_ms);
    this.store.dispatch({ type: "list", list });
  }

  #renewWhenDue(): void {
    const { list } = this.store.state.value;
    const near = list?.appointments.some((appointment) => isNear(appointment, clock.nowMs()));
    if (near || Date.now() - this.#renewedMs >= FAR_EVERY_MS) void this.#renew();
  }

  /** One at a time, and only while somebody looks. */
  async #renew(): Promise<void> {
    const { screen, busy } = this.store.state.value;
    if (screen !== "list" || busy || this.#asking || document.visibilityState !== "visible") return;
    this.#asking = true;
    const signOuts = this.#signOuts;
    try {
      await this.#load();
    } catch (problem) {
      if (signOuts !== this.#signOuts) return;
      if (problem instanceof ApiProblem && problem.status === 401) this.store.dispatch({ type: "signed-out", ended: true });
      else this.store.dispatch({ type: "list-lost" });
    } finally {
      this.#asking = false;
    }
  }
}
