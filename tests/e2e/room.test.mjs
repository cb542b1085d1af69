// The host's waiting room: what a row says, who comes while nobody looks, and a visit with several at once.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, enter, inviteByMail, join, openLink, pressTest, signIn, signInHere, signOut, takeOut } from "./lib/steps.mjs";
import { invitationsAge } from "./lib/time-passed.mjs";
import { PRACTICE, USERS } from "./lib/world.mjs";

const PHONE = { width: 390, height: 844 };
const PAIR = 2;
const TWO_DAYS_MS = 48 * 3600 * 1000;
/** Of the two days, what is left while everybody looks that nothing has gone too early, and then until it goes. */
const HOUR_MS = 3600 * 1000;
const REST_MS = 10_000;

const rowOf = async (host, name) => (await host.item("Waiting room", name)).evaluate((element) => element.innerText.replace(/\s+/g, " "));

scene("W1: a row says by which message and when a guest was invited, how they are, how long they have waited and how the test went", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  await copyLink(host, { name: "Bela Toth" });
  await host.itemSays("Waiting room", "Amara Osei", "sent");
  assert.match(await rowOf(host, "Amara Osei"), /Not waiting.*E-mail · invited .*\d\d:\d\d.*invited.*not tested yet/);
  assert.match(await rowOf(host, "Bela Toth"), /Link · invited .*\d\d:\d\d/);
  await arrive(stage, "Amara Osei", link, PHONE);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  const row = await rowOf(host, "Amara Osei");
  assert.match(row, /E-mail · invited/);
  assert.match(row, /(<1|\d+) ?min/, "how long they have waited");
  assert.match(row, /checked in.*passed/);
});

scene("W5: a guest checks in while nobody is signed in, and the owner finds them there with their time", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  await signOut(host);
  const guest = await arrive(stage, "Amara Osei", link, PHONE);
  await guest.seeText("Please wait for the host to start this visit");
  await host.page.bringToFront();
  await signInHere(host, USERS.provider);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  await host.see("button", "Start video chat");
});

scene("W8: three guests are chosen at once, a fourth cannot be; the host sees who is about to enter, and all three are in", { limitMs: 480_000 }, async (stage) => {
  const host = await signIn(stage);
  const names = ["Amara Osei", "Bela Toth", "Cem Ak", "Dina Farouk"];
  const guests = [];
  for (const name of names) guests.push(await arrive(stage, name, await copyLink(host, { name }), PHONE));
  await host.page.bringToFront();
  for (const name of names.slice(0, 3)) await host.press("checkbox", `Select ${name}`);
  await host.seeText("3 of 3 selected");
  await host.press("checkbox", "Select Dina Farouk");
  await host.seeText("A visit starts with three guests at most");
  assert.equal(await (await host.see("checkbox", "Select Dina Farouk")).evaluate((box) => box.checked), false, "not a fourth");
  await check(host, "three of four are chosen");
  await host.pressThat("Start video chat above the list", async () => {
    for (const button of await host.page.$$('::-p-aria([name="Start video chat"][role="button"])')) {
      if (await button.evaluate((element) => element.closest("li") === null)) return button;
    }
    return null;
  });
  await enter(host, ...names.slice(0, 3));
  for (const guest of guests.slice(0, 3)) {
    await guest.page.bringToFront();
    await join(guest);
  }
  await host.page.bringToFront();
  for (const name of names.slice(0, 3)) await host.see("group", name);
  assert.equal(await host.seesNow("group", "Dina Farouk"), false);
  await guests[3].page.bringToFront();
  await guests[3].seeText("Please wait for the host to start this visit");
});

scene("I5: of two tabs of one device the newer has the seat, and the older offers to take it back", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const first = await arrive(stage, "first tab", link);
  const second = await openLink(stage, "second tab", link, { profile: first.profile });
  await second.heading("You are checked in");
  await first.page.bringToFront();
  await first.heading("You continued on another device");
  await first.button("Use this device");
  await first.heading("You are checked in");
  await second.page.bringToFront();
  await second.heading("You continued on another device");
  await host.page.bringToFront();
  assert.equal((await host.items("Waiting room")).length, 1, "one guest, one row");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
});

/** Whom the mail server turns down now. */
const refusals = new Map();
const afterLeft = { timing: { left_after_ms: 7000 }, refuse: (address) => refusals.get(address) ?? null };

