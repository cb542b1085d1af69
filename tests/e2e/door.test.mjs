// The door of an appointment (A3 to A9): the host on a desktop, the guests on phones, each with a browser profile of their own.
import { check } from "./lib/access.mjs";
import { chooseRoom, grantRoom } from "./lib/appointments.mjs";
import { CALM } from "./lib/browsers.mjs";
import { ask, book, checkIn, client, DESKTOP, goIn, isOffered, openPeople, PHONE, stranger } from "./lib/door.mjs";
import { Caller, House } from "./lib/house.mjs";
import { framesGrow } from "./lib/media.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { endVisit, openLink, pressTest, signIn } from "./lib/steps.mjs";
import { PASSED } from "./lib/wire.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;
const LIMITS = { limitMs: 900_000, devices: CALM };
/** Long enough for a slow machine to look at the door while it lasts. */
const GRACE_MS = 60_000;

/** Runs in the page: at one and the same moment the minute runs and there is nothing to press. */
const waitsItsMinute = () =>
  document.body.innerText.includes("You can ask again in") && ![...document.querySelectorAll("button")].some((button) => button.innerText.includes("Ask to join"));

const says = (person) => person.page.evaluate(() => document.body.innerText);

scene("A3 A4 A5 A9: A and B are booked; C sees Join now until both have joined, Ask to join after", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei", "Bela Toth"], { known: ["Dina Farouk"] });

  // Before the host starts everybody waits, booked or not, signed in or not.
  const a = await client(stage, "Amara Osei", link);
  assert.ok(!(await a.seesNow("textbox", "First name")), "whoever is signed in and booked has a name");
  await checkIn(a);
  await a.seeText("Please wait for the host to start this visit");
  await a.seeText("23:30");
  await a.seeText("London time");
  const c = await openLink(stage, "nobody yet", link, PHONE);
  await pressTest(c);
  await c.seeText("Type your name");
  await c.closePage();
  const cleo = await stranger(stage, "Cleo Marsh", link);
  await checkIn(cleo);
  await cleo.seeText("Please wait for the host to start this visit");
  // Signed in, but not booked: as everybody else.
  const d = await client(stage, "Dina Farouk", link);
  await d.fill("First name", "Dina");
  await d.fill("Last name", "Farouk");
  await checkIn(d);
  for (const guest of [a, cleo, d]) {
    assert.ok(!(await guest.seesNow("button", "Join now")), "A3: nobody enters before the host starts");
    assert.ok(!(await guest.seesNow("button", "Ask to join")));
  }

  await host.page.bringToFront();
  await start();
  for (const guest of [cleo, d]) await isOffered(guest, "Join now");
  await goIn(a);
  for (const guest of [cleo, d]) await isOffered(guest, "Join now");

  const b = await client(stage, "Bela Toth", link);
  await checkIn(b);
  await goIn(b);
  for (const guest of [cleo, d]) await isOffered(guest, "Ask to join");
  await check(cleo, "ask to join");
  await framesGrow(b, HOST);

  // Whoever of the two booked leaves frees a place, and always finds Join now.
  await b.button("Leave");
  await isOffered(b, "Join now");
  await isOffered(cleo, "Join now");
  await goIn(b);
  await isOffered(cleo, "Ask to join");

  // W14: on hold is not in.
  await openPeople(host);
  await host.button("Hold Amara Osei");
  await isOffered(cleo, "Join now");
  await host.page.bringToFront();
  await host.button("Waiting room");
  await host.button("Take in Amara Osei");
  await isOffered(cleo, "Ask to join");
  for (const guest of [cleo, d]) {
    assert.doesNotMatch(await says(guest), /Amara|Bela/, "W3: nobody at the door learns of another guest");
  }
  await host.page.bringToFront();
  await endVisit(host);
  await a.heading("The visit has ended");
});

scene("A3 A4: C and D are in before them; A and B see Join now whenever they come", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei", "Bela Toth"]);
  await host.page.bringToFront();
  await start();
  const c = await stranger(stage, "Cleo Marsh", link);
  await checkIn(c);
  await goIn(c);
  const d = await stranger(stage, "Dina Farouk", link);
  await checkIn(d);
  await goIn(d);
  const e = await stranger(stage, "Evan Holt", link);
  await checkIn(e);
  await isOffered(e, "Ask to join");
  for (const name of ["Amara Osei", "Bela Toth"]) {
    const booked = await client(stage, name, link);
    await checkIn(booked);
    await goIn(booked);
  }
  await isOffered(e, "Ask to join");
  await openPeople(host);
  for (const name of ["Cleo Marsh", "Dina Farouk", "Amara Osei", "Bela Toth"]) await host.item("In the visit", name);
});

scene("A4 A9: one-to-one by the shared link, signed in to nothing; the second one asks", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei"]);
  const a = await stranger(stage, "Amara Osei", link);
  await checkIn(a);
  await host.page.bringToFront();
  await start();
  await goIn(a);
  await framesGrow(a, HOST);
  const c = await stranger(stage, "Cleo Marsh", link);
  await checkIn(c);
  await isOffered(c, "Ask to join");
  // The booked client, once signed in on another phone, needs nobody's leave.
  const booked = await client(stage, "Amara Osei", link);
  await checkIn(booked);
  await isOffered(booked, "Join now");
  await isOffered(c, "Ask to join");
});

