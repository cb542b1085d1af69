import { assert } from "./lib/person.mjs";
import { framesGrow, hears, seesGreen, silenceFrom } from "./lib/media.mjs";
import { scene, took } from "./lib/stage.mjs";
import { arrive, bothWays, endVisit, enter, inviteByMail, join, signIn, startWith, visitWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;

scene("I1 W1 W2 W6 W8 D1 D2 V1 V5: from an invitation by e-mail to the end of the visit", {}, async (stage, t) => {
  const host = await signIn(stage);
  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  assert.ok(link.startsWith(`${stage.world.url}/join#`), "the token stands in the fragment");
  await host.itemSays("Waiting room", "Amara Osei", "invited");
  await host.itemSays("Waiting room", "Amara Osei", "sent");
  assert.ok(!(await host.seesNow("button", "Start video chat")), "W6: not before the guest passed the test");

  const guest = await stage.person("Amara Osei");
  const asked = [];
  guest.page.on("request", (request) => asked.push(request.url().split("#")[0], request.headers().referer ?? ""));
  await guest.goto(link);
  await guest.button("Test my camera and microphone");
  const checkedIn = performance.now();
  await guest.heading("You are checked in");
  await guest.seeText("Please wait for the host to start this visit");
  took(t, "test passed and checked in after", performance.now() - checkedIn);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.ok(!(await guest.seesNow("button", "Join now")), "the guest cannot join before the start");

  await startWith(host, "Amara Osei");
  await join(guest);
  const joined = performance.now();
  await framesGrow(guest, HOST, { count: 1 });
  took(t, "first picture at the guest after", performance.now() - joined);
  await bothWays(host, HOST, guest, "Amara Osei");
  await seesGreen(guest, HOST);
  await seesGreen(host, "Amara Osei");

  await endVisit(host);
  await guest.heading("The visit has ended");
  await host.heading("The visit has ended");
  await host.press("link", "Back to the waiting room");
  await host.heading("Waiting room");
  await host.itemGone("Waiting room", "Amara Osei");
  const token = new URL(link).hash.slice(1);
  assert.ok(asked.length > 0 && !asked.some((text) => text.includes(token)), "the token is in no address that a server logs");
});

scene("V6: mute silences, stop video ends the picture, both come back", {}, async (stage) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Bela Toth", email: "bela@patients.example" });
  await guest.button("Mute");
  await guest.see("button", "Unmute");
  await silenceFrom(host, "Bela Toth");
  await guest.button("Unmute");
  await hears(host);
  await guest.button("Stop video");
  await guest.see("button", "Start video");
  await guest.button("Start video");
  await framesGrow(host, "Bela Toth");
  await seesGreen(host, "Bela Toth");
});

scene("V5: a guest who leaves may come back on the same device while the visit runs", {}, async (stage) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Cleo Marsh", email: "cleo@patients.example" });
  await guest.button("Leave");
  await guest.see("button", "Join now");
  await host.gone("group", "Cleo Marsh");
  await join(guest);
  await bothWays(host, HOST, guest, "Cleo Marsh");
});

const isAtLowerRight = async (person) =>
  (await person.see("region", "Notifications")).evaluate((region) => {
    const { left, right, top, bottom } = region.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    return left > clientWidth / 2 && right <= clientWidth && top > clientHeight / 2 && bottom <= clientHeight;
  });

scene("W7 W8: a guest checks in; Join in the notification leads to Ready to start", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await inviteByMail(stage, host, { name: "Dina Farouk", email: "dina@patients.example" });
  await host.button(HOST);
  await host.press("menuitem", "My device");
  await host.see("dialog", "My device");
  await arrive(stage, "Dina Farouk", link);
  await host.seeText("Dina Farouk is in the waiting room");
  await host.until("the notification at the lower right", () => isAtLowerRight(host));
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "My device");
  await host.button("Join");
  await enter(host, "Dina Farouk");
});

scene("W7 W9: during a visit another guest checks in, and the host is told", {}, async (stage) => {
  const host = await signIn(stage);
  const second = await inviteByMail(stage, host, { name: "Evan Holt", email: "evan@patients.example" });
  const { guest } = await visitWith(stage, host, { name: "Dina Farouk", email: "dina@patients.example" });
  await arrive(stage, "Evan Holt", second);
  await host.seeText("Evan Holt is in the waiting room");
  const seen = await guest.page.evaluate(() => document.body.innerText);
  assert.ok(!seen.includes("Evan"), "W3: the guest in the visit does not learn of the one who waits");
});
