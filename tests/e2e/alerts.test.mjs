import { assert } from "./lib/person.mjs";
import { mayBegin, silentUntilPressed } from "./lib/silence.mjs";
import { scene } from "./lib/stage.mjs";
import { check } from "./lib/access.mjs";
import { call, chooseRoom, grantRoom } from "./lib/appointments.mjs";
import { House } from "./lib/house.mjs";
import { arrive, copyLink, join, openLink, pressTest, signIn, signInHere, startWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const TONES_A_SOUND = 2;
const SILENT = "Turn on sound: your browser keeps this page silent until you press something on it";
const MOBILE = "+44 7700 900182";
const E164 = "+447700900182";

/** Runs before the page's own code: keeps what a desktop notification would have shown, and how many tones were played. */
function keepAlerts() {
  window.alertsOfThisPage = { notifications: [], tones: 0 };
  window.Notification = class extends EventTarget {
    static permission = "granted";
    constructor(title, options) {
      super();
      window.alertsOfThisPage.notifications.push(JSON.stringify([title, options ?? null]));
    }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    window.alertsOfThisPage.tones += 1;
    return start.apply(this, args);
  };
}

/** Runs before the page's own code: whatever its line says of a visit, the host is held for away, as after a line that stutters. */
function hearThatHostIsAway() {
  const away = (visit) => visit && { ...visit, host_away_until_ms: Date.now() + 300_000 };
  const told = (message) => {
    if (message.name === "visit.changed") window.heardAway = true;
    if (message.name === "visit.changed") return { ...message, data: away(message.data) };
    if (message.type === "snapshot") return { ...message, data: { ...message.data, visit: away(message.data.visit) } };
    return message;
  };
  window.WebSocket = class extends window.WebSocket {
    set onmessage(listen) {
      super.onmessage = (event) => listen({ data: JSON.stringify(told(JSON.parse(event.data))) });
    }
  };
}

const alertsOf = (host) => host.page.evaluate(() => window.alertsOfThisPage);

/** Resolves when this page is the one of its browser that sounds and shows: what arrives before is told without either. */
const hasTheTurn = (host) =>
  host.until("its turn to sound and to show", () =>
    host.page.evaluate(async () => {
      const held = (await navigator.locks.query()).held.map((lock) => lock.name);
      return held.includes("anteroom-sound") && held.includes("anteroom-desktop");
    }),
  );

async function signInListening(stage, user = USERS.provider, options = {}) {
  const host = await stage.person(user.name, options);
  await host.page.evaluateOnNewDocument(keepAlerts);
  await host.goto(stage.world.url);
  await signInHere(host, user);
  await hasTheTurn(host);
  return host;
}

const sounded = (host, count) =>
  host.until(`${count} sounds`, async () => (await alertsOf(host)).tones === count * TONES_A_SOUND);

scene("W7: with the tab hidden an arrival is told by a desktop notification and a sound, and names nobody", {}, async (stage) => {
  const host = await signInListening(stage);
  const seen = await copyLink(host, { name: "Amara Osei" });
  const unseen = await copyLink(host, { name: "Zephyrine Quill" });
  await arrive(stage, "Amara Osei", seen);
  await host.seeText("Amara Osei is in the waiting room");
  await sounded(host, 1);
  assert.deepEqual((await alertsOf(host)).notifications, [], "who looks at the page needs no notification of the system");

  await host.hide();
  await arrive(stage, "Zephyrine Quill", unseen);
  await host.seeText("Zephyrine Quill is in the waiting room");
  await sounded(host, 2);
  const { notifications } = await alertsOf(host);
  assert.equal(notifications.length, 1);
  assert.doesNotMatch(notifications[0], /Zephyrine|Quill/);
});

scene("W7 W16: every arrival alerts, not just the first, wherever in the app the host is, and Join leads to the right patient", {}, async (stage) => {
  const host = await signInListening(stage);
  const names = ["Amara Osei", "Bela Toth", "Cem Ak"];
  const links = [];
  for (const name of names) links.push(await copyLink(host, { name }));
  await host.press("link", "Settings");
  await host.see("region", "My waiting room");
  for (const [index, name] of names.entries()) {
    await arrive(stage, name, links[index]);
    await host.seeText(`${name} is in the waiting room`);
    await sounded(host, index + 1);
  }
  const region = await host.see("region", "Notifications");
  const toast = await host.until("Bela Toth's notification", async () => {
    for (const element of await region.$$(".toast")) if ((await element.evaluate((e) => e.innerText)).includes("Bela Toth")) return element;
    return null;
  });
  await host.button("Join", { within: toast });
  await host.heading("Ready to start");
  await host.item("About to enter", "Bela Toth");
  assert.deepEqual((await host.items("About to enter")).length, 1);
});

scene("W16: guests who arrived while the host's line was down alert when it is back, each of them", { network: true }, async (stage) => {
  const host = await signInListening(stage, USERS.provider, stage.inside);
  const names = ["Amara Osei", "Bela Toth"];
  const links = [];
  for (const name of names) links.push(await copyLink(host, { name }));
  stage.network.offline();
  for (const [index, name] of names.entries()) await arrive(stage, name, links[index]);
  await host.seeText("Reconnecting");
  assert.equal((await alertsOf(host)).tones, 0);
  stage.network.online();
  for (const name of names) await host.seeText(`${name} is in the waiting room`);
  await sounded(host, names.length);
});

scene("I9 W12: a right that was granted, or taken back, while the delegate's line was down holds when it is back", { network: true }, async (stage) => {
  const house = new House(stage.world);
  stage.onClose(async () => house.close());
  // Without a browser: one would give up what it asks while the machine's networks change.
  const owner = await house.signIn(USERS.provider);
  const delegate = await signIn(stage, USERS.other, stage.inside);
  const { user } = await call(delegate, "GET", "/session");
  const whileCut = async (method, rights) => {
    stage.network.offline();
    await delegate.seeText("Reconnecting");
    await owner.call(method, `/settings/grants/${user.id}`, rights);
    stage.network.online();
    await delegate.textGone("Reconnecting");
  };
  await owner.call("POST", "/invitations", { kind: "waiting_room", via: "link", name: "Amara Osei" });
  await whileCut("PUT", { send: true, view: true, admit: false });
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.item("Waiting room", "Amara Osei");
  await whileCut("DELETE");
  await delegate.gone("combobox", "Waiting room of");
  await delegate.itemGone("Waiting room", "Amara Osei");
  await delegate.see("button", "Invite");
});

scene("W3 W16: while the host is in a visit an arrival is shown and not sounded: the guest would hear it", {}, async (stage) => {
  const host = await signInListening(stage);
  const first = await copyLink(host, { name: "Amara Osei" });
  const second = await copyLink(host, { name: "Bela Toth" });
  const guest = await arrive(stage, "Amara Osei", first);
  await sounded(host, 1);
  await startWith(host, "Amara Osei");
  await join(guest);
  await arrive(stage, "Bela Toth", second);
  await host.seeText("Bela Toth is in the waiting room");
  assert.equal((await alertsOf(host)).tones, TONES_A_SOUND);
});

scene("W3 W16: nor while the server holds the host for away whose page has the visit open", {}, async (stage) => {
  const host = await stage.person(USERS.provider.name);
  for (const prepare of [keepAlerts, hearThatHostIsAway]) await host.page.evaluateOnNewDocument(prepare);
  await host.goto(stage.world.url);
  await signInHere(host, USERS.provider);
  await hasTheTurn(host);
  const links = [await copyLink(host, { name: "Amara Osei" }), await copyLink(host, { name: "Bela Toth" })];
  const guest = await arrive(stage, "Amara Osei", links[0]);
  await sounded(host, 1);
  await startWith(host, "Amara Osei");
  await join(guest);
  await host.see("group", "Amara Osei");
  await host.until("word of the visit", () => host.page.evaluate(() => window.heardAway === true));
  await arrive(stage, "Bela Toth", links[1]);
  await host.seeText("Bela Toth is in the waiting room");
  assert.equal((await alertsOf(host)).tones, TONES_A_SOUND);
});

async function write(guest, text) {
  await guest.page.bringToFront();
  await guest.fill("Message", text);
  await guest.button("Send");
  await guest.until(`"${text}" among the messages`, () => guest.page.evaluate((words) => document.querySelector("[role=log]")?.innerText.includes(words), text));
}

scene("W13 W16: a guest's text alerts as an arrival does, once for two tabs, with no word of it, and not where the conversation is read", {}, async (stage) => {
  const host = await signInListening(stage);
  const tab = await stage.person(`${USERS.provider.name}, second tab`, { profile: host.profile });
  await tab.page.evaluateOnNewDocument(keepAlerts);
  await tab.goto(stage.world.url);
  await tab.see("button", "Invite");
  await host.page.bringToFront();
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }));
  const both = async () => (await alertsOf(host)).tones + (await alertsOf(tab)).tones;
  const soundedOnce = async (count) => {
    await host.until(`${count} sounds in the two tabs`, async () => (await both()) >= count * TONES_A_SOUND);
    assert.equal(await both(), count * TONES_A_SOUND);
  };
  for (const page of [host, tab]) await page.seeText("Mara Lind is in the waiting room");
  await soundedOnce(1);
  await host.press("link", "Settings");
  await write(mara, "My picture is upside down");
  for (const page of [host, tab]) await page.seeText("New message from Mara Lind");
  await soundedOnce(2);
  await host.page.bringToFront();
  assert.ok(!(await host.page.evaluate(() => document.body.innerText)).includes("upside"), "what is told holds no word of it");
  await check(host, "told of a text");

  // The answer is written where one is; what comes then is read as it comes.
  await host.button("Reply");
  await host.see("dialog", "Messages with Mara Lind");
  await tab.textGone("New message");
  await write(mara, "Shall I turn it round?");
  await host.until("the second text", () => host.page.evaluate(() => document.querySelector("[role=log]")?.innerText.includes("Shall I")));
  await tab.until("it read again", async () => !(await tab.page.evaluate(() => document.body.innerText)).includes("ew message"));
  assert.equal(await both(), 2 * TONES_A_SOUND, "the conversation is open and seen");

  // Open and not seen: it alerts, and stays unread.
  await host.hide();
  await write(mara, "Hello?");
  await soundedOnce(3);
  await tab.seeText("New message from Mara Lind");
  const shown = async () => [...(await alertsOf(host)).notifications, ...(await alertsOf(tab)).notifications];
  await host.until("a notification of one of the two tabs", async () => (await shown()).length > 0);
  const told = await shown();
  assert.equal(told.length, 1);
  assert.doesNotMatch(told[0], /Mara|Lind|Hello/);
});

