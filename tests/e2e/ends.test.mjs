// What ends by itself: a link that runs out, a visit that its host does not come back to.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene, took } from "./lib/stage.mjs";
import { arrive, checkedInAt, copyLink, endVisit, join, openLink, setPractice, signIn, startWith, visitWith } from "./lib/steps.mjs";
import { PRACTICE } from "./lib/world.mjs";

const LINK_S = 60;
/** Long enough for a slow machine to see that the host is away while they are. */
const HOST_LEFT_S = 45;
const HOST_LOST_S = 45;
/** Beyond the time itself: the tick of a second, and a slow machine. */
const SLACK_MS = 60_000;

const asTheServerSees = (person, link) =>
  person.page.evaluate(
    async (token) =>
      (await fetch("/api/v1/guest/open", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }) })).json(),
    link.split("#")[1],
  );

scene("I4 I7: a link that nobody used says to the second that it has expired, on an open page and on a fresh one; the sender sends again", {}, async (stage, t) => {
  await setPractice(stage, { connect_now_link_s: LINK_S });
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei", kind: "connect_now" });
  const open = await openLink(stage, "Amara Osei", link, { width: 390, height: 844 });
  await open.see("button", "Test my camera and microphone");
  await host.seeText("to join");
  const before = await asTheServerSees(open, link);
  await open.heading("This invitation has expired", LINK_S * 1000 + SLACK_MS);
  // The server's clock alone, asked after the page said so: it was not said too early.
  const after = await asTheServerSees(open, link);
  assert.equal(after.state, "expired");
  assert.ok(after.now_ms >= before.expires_at_ms, "not before its time");
  took(t, "the open page said so after the last second", after.now_ms - before.expires_at_ms);
  await open.seeText("(London time)");
  await open.seeText(PRACTICE.telephone);
  await open.see("heading", "What to do now");
  await check(open, "the expired page");

  const fresh = await openLink(stage, "late", link);
  await fresh.heading("This invitation has expired");
  await fresh.seeText(PRACTICE.telephone);
  assert.equal(await fresh.seesNow("button", "Test my camera and microphone"), false);
  await host.see("button", "End visit");
  await host.button("Send again");
  await host.seeText("to join");
  await host.gone("button", "Send again");
  const status = () => fresh.page.evaluate(() => document.body.innerText);
  assert.match(await status(), /expired/, "the old link leads nowhere");
});

scene("V5: the host leaves without ending: the guest is told, and the visit ends for all in its time", {}, async (stage, t) => {
  await setPractice(stage, { host_left_s: HOST_LEFT_S });
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const started = performance.now();
  await host.button("Leave");
  await guest.seeText("The host is away");
  await host.seeText("You are away from it");
  await guest.heading("The visit has ended", HOST_LEFT_S * 1000 + SLACK_MS);
  took(t, "ended after the host left", performance.now() - started);
  await guest.seeText(PRACTICE.telephone);
  await host.itemGone("Waiting room", "Amara Osei");
  await host.gone("button", "Back to the visit");
});

scene("V5: a host who left and comes back in time finds the visit and the guest in it", {}, async (stage) => {
  await setPractice(stage, { host_left_s: 600 });
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  await host.button("Leave");
  await guest.seeText("The host is away");
  await host.button("Back to the visit");
  await host.see("group", "Amara Osei");
  await guest.textGone("The host is away");
  assert.equal(await guest.seesNow("heading", "The visit has ended"), false);
});

scene("V5: the host drops out: the guest is told, nobody stays alone in a room", {}, async (stage, t) => {
  await setPractice(stage, { host_lost_s: HOST_LOST_S });
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const started = performance.now();
  await host.closePage();
  await guest.seeText("The host is away");
  await guest.heading("The visit has ended", HOST_LOST_S * 1000 + SLACK_MS);
  took(t, "ended after the host was lost", performance.now() - started);
  await guest.seeText("The host's connection was lost and did not come back");
});

scene("W10 W8: whoever the host began with and who has not pressed Join now keeps the place and the waiting time when the visit ends", {}, async (stage) => {
  const host = await signIn(stage);
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), { width: 390, height: 844 });
  const since = await checkedInAt(host);
  await startWith(host, "Amara Osei");
  await guest.see("button", "Join now");
  await endVisit(host);
  await host.see("heading", "The visit has ended");
  await guest.seeText("Please wait for the host to start this visit");
  assert.equal(await guest.seesNow("button", "Join now"), false);
  await host.press("link", "Back to the waiting room");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(await checkedInAt(host), since, "the wait goes on");
  await startWith(host, "Amara Osei");
  await join(guest);
  await endVisit(host);
  await guest.heading("The visit has ended");
});
