// While a page loads, nothing that can be pressed moves away: whoever presses it then would press something else.
import { addContact, call, practiceDay } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { copyLink, openLink, pressTest, signIn } from "./lib/steps.mjs";

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Runs before the page's own code: what the live connection says of the room waits until `letIn()`. Its beats are answered. */
function holdRoom() {
  let open = false;
  const waiting = [];
  window.letIn = () => {
    open = true;
    for (const hear of waiting.splice(0)) hear();
  };
  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(heard) {
      set.call(this, (event) => {
        if (open || JSON.parse(event.data).stream !== "room") heard.call(this, event);
        else waiting.push(() => heard.call(this, event));
      });
    },
  });
}

/** A door for a person's page: closed, the server's answers to `held` wait before it. */
async function doorFor(person, held) {
  const session = await person.page.createCDPSession();
  let open = true;
  const waiting = [];
  const letOn = (requestId) => session.send("Fetch.continueRequest", { requestId }).catch(() => {});
  session.on("Fetch.requestPaused", ({ requestId, request }) => {
    if (open || !held.test(request.url)) void letOn(requestId);
    else waiting.push(requestId);
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "*/api/*" }] });
  await person.page.evaluateOnNewDocument(holdRoom);
  return {
    close: () => (open = false),
    open: async () => {
      open = true;
      await Promise.all(waiting.splice(0).map(letOn));
      await person.page.evaluate(() => window.letIn());
    },
  };
}

/** Where each thing that can be pressed is on the page, by its name; one that has its name twice is left out. */
function places() {
  const found = new Map();
  for (const element of document.querySelectorAll("button, a[href], input, select, textarea")) {
    const seen = element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
    if (!seen || element.closest("[role=dialog]") !== document.querySelector("[role=dialog]")) continue;
    const name = (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim();
    const { left, top } = element.getBoundingClientRect();
    const twice = found.has(name);
    found.set(name, twice ? null : [Math.round(left + scrollX), Math.round(top + scrollY)]);
  }
  return [...found].filter(([, place]) => place !== null);
}

/** Two frames later everything is drawn, with its typeface. */
const drawn = (person) =>
  person.page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));

/** What moved while `person`'s page loaded; `begun` and `loaded` wait for what is there before and after. */
async function movedWhile(person, door, { start, begun, loaded }) {
  door.close();
  await start();
  await begun();
  await drawn(person);
  const before = await person.page.evaluate(places);
  await door.open();
  await loaded();
  await drawn(person);
  const after = new Map(await person.page.evaluate(places));
  const moved = before.filter(([name, [left, top]]) => {
    const now = after.get(name);
    return now !== undefined && Math.max(Math.abs(now[0] - left), Math.abs(now[1] - top)) > 1;
  });
  return { seen: before.map(([name]) => name), moved: moved.map(([name, place]) => `${name}: ${place} to ${after.get(name)}`) };
}

/** Loads a page of the staff's anew at `hash`. */
const loads = (host, hash) => async () => {
  await host.page.evaluate((to) => (window.location.hash = to), hash);
  await host.page.reload({ waitUntil: "domcontentloaded" });
};

for (const size of SIZES) {
  const width = `${size.width} px`;

  scene(`W8 A1 I1: at ${width} nothing to press moves away while the staff's pages load`, {}, async (stage) => {
    const host = await signIn(stage, undefined, size);
    // A dialog that rises is not one that moves away.
    await host.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    const door = await doorFor(host, /\/api\/v1\/(?!session$)/);
    const check = async (what, wait) => {
      const { seen, moved } = await movedWhile(host, door, wait);
      assert.ok(seen.length > 0, `${what}: nothing was there to press`);
      assert.deepEqual(moved, [], what);
    };
    const page = (hash, heading, loaded) => ({ start: loads(host, hash), begun: () => host.heading(heading), loaded });
    const day = practiceDay(1);
    await check("an empty waiting room", page("#/", "Waiting room", () => host.heading("Nobody is waiting")));
    await check("an empty day", page(`#/appointments/${day}`, "Appointments", () => host.heading("No appointments on this day")));
    await check("an empty address book", page("#/contacts", "Contacts", () => host.heading("Nobody is in the address book")));
    await host.press("link", "Waiting room");
    const ada = await addContact(host, { name: "Ada Brennan", email: "ada@patients.example" });
    await call(host, "POST", "/appointments", { title: "Check-up", date: day, time: "10:00", length_min: 30, client_ids: [ada.id] });
    const { room_id } = await call(host, "GET", "/session");
    await call(host, "PUT", `/rooms/${room_id}/notice`, { text: "Running 20 minutes late, all of us", estimate_min: 20 });
    const guest = await openLink(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }));
    await pressTest(guest);
    await host.itemSays("Waiting room", "Amara Osei", "checked in");
    await host.page.bringToFront();
    const row = () => host.item("Waiting room", "Amara Osei");
    await check("the waiting room", page("#/", "Waiting room", row));
    await check("the day", page(`#/appointments/${day}`, "Appointments", () => host.item("Day", "Ada Brennan")));
    await check("the settings", page("#/settings", "Settings", () => host.heading("My waiting room")));
    await check("the address book", page("#/contacts", "Contacts", () => host.see("button", "New contact")));
    await check("a contact", {
      start: () => host.button("Ada Brennan"),
      begun: () => host.see("dialog", "Change contact"),
      loaded: () => host.field("Notes"),
    });
    await host.page.keyboard.press("Escape");
    await host.press("link", "Waiting room");
    await host.button("Start video chat", { within: await row() });
    await host.see("button", "Join now");
    const ready = await host.page.evaluate(() => window.location.hash);
    await check("ready to start", page(ready, "Ready to start", () => host.see("button", "Join now")));
  });
}
