// Many guests' live connections, in a process of their own, so that nothing of theirs is measured with the server.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../tools/lib/command.mjs";

export class Crowd {
  lost = 0;

  /** All guests of the house at once; resolves when each has its snapshot. `ms` says how long that took. */
  static async of(house) {
    const crowd = new Crowd();
    crowd.child = fork(join(root, "bench/lib/crowd-process.mjs"));
    const connected = new Promise((resolve, reject) => {
      crowd.child.on("message", (message) => (message.lost ? crowd.lost++ : resolve(message)));
      crowd.child.on("exit", () => reject(new Error("the crowd's process ended")));
    });
    const guests = house.guests.map(({ token, caller: { cookie, address } }) => ({ token, cookie, address }));
    crowd.child.send({ origin: house.origin, guests });
    crowd.ms = (await connected).ms;
    return crowd;
  }

  async end() {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
