// guests_per_node, kb_per_guest: idle guests on their live connections over TLS, and by how much the server's memory grew for each.
// return_s, return_cpu_s: until all of them are back after the server was killed and started again, and the processor time that this
// takes the server (the clock also sees whatever else the machine does).
import { readFileSync } from "node:fs";
import { House } from "../tests/e2e/lib/house.mjs";
import { USERS, World } from "../tests/e2e/lib/world.mjs";
import { Crowd } from "./lib/crowd.mjs";
import { cpuTime, figure, table, writeFigures } from "./lib/figures.mjs";

const GUESTS = Number(process.env.BENCH_GUESTS ?? 10_000);
/** Some rounds of pings and ticks, so that what the joining itself took is given back. */
const REST_MS = 10_000;

function memoryKb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]);
}

async function measureCrowd(world) {
  const house = new House(world);
  await house.signIn(USERS.other);
  const begun = performance.now();
  await house.fill(GUESTS);
  const filled = (performance.now() - begun) / 1000;
  await world.kill();
  const killed = performance.now();
  await world.start();
  const started = performance.now();
  const empty = memoryKb(world.server.pid);
  const busyBefore = cpuTime(world.server.pid);
  const guests = await Crowd.of(house);
  const busy = (cpuTime(world.server.pid) - busyBefore) / 1e6;
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const full = memoryKb(world.server.pid);
  if (guests.lost > 0) throw new Error(`${guests.lost} connections were lost`);
  await guests.end();
  house.close();
  console.log(`${GUESTS} guests invited and checked in within ${filled.toFixed(0)} s; the server was up again ${Math.round(started - killed)} ms after its death`);
  console.log(table([["", "resident kB"], ["before they came", empty], ["with all of them", full]]));
  return { kb: (full - empty) / GUESTS, returned: guests.ms / 1000, busy };
}

const world = await World.create({ host: "127.0.0.1", proxies: "127.0.0.0/8", logLevel: "warn" });
try {
  const { kb, returned, busy } = await measureCrowd(world);
  console.log(`${GUESTS} idle guests over TLS: ${kb.toFixed(1)} kB each; all back ${returned.toFixed(1)} s after the server's start, which took ${busy.toFixed(1)} s of its processor time`);
  writeFigures({ guests_per_node: figure([GUESTS], "guests"), kb_per_guest: figure([kb], "kB", 1), return_s: figure([returned], "s", 1), return_cpu_s: figure([busy], "s", 1) });
} finally {
  await world.close();
}