scene("A6 A7 A8: Admit, Deny, Admit all, ask again, block; asked and answered while the host reloads", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei"]);
  const a = await client(stage, "Amara Osei", link);
  await checkIn(a);
  await host.page.bringToFront();
  await start();
  await goIn(a);
  const [b, c, d, e] = await guests(stage, link, "Bela Toth", "Cleo Marsh", "Dina Farouk", "Evan Holt");

  // The notification, wherever in the app: Deny.
  await ask(d);
  await host.page.bringToFront();
  await host.seeText("Dina Farouk asks to join");
  await host.button("Deny");
  await d.page.bringToFront();
  await d.seeText("You were not admitted");
  await d.until("A7: that nothing can be asked before the minute is over", () => d.page.evaluate(waitsItsMinute));
  await check(d, "denied");

  // Asked while the host is away: it is all there when they come back (A8).
  await host.page.goto("about:blank");
  await ask(b);
  await ask(c);
  await host.goto(stage.world.url);
  await host.seeText("Bela Toth asks to join");
  await host.button("Back to the visit");
  await host.see("button", "End visit");
  await openPeople(host);
  await host.item("Waiting to join", "Bela Toth");
  await host.item("Waiting to join", "Cleo Marsh");
  await check(host, "People with requests");
  assert.ok(!(await host.page.$(".toast")), "what the open list shows needs no notification");
  // A screen reader, which the list tells nothing, hears of the last who asked.
  const told = () => host.page.$$eval(".panel [role=status]", (parts) => parts.map((part) => part.textContent).join());
  await host.until("the last who asked, for a screen reader", async () => (await told()) === "Cleo Marsh asks to join");
  await host.button("Admit", { within: await host.item("Waiting to join", "Bela Toth") });
  await b.page.bringToFront();
  await b.seeText("You were admitted");
  await goIn(b);
  await isStillAsking(c);

  // Admit all.
  await ask(e);
  await host.page.bringToFront();
  await host.item("Waiting to join", "Evan Holt");
  await host.button("Admit all");
  for (const guest of [c, e]) {
    await guest.page.bringToFront();
    await guest.seeText("You were admitted");
    await goIn(guest);
  }
  await openPeople(host);
  for (const name of ["Amara Osei", "Bela Toth", "Cleo Marsh", "Evan Holt"]) await host.item("In the visit", name);
  await host.itemGone("Waiting to join", "Evan Holt");

  // After the minute once more, and now for good.
  await d.page.bringToFront();
  await d.see("button", "Ask to join", { limitMs: 90_000 });
  await ask(d);
  await host.page.bringToFront();
  const row = await host.item("Waiting to join", "Dina Farouk");
  await host.button("More for Dina Farouk", { within: row });
  await host.press("menuitem", "Block further requests");
  await host.item("Not admitted", "Dina Farouk");
  await d.page.bringToFront();
  await d.seeText("You cannot ask again");
  assert.ok(!(await d.seesNow("button", "Ask to join")));
  await d.reload();
  await d.seeText("You cannot ask again");
  // The host may change their mind.
  await host.page.bringToFront();
  await host.button("Admit", { within: await host.item("Not admitted", "Dina Farouk") });
  await goIn(d);
});

scene("A8 W11: ended and started again; who was in comes back by their own page, with one press", LIMITS, async (stage) => {
  const { host, link, start, toItsDay } = await book(stage, ["Amara Osei", "Bela Toth"]);
  const a = await client(stage, "Amara Osei", link);
  const sam = await stranger(stage, "Sam Reed", link);
  for (const guest of [a, sam]) await checkIn(guest);
  await host.page.bringToFront();
  await start();
  for (const guest of [a, sam]) await goIn(guest);
  for (let ends = 0; ends < 2; ends++) {
    await host.page.bringToFront();
    await endVisit(host);
    for (const guest of [a, sam]) {
      await guest.page.bringToFront();
      await guest.heading("The visit has ended");
    }
    await host.page.bringToFront();
    await host.press("link", "Back to the waiting room");
    await host.see("button", "Invite");
    await toItsDay();
    await start();
    for (const guest of [a, sam]) {
      await guest.page.bringToFront();
      await guest.heading("The host has started the visit again");
      assert.ok(!(await guest.seesNow("textbox", "First name")), "the name is known");
      await check(guest, "the visit goes on");
      await guest.button("Join now");
      await guest.see("button", "Leave");
    }
  }
  await framesGrow(sam, HOST);
  // Ended meanwhile, the page says so again.
  await host.page.bringToFront();
  await endVisit(host);
  await sam.page.bringToFront();
  await sam.heading("The visit has ended");
});

