import { signal, type ReadonlySignal } from "@preact/signals";
import { Alerts } from "../shared/alert.ts";
import type { Api } from "../shared/api/client.ts";
import { Live } from "../shared/api/live.ts";
import type { ServerMessage } from "../shared/api/messages.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import type { CreatedInvitation, InvitationKind, NewInvitation, Session, Visit } from "../shared/api/types.ts";
import { copyText } from "../shared/clipboard.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore, type Store } from "../shared/state/store.ts";
import { staff } from "../shared/text/index.ts";
import { OwnMedia } from "./own-media.ts";
import { reduceRoom, ROOM_AT_START, type RoomState, type RoomStateEvent, type RowAction } from "./room/room-state.ts";
import { formatRoute, parseRoute, type Route } from "./route.ts";

/** How a visit that the address names stands with this page. */
export type VisitLookup = "unknown" | "looking" | "missing" | "unreachable";

/** A link as the server gave it just now. */
export interface FreshLink {
  invitationId: string;
  link: string;
  copied: boolean;
}

export interface DeskHost {
  api: Api;
  onSessionOver: () => void;
  onInvited: (kind: InvitationKind) => void;
}

/**
 * All that a signed-in user's page holds: the live connection, the waiting room, where the page is. It ends with the session,
 * and what it knew of anybody goes with it.
 */
export class Desk {
  readonly session: Session;
  readonly api: Api;
  readonly room: Store<RoomState, RoomStateEvent> = createStore(reduceRoom, ROOM_AT_START);
  readonly live: Live;
  readonly own = new OwnMedia();
  readonly #host: DeskHost;
  readonly #scope: Scope;
  readonly #alerts: Alerts;
  readonly #route = signal<Route>({ page: "waiting-room" });
  readonly #lookup = signal<VisitLookup>("unknown");
  readonly #said = signal("");
  readonly #link = signal<FreshLink | undefined>(undefined);