/** Turns a way on or off and waits until it holds. */
async function choose(host, way, on = true) {
  const region = await host.see("region", "My waiting room");
  const checked = async () => (await host.see("checkbox", way, { within: region })).evaluate((element) => element.checked);
  if ((await checked()) === on) return;
  await host.press("checkbox", way, { within: region });
  await host.until(`${way} ${on ? "on" : "off"}`, async () => (await checked()) === on);
}

async function openAlerts(host) {
  await host.press("link", "Settings");
  await host.see("list", "When a guest arrives", { within: await host.see("region", "My waiting room") });
}

scene("W16 I13: each alert has a test button; what is sent with every arrival names nobody", {}, async (stage) => {
  const host = await signInListening(stage);
  const { outbox } = stage.world;
  const links = [await copyLink(host, { name: "Zephyrine Quill" }), await copyLink(host, { name: "Amara Osei" })];
  await openAlerts(host);
  await host.button("Test sound");
  await host.seeText("You should have heard two rising tones");
  await sounded(host, 1);
  await host.button("Test notification");
  await host.seeText("A notification is on your screen");
  assert.equal((await alertsOf(host)).notifications.length, 1);

  await choose(host, "E-mail");
  await host.button("Test e-mail");
  const tested = await outbox.next((message) => message.to === USERS.provider.email);
  assert.match(tested.text, /This is a test/);

  await host.press("checkbox", "Text message");
  await host.seeText("Enter your mobile number first");
  await host.fill("Your mobile number", "07700 900182");
  await host.button("Save number");
  await host.seeText("Write it with its country code");
  await host.fill("Your mobile number", MOBILE);
  await choose(host, "Text message");
  await host.reload();
  await openAlerts(host);
  await choose(host, "Text message");

  const before = outbox.messages.length;
  const names = ["Zephyrine Quill", "Amara Osei"];
  for (const [index, name] of names.entries()) await arrive(stage, name, links[index]);
  const about = (to) => outbox.messages.slice(before).filter((message) => message.to === to);
  await host.until("two e-mails and two text messages", () => about(USERS.provider.email).length === 2 && about(E164).length === 2);
  for (const message of outbox.messages.slice(before)) {
    assert.match(message.text, /guest has arrived in your waiting room/i);
    assert.doesNotMatch(JSON.stringify(message), /Zephyrine|Quill|Amara|Osei/);
    assert.ok(message.text.includes(stage.world.url), "where to sign in");
    assert.ok(!message.text.includes("#"), "no link of a guest's");
  }
});