scene("A6: who asks to join is told, and answered, on the host's page that shows another's waiting room", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei"]);
  await grantRoom(await signIn(stage, USERS.other), host, { send: true, view: true, admit: true });
  await host.page.bringToFront();
  await start();
  const second = await stage.person(`${HOST}'s second tab`, { profile: host.profile, ...DESKTOP });
  await second.goto(`${stage.world.url}/`);
  await chooseRoom(second, USERS.other.name);
  await second.heading("Nobody is waiting");
  const b = await stranger(stage, "Bela Toth", link);
  await checkIn(b);
  await goIn(b);
  const [c] = await guests(stage, link, "Cleo Marsh");
  await ask(c);
  await second.page.bringToFront();
  await second.seeText("Cleo Marsh asks to join");
  await second.button("Admit");
  await c.page.bringToFront();
  await c.seeText("You were admitted");
  await goIn(c);
});

scene("V4 A4: who was removed and comes in another browser asks, though a place is free", LIMITS, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei", "Bela Toth"]);
  await host.page.bringToFront();
  await start();
  const sam = await stranger(stage, "Sam Reed", link);
  await checkIn(sam);
  await goIn(sam);
  await openPeople(host);
  await host.button("Remove Sam Reed");
  await host.button("Remove", { within: await host.see("dialog", "Remove Sam Reed?") });
  await sam.page.bringToFront();
  await sam.heading("You were removed from the visit");
  await sam.reload();
  await sam.heading("You were removed from the visit");
  const again = await stranger(stage, "Samuel Reed", link);
  await checkIn(again);
  await isOffered(again, "Ask to join");
  // Whoever is booked and signed in goes in as ever.
  const a = await client(stage, "Amara Osei", link);
  await checkIn(a);
  await goIn(a);
  await isOffered(again, "Ask to join");
});

scene("V1 A4: eight are in; the ninth and the host who admits them are told that the visit is full", { ...LIMITS, proxies: "127.0.0.1, ::1", timing: { left_after_ms: 3_600_000 } }, async (stage) => {
  const booked = ["Amara Osei", "Bela Toth", "Cleo Marsh", "Dina Farouk", "Evan Holt", "Femi Adler", "Gus Berg"];
  const { host, link, start } = await book(stage, booked);
  await host.page.bringToFront();
  await start();
  // Seven come by the link without a browser, so nothing is heard of them: host and seven are eight while the grace lasts.
  const token = new URL(link).hash.slice(1);
  const house = new House(stage.world);
  for (let n = 1; n <= booked.length; n++) {
    const guest = new Caller(house, `198.51.100.${n}`);
    await guest.call("POST", "/guest/take", { token, name: `Guest Number${n}` });
    await guest.call("POST", "/guest/preflight", { token, preflight: PASSED });
    await guest.call("POST", "/guest/join", { token });
  }
  house.close();
  await openPeople(host);
  await host.item("In the visit", "Guest Number7");

  const late = await stranger(stage, "Hana Ito", link);
  await checkIn(late);
  await ask(late);
  await host.page.bringToFront();
  await host.button("Admit", { within: await host.item("Waiting to join", "Hana Ito") });
  await host.seeText("Eight people are in the visit or on their way in: it is full");
  await host.item("Waiting to join", "Hana Ito");
  await host.button("Admit all");
  await host.seeText("The visit is full: not everybody could be admitted");
  await late.page.bringToFront();
  await late.seeText("The host has been asked");

  const a = await client(stage, "Amara Osei", link);
  await checkIn(a);
  await isOffered(a, "Join now");
  await a.button("Join now");
  await a.heading("This visit is full");
  await check(a, "this visit is full");
  // A place becomes free, and the same press leads in.
  await host.page.bringToFront();
  await host.button("Remove Guest Number7");
  await host.button("Remove", { within: await host.see("dialog", "Remove Guest Number7?") });
  await host.itemGone("In the visit", "Guest Number7");
  await goIn(a);
});

async function guests(stage, link, ...names) {
  const people = [];
  for (const name of names) {
    const person = await stranger(stage, name, link);
    await checkIn(person);
    people.push(person);
  }
  return people;
}

async function isStillAsking(person) {
  await person.page.bringToFront();
  await person.seeText("The host has been asked");
  assert.ok(!(await person.seesNow("button", "Join now")), "nobody is let in by another's admission");
}

scene("A4 W11: whoever drops keeps the place for the grace period and no longer; back after it they find the door as it is", { ...LIMITS, timing: { left_after_ms: GRACE_MS } }, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei"]);
  await host.page.bringToFront();
  await start();
  const b = await stranger(stage, "Bela Toth", link);
  await checkIn(b);
  await goIn(b);
  const c = await stranger(stage, "Cleo Marsh", link);
  await checkIn(c);
  await isOffered(c, "Ask to join");
  await host.page.bringToFront();
  await host.see("group", "Bela Toth");
  await b.closePage();
  await host.seeText("Reconnecting");
  // Anew from the server, after it knew.
  await c.reload();
  await isOffered(c, "Ask to join");
  await c.see("button", "Join now", { limitMs: 3 * GRACE_MS });
  await goIn(c);
  const back = await openLink(stage, "Bela Toth again", link, { ...PHONE, profile: b.profile });
  await isOffered(back, "Ask to join");
});
