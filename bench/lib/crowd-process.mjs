// The process of a Crowd (crowd.mjs). It is told by its parent's channel {origin, guests: [{token, cookie, address}]} and says
// {connected, ms} when every one of them has its snapshot, and {lost: true} for each connection that ends later.
import { openLive } from "./live.mjs";

const AT_ONCE = 256;
const ATTEMPTS_MAX = 200;
const PAUSE_MAX_MS = 200;

/** Comes again until it is let in, as a page does. */
async function arriveAtLast(origin, { token, cookie, address }) {
  const hello = { type: "hello", as: "guest", token };
  for (let attempt = 1; ; attempt++) {
    try {
      return await openLive(origin, { cookie, address, hello });
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MAX_MS));
    }
  }
}

async function connectAll({ origin, guests }) {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < guests.length) {
      const socket = await arriveAtLast(origin, guests[next++]);
      socket.removeAllListeners("close");
      socket.on("close", () => process.connected && process.send({ lost: true }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, guests.length) }, worker));
  process.send({ connected: guests.length, ms: performance.now() - started });
}

process.on("message", (message) => {
  connectAll(message).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
});
