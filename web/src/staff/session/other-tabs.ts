import type { Scope } from "../../shared/state/scope.ts";

/**
 * The tabs of one browser tell each other that somebody has signed in; who it was, the server says. Nothing else goes this way. A
 * browser without BroadcastChannel (before Safari 15.4) tells nobody. The only file that touches it.
 */
const NAME = "anteroom-session";

export function tellSignedIn(): void {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("signed-in");
  channel.close();
}

export function hearSignedIn(scope: Scope, heard: () => void): void {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(NAME);
  scope.listen(channel, "message", heard);
  scope.onEnd(() => channel.close());
}
