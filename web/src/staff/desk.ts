import { signal, type ReadonlySignal } from "@preact/signals";
import type { Api } from "../shared/api/client.ts";
import { Live } from "../shared/api/live.ts";
import type { Hello, RoomsChanged, ServerMessage, UserEvent } from "../shared/api/messages.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import type { CreatedInvitation, InvitationKind, NewInvitation, NewNotice, Session, Visit } from "../shared/api/types.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { clock } from "../shared/state/clock.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore, type Store } from "../shared/state/store.ts";
import { texting } from "../shared/text/en/texting.ts";
import { settings, staff } from "../shared/text/index.ts";
import { AlertCenter } from "./alert-center.ts";
import { OwnMedia } from "./own-media.ts";
import { RoomActs } from "./room/room-acts.ts";
import { reduceRoom, ROOM_AT_START, roomElsewhere, whoWrote, type RoomState, type RoomStateEvent } from "./room/room-state.ts";
import { IdleWatch } from "./session/idle-watch.ts";
import { reduceRooms, roomOf, roomsAtStart, type RoomsEvent, type RoomsState } from "./rooms-state.ts";
import { hasNewRequest } from "./visit/door-state.ts";
import { Partings, type Parting } from "./visit/parting.ts";
import { formatRoute, isReady, parseRoute, type Route } from "./route.ts";

/** How a visit that the address names stands with this page. */
export type VisitLookup = "unknown" | "looking" | "missing" | "unreachable";

/** W12, W13: a dialog about one guest of the room that is shown. */
export interface AboutGuest {
  what: "texts" | "hand-over";
  id: string;
}

export interface DeskHost {
  api: Api;
  /** The waiting room to begin with. */
  roomId: string | undefined;
  /** `expired`: after a while without activity; else somebody signed out. `roomId` was shown. */
  onSessionOver: (expired: boolean, roomId: string) => void;
  /** Somebody else has signed in with this browser. */
  onAnotherUser: (session: Session) => void;
  onInvited: (kind: InvitationKind) => void;
}

/** One's own waiting room while another's is shown: arrivals are told wherever in the app one is (W7). */
interface Elsewhere {
  scope: Scope;
  room: Store<RoomState, RoomStateEvent>;
}

/**
 * All that a signed-in user's page holds: the live connection, the waiting room, where the page is. It ends with the session,
 * and what it knew of anybody goes with it.
 */
export class Desk {
  readonly session: Session;
  readonly api: Api;
  /** The waiting room that is shown: one's own, or one that its owner has granted access to. */
  readonly room: Store<RoomState, RoomStateEvent> = createStore(reduceRoom, ROOM_AT_START);
  /** What is done with the people of that room. */
  readonly acts: RoomActs;
  readonly rooms: Store<RoomsState, RoomsEvent>;
  readonly live: Live;
  readonly own = new OwnMedia();
  /** How the host goes out of a visit. */
  readonly partings: Partings;
  /** Which panel is open beside a visit. */
  readonly visitPanel = signal<string | null>(null);
  readonly alerts: AlertCenter;
  readonly idle: IdleWatch;
  /** The requests to join whose notification was put away (visit/door-state.ts has their names). */
  readonly asksPutAway = signal<ReadonlySet<string>>(new Set());
  readonly #host: DeskHost;
  readonly #scope: Scope;
  readonly #route = signal<Route>({ page: "waiting-room" });
  readonly #lookup = signal<VisitLookup>("unknown");
  readonly #said = signal("");
  readonly #aboutGuest = signal<AboutGuest | undefined>(undefined);
  /** Shown as soon as the list of rooms has it. */
  #roomToShow: string | undefined;
  #welcomed = false;
  /** The questions for the list of rooms: only the latest one's answer is taken. */
  #roomsAsked = 0;
  #roomsKnown = 0;
  readonly #elsewhere = signal<Elsewhere | undefined>(undefined);

