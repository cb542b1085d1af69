// S2: a session ends without activity; the page warns, locks, shows nothing, and goes on where it was.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, join as joinVisit, setPractice, signIn, startWith } from "./lib/steps.mjs";
import { sessionsAge } from "./lib/time-passed.mjs";
import { USERS } from "./lib/world.mjs";

/** The least that a practice can choose. */
const LIMIT_S = 300;
const LOCKED_LIMIT_MS = 120_000;

/** The page warns 90 s before the end: it does so at once, and there is as much time as can be for what one then looks at. */
const WARNED_MS = 88_000;
const OVER_SOON_MS = 1_000;

const letTimePass = (world, leftMs) => sessionsAge(world, LIMIT_S * 1000, leftMs);

const whole = (person) => person.page.evaluate(() => document.title + document.documentElement.outerHTML);
const address = (person) => person.page.evaluate(() => location.hash);
/** This browser's session as the server has it; null: there is none. */
const sessionOf = (person) =>
  person.page.evaluate(async () => {
    const response = await fetch("/api/v1/session");
    return response.ok ? response.json() : null;
  });

scene("S2: the page warns, one press goes on in every tab; then it locks, shows nobody, and goes on where it was for the same user", { limitMs: 480_000 }, async (stage, t) => {
  await setPractice(stage, { sign_out_after_s: LIMIT_S });
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Zephyrine Quill" });
  await arrive(stage, "Zephyrine Quill", link, { width: 390, height: 844 });
  const tab = await stage.person(`${USERS.provider.name}, second tab`, { profile: host.profile });
  await tab.goto(`${stage.world.url}/#/settings`);
  await tab.see("region", "My waiting room");
  await host.page.bringToFront();
  await host.item("Waiting room", "Zephyrine Quill");
  // Something is open and half written when nobody is there any more.
  await host.button("Invite");
  await host.fill("Name", "Bela Toth");

  await letTimePass(stage.world, WARNED_MS);
  const dialog = await host.see("dialog", "Still there?");
  const warned = await sessionOf(host);
  t.diagnostic(`warned with ${Math.round((warned.ends_at_ms - warned.now_ms) / 1000)} s to go on`);
  await tab.see("dialog", "Still there?");
  await host.page.bringToFront();
  await host.button("Stay signed in", { within: dialog });
  await host.gone("dialog", "Still there?");
  await tab.gone("dialog", "Still there?");
  // It goes on from the press, and that came after what was left then had begun.
  assert.ok((await sessionOf(host)).ends_at_ms - warned.ends_at_ms >= LIMIT_S * 1000 - WARNED_MS);
  assert.equal(await (await host.field("Name")).evaluate((field) => field.value), "Bela Toth", "what was being written is still there");

  await letTimePass(stage.world, WARNED_MS);
  await host.see("dialog", "Still there?");
  await check(host, "Still there?");
  await letTimePass(stage.world, OVER_SOON_MS);
  for (const page of [host, tab]) await page.see("heading", "Locked", { limitMs: LOCKED_LIMIT_MS });
  for (const page of [host, tab]) assert.doesNotMatch(await whole(page), /Zephyrine|Quill|Bela|Toth|Samuel/, "no name of anybody's is left in the page");
  assert.equal(await sessionOf(host), null, "the server holds to it");
  await check(host, "Locked");
  assert.equal(await address(tab), "#/settings");

  // In place, with the password alone; the other tab then needs none.
  await host.page.bringToFront();
  assert.equal(await (await host.field("E-mail")).evaluate((field) => field.value), USERS.provider.email);
  await host.fill("Password", USERS.provider.password);
  await host.page.keyboard.press("Enter");
  await host.itemSays("Waiting room", "Zephyrine Quill", "checked in");
  await tab.page.bringToFront();
  await tab.see("region", "My waiting room");
  assert.equal(await address(tab), "#/settings");
});

scene("S2 S7: whoever else signs in at a locked page begins anew", {}, async (stage) => {
  await setPractice(stage, { sign_out_after_s: LIMIT_S });
  const host = await signIn(stage);
  await host.press("link", "Contacts");
  await host.heading("Contacts");
  await letTimePass(stage.world, OVER_SOON_MS);
  await host.see("heading", "Locked", { limitMs: LOCKED_LIMIT_MS });
  await host.fill("E-mail", USERS.other.email);
  await host.fill("Password", USERS.other.password);
  await host.button("Sign in");
  await host.heading("Waiting room");
  await host.see("button", USERS.other.name);
  assert.ok(["", "#/"].includes(await address(host)));
});

scene("S2: never during a visit, whatever the time; after it the page warns as before", {}, async (stage) => {
  await setPractice(stage, { sign_out_after_s: LIMIT_S });
  const host = await signIn(stage);
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }));
  await startWith(host, "Amara Osei");
  await joinVisit(guest);
  const before = await sessionOf(host);
  await letTimePass(stage.world, -OVER_SOON_MS);
  await host.page.bringToFront();
  await host.until("the session to live on", async () => ((await sessionOf(host))?.ends_at_ms ?? 0) > before.now_ms + LIMIT_S * 1000);
  await guest.page.bringToFront();
  await guest.see("button", "Leave");
  await host.page.bringToFront();
  await host.see("button", "End visit");
  assert.ok(!(await host.seesNow("dialog", "Still there?")));
  await endVisit(host);
  await host.heading("The visit has ended");
  await letTimePass(stage.world, WARNED_MS);
  await host.see("dialog", "Still there?");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Still there?");
  await host.heading("The visit has ended");
});
