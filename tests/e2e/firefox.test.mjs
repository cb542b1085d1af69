import { seesFirefoxCard, seesGreen } from "./lib/media.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, bothWays, endVisit, inviteByMail, join, signIn, startWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;
const pairs = [
  { hostKind: "chromium", guestKind: "firefox" },
  { hostKind: "firefox", guestKind: "chromium" },
];

for (const { hostKind, guestKind } of pairs) {
  scene(`V1 D5: a host with ${hostKind} and a guest with ${guestKind} see and hear each other`, {}, async (stage) => {
    const see = { chromium: seesGreen, firefox: seesFirefoxCard };
    const host = await signIn(stage, USERS.provider, { kind: hostKind });
    const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
    const guest = await arrive(stage, "Amara Osei", link, { kind: guestKind });
    await startWith(host, "Amara Osei");
    await join(guest);
    await bothWays(host, HOST, guest, "Amara Osei");
    await see[guestKind](host, "Amara Osei");
    await see[hostKind](guest, HOST);
    await endVisit(host);
    await guest.heading("The visit has ended");
  });
}
