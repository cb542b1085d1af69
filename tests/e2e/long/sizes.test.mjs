// The way of a visit on other screens: nothing sideways to scroll, what one needs is reachable.
import { assert } from "../lib/person.mjs";
import { scene } from "../lib/stage.mjs";
import { arrive, bothWays, copyLink, endVisit, join, signIn, startWith } from "../lib/steps.mjs";
import { USERS } from "../lib/world.mjs";

const SIZES = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 768, height: 1024 },
  { width: 1920, height: 1080 },
];

async function fits(person, where) {
  const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${where}: ${overflow} px too wide`);
}

for (const size of SIZES) {
  scene(`V17 V18: a visit at ${size.width} by ${size.height}`, {}, async (stage) => {
    const host = await signIn(stage, USERS.provider, size);
    await fits(host, "waiting room");
    const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), size);
    await fits(guest, "waiting");
    await startWith(host, "Amara Osei");
    await join(guest);
    await bothWays(host, USERS.provider.name, guest, "Amara Osei");
    await fits(host, "visit of the host");
    await fits(guest, "visit of the guest");
    await endVisit(host);
    await guest.heading("The visit has ended");
    await fits(guest, "the end");
  });
}
