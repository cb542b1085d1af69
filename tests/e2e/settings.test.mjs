// The settings page, and working in another's waiting room.
import { check } from "./lib/access.mjs";
import { chooseRoom } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, join, openLink, signIn } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

async function openSettings(host) {
  await host.press("link", "Settings");
  await host.see("region", "My waiting room");
}

/** Chooses a name, ticks exactly these boxes, grants. */
async function grantAccess(host, name, ...rights) {
  const region = await host.see("region", "My waiting room");
  await host.choose("Name", name, { within: region });
  for (const right of ["Send", "View", "Admit"]) {
    const box = await host.see("checkbox", right, { within: region });
    const ticked = () => box.evaluate((element) => element.checked);
    if ((await ticked()) === rights.includes(right)) continue;
    await host.press("checkbox", right, { within: region });
    await host.until(`${right} ${rights.includes(right) ? "ticked" : "not ticked"}`, async () => (await ticked()) === rights.includes(right));
  }
  await host.button("Grant access", { within: region });
  await host.see("button", `Revoke ${name}`);
}

scene("I9, W12: an owner lets a delegate send, view and admit; the delegate does all three under their own name", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  await openSettings(owner);
  await grantAccess(owner, USERS.other.name, "Send", "View", "Admit");
  // The delegate's open page follows without a reload.
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.button("Invite");
  const dialog = await delegate.see("dialog", "Invite");
  await delegate.see("combobox", "Waiting room of", { within: dialog });
  await delegate.fill("Name", "Mara Lind", { within: dialog });
  await delegate.press("radio", "Invite into the waiting room", { within: dialog });
  await delegate.button("Copy link", { within: dialog });
  const ready = await delegate.see("dialog", "The link is ready");
  const link = await (await delegate.see("textbox", "Link", { within: ready })).evaluate((element) => element.value);
  await delegate.button("Done", { within: ready });
  await delegate.item("Waiting room", "Mara Lind");
  await owner.press("link", "Waiting room");
  await owner.item("Waiting room", "Mara Lind");

  const guest = await arrive(stage, "Mara Lind", link);
  await delegate.itemSays("Waiting room", "Mara Lind", "checked in");
  const row = await delegate.item("Waiting room", "Mara Lind");
  await delegate.button("Start video chat", { within: row });
  await delegate.heading("Ready to start");
  await delegate.item("About to enter", "Mara Lind");
  await delegate.button("Join now");
  await delegate.see("button", "End visit");
  await join(guest);
  await delegate.see("group", "Mara Lind");
  await owner.itemSays("Waiting room", "Mara Lind", "in the visit");
  assert.equal(await owner.seesNow("button", "Back to the visit"), false, "the visit is the delegate's, not the owner's");
  await endVisit(delegate);
  await guest.heading("The visit has ended");
});

scene("I4 I9: a delegate who opens a visit on the owner's behalf sees how long the guest has to join, whichever room was shown", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  await openSettings(owner);
  await grantAccess(owner, USERS.other.name, "Send", "View", "Admit");
  await delegate.see("combobox", "Waiting room of");
  await delegate.button("Invite");
  const dialog = await delegate.see("dialog", "Invite");
  await chooseRoom(delegate, USERS.provider.name, dialog);
  await delegate.fill("Name", "Mara Lind", { within: dialog });
  await delegate.press("radio", "Open chat with recipient upon send", { within: dialog });
  await delegate.button("Copy link", { within: dialog });
  const ready = await delegate.see("dialog", "The link is ready");
  const link = await (await delegate.see("textbox", "Link", { within: ready })).evaluate((element) => element.value);
  await delegate.button("Open the visit", { within: ready });
  await delegate.seeText("to join");
  await delegate.see("button", "End visit");
  const guest = await openLink(stage, "Mara Lind", link);
  await guest.button("Test my camera and microphone");
  await guest.see("button", "Leave");
  await delegate.see("group", "Mara Lind");
});

scene("I9: what is taken back while a delegate writes an invitation, or books, goes to no other room unasked", { limitMs: 240_000 }, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  await openSettings(owner);
  await grantAccess(owner, USERS.other.name, "Send", "View");
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.button("Invite");
  const dialog = await delegate.see("dialog", "Invite");
  await delegate.fill("Name", "Mara Lind", { within: dialog });
  await owner.button(`Revoke ${USERS.other.name}`);
  await delegate.seeText("Your access to this waiting room was taken back");
  await delegate.button("Copy link", { within: dialog });
  await delegate.button("Send", { within: dialog });
  await chooseRoom(delegate, `${USERS.other.name} (you)`, dialog);
  assert.equal(await delegate.seesNow("dialog", "The link is ready"), false, "nothing went out before");
  await delegate.press("radio", "Invite into the waiting room", { within: dialog });
  await delegate.button("Copy link", { within: dialog });
  await delegate.see("dialog", "The link is ready");
  await delegate.button("Done");
  await delegate.item("Waiting room", "Mara Lind");
  assert.equal((await delegate.items("Waiting room")).length, 1, "one invitation, in the room that was chosen");

  await grantAccess(owner, USERS.other.name, "Send", "View");
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.press("link", "Appointments");
  await delegate.button("New appointment");
  await delegate.see("dialog", "New appointment");
  await owner.button(`Revoke ${USERS.other.name}`);
  await delegate.seeText("Your access to this waiting room was taken back");
});

