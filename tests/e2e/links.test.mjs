import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, bothWays, copyLink, inviteByMail, join, openLink, pressTest, signIn, startWith, takeOut } from "./lib/steps.mjs";
import { PRACTICE, USERS } from "./lib/world.mjs";

scene("I1: a copied link works as one that was sent", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  assert.ok(link.startsWith(`${stage.world.url}/join#`));
  await arrive(stage, "Amara Osei", link);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(stage.world.outbox.messages.length, 0, "nothing was sent");
});

scene("I10: a guest whom nobody named is asked for a name before the test, and the room shows it", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "" });
  const guest = await openLink(stage, "somebody", link);
  await pressTest(guest);
  await guest.seeText("Type your name");
  await guest.fill("First name", "Amara");
  await guest.fill("Last name", "Osei");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
});

scene("I5: opening a link changes nothing, however often", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const scanner = await openLink(stage, "mail scanner", link);
  await scanner.see("button", "Test my camera and microphone");
  await scanner.reload();
  await scanner.goto(link);
  await scanner.see("button", "Test my camera and microphone");
  await host.itemSays("Waiting room", "Amara Osei", "invited");
  await arrive(stage, "Amara Osei", link);
});

scene("I6 I7: cancelled, removed and unknown links say what happened and whom to call", {}, async (stage) => {
  const host = await signIn(stage);
  const cancelled = await copyLink(host, { name: "Amara Osei" });
  await host.button("Cancel invitation", { within: await host.item("Waiting room", "Amara Osei") });
  await host.see("dialog", "Cancel the invitation for Amara Osei?");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Cancel the invitation for Amara Osei?");
  await host.itemSays("Waiting room", "Amara Osei", "invited");
  await takeOut(host, "Amara Osei", "Cancel invitation");
  const focused = () => host.page.evaluate(() => document.activeElement.textContent);
  await host.until("the heading to have the focus: the row that had it is gone", async () => (await focused()) === "Waiting room");
  const late = await openLink(stage, "too late", cancelled);
  await late.heading("This invitation was cancelled");
  await late.seeText(PRACTICE.telephone);
  await late.see("heading", "What to do now");

  const removed = await copyLink(host, { name: "Bela Toth" });
  const guest = await arrive(stage, "Bela Toth", removed);
  await host.itemSays("Waiting room", "Bela Toth", "checked in");
  await takeOut(host, "Bela Toth", "Remove");
  await guest.heading("This invitation was cancelled");
  await guest.seeText(PRACTICE.telephone);

  const unknown = await openLink(stage, "stranger", `${stage.world.url}/join#${"A".repeat(27)}`);
  await unknown.heading("This link is not valid");
  await unknown.seeText(PRACTICE.telephone);
  await unknown.see("heading", "What to do now");
  for (const [person, page] of [[late, "cancelled"], [unknown, "unknown"]]) {
    await person.page.bringToFront();
    await check(person, `the page of a link that is ${page}`);
  }
});

scene("I5: the device that pressed last holds the one seat, and the earlier page offers to take it back", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const phone = await arrive(stage, "phone", link);
  const laptop = await arrive(stage, "laptop", link);
  await phone.heading("You continued on another device");
  assert.equal((await host.items("Waiting room")).length, 1, "one guest, one row");
  await phone.button("Use this device");
  await phone.heading("You are checked in");
  await laptop.heading("You continued on another device");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
});

scene("I5 I7 V8: once the guest is in, the link says elsewhere that the visit has begun", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link);
  await startWith(host, "Amara Osei");
  await join(guest);
  const other = await openLink(stage, "another device", link);
  await other.heading("This visit has already begun");
  await other.seeText(PRACTICE.telephone);
  await other.see("heading", "What to do now");
  await check(other, "the page of a visit that has begun");
  assert.ok(!(await other.seesNow("button", "Test my camera and microphone")));
  // The one who is in stays in.
  await guest.see("button", "Leave");
});

