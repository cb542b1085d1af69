// ANTEROOM_SLOW=1: every page computes as on a slow machine, and what goes over the wire is late, each piece by another time. What a test
// or a page takes for granted about who is first fails here, and not once in a hundred runs elsewhere.
import { once } from "node:events";
import { connect, createServer } from "node:net";

export const SLOW = process.env.ANTEROOM_SLOW === "1";

/** So much longer a whole test may take then. */
export const SLOW_FACTOR = 3;
const CPU_FACTOR = 4;
const DELAY_MAX_MS = 120;

/** Passes on what comes, in its order, each piece after a time of its own. */
function passLate(from, to) {
  let last = Promise.resolve();
  const later = (action) => {
    const time = new Promise((resolve) => setTimeout(resolve, Math.random() * DELAY_MAX_MS));
    last = last.then(() => time).then(action);
  };
  from.on("data", (bytes) => later(() => to.destroyed || to.write(bytes)));
  from.on("end", () => later(() => to.end()));
  from.on("close", () => later(() => to.destroy()));
  from.on("error", () => {});
}

/** A listener on `host` that leads to `port` there, slowly: {port, close}. */
export async function slowDoor(host, port) {
  const open = new Set();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host, port, allowHalfOpen: true });
    for (const socket of [near, far]) {
      open.add(socket.setNoDelay());
      socket.once("close", () => open.delete(socket));
    }
    passLate(near, far);
    passLate(far, near);
  });
  server.listen(0, host);
  await once(server, "listening");
  const close = async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { port: server.address().port, close };
}

/** Firefox has no such brake. */
export async function slowDown(kind, page) {
  if (kind === "chromium") await page.emulateCPUThrottling(CPU_FACTOR);
}
