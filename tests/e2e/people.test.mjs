import { check } from "./lib/access.mjs";
import { framesGrow } from "./lib/media.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, bothWays, copyLink, endVisit, join, openLink, setPractice, signIn, startWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;
const PHONE = { width: 390, height: 844 };

/** Who is in a visit with the host, on phones. */
async function visit(stage, host, ...names) {
  const guests = [];
  for (const name of names) guests.push(await arrive(stage, name, await copyLink(host, { name }), PHONE));
  for (const name of names) {
    const row = await host.item("Waiting room", name);
    await host.press("checkbox", `Select ${name}`, { within: row });
  }
  await host.seeText(`${names.length} of 3 selected`);
  await host.button("Start video chat");
  await host.heading("Ready to start");
  await host.button("Join now");
  await host.see("button", "End visit");
  for (const guest of guests) {
    await guest.page.bringToFront();
    await join(guest);
  }
  await host.page.bringToFront();
  return guests;
}

scene("W14: the host holds a guest, who waits and comes back by themselves when taken in again", {}, async (stage) => {
  // The visit does not end while its host is in the waiting room's page.
  await setPractice(stage, { host_left_s: 3600 });
  const host = await signIn(stage);
  const [guest, other] = await visit(stage, host, "Amara Osei", "Bela Toth");
  await bothWays(host, HOST, guest, "Amara Osei");
  await host.button("People");
  await host.item("In the visit", "Amara Osei");
  await host.button("Hold Amara Osei");
  await guest.heading("You are on hold");
  await host.itemGone("In the visit", "Amara Osei");
  await host.gone("group", "Amara Osei");
  await other.gone("group", "Amara Osei");
  await host.button("Waiting room");
  await host.itemSays("Waiting room", "Amara Osei", "on hold");
  await host.button("Take in Amara Osei");
  await guest.see("button", "Leave");
  await guest.page.bringToFront();
  await framesGrow(guest, HOST);
  await host.page.bringToFront();
  await framesGrow(host, "Amara Osei");

  // The same from the waiting room's own page, after a reload of the guest's.
  await host.button("People");
  await host.button("Hold Amara Osei");
  await guest.heading("You are on hold");
  await guest.reload();
  await guest.heading("You are on hold");
  await host.button("Leave");
  await host.itemSays("Waiting room", "Amara Osei", "on hold");
  await host.button("Take in", { within: await host.item("Waiting room", "Amara Osei") });
  await guest.see("button", "Leave");
  await host.itemSays("Waiting room", "Amara Osei", "in the visit");
});

const focusedName = (person) =>
  person.page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);

scene("V4: a guest who is removed from the visit is told so, and the link does not lead back", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link, PHONE);
  await startWith(host, "Amara Osei");
  await join(guest);
  await host.page.bringToFront();
  await host.button("People");
  // There is no way back: it asks first, a slip of the finger or of Enter keeps, and so does Escape.
  await host.button("Remove Amara Osei");
  await host.see("dialog", "Remove Amara Osei?");
  await host.until("the focus on Keep", async () => (await focusedName(host)) === "Keep");
  await check(host, "asking before somebody is removed");
  await host.page.keyboard.press("Enter");
  await host.gone("dialog", "Remove Amara Osei?");
  await host.until("the focus back where it was", async () => (await focusedName(host)) === "Remove Amara Osei");
  await host.page.keyboard.press("Enter");
  await host.see("dialog", "Remove Amara Osei?");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Remove Amara Osei?");
  await host.item("In the visit", "Amara Osei");
  await framesGrow(host, "Amara Osei");
  await host.button("Remove Amara Osei");
  await host.button("Remove", { within: await host.see("dialog", "Remove Amara Osei?") });
  await guest.heading("You were removed from the visit");
  await host.itemGone("In the visit", "Amara Osei");
  await host.gone("group", "Amara Osei");
  await guest.reload();
  await guest.heading("You were removed from the visit");
  await check(guest, "removed from the visit");
  const elsewhere = await openLink(stage, "another device", link, PHONE);
  await elsewhere.heading("You were removed from the visit");
  assert.ok(!(await elsewhere.seesNow("button", "Test my camera and microphone")));
  // The visit goes on.
  await host.see("button", "End visit");
});

scene("W18 W9: the waiting room stands beside a running visit and shows who arrives", {}, async (stage) => {
  const host = await signIn(stage);
  const later = await copyLink(host, { name: "Maria-Magdalena Oyelaran-Wójcik-Featherstonehaugh" });
  const [guest] = await visit(stage, host, "Amara Osei");
  await host.itemSays("Waiting room", "Maria-Magdalena", "invited");
  await arrive(stage, "later", later, PHONE);
  await host.itemSays("Waiting room", "Maria-Magdalena", "checked in");
  await check(host, "visit with the waiting room");
  await host.button("People");
  await host.see("list", "In the visit");
  await check(host, "visit with People");
  await guest.page.bringToFront();
  await guest.button("People");
  await guest.item("In the visit", HOST);
  assert.ok(!(await guest.seesNow("button", `Remove ${HOST}`)), "a guest has no such control");
  assert.ok(!(await guest.page.evaluate(() => document.body.innerText)).includes("Maria-Magdalena"), "W3");
  await check(guest, "a guest's visit with People");
});

scene("W18 V17: on a phone the host reaches people and the waiting room by one tap each", {}, async (stage) => {
  const host = await signIn(stage, USERS.provider, PHONE);
  const later = await copyLink(host, { name: "Bela Toth" });
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }));
  await startWith(host, "Amara Osei");
  await join(guest);
  await arrive(stage, "Bela Toth", later);
  await host.page.bringToFront();
  assert.ok(!(await host.seesNow("list", "Waiting room")), "the pictures have the small screen to themselves");
  await host.button("Waiting room");
  await host.itemSays("Waiting room", "Bela Toth", "checked in");
  await check(host, "waiting room on a phone");
  await host.button("People");
  await host.button("Hold Amara Osei");
  await guest.heading("You are on hold");
  await host.button("Waiting room");
  await host.button("Take in Amara Osei");
  await guest.see("button", "Leave");
  // The button that had the focus goes with what it did; the panel keeps the focus, and Escape closes it.
  await host.gone("button", "Take in Amara Osei");
  await host.page.keyboard.press("Escape");
  await host.gone("list", "Waiting room");
  await endVisit(host);
  await guest.heading("The visit has ended");
});
