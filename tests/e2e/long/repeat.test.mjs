// The same visit again and again: REPEAT times with two Chromium profiles, and as often with Firefox as the guest.
import { seesFirefoxCard, seesGreen } from "../lib/media.mjs";
import { scene } from "../lib/stage.mjs";
import { bothWays, copyLink, arrive, endVisit, join, signIn, startWith } from "../lib/steps.mjs";
import { USERS } from "../lib/world.mjs";

const TIMES = Number(process.env.REPEAT ?? 20);
const see = { chromium: seesGreen, firefox: seesFirefoxCard };

for (const kind of ["chromium", "firefox"]) {
  for (let n = 1; n <= TIMES; n++) {
    scene(`V1: a visit with ${kind}, ${n} of ${TIMES}`, {}, async (stage) => {
      const host = await signIn(stage);
      const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), { kind });
      await startWith(host, "Amara Osei");
      await join(guest);
      await bothWays(host, USERS.provider.name, guest, "Amara Osei");
      await see[kind](host, "Amara Osei");
      await seesGreen(guest, USERS.provider.name);
      await endVisit(host);
      await guest.heading("The visit has ended");
    });
  }
}