  constructor(scope: Scope, session: Session, host: DeskHost) {
    this.#scope = scope;
    this.#host = host;
    this.session = session;
    this.api = host.api;
    this.acts = new RoomActs(host.api, this.room, (words) => this.say(words));
    this.alerts = new AlertCenter(scope, host.api);
    this.#roomToShow = host.roomId;
    this.rooms = createStore(reduceRooms, roomsAtStart(session.room_id, session.user.name));
    this.#route.value = parseRoute(window.location.hash);
    this.live = new Live(scope, () => this.#hello());
    this.live.listen(scope, (message) => this.#receive(message));
    this.partings = new Partings(scope, this.live);
    // What ends by the server's time must not end by a device's wrong one.
    clock.follow(session.now_ms);
    this.idle = new IdleWatch(scope, session.ends_at_ms, {
      getSession: () => this.#getSession(),
      inVisit: () => this.inVisit,
      onWarning: () => this.alerts.tellIdle(),
      onOver: () => this.#sessionOver(true),
    });
    scope.onEnd(() => this.own.release());
    scope.listen(window, "hashchange", () => this.#arriveAt(parseRoute(window.location.hash)));
    for (const sign of ["pointerdown", "click", "keydown", "wheel"]) {
      scope.listen(document, sign, () => this.live.activity(), { capture: true, passive: true });
    }
    this.#arriveAt(this.#route.peek());
    void this.#listRooms();
  }

  get route(): ReadonlySignal<Route> {
    return this.#route;
  }

  /** The host's running visit is what this page shows. */
  get inVisit(): boolean {
    const route = this.#route.peek();
    const visit = this.room.state.peek().visit;
    return route.page === "visit" && visit?.id === route.visitId && visit.state === "running" && !this.#isParting(route);
  }

  get visitLookup(): ReadonlySignal<VisitLookup> {
    return this.#lookup;
  }

  /** What is open about one guest; it outlasts their row. */
  get aboutGuest(): ReadonlySignal<AboutGuest | undefined> {
    return this.#aboutGuest;
  }

  showAboutGuest(about: AboutGuest | undefined): void {
    this.#aboutGuest.value = about;
  }

  /** W13: this conversation is open, and on a screen. */
  #reads(id: string): boolean {
    const about = this.#aboutGuest.peek();
    return about?.what === "texts" && about.id === id && document.visibilityState === "visible";
  }

  /** W12: out of the room that is shown. */
  async handOver(invitationId: string, toRoomId: string, done: string): Promise<void> {
    await this.api.handOver(invitationId, this.rooms.state.peek().shownId, toRoomId);
    this.say(done);
  }

  /** Tells all who wait in the room that is shown; the line brings what holds from then on. */
  async setNotice(notice: NewNotice): Promise<void> {
    await this.api.setNotice(this.rooms.state.peek().shownId, notice);
    this.say(texting.notice.shown);
  }

  async clearNotice(): Promise<void> {
    await this.api.clearNotice(this.rooms.state.peek().shownId);
    this.say(texting.notice.cleared);
  }

  /** What was done just now, for the status line that screen readers tell. */
  get said(): ReadonlySignal<string> {
    return this.#said;
  }

  /** The room whose arrivals are told: one's own, shown or not. */
  get ownRoom(): Store<RoomState, RoomStateEvent> {
    return this.#elsewhere.value?.room ?? this.room;
  }

  /** W12: shows another waiting room, with the right to view it, or one's own again. */
  showRoom(roomId: string): void {
    const before = this.rooms.state.peek().shownId;
    this.rooms.dispatch({ type: "shown", roomId });
    this.#followRooms(before);
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
    // A visit that opens in another's room: its sender sees there how long the guest has to join (I4).
    if (created.visit && invitation.room_id !== undefined) this.showRoom(invitation.room_id);
    const { ownId, shownId } = this.rooms.state.peek();
    if ((invitation.room_id ?? ownId) === shownId) {
      this.room.dispatch({ type: "invited", row: created.invitation, visit: created.visit });
    } else if (created.visit) {
      this.room.dispatch({ type: "visit-opened", visit: created.visit });
    }
    return created;
  }

  /** A request's notification is put away; the list in the visit keeps it. */
  putAskAway(request: string): void {
    this.asksPutAway.value = new Set(this.asksPutAway.peek()).add(request);
  }

  /** Starts a visit with these guests and enters it. */
  async startVisit(invitationIds: readonly string[]): Promise<void> {
    const visit = await this.api.startVisit(invitationIds);
    this.enterVisit(visit);
  }

  enterVisit(visit: Visit): void {
    this.room.dispatch({ type: "visit-opened", visit });
    this.room.dispatch({ type: "selection-cleared" });
    this.go({ page: "visit", visitId: visit.id }, isReady(this.#route.peek()));
    this.#followEnd();
  }

  /** Starts an appointment's visit, with whoever of it is there or comes, and enters it. */
  async startAppointment(id: string): Promise<void> {
    this.enterVisit(await this.api.startAppointment(id));
  }

  leaveVisit(id: string): Promise<void> {
    return this.#part(id, "leave", () => this.api.leaveVisit(id));
  }

  endVisit(id: string): Promise<void> {
    return this.#part(id, "end", async () => {
      await this.api.endVisit(id);
      if (this.room.state.peek().visit?.state === "running") this.room.dispatch({ type: "visit", visit: await this.api.getVisit(id) });
    });
  }

  /** The host goes out of the visit: camera and microphone are off at once, however long it takes until the server hears of it. */
  async #part(id: string, how: Parting["how"], request: () => Promise<void>): Promise<void> {
    const done = this.partings.ask(id, how, request);
    this.own.release();
    try {
      if (!(await done)) return;
    } catch {
      // Refused: the visit goes on, and the waiting room says so.
    }
    this.#followEnd();
    const route = this.#route.peek();
    if (route.page === "visit" && route.visitId === id) this.go({ page: "waiting-room" });
  }

  /** The host takes Leave or End visit back while the server cannot be reached. */
  backToVisit(): void {
    this.partings.putAway();
    this.live.restart();
  }

  #hello(): Hello {
    const { ownId, shownId } = this.rooms.state.peek();
    const route = this.#route.peek();
    return {
      type: "hello",
      as: "user",
      ...(this.#isInVisit(route) && !this.#isParting(route) ? { visit: true as const } : {}),
      ...(shownId === ownId ? {} : { room: shownId }),
    };
  }

  async #listRooms(): Promise<void> {
    this.#roomsAsked += 1;
    const own = this.#roomsAsked;
    try {
      const { rooms } = await this.api.getRooms();
      if (this.#scope.ended || own !== this.#roomsAsked) return;
      this.#roomsKnown = own;
      const before = this.rooms.state.peek().shownId;
      this.rooms.dispatch({ type: "listed", rooms });
      if (this.#roomToShow !== undefined) this.rooms.dispatch({ type: "shown", roomId: this.#roomToShow });
      this.#roomToShow = undefined;
      this.#followRooms(before);
    } catch {
      // One's own room is there without the list; the next change or the next page asks again.
    }
  }

  /** The owner of another room has granted something, or taken it back. */
  #hearOfRooms(change: RoomsChanged): void {
    const state = this.rooms.state.peek();
    const room = roomOf(state, change.room_id);
    if (!room) {
      void this.#listRooms();
      void this.alerts.load();
      return;
    }
    this.rooms.dispatch({ type: "changed", change });
    // An answer that is still on its way may be older than this.
    if (this.#roomsKnown !== this.#roomsAsked) void this.#listRooms();
    if (!change.view) this.alerts.forgetRoom(change.room_id);
    void this.alerts.load();
    if (state.shownId === change.room_id && !change.view) this.say(settings.takenBack(room.owner_name));
    this.#followRooms(state.shownId);
  }

  /** Brings the list and the connections in line with the room that is to be shown. */
  #followRooms(before: string): void {
    const { ownId, shownId } = this.rooms.state.peek();
    if (shownId === before) return;
    const left = this.room.state.peek();
    this.room.dispatch({ type: "room-left" });
    this.#aboutGuest.value = undefined;
    this.live.restart();
    const elsewhere = this.#elsewhere.peek();
    if (shownId === ownId) {
      elsewhere?.scope.end();
      this.#elsewhere.value = undefined;
    } else if (!elsewhere) {
      this.#elsewhere.value = this.#watchOwnRoom(left);
    }
  }

  /** Begins with the own room as it was left: whoever comes before its line is open is an arrival all the same. */
  #watchOwnRoom(left: RoomState): Elsewhere {
    const scope = this.#scope.child();
    const room = createStore(reduceRoom, roomElsewhere(left));
    const live = new Live(scope, () => ({ type: "hello", as: "user" }));
    live.listen(scope, (message) => {
      if ((message.type === "snapshot" || message.type === "event") && message.stream === "room") {
        this.#updateAlerting(room, message);
      }
    });
    return { scope, room };
  }

