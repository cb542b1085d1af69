import { signal, type ReadonlySignal } from "@preact/signals";
import { newAudioContext } from "./devices/probe.ts";
import type { Scope } from "./state/scope.ts";

/**
 * What reaches a person who is not looking at the page: a desktop notification and a sound. The only file that touches
 * Notification. What it shows names nobody: it stays in the system's list, on locked screens too.
 */

export type AlertPermission = "granted" | "denied" | "askable" | "unsupported";

export function alertPermission(): AlertPermission {
  if (!("Notification" in window)) return "unsupported";
  return Notification.permission === "default" ? "askable" : Notification.permission;
}

/** Asks; call it from a press only. */
export async function askToAlert(): Promise<AlertPermission> {
  if ("Notification" in window) await Notification.requestPermission();
  return alertPermission();
}

/** Whether this page can sound. Browsers let it only after a press on the page, or while it uses the microphone. */
export type Audible = "yes" | "blocked" | "unsupported";

const TONES: readonly { hertz: number; atS: number }[] = [
  { hertz: 659.26, atS: 0 },
  { hertz: 880, atS: 0.18 },
];
const TONE_LENGTH_S = 0.5;
const LOUDNESS = 0.2;
/** From one sound's start to the next: each of several arrivals is heard. */
const SOUND_LENGTH_S = 0.9;
/** What would be heard later than this is left out: a crowd is one alarm, not a minute of it. */
const SOUND_AHEAD_MAX_S = 4;
const LATE_MAX_MS = 3_000;

export class Alerts {
  #audio: AudioContext | null = null;
  #freeAtS = 0;
  readonly #audible = signal<Audible>("blocked");
  readonly #shown = new Set<Notification>();

  /** Tries at once, and again with every press on the page until the browser lets it. */
  constructor(scope: Scope) {
    const open = (): void => this.#open();
    scope.listen(document, "click", open, { capture: true });
    scope.listen(document, "keydown", open, { capture: true });
    scope.onEnd(() => {
      for (const notification of this.#shown) notification.close();
      this.#shown.clear();
      void this.#audio?.close();
      this.#audio = null;
    });
    this.#open();
  }

  get audible(): ReadonlySignal<Audible> {
    return this.#audible;
  }

  #open(): void {
    if (!this.#audio) {
      this.#audio = newAudioContext();
      if (this.#audio) this.#audio.onstatechange = () => this.#look();
    }
    if (!this.#audio) {
      this.#audible.value = "unsupported";
      return;
    }
    // Refused before the first press: the state says so.
    if (this.#audio.state !== "running") this.#audio.resume().then(() => this.#look(), () => undefined);
    this.#look();
  }

  #look(): void {
    this.#audible.value = this.#audio?.state === "running" ? "yes" : "blocked";
  }

  /** Two rising tones, `count` times one after the other, after those that sound already. False where it cannot be heard. */
  sound(count = 1): boolean {
    const audio = this.#audio;
    if (!audio) return false;
    if (audio.state === "running") {
      this.#play(audio, count);
      return true;
    }
    // A phone call or a closed lid may have stopped it meanwhile; what comes too late is not played at all.
    const askedAtMs = performance.now();
    audio.resume().then(
      () => {
        if (performance.now() - askedAtMs < LATE_MAX_MS) this.#play(audio, count);
      },
      () => undefined,
    );
    return false;
  }

  #play(audio: AudioContext, count: number): void {
    for (let index = 0; index < count; index += 1) {
      const startS = Math.max(audio.currentTime, this.#freeAtS);
      if (startS - audio.currentTime > SOUND_AHEAD_MAX_S) return;
      this.#freeAtS = startS + SOUND_LENGTH_S;
      playAt(audio, startS);
    }
  }

  /** Shows `text` outside the page, if allowed; a press on it brings the page to the front. It is silent: `sound` sounds. */
  desktop(text: string): boolean {
    if (alertPermission() !== "granted") return false;
    let notification: Notification;
    try {
      notification = new Notification(text, { silent: true });
    } catch {
      // Chrome on Android has the permission but shows none without a service worker: the sound must do.
      return false;
    }
    this.#shown.add(notification);
    notification.onclose = () => this.#shown.delete(notification);
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return true;
  }
}

function playAt(audio: AudioContext, atS: number): void {
  for (const tone of TONES) {
    const startS = atS + tone.atS;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = tone.hertz;
    gain.gain.setValueAtTime(0, startS);
    gain.gain.linearRampToValueAtTime(LOUDNESS, startS + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, startS + TONE_LENGTH_S);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(startS);
    oscillator.stop(startS + TONE_LENGTH_S);
  }
}