scene("W16: a delegate hears of arrivals in the rooms that they chose, and of no others", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signInListening(stage, USERS.other);
  const links = [];
  for (const name of ["Amara Osei", "Bela Toth"]) links.push(await copyLink(owner, { name }));
  await grantRoom(owner, delegate, { send: true, view: true, admit: true });
  await openAlerts(delegate);
  const ofOwner = `Waiting room of ${USERS.provider.name}`;
  await delegate.see("checkbox", ofOwner);
  await arrive(stage, "Amara Osei", links[0]);
  await owner.itemSays("Waiting room", "Amara Osei", "checked in");
  await choose(delegate, ofOwner);
  await arrive(stage, "Bela Toth", links[1]);
  await delegate.seeText(`Bela Toth is in the waiting room of ${USERS.provider.name}`);
  await sounded(delegate, 1);
  assert.equal(await delegate.page.evaluate(() => document.body.innerText.includes("Amara")), false, "it was not chosen yet");
  await delegate.button("Join", { within: await delegate.see("region", "Notifications") });
  await delegate.heading("Ready to start");
  await delegate.item("About to enter", "Bela Toth");
});

scene("W16: a browser that keeps the page silent is said so, and one press turns the sound on", {}, async (stage) => {
  const host = await stage.person(USERS.provider.name);
  await host.page.evaluateOnNewDocument(silentUntilPressed);
  await host.goto(stage.world.url);
  await signInHere(host, USERS.provider);
  // Signing in was a press.
  await host.gone("button", SILENT);
  // Another tab: signed in already, nothing was pressed on it.
  const tab = await stage.person(`${USERS.provider.name}, second tab`, { profile: host.profile });
  await tab.page.evaluateOnNewDocument(silentUntilPressed);
  await tab.page.evaluateOnNewDocument(keepAlerts);
  await tab.goto(stage.world.url);
  await mayBegin(tab);
  await tab.button(SILENT);
  await tab.gone("button", SILENT);
  await sounded(tab, 1);
});

scene("W17: with every alert off the waiting room is on: guests check in and the host sees them", {}, async (stage) => {
  const host = await signInListening(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  await openAlerts(host);
  for (const way of ["Sound", "Desktop notification"]) await choose(host, way, false);
  const region = await host.see("region", "My waiting room");
  const names = await Promise.all(
    (await region.$$('::-p-aria([role="checkbox"])')).map((box) => box.evaluate((element) => element.getAttribute("aria-label"))),
  );
  assert.ok(!names.some((name) => /waiting room (is|on|off|open)/i.test(name)), names.join());
  const guest = await openLink(stage, "Amara Osei", link);
  await pressTest(guest);
  await guest.heading("You are checked in");
  await host.seeText("Amara Osei is in the waiting room");
  assert.deepEqual(await alertsOf(host), { notifications: [], tones: 0 });
});

scene("V18: the alerts pass axe in both themes and fit a small phone", {}, async (stage) => {
  const host = await signIn(stage);
  await openAlerts(host);
  await check(host, "alerts");
  await host.press("checkbox", "Text message");
  await host.seeText("Enter your mobile number first");
  await check(host, "alerts with a missing number");
});
