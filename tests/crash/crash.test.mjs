// The promise of the store, from outside: what was acknowledged is there after SIGKILL at any moment, and once. CRASH_CYCLES times.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { USERS, World } from "../e2e/lib/world.mjs";
import { Client, moreAnswers } from "./lib/client.mjs";
import { answer, checkDoor, openDoor, visit } from "./lib/door.mjs";
import { Rooms } from "./lib/room.mjs";

const CYCLES = Number(process.env.CRASH_CYCLES ?? 20);
const WRITERS = 4;
const VISITORS = 3; // at the door of one appointment at a time
const KILL_AFTER_MAX = 1_500; // answers
const KEPT_MAX = 500; // A room holds 1,000: every cycle must find room to write in.

async function signIn(world, { email, password }) {
  const client = new Client(world.url);
  const answer = await client.call("POST", "/session", { email, password });
  assert.equal(answer.status, 201);
  return client;
}

function count(totals, door) {
  for (const { state, answer: said } of door.guests.values()) {
    totals.asked += state === "checked_in" ? 0 : 1;
    totals.admitted += said === "admit" ? 1 : 0;
    totals.in += state === "in" ? 1 : 0;
  }
}

test(`W10 W12 W13 A8 I12: what was acknowledged outlasts SIGKILL, ${CYCLES} times`, { timeout: 120_000 + CYCLES * 30_000 }, async (t) => {
  const world = await World.create({ logLevel: "warn", proxies: "127.0.0.1, ::1" });
  try {
    const host = await signIn(world, USERS.provider);
    const rooms = await Rooms.open(world, host, await signIn(world, USERS.other));
    const contact = await host.call("POST", "/contacts", { name: "Ida Falk", email: "ida@example.com", mobile: "", birth_date: "", notes: "" });
    assert.equal(contact.status, 201);
    const totals = { asked: 0, admitted: 0, in: 0, texts: 0, handedOver: 0 };
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const door = await openDoor(host, contact.body.id, cycle);
      const visitors = Array.from({ length: VISITORS }, (_, n) => visit(world, door, `visitor-${cycle}-${n}`));
      const writers = Array.from({ length: WRITERS }, (_, n) => rooms.write(`guest-${cycle}-${n}`));
      const answering = answer(host, door);
      // The moment of the kill is the stimulus: anywhere between the first write and some hundreds later, others under way.
      await moreAnswers(randomInt(KILL_AFTER_MAX));
      await world.kill();
      await Promise.all([...writers, ...visitors, answering]);
      await world.start();
      await rooms.check(cycle);
      await checkDoor(host, door, cycle);
      count(totals, door);
      if (rooms.guests.size > KEPT_MAX || cycle === CYCLES - 1) {
        const { texts, handedOver } = rooms.totals();
        totals.texts += texts;
        totals.handedOver += handedOver;
        await rooms.clear();
      }
    }
    t.diagnostic(`${CYCLES} crashes; ${JSON.stringify(totals)}; ${rooms.letters} letters came, ${rooms.twice} of them twice`);
    if (CYCLES >= 20) for (const [what, times] of Object.entries(totals)) assert.ok(times > 0, `${what}: never under load`);
  } finally {
    await world.close();
  }
});