  #isInVisit(route: Route): boolean {
    return route.page === "visit";
  }

  #isParting(route: Route): boolean {
    return route.page === "visit" && this.partings.now.peek()?.visitId === route.visitId;
  }

  #arriveAt(route: Route): void {
    const before = this.#route.peek();
    this.#route.value = route;
    this.#lookup.value = "unknown";
    this.acts.putLinkAway();
    this.#aboutGuest.value = undefined;
    if (before.page !== route.page) window.scrollTo(0, 0);
    if (!isReady(route) && route.page !== "visit") this.own.release();
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
        // Whose visit it is matters: others host visits with guests of this room too.
        if (message.name === "visit.changed" && message.data.host_id !== this.session.user.id) return;
        if (message.stream === "room" || message.stream === "visit") this.#update(message);
        else if (message.stream === "user") this.#hearOfUser(message);
        return;
      case "bye":
        if (message.reason === "session_expired" || message.reason === "signed_out" || message.reason === "unauthenticated")
          this.#sessionOver(message.reason === "session_expired");
        // The right to view went while the line was down.
        else if (message.reason === "not_found") this.showRoom(this.rooms.state.peek().ownId);
        return;
      case "welcome":
        // What was said meanwhile, of the session and of others' rooms too, was not heard.
        if (this.#welcomed) void this.idle.look();
        this.#welcomed = true;
        void this.#listRooms();
        void this.alerts.load();
        return;
      case "reply":
      case "notify":
      case "beat":
        return;
      default:
        assertNever(message);
    }
  }

  async #getSession(): Promise<Session> {
    const session = await this.api.getSession();
    if (session.user.id === this.session.user.id) return session;
    this.#host.onAnotherUser(session);
    throw new Error("another user's session");
  }

  #sessionOver(expired: boolean): void {
    this.#host.onSessionOver(expired, this.rooms.state.peek().shownId);
  }

  #hearOfUser(message: UserEvent): void {
    if (message.name === "session.ended") this.#sessionOver(message.data.reason === "session_expired");
    else if (message.name === "session.extended") this.idle.hear(message.data.ends_at_ms);
    else if (message.name === "rooms.changed") this.#hearOfRooms(message.data);
    else if (message.name === "visit.changed") this.#update({ type: "visit", visit: message.data });
    else if (message.name === "alerts.changed") this.alerts.take(message.data);
    else if (message.name === "room.arrived") {
      this.alerts.hearOfOther(message.data);
      this.#alert(1);
    }
  }

  #updateAlerting(room: Store<RoomState, RoomStateEvent>, message: RoomStateEvent): void {
    const before = room.state.peek();
    room.dispatch(message);
    const count = room.state.peek().arrivalCount - before.arrivalCount;
    const helpCount = room.state.peek().helpCount - before.helpCount;
    if (room !== this.ownRoom) return;
    const texts = whoWrote(before, room.state.peek()).filter(({ id }) => !this.#reads(id));
    if (texts.length > 0) this.#alert(texts.length, texting.staff.desktop);
    if (count > 0) this.#alert(count);
    if (helpCount > 0) this.#alert(helpCount, staff.alerts.desktopHelp);
  }

  #update(message: RoomStateEvent): void {
    const before = this.room.state.peek().visit;
    this.#updateAlerting(this.room, message);
    if (hasNewRequest(before, this.room.state.peek().visit)) this.#alert(1, staff.alerts.desktopAsk);
    this.#lookAgainAfterSnapshot(message);
    this.#followEnd();
  }

  /** W7, W16: whoever does not look at the page hears it, and sees it elsewhere. */
  #alert(count: number, words = staff.alerts.desktop): void {
    const visit = this.room.state.peek().visit;
    // The server holds a host whose line stutters for away; this page knows better.
    const hostIsIn = visit?.state === "running" && visit.host_away_until_ms === undefined;
    this.alerts.tell(count, hostIsIn || this.inVisit, words);
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
    if (visit?.state === "ended" && this.partings.now.peek()?.visitId === visit.id) this.partings.putAway();
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
