import type { Scope } from "./state/scope.ts";

/**
 * What reaches a person whose page is in the background: a desktop notification and a sound. The only file that touches
 * Notification and AudioContext. What it shows names nobody: it stays in the system's list, on locked screens too.
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

const TONES: readonly { hertz: number; atS: number }[] = [
  { hertz: 659.26, atS: 0 },
  { hertz: 880, atS: 0.18 },
];
const TONE_LENGTH_S = 0.5;
const LOUDNESS = 0.2;

export class Alerts {
  #audio: AudioContext | null = null;
  readonly #shown = new Set<Notification>();

  /** Browsers let a page sound only after a press on it: the first one opens the way. */
  constructor(scope: Scope) {
    const open = (): void => {
      if (this.#audio || !("AudioContext" in window)) return;
      this.#audio = new AudioContext();
    };
    scope.listen(document, "click", open, { capture: true });
    scope.listen(document, "keydown", open, { capture: true });
    scope.onEnd(() => {
      for (const notification of this.#shown) notification.close();
      this.#shown.clear();
      void this.#audio?.close();
      this.#audio = null;
    });
  }

  /** Two rising tones. */
  sound(): void {
    const audio = this.#audio;
    if (!audio) return;
    void audio.resume();
    for (const tone of TONES) {
      const startS = audio.currentTime + tone.atS;
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

  /** Shows `text` outside the page, if allowed; a press on it brings the page to the front. */
  desktop(text: string): void {
    if (alertPermission() !== "granted") return;
    let notification: Notification;
    try {
      notification = new Notification(text);
    } catch {
      // Chrome on Android has the permission but shows none without a service worker: the sound must do.
      return;
    }
    this.#shown.add(notification);
    notification.onclose = () => this.#shown.delete(notification);
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  }
}
