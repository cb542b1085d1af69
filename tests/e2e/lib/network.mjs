// A network of its own for one person: a namespace joined to the machine by a pair of virtual interfaces, so that "offline" cuts
// everything, media included. Needs the right to make namespaces (root).
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ip = (...args) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

export class Network {
  constructor() {
    const id = `${process.pid % 100_000}x${randomInt(1000)}`;
    this.namespace = `ante-${id}`;
    this.outer = `ao${id}`.slice(0, 15);
    this.inner = `ai${id}`.slice(0, 15);
    const net = `10.77.${randomInt(1, 255)}`;
    const host = randomInt(0, 63) * 4;
    /** The machine's address on this network: where the server listens. */
    this.address = `${net}.${host + 1}`;
    ip("netns", "add", this.namespace);
    ip("link", "add", this.outer, "type", "veth", "peer", "name", this.inner, "netns", this.namespace);
    ip("addr", "add", `${this.address}/30`, "dev", this.outer);
    ip("link", "set", this.outer, "up");
    ip("-n", this.namespace, "addr", "add", `${net}.${host + 2}/30`, "dev", this.inner);
    ip("-n", this.namespace, "link", "set", this.inner, "up");
    ip("-n", this.namespace, "link", "set", "lo", "up");
    this.folder = mkdtempSync(join(tmpdir(), "anteroom-net-"));
  }

  /** A program that starts `program` inside. */
  wrapper(program) {
    const path = join(this.folder, "inside");
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this.namespace} ${program} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  offline() {
    ip("-n", this.namespace, "link", "set", this.inner, "down");
  }

  online() {
    ip("-n", this.namespace, "link", "set", this.inner, "up");
  }

  close() {
    ip("link", "del", this.outer);
    ip("netns", "del", this.namespace);
    rmSync(this.folder, { recursive: true, force: true });
  }

  static allowed() {
    try {
      new Network().close();
      return true;
    } catch {
      return false;
    }
  }
}
