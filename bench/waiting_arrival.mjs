// arrival_ms: with 500 guests waiting, over TLS, from a guest's check-in being sent until it shows on the host's page in a browser;
// arrival_wire_ms: until the host's connection receives it.
import { launch, newPage, newProfile } from "../tests/e2e/lib/browsers.mjs";
import { House } from "../tests/e2e/lib/house.mjs";
import { Person } from "../tests/e2e/lib/person.mjs";
import { signInHere } from "../tests/e2e/lib/steps.mjs";
import { USERS, World } from "../tests/e2e/lib/world.mjs";
import { Crowd } from "./lib/crowd.mjs";
import { figure, median, writeFigures } from "./lib/figures.mjs";
import { openLive } from "./lib/live.mjs";

const WAITING = 500;
const RUNS = Number(process.env.BENCH_RUNS ?? 40);

/** Runs in the host's page: window.shown resolves to the time at which the guest's row is drawn as checked in. */
function watchRow(name) {
  const row = [...document.querySelectorAll("[role=list] > li")].find((item) => item.innerText.includes(name));
  window.shown = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!row.textContent.includes("checked in")) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel(); // Its message comes after the frame that is about to be drawn.
        channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        channel.port2.postMessage(null);
      });
    });
    observer.observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

const now = () => performance.timeOrigin + performance.now();

/** The host's own connection: `arrived(id)` resolves to the time at which it hears that the guest checked in. */
async function hostLine(house, host) {
  const waiting = new Map();
  const { cookie, address } = host;
  const socket = await openLive(house.origin, { cookie, address, hello: { type: "hello", as: "user" } }, (text) => {
    const message = text.includes('"guest.arrived"') ? JSON.parse(text) : undefined;
    if (message?.name === "guest.arrived") waiting.get(message.data.id)?.(now());
  });
  return { arrived: (id) => new Promise((resolve) => waiting.set(id, resolve)), close: () => socket.destroy() };
}

/** A browser that shows the host's waiting room. */
async function hostPage(world) {
  const launched = await launch("chromium");
  const page = await newPage(await newProfile(launched));
  const person = new Person(page, USERS.provider.name);
  await person.goto(world.url);
  await signInHere(person, USERS.provider);
  await person.until("all rows", () => page.evaluate((count) => document.querySelectorAll("[role=list] > li").length >= count, WAITING));
  return { page, close: () => launched.close() };
}

async function measureArrivals(world) {
  const house = new House(world);
  const host = await house.signIn(USERS.provider);
  await house.fill(WAITING);
  const others = await Crowd.of(house);
  const line = await hostLine(house, host);
  const browser = await hostPage(world);
  const wire = [];
  const shown = [];
  for (let n = 0; n < RUNS; n++) {
    const guest = await house.invite(host);
    const name = `Guest ${guest.n}`;
    await browser.page.waitForFunction((text) => [...document.querySelectorAll("[role=list] > li")].some((item) => item.innerText.includes(text)), {}, name);
    await browser.page.evaluate(watchRow, name);
    const heard = line.arrived(guest.id);
    const sent = now();
    await house.checkIn(guest);
    wire.push((await heard) - sent);
    shown.push((await browser.page.evaluate(() => window.shown)) - sent);
  }
  await browser.close();
  line.close();
  await others.end();
  house.close();
  return { wire, shown };
}

const world = await World.create({ host: "127.0.0.1", proxies: "127.0.0.0/8", logLevel: "warn" });
try {
  const { wire, shown } = await measureArrivals(world);
  const says = (values) => `${median(values).toFixed(1)} ms (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
  console.log(`a guest checks in beside ${WAITING} who wait, ${RUNS} times: the host's connection hears it after ${says(wire)}, the page shows it after ${says(shown)}`);
  writeFigures({ arrival_ms: figure(shown, "ms", 1), arrival_wire_ms: figure(wire, "ms", 1) });
} finally {
  await world.close();
}
