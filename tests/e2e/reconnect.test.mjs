import { assert } from "./lib/person.mjs";
import { framesGrow, received } from "./lib/media.mjs";
import { scene, took } from "./lib/stage.mjs";
import { arrive, bothWays, checkedInAt, copyLink, openLink, signIn, visitWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;
const OFFLINE_MS = 10_000;

scene("W11: a guest who reloads, or opens the page again while they are reconnecting, is in the same place by themselves", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link);
  const since = await checkedInAt(host);
  await guest.reload();
  await guest.heading("You are checked in");
  assert.equal(await checkedInAt(host), since);
  assert.equal((await host.items("Waiting room")).length, 1);
  await guest.closePage();
  await host.itemSays("Waiting room", "Amara Osei", "reconnecting");
  const again = await openLink(stage, "Amara Osei again", link, { profile: guest.profile });
  await again.heading("You are checked in");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(await checkedInAt(host), since, "the waiting time stayed");
});

scene("W11: a tab that was closed and opened again on the same device is in the same place", { timing: { left_after_ms: 7000 } }, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link);
  const since = await checkedInAt(host);
  await guest.closePage();
  // They are reconnecting for 2 s only: that is looked at where it lasts (above).
  await host.itemSays("Waiting room", "Amara Osei", "left");
  const again = await openLink(stage, "Amara Osei again", link, { profile: guest.profile });
  await again.heading("You are checked in");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(await checkedInAt(host), since, "the waiting time stayed");
});

scene("V8: a guest who reloads during the visit is back by themselves", {}, async (stage, t) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const started = performance.now();
  await guest.reload();
  await framesGrow(guest, HOST, { from: 0 });
  took(t, "back in the visit after the reload", performance.now() - started);
  await bothWays(host, HOST, guest, "Amara Osei");
});

scene("V8: a host who reloads during the visit is back by themselves", {}, async (stage, t) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const started = performance.now();
  await host.reload();
  await framesGrow(host, "Amara Osei", { from: 0 });
  took(t, "back in the visit after the reload", performance.now() - started);
  await bothWays(host, HOST, guest, "Amara Osei");
});

const elapsed = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

scene("W11: 10 s without network while waiting: the host sees it, the guest keeps the place", { network: true }, async (stage, t) => {
  const { network, inside } = stage;
  const host = await signIn(stage);
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), inside);
  const since = await checkedInAt(host);
  const outage = elapsed(OFFLINE_MS);
  network.offline();
  await guest.seeText("Your connection is lost");
  await host.itemSays("Waiting room", "Amara Osei", "reconnecting");
  await outage;
  network.online();
  const started = performance.now();
  await guest.seeText("Connected");
  took(t, "connected again after the network's return", performance.now() - started);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(await checkedInAt(host), since, "the waiting time stayed");
});

scene("V8: 10 s without network during the visit: back by itself", { network: true }, async (stage, t) => {
  const { network, inside } = stage;
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example", ...inside });
  const outage = elapsed(OFFLINE_MS);
  network.offline();
  await outage;
  const [atHost, atGuest] = await Promise.all([received(host, "Amara Osei"), received(guest, HOST)]);
  network.online();
  const started = performance.now();
  await Promise.all([
    framesGrow(host, "Amara Osei", { from: atHost.frames }),
    framesGrow(guest, HOST, { from: atGuest.frames }),
  ]);
  took(t, "pictures both ways after the network's return", performance.now() - started);
  await bothWays(host, HOST, guest, "Amara Osei");
});
