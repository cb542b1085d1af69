// The promise of the store, from outside: what was acknowledged is there after SIGKILL at any moment. CRASH_CYCLES times.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { USERS, World } from "../e2e/lib/world.mjs";

const CYCLES = Number(process.env.CRASH_CYCLES ?? 12);
const WRITERS = 6;
const KILL_AFTER_MAX_MS = 1_200;
const KEPT_MAX = 500; // A room holds 1,000: every cycle must find room to write in.
const PASSED = { result: "passed", browser: "passed", operating_system: "passed", camera: "passed", microphone: "passed" };

class Client {
  #cookies = new Map();

  /** `address` is whom the limits count: the server takes us for a proxy. */
  constructor(origin, address = "198.51.100.1") {
    this.origin = origin;
    this.address = address;
  }

  async call(method, path, body) {
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        "Content-Type": "application/json",
        Origin: this.origin,
        Cookie: [...this.#cookies.values()].join("; "),
        "X-Forwarded-For": this.address,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const cookie of response.headers.getSetCookie()) this.#cookies.set(cookie.split("=")[0], cookie.split(";")[0]);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }
}

async function signIn(world) {
  const client = new Client(world.url);
  const { email, password } = USERS.provider;
  const answer = await client.call("POST", "/session", { email, password });
  assert.equal(answer.status, 201);
  return client;
}

/** Invites and checks guests in until the server is gone; notes only what was acknowledged. */
async function write(world, host, label, acknowledged) {
  for (let n = 0; ; n++) {
    const name = `${label}-${n}`;
    try {
      const made = await host.call("POST", "/invitations", { kind: "waiting_room", via: "link", name });
      if (made.status !== 201) continue;
      const { id } = made.body.invitation;
      acknowledged.set(id, { name, state: "invited" });
      const guest = new Client(world.url, `198.18.${randomInt(256)}.${randomInt(256)}`);
      const token = new URL(made.body.link).hash.slice(1);
      if ((await guest.call("POST", "/guest/take", { token })).status !== 200) continue;
      const tested = await guest.call("POST", "/guest/preflight", { token, preflight: PASSED });
      if (tested.status === 200) acknowledged.set(id, { name, state: "checked_in" });
    } catch {
      return; // The connection broke: the server is gone, and what was on its way was not acknowledged.
    }
  }
}

test(`W10: what was acknowledged outlasts SIGKILL, ${CYCLES} times`, { timeout: 60_000 + CYCLES * 10_000 }, async (t) => {
  const world = await World.create({ logLevel: "warn", proxies: "127.0.0.1, ::1" });
  try {
    const acknowledged = new Map();
    const host = await signIn(world);
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const writers = Array.from({ length: WRITERS }, (_, n) => write(world, host, `guest-${cycle}-${n}`, acknowledged));
      // The moment of the kill is the stimulus: anywhere between the first write and some hundreds later.
      await new Promise((resolve) => setTimeout(resolve, randomInt(KILL_AFTER_MAX_MS)));
      await world.kill();
      await Promise.all(writers);
      await world.start();
      const room = await host.call("GET", "/waiting-room");
      assert.equal(room.status, 200, "the session outlasts the crash too");
      const rows = new Map(room.body.guests.map((row) => [row.id, row]));
      for (const [id, { name, state }] of acknowledged) {
        assert.ok(rows.has(id), `${name} was acknowledged in or before cycle ${cycle} and is gone`);
        if (state === "checked_in") assert.equal(rows.get(id).state, "checked_in", name);
        assert.equal(rows.get(id).name, name);
      }
      if (acknowledged.size > KEPT_MAX) {
        for (const id of acknowledged.keys()) await host.call("POST", `/invitations/${id}/remove`);
        acknowledged.clear();
      }
    }
    t.diagnostic(`${CYCLES} crashes, ${acknowledged.size} acknowledged invitations all there`);
  } finally {
    await world.close();
  }
});
