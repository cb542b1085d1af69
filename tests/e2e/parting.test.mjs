// What is pressed while the server cannot be reached: Leave and End visit once and for all, other things with a word about them.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, bothWays, copyLink, endVisit, inviteByMail, join, pressTest, setPractice, signIn, signInHere, startWith } from "./lib/steps.mjs";
import { keepTracks, liveTracks } from "./lib/tracks.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;
const GUEST = "Amara Osei";
const PHONE = { width: 390, height: 844 };

/** Somebody whose devices are watched. */
async function watched(stage, name, options) {
  const person = await stage.person(name, options);
  await person.page.evaluateOnNewDocument(keepTracks);
  return person;
}

const devicesOff = (person) => person.until("camera and microphone go off", async () => (await liveTracks(person)) === 0);

/** A host and a guest in a running visit, both with watched devices. */
async function inVisit(stage) {
  const host = await watched(stage, HOST);
  await host.goto(stage.world.url);
  await signInHere(host, USERS.provider);
  const guest = await watched(stage, GUEST, PHONE);
  await guest.goto(await inviteByMail(stage, host, { name: GUEST, email: "amara@patients.example" }));
  await pressTest(guest);
  await guest.heading("You are checked in");
  await startWith(host, GUEST);
  await join(guest);
  await bothWays(host, HOST, guest, GUEST);
  assert.ok((await liveTracks(host)) > 0 && (await liveTracks(guest)) > 0, "their devices are on");
  return { host, guest };
}

scene("V5 V9: End visit pressed while the server is away ends the visit for all when it is back", {}, async (stage) => {
  const { host, guest } = await inVisit(stage);
  await stage.world.kill();
  await endVisit(host);
  await host.heading("Ending the visit");
  await devicesOff(host);
  await host.seeText("The server cannot be reached");
  await check(host, "the page of a visit that is being ended");
  await stage.world.start();
  await guest.heading("The visit has ended");
  await guest.seeText("You can close this page");
  await host.heading("The visit has ended");
  await host.seeText("You ended it for everyone");
  await devicesOff(guest);
});

scene("V5 V9: the host takes End visit back while the server is away: the visit goes on", {}, async (stage) => {
  const { host, guest } = await inVisit(stage);
  await stage.world.kill();
  await endVisit(host);
  await devicesOff(host);
  await host.button("Back to the visit");
  await host.see("button", "End visit");
  await stage.world.start();
  await bothWays(host, HOST, guest, GUEST);
  await guest.textGone("The host is away");
  await endVisit(host);
  await guest.heading("The visit has ended");
  await host.heading("The visit has ended");
});

scene("V5 V9: Leave pressed by the host while the server is away counts when it is back", {}, async (stage) => {
  // Whoever was lost only is waited for much longer.
  await setPractice(stage, { host_left_s: 10 });
  const { host, guest } = await inVisit(stage);
  await stage.world.kill();
  await host.button("Leave");
  await host.heading("Leaving the visit");
  await devicesOff(host);
  await host.seeText("The server cannot be reached");
  await stage.world.start();
  await host.heading("Waiting room");
  await guest.heading("The visit has ended");
  await guest.seeText("You can close this page");
});

scene("V5 V9: Leave pressed by the guest while the server is away counts when it is back; they may come in again", {}, async (stage) => {
  const { host, guest } = await inVisit(stage);
  await stage.world.kill();
  await guest.button("Leave");
  await guest.heading("You left the visit");
  await devicesOff(guest);
  await guest.seeText("The practice cannot be reached");
  await check(guest, "the page of a guest who is leaving");
  await stage.world.start();
  await guest.see("button", "Join now");
  await host.gone("group", GUEST);
  await join(guest);
  await bothWays(host, HOST, guest, GUEST);
});

scene("W10 W15: Join now pressed by the guest while the server is away counts when it is back", {}, async (stage) => {
  const host = await signIn(stage);
  const guest = await arrive(stage, GUEST, await copyLink(host, { name: GUEST }), PHONE);
  await startWith(host, GUEST);
  await guest.see("button", "Join now");
  await stage.world.kill();
  await guest.button("Join now");
  await guest.seeText("What you pressed is done as soon as it can be");
  await check(guest, "the page of a guest whose press is held");
  await stage.world.start();
  await guest.see("button", "Leave");
  await bothWays(host, HOST, guest, GUEST);
});

scene("V4 V9: Remove pressed by the host while the server is away says that it was not heard; pressed again it counts", {}, async (stage) => {
  const { host, guest } = await inVisit(stage);
  await host.button("People");
  await host.see("button", `Remove ${GUEST}`);
  await stage.world.kill();
  await remove(host);
  await host.seeText("The server did not answer");
  await stage.world.start();
  await bothWays(host, HOST, guest, GUEST);
  await remove(host);
  await guest.heading("You were removed from the visit");
  await host.itemGone("In the visit", GUEST);
});

async function remove(host) {
  await host.button(`Remove ${GUEST}`);
  await host.button("Remove", { within: await host.see("dialog", `Remove ${GUEST}?`) });
}