scene("I2 I3: connect now opens the visit for the sender, the guest walks straight in, and the kind is kept", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example", kind: "connect_now" });
  await host.see("button", "End visit");
  const guest = await openLink(stage, "Amara Osei", link);
  await pressTest(guest);
  await guest.see("button", "Leave");
  await bothWays(host, USERS.provider.name, guest, "Amara Osei");
});

/** Somebody whose browser gives these permissions, as they set them in its site settings. */
async function withPermissions(stage, name, options = {}) {
  const guest = await stage.person(name, { asks: true, ...options });
  guest.permit = (camera, microphone) =>
    guest.profile.context.setPermission(
      stage.world.url,
      { permission: { name: "camera" }, state: camera },
      { permission: { name: "microphone" }, state: microphone },
    );
  return guest;
}

scene("D2: a guest whose camera is refused does not get in, is told why, and goes on after mending it", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await withPermissions(stage, "Amara Osei");
  await guest.permit("denied", "granted");
  await guest.goto(link);
  await pressTest(guest);
  await guest.itemSays("Device test", "Camera", "failed");
  await guest.seeText("One thing to fix");
  assert.ok(!(await guest.seesNow("heading", "You are checked in")));
  await host.itemSays("Waiting room", "Amara Osei", "invited");
  await guest.permit("granted", "granted");
  await guest.button("Test again");
  await guest.heading("You are checked in");
});

scene("D2 D4: a guest who refused both is told how to allow them, asks for help, and the host sees it until the test passes", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await withPermissions(stage, "Amara Osei", { width: 390, height: 844 });
  await guest.permit("denied", "denied");
  await guest.goto(link);
  await pressTest(guest);
  await guest.seeText("One thing to fix");
  await guest.itemSays("Device test", "Camera", "is not allowed to use your camera");
  await guest.itemSays("Device test", "Microphone", "is not allowed to use your microphone");
  assert.equal(await guest.seesNow("button", "Go on with sound only"), false, "without a microphone there is no visit");
  await guest.button("I need help");
  await guest.seeText("The practice knows that you need help");
  await guest.gone("button", "I need help");
  await host.seeText("Amara Osei needs help with the device test");
  await host.itemSays("Waiting room", "Amara Osei", "asks for help");
  await check(host, "a row that asks for help");
  await check(guest, "the test of a guest who asked for help");
  await host.reload();
  await host.itemSays("Waiting room", "Amara Osei", "asks for help");
  await guest.permit("granted", "granted");
  await guest.button("Test again");
  await guest.heading("You are checked in");
  await host.until("the row to ask no more", async () => !(await host.items("Waiting room")).some((row) => row.includes("asks for help")));
});

/** Runs before the page's own code: a computer with neither camera nor microphone. */
function withoutDevices() {
  const none = () => Promise.reject(new DOMException("Requested device not found", "NotFoundError"));
  Object.assign(navigator.mediaDevices, { getUserMedia: none, enumerateDevices: async () => [] });
}

scene("D4: a guest without camera and microphone is told that none was found, and is let in nowhere", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await stage.person("Amara Osei");
  await guest.page.evaluateOnNewDocument(withoutDevices);
  await guest.goto(link);
  await pressTest(guest);
  await guest.itemSays("Device test", "Camera", "failed");
  await guest.itemSays("Device test", "Microphone", "failed");
  assert.equal(await guest.seesNow("button", "Go on with sound only"), false);
  await check(guest, "a test without devices");
  await host.itemSays("Waiting room", "Amara Osei", "camera and microphone failed");
  assert.equal(await host.seesNow("button", "Start video chat"), false);
});

scene("D2: a guest whose camera fails may go on with sound only, and the host sees that", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await withPermissions(stage, "Amara Osei");
  await guest.permit("denied", "granted");
  await guest.goto(link);
  await pressTest(guest);
  await guest.button("Go on with sound only");
  await guest.heading("You are checked in");
  await host.itemSays("Waiting room", "Amara Osei", "sound only");
  await startWith(host, "Amara Osei");
  await join(guest);
});
