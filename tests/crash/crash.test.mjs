// The promise of the store, from outside: what was acknowledged is there after SIGKILL at any moment. CRASH_CYCLES times.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { USERS, World } from "../e2e/lib/world.mjs";

const CYCLES = Number(process.env.CRASH_CYCLES ?? 20);
const WRITERS = 4;
const VISITORS = 3; // at the door of one appointment at a time
const LOOKS_MAX = 20; // of one visitor for the host's answer, before the next visitor comes
const KILL_AFTER_MAX_MS = 2_000;
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

/** Starts an appointment for one booked client; whoever else comes by its link finds one free place, and then the door. */
async function openDoor(host, contactId, cycle) {
  const booking = { title: `Crash ${cycle}`, date: "2031-03-04", time: "10:00", length_min: 30, client_ids: [contactId] };
  const booked = await host.call("POST", "/appointments", booking);
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  const { link } = (await host.call("GET", `/appointments/${booked.body.id}/link`)).body;
  const started = await host.call("POST", `/appointments/${booked.body.id}/start`);
  assert.equal(started.status, 201, JSON.stringify(started.body));
  return { token: new URL(link).hash.slice(1), visitId: started.body.id, capacity: booked.body.capacity, guests: new Map() };
}

const offerOf = (answer) => (answer.status === 200 ? (answer.body.door?.offer ?? answer.body.state) : `status ${answer.status}`);

/** One guest by the shared link, as far as they get: in, or asking and looking for the answer. Notes what was acknowledged. */
async function comeToDoor(guest, door, name) {
  const { token } = door;
  if ((await guest.call("POST", "/guest/take", { token, name })).status !== 200) return false;
  let view = await guest.call("POST", "/guest/preflight", { token, preflight: PASSED });
  if (view.status !== 200) return true;
  const known = { name, guest, state: "checked_in", answer: null, tried: null };
  door.guests.set(view.body.invitation_id, known);
  if (offerOf(view) === "ask") {
    const asked = await guest.call("POST", "/guest/ask", { token });
    if (asked.status === 200) known.state = "asked";
    for (let looks = 0; looks < LOOKS_MAX && offerOf(view) !== "join" && view.status === 200; looks++) {
      view = await guest.call("POST", "/guest/open", { token });
    }
  }
  if (offerOf(view) === "join" && (await guest.call("POST", "/guest/join", { token })).status === 200) known.state = "in";
  return true;
}

async function visit(world, door, label) {
  try {
    let more = true;
    for (let n = 0; more; n++) more = await comeToDoor(new Client(world.url, `198.19.${randomInt(256)}.${randomInt(256)}`), door, `${label}-${n}`);
  } catch {
    // The server is gone.
  }
}

/** The host answers whoever asks, two of three with Admit. */
async function answer(host, door) {
  try {
    for (;;) {
      const { body } = await host.call("GET", `/visits/${door.visitId}`);
      for (const { id } of (body.waiting_to_join ?? []).filter(({ state }) => state === "asked")) {
        const known = door.guests.get(id);
        if (!known) continue;
        known.tried = randomInt(3) > 0 ? "admit" : "deny";
        const done = await host.call("POST", `/invitations/${id}/${known.tried}`, known.tried === "deny" ? {} : undefined);
        if (done.status < 300) known.answer = known.tried;
        else known.tried = known.answer ?? known.tried;
      }
    }
  } catch {
    // The server is gone.
  }
}

/** What a guest may find after the restart, by what was acknowledged before it. */
function expected({ state, answer: said, tried }) {
  if (state === "in") return ["in_visit"];
  if (said === "admit") return ["join", "in_visit"];
  if (said === "deny") return ["denied"];
  if (state === "asked") return tried ? ["asked", "join", "denied"] : ["asked"];
  return ["ask", "asked", "join", "in_visit"];
}

async function checkDoor(host, door, cycle) {
  const { token } = door;
  let uninvited = 0;
  for (const [id, known] of door.guests) {
    const view = await known.guest.call("POST", "/guest/open", { token });
    assert.equal(view.body.invitation_id, id, `${known.name} still has the seat`);
    const found = view.body.state === "in_visit" ? "in_visit" : offerOf(view);
    const allowed = expected(known);
    assert.ok(allowed.includes(found), `cycle ${cycle}, ${known.name}: ${found}, not ${allowed}; ${known.state}, ${known.answer}, ${known.tried}`);
    if (found === "in_visit" && known.tried !== "admit") uninvited += 1;
  }
  assert.ok(uninvited <= door.capacity, `${uninvited} are in without the host's word, the appointment holds ${door.capacity}`);
  const { body } = await host.call("GET", `/visits/${door.visitId}`);
  const inside = body.participants.filter(({ role, state }) => role === "guest" && state === "in_visit");
  assert.ok(inside.length <= 7, `${inside.length} guests beside the host`);
  for (const { id } of inside) assert.ok(door.guests.has(id), "whoever is in came by the link");
  assert.ok((await host.call("POST", `/visits/${door.visitId}/end`)).status < 300);
}

test(`W10 A8: what was acknowledged outlasts SIGKILL, ${CYCLES} times`, { timeout: 60_000 + CYCLES * 10_000 }, async (t) => {
  const world = await World.create({ logLevel: "warn", proxies: "127.0.0.1, ::1" });
  try {
    const acknowledged = new Map();
    const host = await signIn(world);
    const contact = await host.call("POST", "/contacts", { name: "Ida Falk", email: "ida@example.com", mobile: "", birth_date: "", notes: "" });
    assert.equal(contact.status, 201);
    const totals = { asked: 0, admitted: 0, in: 0 };
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const door = await openDoor(host, contact.body.id, cycle);
      const visitors = Array.from({ length: VISITORS }, (_, n) => visit(world, door, `visitor-${cycle}-${n}`));
      const writers = Array.from({ length: WRITERS }, (_, n) => write(world, host, `guest-${cycle}-${n}`, acknowledged));
      const answering = answer(host, door);
      // The moment of the kill is the stimulus: anywhere between the first write and some hundreds later.
      await new Promise((resolve) => setTimeout(resolve, randomInt(KILL_AFTER_MAX_MS)));
      await world.kill();
      await Promise.all([...writers, ...visitors, answering]);
      await world.start();
      const room = await host.call("GET", "/waiting-room");
      assert.equal(room.status, 200, "the session outlasts the crash too");
      const rows = new Map(room.body.guests.map((row) => [row.id, row]));
      for (const [id, { name, state }] of acknowledged) {
        assert.ok(rows.has(id), `${name} was acknowledged in or before cycle ${cycle} and is gone`);
        if (state === "checked_in") assert.equal(rows.get(id).state, "checked_in", name);
        assert.equal(rows.get(id).name, name);
      }
      await checkDoor(host, door, cycle);
      for (const { state, answer: said } of door.guests.values()) {
        totals.asked += state === "checked_in" ? 0 : 1;
        totals.admitted += said === "admit" ? 1 : 0;
        totals.in += state === "in" ? 1 : 0;
      }
      if (acknowledged.size > KEPT_MAX) {
        for (const id of acknowledged.keys()) await host.call("POST", `/invitations/${id}/remove`);
        acknowledged.clear();
      }
    }
    t.diagnostic(`${CYCLES} crashes, ${acknowledged.size} acknowledged invitations all there; ${JSON.stringify(totals)} at the door`);
    if (CYCLES >= 20) assert.ok(totals.admitted > 0 && totals.in > 0, "the door was under load");
  } finally {
    await world.close();
  }
});