  constructor(scope: Scope, session: Session, host: DeskHost) {
    this.#scope = scope;
    this.#host = host;
    this.session = session;
    this.api = host.api;
    this.#alerts = new Alerts(scope);
    this.#route.value = parseRoute(window.location.hash);
    this.live = new Live(scope, () =>
      this.#isInVisit(this.#route.peek()) ? { type: "hello", as: "user", visit: true } : { type: "hello", as: "user" },
    );
    this.live.listen(scope, (message) => this.#receive(message));
    scope.onEnd(() => this.own.release());
    scope.listen(window, "hashchange", () => this.#arriveAt(parseRoute(window.location.hash)));
    for (const sign of ["pointerdown", "click", "keydown"]) {
      scope.listen(document, sign, () => this.live.activity(), { capture: true, passive: true });
    }
    this.#arriveAt(this.#route.peek());
  }

  get route(): ReadonlySignal<Route> {
    return this.#route;
  }

  get visitLookup(): ReadonlySignal<VisitLookup> {
    return this.#lookup;
  }

  /** The link of a row that was asked for anew, until it is put away or the page is left. */
  get link(): ReadonlySignal<FreshLink | undefined> {
    return this.#link;
  }

  putLinkAway(): void {
    this.#link.value = undefined;
  }

  async copyFreshLink(): Promise<void> {
    const fresh = this.#link.peek();
    if (!fresh) return;
    const copied = await copyText(fresh.link);
    if (this.#link.peek()?.link === fresh.link) this.#link.value = { ...fresh, copied };
  }

  /** What was done just now, for the status line that screen readers tell. */
  get said(): ReadonlySignal<string> {
    return this.#said;
  }

  say(words: string): void {
    this.#said.value = words;
  }

  go(route: Route, replace = false): void {
    const fragment = formatRoute(route);
    if (replace) window.history.replaceState(null, "", fragment);
    else window.history.pushState(null, "", fragment);
    this.#arriveAt(route);
  }

  /** Sends an invitation and shows its row. `key` names it: whoever tries again after a lost answer sends it once. */
  async invite(invitation: NewInvitation, key: string): Promise<CreatedInvitation> {
    const created = await this.api.createInvitation(invitation, key);
    this.#host.onInvited(invitation.kind);
    this.room.dispatch({ type: "invited", row: created.invitation, visit: created.visit });
    return created;
  }

  /** Does a row's action; the row shows how it goes. */
  async act(id: string, action: RowAction): Promise<void> {
    if (this.room.state.peek().busy.has(id)) return;
    this.room.dispatch({ type: "action-started", id, action });
    try {
      if (action === "cancel") await this.api.cancelInvitation(id);
      else if (action === "remove") await this.api.removeInvitation(id);
      else await this.#sendAgain(id);
      this.room.dispatch({ type: "action-done", id });
    } catch (problem) {
      this.room.dispatch({ type: "action-failed", id, problem: problemId(problem) });
    }
  }

  async #sendAgain(id: string): Promise<void> {
    const created = await this.api.sendInvitationAgain(id);
    const name = created.invitation.name || staff.visit.theGuestLower;
    if (created.link === undefined) {
      this.say(staff.room.sentAgain(name));
      return;
    }
    this.#link.value = { invitationId: id, link: created.link, copied: false };
    await this.copyFreshLink();
  }

  /** Starts a visit with these guests and enters it. */
  async startVisit(invitationIds: readonly string[]): Promise<void> {
    const visit = await this.api.startVisit(invitationIds);
    this.enterVisit(visit);
  }

  enterVisit(visit: Visit): void {
    this.room.dispatch({ type: "visit", visit });
    this.room.dispatch({ type: "selection-cleared" });
    this.go({ page: "visit", visitId: visit.id }, this.#route.peek().page === "ready");
  }

  async leaveVisit(id: string): Promise<void> {
    await this.api.leaveVisit(id);
    this.go({ page: "waiting-room" });
  }

  async endVisit(id: string): Promise<void> {
    await this.api.endVisit(id);
    const visit = this.room.state.peek().visit;
    if (visit?.id === id && visit.state === "running") await this.#look(id);
    else this.#followEnd();
  }

  #isInVisit(route: Route): boolean {
    return route.page === "visit";
  }

  #arriveAt(route: Route): void {
    const before = this.#route.peek();
    this.#route.value = route;
    this.#lookup.value = "unknown";
    this.#link.value = undefined;
    if (before.page !== route.page) window.scrollTo(0, 0);
    if (route.page !== "ready" && route.page !== "visit") this.own.release();
    // The line says whether this page has the visit open: the server holds a host who has not for away.
    if (this.#isInVisit(before) !== this.#isInVisit(route)) this.live.restart();
    if (route.page === "visit" || route.page === "ended") {
      if (this.room.state.peek().visit?.id !== route.visitId) void this.#look(route.visitId);
      else this.#followEnd();
    }
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "snapshot":
        if (message.stream === "room") this.#update(message);
        return;
      case "event":
        if (message.stream === "room" || message.stream === "visit") this.#update(message);
        else if (message.stream === "user" && message.name === "session.ended") this.#host.onSessionOver();
        return;
      case "bye":
        if (message.reason === "session_expired" || message.reason === "signed_out" || message.reason === "unauthenticated")
          this.#host.onSessionOver();
        return;
      case "welcome":
      case "reply":
      case "notify":
      case "beat":
        return;
      default:
        assertNever(message);
    }
  }

  #update(message: RoomStateEvent): void {
    const before = this.room.state.peek();
    this.room.dispatch(message);
    const after = this.room.state.peek();
    if (after.arrivals.some((id) => !before.arrivals.includes(id))) this.#alert();
    this.#lookAgainAfterSnapshot(message);
    this.#followEnd();
  }

  /** W7: who cannot see the page hears and sees it elsewhere. */
  #alert(): void {
    if (document.visibilityState !== "hidden") return;
    this.#alerts.sound();
    this.#alerts.desktop(staff.alerts.desktop);
  }

  /** A visit may have ended while the line was down: the room's snapshot then has none, and the server is asked for it. */
  #lookAgainAfterSnapshot(message: RoomStateEvent): void {
    const route = this.#route.peek();
    if (message.type !== "snapshot" || (route.page !== "visit" && route.page !== "ended")) return;
    if (this.room.state.peek().visit?.id !== route.visitId) void this.#look(route.visitId);
  }

  /** Turns from a visit that is over to the page that says so. */
  #followEnd(): void {
    const route = this.#route.peek();
    const visit = this.room.state.peek().visit;
    if (route.page === "visit" && visit?.id === route.visitId && visit.state === "ended") {
      this.go({ page: "ended", visitId: visit.id }, true);
    }
  }

  async #look(id: string): Promise<void> {
    this.#lookup.value = "looking";
    try {
      const visit = await this.api.getVisit(id);
      if (this.#scope.ended) return;
      this.room.dispatch({ type: "visit", visit });
      this.#lookup.value = "unknown";
      this.#followEnd();
    } catch (problem) {
      this.#lookup.value = problem instanceof ApiProblem && problem.status === 404 ? "missing" : "unreachable";
    }
  }
}

export function problemId(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.id : "unexpected";
}