scene("I9: what an owner takes back ends at once in the delegate's open page, and nobody else ever had it", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  const admin = await signIn(stage, USERS.admin);
  await copyLink(owner, { name: "Mara Lind" });
  await openSettings(owner);
  await grantAccess(owner, USERS.other.name, "View");
  await chooseRoom(delegate, USERS.provider.name);
  const row = await delegate.item("Waiting room", "Mara Lind");
  assert.equal(await delegate.seesNow("button", "Cancel invitation", row), false, "viewing is not sending");
  await owner.button(`Revoke ${USERS.other.name}`);
  await delegate.gone("combobox", "Waiting room of");
  await delegate.itemGone("Waiting room", "Mara Lind");
  await delegate.see("heading", "Nobody is waiting");
  await owner.press("link", "Waiting room");
  await copyLink(owner, { name: "Bo Ek" });
  assert.equal(await delegate.page.evaluate(() => document.body.innerText.includes("Bo Ek")), false);
  assert.equal(await admin.seesNow("combobox", "Waiting room of"), false);
  await delegate.reload();
  await delegate.see("button", "Invite");
  assert.equal(await delegate.seesNow("combobox", "Waiting room of"), false);
});

scene("W7, W12: who looks into another's waiting room still hears of arrivals in their own", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  const link = await copyLink(delegate, { name: "Cem Ak" });
  await openSettings(owner);
  await grantAccess(owner, USERS.other.name, "View");
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.itemGone("Waiting room", "Cem Ak");
  await arrive(stage, "Cem Ak", link);
  await delegate.seeText("Cem Ak is in the waiting room");
  await delegate.button("Join");
  await delegate.heading("Ready to start");
  await delegate.item("About to enter", "Cem Ak");
});

scene("I4: an administrator sets how long links live; others are not even shown it", {}, async (stage) => {
  const admin = await signIn(stage, USERS.admin);
  await openSettings(admin);
  const region = await admin.see("region", "Practice");
  await admin.fill("Waiting-room link lives for", "5 min", { within: region });
  await admin.fill("Connect-now link lives for", "soon", { within: region });
  await admin.button("Save", { within: region });
  await admin.seeText("Write a length of time, such as 48 h or 10 min");
  await admin.fill("Connect-now link lives for", "1 min", { within: region });
  await admin.fill("Sign out after", "30 min", { within: region });
  await admin.button("Save", { within: region });
  await admin.seeText("The practice's settings are saved");
  const host = await signIn(stage);
  const session = await host.page.evaluate(async () => (await fetch("/api/v1/session")).json());
  assert.equal(session.idle_limit_s, 1800);
  const link = await copyLink(host, { name: "Mara Lind" });
  const view = await host.page.evaluate(
    async (token) =>
      (await fetch("/api/v1/guest/open", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }) })).json(),
    link.split("#")[1],
  );
  const lifeMs = view.expires_at_ms - view.now_ms;
  assert.ok(lifeMs > 0 && lifeMs <= 300_000, `${lifeMs} ms`);
  await openLink(stage, "Mara Lind", link);
  await openSettings(host);
  assert.equal(await host.seesNow("region", "Practice"), false);
  const refused = await host.page.evaluate(
    async () =>
      (await fetch("/api/v1/settings/practice", { method: "PUT", headers: { "Content-Type": "application/json" }, body: "{}" })).status,
  );
  assert.ok(refused === 403 || refused === 400, String(refused));
});

scene("V18: the settings pass axe in both themes and fit a small phone", {}, async (stage) => {
  const admin = await signIn(stage, USERS.admin);
  await openSettings(admin);
  await check(admin, "settings");
  await grantAccess(admin, USERS.provider.name, "Send", "Admit");
  await check(admin, "settings with a delegate");
  const delegate = await signIn(stage);
  await delegate.button("Invite");
  await delegate.see("combobox", "Waiting room of", { within: await delegate.see("dialog", "Invite") });
  await check(delegate, "a delegate's invite dialog");
});