scene("I5 I12: a guest who checked in, closed the page and lost the message is sent the same link again", afterLeft, async (stage) => {
  const host = await signIn(stage);
  const { outbox } = stage.world;
  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const guest = await arrive(stage, "Amara Osei", link, PHONE);
  await guest.closePage();
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Amara Osei", "left");
  refusals.set("amara@patients.example", "mailbox full");
  await host.button("More for Amara Osei");
  await host.press("menuitem", "Send again");
  await host.itemSays("Waiting room", "Amara Osei", "failed: mailbox full");
  refusals.clear();
  await host.button("More for Amara Osei");
  await host.press("menuitem", "Send again");
  await host.until("the second message", () => outbox.messages.filter((message) => message.to === "amara@patients.example").length >= PAIR);
  assert.equal(outbox.messages.at(-1).link, link, "the same link");
  const again = await openLink(stage, "Amara Osei on another phone", link, PHONE);
  await pressTest(again);
  await again.heading("You are checked in");
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
});

scene("I6: cancelling sends nothing to the guest; whoever opens the link sees that it was cancelled", {}, async (stage) => {
  const host = await signIn(stage);
  const { outbox } = stage.world;
  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  await takeOut(host, "Amara Osei", "Cancel invitation");
  const guest = await openLink(stage, "Amara Osei", link, PHONE);
  await guest.heading("This invitation was cancelled");
  // What is sent after it comes after it: had there been a word of the cancellation, it would be here.
  await inviteByMail(stage, host, { name: "Bela Toth", email: "bela@patients.example" });
  assert.deepEqual(outbox.messages.map((message) => message.to), ["amara@patients.example", "bela@patients.example"]);
});

scene("I3: the first time the kind is Open chat with recipient upon send, then what this user chose last", {}, async (stage) => {
  const host = await signIn(stage);
  const chosen = async (person) => {
    await person.button("Invite");
    const dialog = await person.see("dialog", "Invite");
    const names = ["Invite into the waiting room", "Open chat with recipient upon send"];
    const radios = await Promise.all(names.map((name) => person.see("radio", name, { within: dialog })));
    const checked = await Promise.all(radios.map((radio) => radio.evaluate((element) => element.checked)));
    await person.page.keyboard.press("Escape");
    await person.gone("dialog", "Invite");
    assert.equal(checked.filter(Boolean).length, 1);
    return names[checked.indexOf(true)];
  };
  assert.equal(await chosen(host), "Open chat with recipient upon send");
  await copyLink(host, { name: "Amara Osei", kind: "waiting_room" });
  assert.equal(await chosen(host), "Invite into the waiting room");
  await host.reload();
  await host.item("Waiting room", "Amara Osei");
  assert.equal(await chosen(host), "Invite into the waiting room");
  const other = await signIn(stage, USERS.other);
  assert.equal(await chosen(other), "Open chat with recipient upon send", "another's choice is their own");
});

scene("I8 I4: who never came vanishes by themselves when the link ends, who checked in stays, and anybody can be removed", {}, async (stage) => {
  const host = await signIn(stage);
  const unused = await copyLink(host, { name: "Amara Osei" });
  const noShow = await copyLink(host, { name: "Cem Ak" });
  const guest = await arrive(stage, "Bela Toth", await copyLink(host, { name: "Bela Toth" }), PHONE);
  await host.page.bringToFront();
  await takeOut(host, "Cem Ak", "Remove");
  const late = await openLink(stage, "Cem Ak", noShow, PHONE);
  await late.heading("This invitation was cancelled");
  await late.seeText(PRACTICE.telephone);

  await invitationsAge(stage.world, TWO_DAYS_MS - HOUR_MS);
  await host.page.bringToFront();
  await host.reload();
  await host.itemSays("Waiting room", "Amara Osei", "invited");
  const leftMs = await host.page.evaluate(async () => {
    const { guests, now_ms: now } = await (await fetch("/api/v1/waiting-room")).json();
    return guests.find((row) => row.name === "Amara Osei").expires_at_ms - now;
  });
  await invitationsAge(stage.world, leftMs - REST_MS);
  await host.itemGone("Waiting room", "Amara Osei");
  await host.itemSays("Waiting room", "Bela Toth", "checked in");
  await late.goto(unused);
  await late.heading("This invitation has expired");
  await guest.page.bringToFront();
  await guest.heading("You are checked in");

  await host.page.bringToFront();
  await takeOut(host, "Bela Toth", "Remove");
  await guest.page.bringToFront();
  await guest.heading("This invitation was cancelled");
  await guest.seeText(PRACTICE.telephone);
});
