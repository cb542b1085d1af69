import { assert } from "./lib/person.mjs";
import { framesGrow, received } from "./lib/media.mjs";
import { scene, took } from "./lib/stage.mjs";
import { arrive, bothWays, checkedInAt, copyLink, join, openLink, pressTest, signIn, startWith, visitWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;

scene("W10: SIGKILL to the server while a guest waits: place and waiting time stay, nobody does anything", {}, async (stage, t) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  const since = await checkedInAt(host);
  await stage.world.kill();
  await guest.seeText("Your connection is lost");
  await stage.world.start();
  const started = performance.now();
  await guest.seeText("Connected");
  took(t, "the guest's page was connected again after", performance.now() - started);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  assert.equal(await checkedInAt(host), since, "the waiting time goes on from the same second");
  await startWith(host, "Amara Osei");
  await join(guest);
  await bothWays(host, HOST, guest, "Amara Osei");
});

scene("V9: SIGKILL to the server during a visit: picture and sound come back by themselves", {}, async (stage, t) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  await stage.world.kill();
  await stage.world.start();
  const started = performance.now();
  await comesBack(host, guest, "Amara Osei");
  took(t, "pictures both ways after the server was back", performance.now() - started);
  await bothWays(host, HOST, guest, "Amara Osei");
});

scene("V9: SIGKILL to the media process during a visit: picture and sound come back by themselves", {}, async (stage, t) => {
  const host = await signIn(stage);
  const { guest } = await visitWith(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const killed = stage.world.killMedia();
  const started = performance.now();
  await comesBack(host, guest, "Amara Osei");
  took(t, "pictures both ways after the media process was killed", performance.now() - started);
  await bothWays(host, HOST, guest, "Amara Osei");
  assert.ok(!stage.world.mediaPids().some((pid) => killed.includes(pid)), "it is a new process");
});

scene("W10: SIGKILL to the media process while a guest waits changes nothing for them", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arrive(stage, "Amara Osei", link);
  stage.world.killMedia();
  await startWith(host, "Amara Osei");
  await join(guest);
  await bothWays(host, HOST, guest, "Amara Osei");
});

scene("W10, V9: the server is away while the visit's code loads: the visit has its controls all the same", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await openLink(stage, "Amara Osei", link, { width: 390, height: 844 });
  await guest.see("button", "Test my camera and microphone");
  await stage.world.kill();
  await pressTest(guest);
  await guest.seeText("The practice cannot be reached");
  await stage.world.start();
  await guest.heading("You are checked in");
  await startWith(host, "Amara Osei");
  await join(guest);
  const leave = await guest.see("button", "Leave");
  await guest.until("Leave on the screen", () =>
    leave.evaluate((button) => {
      const { top, bottom } = button.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    }),
  );
});

/** Frames of both grow again, whether the page kept its connections or built new ones. */
async function comesBack(host, guest, guestName) {
  const [atHost, atGuest] = await Promise.all([received(host, guestName), received(guest, HOST)]);
  await Promise.all([
    framesGrow(host, guestName, { from: atHost.frames }),
    framesGrow(guest, HOST, { from: atGuest.frames }),
  ]);
}
