import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { Alerts, type Audible } from "../shared/alert.ts";
import type { Api } from "../shared/api/client.ts";
import type { RoomArrived } from "../shared/api/messages.ts";
import type { AlertSettings } from "../shared/api/types.ts";
import type { Scope } from "../shared/state/scope.ts";
import { staff } from "../shared/text/index.ts";
import { Turn } from "../shared/turn.ts";

/** Of many at once this many notifications of the system are shown. */
const DESKTOP_MAX = 5;

/**
 * W16: how arrivals reach this user beside the list and the page's own notifications, as they have chosen it; and who came
 * into the rooms of others that they have chosen to hear of.
 */
export class AlertCenter {
  readonly #alerts: Alerts;
  /** All tabs hear of the same guests: one of them sounds, and one shows it on the desktop. */
  readonly #soundTurn: Turn;
  readonly #desktopTurn: Turn;
  readonly #api: Api;
  readonly #scope: Scope;
  readonly #settings = signal<AlertSettings | undefined>(undefined);
  readonly #arrived = signal<readonly RoomArrived[]>([]);
  /** What is newer than an answer on its way makes that answer old. */
  #newest = 0;

  constructor(scope: Scope, api: Api) {
    this.#scope = scope;
    this.#api = api;
    this.#alerts = new Alerts(scope);
    this.#soundTurn = new Turn(scope, "anteroom-sound");
    this.#desktopTurn = new Turn(scope, "anteroom-desktop");
    this.#desktopTurn.ask();
    // A tab that the browser keeps silent must not have the turn.
    scope.onEnd(
      effect(() => {
        if (this.#alerts.audible.value === "yes") this.#soundTurn.ask();
      }),
    );
    void this.load();
  }

  /** What the user has chosen; undefined until it is known, and then sound and desktop notification hold. */
  get settings(): ReadonlySignal<AlertSettings | undefined> {
    return this.#settings;
  }

  /** Arrivals in others' rooms that were neither taken in nor dismissed, the latest last. */
  get arrived(): ReadonlySignal<readonly RoomArrived[]> {
    return this.#arrived;
  }

  get audible(): ReadonlySignal<Audible> {
    return this.#alerts.audible;
  }

  async load(): Promise<void> {
    this.#newest += 1;
    const own = this.#newest;
    try {
      const settings = await this.#api.getAlerts();
      if (!this.#scope.ended && own === this.#newest) this.#settings.value = settings;
    } catch {
      // The defaults hold until the page or the settings ask again.
    }
  }

  take(settings: AlertSettings): void {
    this.#newest += 1;
    this.#settings.value = settings;
  }

  /**
   * Somebody arrived, has written, asked to join or asks for help, or several at once; `words` names nobody. During a visit nothing sounds:
   * its guests would hear through the host's microphone that another guest exists (W3).
   */
  tell(count: number, inVisit: boolean, words = staff.alerts.desktop): void {
    const { sound, desktop } = this.#settings.peek() ?? { sound: true, desktop: true };
    if (sound && !inVisit && this.#soundTurn.has) this.#alerts.sound(count);
    if (!desktop) return;
    for (let index = 0; index < Math.min(count, DESKTOP_MAX); index += 1) this.#desktop(words);
  }

  /** S2: whoever does not look at the page is told that it is about to lock. */
  tellIdle(): void {
    if (this.#settings.peek()?.desktop !== false) this.#desktop(staff.idle.desktop);
  }

  #desktop(words: string): void {
    if (this.#desktopTurn.has && document.visibilityState === "hidden") this.#alerts.desktop(words);
  }

  hearOfOther(arrival: RoomArrived): void {
    this.#arrived.value = [...this.#arrived.peek().filter(({ id }) => id !== arrival.id), arrival];
  }

  dismiss(id: string): void {
    this.#arrived.value = this.#arrived.peek().filter((arrival) => arrival.id !== id);
  }

  /** The right to view that room is gone: so is what it told. */
  forgetRoom(roomId: string): void {
    this.#arrived.value = this.#arrived.peek().filter((arrival) => arrival.room_id !== roomId);
  }

  testSound(): boolean {
    return this.#alerts.sound();
  }

  testDesktop(): boolean {
    return this.#alerts.desktop(staff.alerts.desktopTest);
  }
}
