import type { Scope } from "./state/scope.ts";

/** Keeps the screen awake until `scope` ends, where the browser can. The only file that touches the wake lock. */
export function keepAwake(scope: Scope): void {
  if (!("wakeLock" in navigator)) return;
  let lock: WakeLockSentinel | null = null;
  const take = (): void => {
    const isHeld = lock !== null && !lock.released;
    if (document.visibilityState !== "visible" || isHeld || scope.ended) return;
    navigator.wakeLock.request("screen").then(
      (taken) => {
        if (scope.ended) void taken.release();
        else lock = taken;
      },
      // A low battery refuses it; the page works without.
      () => undefined,
    );
  };
  // The browser lets go of the lock whenever the page is hidden.
  scope.listen(document, "visibilitychange", take);
  scope.onEnd(() => void lock?.release());
  take();
}
