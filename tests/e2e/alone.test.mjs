// W3 on the wire: every byte that a guest's connection gets while others come, write, go and are taken in or turned away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { practiceDay } from "./lib/appointments.mjs";
import { OPCODE, PASSED, readFrames, WireCaller, WireGuest, WireHost } from "./lib/wire.mjs";
import { USERS, World } from "./lib/world.mjs";

const QUICKLY = { reconnecting_after_ms: 300, left_after_ms: 900 };
/** Many times what a test takes: only one that never comes to its end is stopped. */
const LIMIT = { timeout: 480_000 };
const FAILED = { ...PASSED, result: "failed", camera: "failed" };

async function call(caller, method, path, body) {
  const answer = await caller.call(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A practice with a host who is signed in and listens, and guests who come by links. */
class House {
  #lines = [];
  others = [];

  static async open({ timing = {} } = {}) {
    const house = new House();
    house.world = await World.create({ timing, proxies: "127.0.0.1, ::1" });
    house.host = new WireCaller(house.world.url, "198.51.100.7");
    const { email, password } = USERS.provider;
    await call(house.host, "POST", "/session", { email, password });
    house.desk = new WireHost(house.host);
    house.#lines.push(house.desk);
    await house.desk.listen();
    return house;
  }

  async invite(name) {
    const made = await call(this.host, "POST", "/invitations", { kind: "waiting_room", via: "link", ...(name ? { name } : {}) });
    const guest = new WireGuest(this.world.url, made.link);
    guest.id = made.invitation.id;
    this.#lines.push(guest);
    return guest;
  }

  /** One of those of whom nobody may hear. */
  async other(name) {
    const guest = await this.invite(name);
    this.others.push(guest);
    return guest;
  }

  async arrival(name) {
    const guest = await this.other(name);
    await guest.checkIn();
    await guest.listen();
    return guest;
  }

  /** An appointment for this many booked clients, with its one link: {id, link, token}. */
  async book(clientCount) {
    const clients = [];
    for (let n = 0; n < clientCount; n++) {
      const contact = { name: `Booked Otherwise ${n}`, email: `booked-${n}@patients.example`, mobile: "", birth_date: "", notes: "" };
      clients.push((await call(this.host, "POST", "/contacts", contact)).id);
    }
    const appointment = { title: "Unspoken Matter", date: practiceDay(1), time: "12:00", length_min: 30, client_ids: clients };
    const { id } = await call(this.host, "POST", "/appointments", appointment);
    const { link } = await call(this.host, "GET", `/appointments/${id}/link`);
    return { id, link, token: new URL(link).hash.slice(1) };
  }

  /** Somebody who comes by an appointment's link: one of those of whom nobody may hear, if `hidden`. */
  async comer(appointment, name, hidden = true) {
    const guest = new WireGuest(this.world.url, appointment.link);
    this.#lines.push(guest);
    await did(guest, "/guest/take", { name });
    await did(guest, "/guest/preflight", { preflight: PASSED });
    await guest.listen();
    const room = await call(this.host, "GET", "/waiting-room");
    guest.id = room.guests.find((row) => row.name === name).id;
    if (hidden) this.others.push(guest);
    return guest;
  }

  start(...guests) {
    return call(this.host, "POST", "/visits", { invitation_ids: guests.map((guest) => guest.id) });
  }

  async close() {
    for (const line of this.#lines) line.close();
    await this.world.close();
  }
}

async function did(guest, path, body) {
  const answer = await guest.post(path, body);
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
}

/** From here on a connection may get pings and the answers to its own beats, and not one byte else. */
async function quietFrom(guest) {
  await guest.roundTrip();
  const begin = guest.bytes().length;
  return async (name) => {
    await guest.roundTrip();
    const { frames, rest } = readFrames(guest.bytes().subarray(begin));
    assert.equal(rest.length, 0, `${name}: half a frame`);
    const isPing = ({ opcode, payload }) => opcode === OPCODE.ping && payload.length === 0;
    const isBeat = ({ opcode, payload }) => opcode === OPCODE.text && payload.toString() === '{"type":"beat"}';
    const news = frames.filter((frame) => !isPing(frame) && !isBeat(frame)).map((frame) => frame.payload.toString());
    assert.deepEqual(news, [], `${name}'s connection carried what others caused`);
    assert.ok(frames.some(isBeat), "the connection was alive");
  };
}

const seqOf = (guest) => guest.frames.findLast((frame) => frame.message?.stream === "guest").message.seq;
const timeless = ({ body }) => ({ ...body, now_ms: 0 });

/** Ten others, and all that can happen to them; `visit` is running, and two of them were taken into it. */
async function tenComeAndGo(house, visit, [joins, isRemoved]) {
  const { host, desk } = house;
  await did(joins, "/guest/join");
  await did(isRemoved, "/guest/join");
  const waits = await house.arrival("Wilhelmina Otherwise");
  await did(waits, "/guest/preflight", { preflight: PASSED });
  await did(waits, "/guest/texts", { text: "Otherwise I come tomorrow" });
  await call(host, "POST", `/invitations/${waits.id}/texts`, { text: "Otherwise Thursday" });
  const fails = await house.other("Fortunato Otherwise");
  await did(fails, "/guest/take");
  await did(fails, "/guest/preflight", { preflight: FAILED });
  await did(fails, "/guest/help");
  const writesTheirName = await house.other();
  await did(writesTheirName, "/guest/take", { name: "Typhaine Otherwise" });
  await did(writesTheirName, "/guest/preflight", { preflight: PASSED });
  const cancelled = await house.other("Cassian Otherwise");
  await call(host, "POST", `/invitations/${cancelled.id}/cancel`);
  const turnedAway = await house.arrival("Theodric Otherwise");
  await call(host, "POST", `/invitations/${turnedAway.id}/remove`);
  const sentAgain = await house.other("Seraphine Otherwise");
  await call(host, "POST", `/invitations/${sentAgain.id}/send-again`);
  const moves = await house.arrival("Montserrat Otherwise");
  await did(new WireGuest(house.world.url, `${house.world.url}/join#${moves.token}`), "/guest/take");
  const drops = await house.arrival("Desmond Otherwise");
  drops.close();
  await desk.heard("guest.presence", ({ id, presence }) => id === drops.id && presence.state === "left");
  await drops.listen();
  await call(host, "POST", `/invitations/${joins.id}/hold`);
  await call(host, "POST", `/invitations/${joins.id}/take-in`);
  await did(joins, "/guest/join");
  await did(joins, "/guest/leave");
  await call(host, "POST", `/invitations/${isRemoved.id}/remove`);
  const { rooms } = await call(host, "GET", `/invitations/${waits.id}/hand-over`);
  const own = await call(host, "GET", "/waiting-room");
  await call(host, "POST", `/invitations/${waits.id}/hand-over`, { from_room_id: own.room_id, room_id: rooms[0].room_id });
  assert.equal(house.others.length, 10);
}

function namesNobodyElse(house, guest, who) {
  const bytes = guest.bytes().toString("latin1");
  for (const other of house.others) {
    assert.ok(!bytes.includes(other.id), `${who} got the id of another`);
    // An appointment's link is the same for all who come by it.
    assert.ok(other.token === guest.token || !bytes.includes(other.token), `${who} got the token of another`);
  }
  assert.ok(!bytes.includes("Otherwise"), `${who} got a name of another`);
}

test("W3: ten others come, write, check in, leave, are admitted, held, handed over and removed, and a guest who waits gets not one byte of it", LIMIT, async () => {
  const house = await House.open({ timing: QUICKLY });
  try {
    const [waiting, untested, held] = [await house.invite("Quiet Waiting"), await house.invite("Quiet Untested"), await house.invite("Quiet Held")];
    for (const guest of [waiting, held]) await guest.checkIn();
    await did(untested, "/guest/take");
    for (const guest of [waiting, untested, held]) await guest.listen();
    const taken = [await house.arrival("Jocasta Otherwise"), await house.arrival("Ruaridh Otherwise")];
    const visit = await house.start(held, ...taken);
    await did(held, "/guest/join");
    await call(house.host, "POST", `/invitations/${held.id}/hold`);
    await held.heard("guest.view", ({ state }) => state === "on_hold");

    const guests = { waiting, untested, held };
    const checks = await Promise.all(Object.values(guests).map(quietFrom));
    const viewBefore = timeless(await waiting.post("/guest/open"));
    const seqBefore = seqOf(waiting);
    await tenComeAndGo(house, visit, taken);
    for (const [n, name] of Object.keys(guests).entries()) await checks[n](name);
    await call(house.host, "POST", `/visits/${visit.id}/end`);
    await checks[0]("waiting");
    await checks[1]("untested");
    for (const [name, guest] of Object.entries(guests)) namesNobodyElse(house, guest, name);
    assert.deepEqual(timeless(await waiting.post("/guest/open")), viewBefore, "nor does what the page may ask for");

    // The line was not simply deaf: the guest's own news come, and their number tells of nothing in between.
    const own = waiting.until((frame) => frame.message?.name === "guest.view");
    await house.start(waiting);
    assert.equal((await own).message.seq, seqBefore + 1, "a gap would count what others did");
  } finally {
    await house.close();
  }
});

test("W3: a guest who waits gets no media, and one in the visit hears of nobody who waits or has not joined", LIMIT, async () => {
  const house = await House.open();
  try {
    const [inside, taken] = [await house.invite("Quiet Inside"), await house.arrival("Jocasta Otherwise")];
    await inside.checkIn();
    await inside.listen();
    const waiting = await house.arrival("Wilhelmina Otherwise");
    const visit = await house.start(inside, taken);
    await did(inside, "/guest/join");
    for (const guest of [waiting, taken]) {
      const answer = guest.until((frame) => frame.message?.type === "reply");
      guest.send({ type: "media", id: 1, method: "receive.start", data: {} });
      assert.ok((await answer).message.error, "whoever is not in the visit asks for its media in vain");
    }
    await (await house.arrival("Fortunato Otherwise")).close();
    await call(house.host, "POST", `/invitations/${waiting.id}/remove`);
    await call(house.host, "POST", `/invitations/${inside.id}/hold`);
    await call(house.host, "POST", `/invitations/${inside.id}/take-in`);
    await did(inside, "/guest/join");
    await inside.roundTrip();
    assert.ok(inside.news().some((frame) => frame.message?.name === "visit.changed"), "the guest hears of the visit");
    namesNobodyElse(house, inside, "the guest in the visit");
    await call(house.host, "POST", `/visits/${visit.id}/end`);
  } finally {
    await house.close();
  }
});

test("W3, W12, W13: a guest who waits gets not one byte of what others and the staff write, nor of who is handed over", LIMIT, async () => {
  const house = await House.open();
  try {
    const waiting = await house.invite("Quiet Waiting");
    await waiting.checkIn();
    await waiting.listen();
    const { host } = house;
    const [writes, goes] = [await house.arrival("Wilhelmina Otherwise"), await house.arrival("Fortunato Otherwise")];
    const check = await quietFrom(waiting);
    await did(writes, "/guest/texts", { text: "Otherwise, said Wilhelmina" });
    await call(host, "POST", `/invitations/${writes.id}/texts`, { text: "Otherwise, said the doctor" });
    await call(host, "POST", `/invitations/${writes.id}/texts/read`, { sequence: 1 });
    const { room_id: own } = await call(host, "GET", "/session");
    const { rooms } = await call(host, "GET", `/invitations/${goes.id}/hand-over`);
    await call(host, "POST", `/invitations/${goes.id}/hand-over`, { from_room_id: own, room_id: rooms[0].room_id });
    await goes.heard("guest.view", ({ host_name }) => host_name === rooms[0].owner_name);
    await check("waiting");

    // The room's notice comes to everybody alike; it counts nobody, however often it spoke to others before.
    await call(host, "PUT", `/rooms/${own}/notice`, { text: "Running late" });
    await writes.heard("notice.changed", ({ notice }) => notice.text === "Running late");
    const late = await house.invite("Quiet Late");
    await late.checkIn();
    await late.listen();
    const heard = late.until((frame) => frame.message?.name === "notice.changed");
    await call(host, "DELETE", `/rooms/${own}/notice`);
    assert.equal((await heard).message.seq, 0);
    await goes.roundTrip();
    assert.ok(!goes.news().some((frame) => frame.message?.name === "notice.changed"), "who was handed over hears the old room no more");
    for (const [name, guest] of Object.entries({ waiting, late })) namesNobodyElse(house, guest, name);
  } finally {
    await house.close();
  }
});

/** All that a connection heard from `begin` on but pings and beats: the names of the events, and what the door offered. */
function heardSince(guest, begin) {
  const { frames } = readFrames(guest.bytes().subarray(begin));
  const messages = frames.filter((frame) => frame.opcode === OPCODE.text).map((frame) => JSON.parse(frame.payload.toString()));
  return messages.filter(({ type }) => type !== "beat").map((message) => `${message.name} ${message.data?.door?.offer}`);
}

test("W3: at an appointment's door a guest hears of nothing but the change of what is offered to themselves", LIMIT, async () => {
  const house = await House.open();
  try {
    const appointment = await house.book(2);
    const elsewhere = await house.invite("Quiet Elsewhere");
    await elsewhere.checkIn();
    await elsewhere.listen();
    const quiet = await house.comer(appointment, "Quiet Comer", false);
    const checkElsewhere = await quietFrom(elsewhere);
    await quiet.roundTrip();
    const begin = quiet.bytes().length;
    const seqBefore = seqOf(quiet);
    const come = (name) => house.comer(appointment, `${name} Otherwise`);
    const answer = (guest, word, body) => call(house.host, "POST", `/invitations/${guest.id}/${word}`, body);

    const [first, second] = [await come("Wilhelmina"), await come("Fortunato")];
    const visit = await call(house.host, "POST", `/appointments/${appointment.id}/start`);
    await did(first, "/guest/join"); // One place of two is taken: the others may still join.
    await did(second, "/guest/join"); // None is left.
    const others = [await come("Typhaine"), await come("Cassian"), await come("Theodric"), await come("Seraphine"), await come("Montserrat")];
    for (const guest of others.slice(0, 4)) await did(guest, "/guest/ask");
    await answer(others[0], "admit");
    await did(others[0], "/guest/join");
    await answer(others[1], "deny", {});
    await answer(others[2], "deny", { block: true });
    await call(house.host, "POST", `/visits/${visit.id}/admit-all`);
    await did(others[3], "/guest/join");
    others[4].close();
    await did(others[0], "/guest/leave");
    await did(first, "/guest/leave"); // Two are still in.
    await did(second, "/guest/leave"); // A place is free.
    await did(second, "/guest/join");
    await answer(others[3], "remove"); // So is one now, but not for strangers (V4).
    await call(house.host, "POST", `/visits/${visit.id}/end`);
    await quiet.roundTrip();

    const told = ["join", "ask", "join", "ask", "wait"].map((offer) => `guest.view ${offer}`);
    assert.deepEqual(heardSince(quiet, begin), told, "an event for each change of one's own offer, and for nothing else");
    assert.equal(seqOf(quiet), seqBefore + told.length, "a gap would count what others did");
    await checkElsewhere("elsewhere");
    for (const [name, guest] of Object.entries({ quiet, elsewhere })) {
      namesNobodyElse(house, guest, name);
      assert.ok(!guest.bytes().includes("Unspoken"), "what the visit is about");
    }
  } finally {
    await house.close();
  }
});
