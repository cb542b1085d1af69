import { signal, type ReadonlySignal } from "@preact/signals";
import { idempotencyKey, type Api } from "../../shared/api/client.ts";
import { problemId } from "../../shared/api/problem.ts";
import { copyText } from "../../shared/clipboard.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { clock } from "../../shared/state/clock.ts";
import type { Store } from "../../shared/state/store.ts";
import { staff } from "../../shared/text/index.ts";
import type { RoomState, RoomStateEvent, RowAction } from "./room-state.ts";

/** Whoever presses Send again later than this wants another letter, even where the row looks the same. */
const SAME_LETTER_MS = 5 * 60_000;

/** A link as the server gave it just now. */
export interface FreshLink {
  invitationId: string;
  link: string;
  copied: boolean;
}

/** What the host does with the people of a room, one thing at a time with each of them; the room's state shows how it goes. */
export class RoomActs {
  readonly #api: Api;
  readonly #room: Store<RoomState, RoomStateEvent>;
  readonly #say: (words: string) => void;
  readonly #link = signal<FreshLink | undefined>(undefined);
  /** The letter that was last asked for anew, as its row was then, and its name. */
  #again = { letter: "", key: "", askedAtMs: 0 };

  /** `say`: tells what was done and is nowhere else to be seen. */
  constructor(api: Api, room: Store<RoomState, RoomStateEvent>, say: (words: string) => void) {
    this.#api = api;
    this.#room = room;
    this.#say = say;
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

  /** Does a row's action; the row shows how it goes. */
  async act(id: string, action: RowAction): Promise<void> {
    if (this.#room.state.peek().busy.has(id)) return;
    this.#room.dispatch({ type: "action-started", id, action });
    try {
      await this.#ask(id, action);
      this.#room.dispatch({ type: "action-done", id });
    } catch (problem) {
      this.#room.dispatch({ type: "action-failed", id, problem: problemId(problem) });
    }
  }

  /** A6: lets in all who have asked; where the visit is full before the last of them, that is said. */
  async admitAll(visitId: string): Promise<void> {
    if (this.#room.state.peek().busy.has(visitId)) return;
    this.#room.dispatch({ type: "action-started", id: visitId, action: "admit" });
    try {
      const { full } = await this.#api.admitAll(visitId);
      if (full) this.#room.dispatch({ type: "action-failed", id: visitId, problem: "visit-full-for-some" });
      else this.#room.dispatch({ type: "action-done", id: visitId });
    } catch (problem) {
      this.#room.dispatch({ type: "action-failed", id: visitId, problem: problemId(problem) });
    }
  }

  #ask(id: string, action: RowAction): Promise<void> {
    switch (action) {
      case "cancel":
        return this.#api.cancelInvitation(id);
      case "remove":
        return this.#api.removeInvitation(id);
      case "send-again":
        return this.#sendAgain(id);
      case "hold":
        return this.#api.holdGuest(id);
      case "take-in":
        return this.#api.takeInGuest(id);
      case "admit":
        return this.#api.admitGuest(id);
      case "deny":
        return this.#api.denyGuest(id, false);
      case "block":
        return this.#api.denyGuest(id, true);
      default:
        return assertNever(action);
    }
  }

  /** A second press soon after, upon a row that stands as it did, is for the same letter, whose answer was lost: it goes out once. */
  #letterKey(id: string): string {
    const row = this.#room.state.peek().guests.get(id);
    const letter = JSON.stringify([id, row?.expires_at_ms, row?.delivery]);
    const nowMs = clock.nowMs();
    const isSame = this.#again.letter === letter && nowMs - this.#again.askedAtMs < SAME_LETTER_MS;
    if (!isSame) this.#again = { letter, key: idempotencyKey(), askedAtMs: nowMs };
    return this.#again.key;
  }

  async #sendAgain(id: string): Promise<void> {
    const created = await this.#api.sendInvitationAgain(id, this.#letterKey(id));
    this.#again.letter = "";
    const name = created.invitation.name || staff.visit.theGuestLower;
    if (created.link === undefined) {
      this.#say(staff.room.sentAgain(name));
      return;
    }
    this.#link.value = { invitationId: id, link: created.link, copied: false };
    await this.copyFreshLink();
  }
}
