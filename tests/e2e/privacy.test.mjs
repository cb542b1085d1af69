import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, inviteByMail, join as joinVisit, signIn, startWith, visitWith } from "./lib/steps.mjs";
import { PRACTICE, USERS } from "./lib/world.mjs";
import { WireGuest } from "./lib/wire.mjs";

scene("W3: whatever other guests do, not one frame comes to a guest who waits", {}, async (stage) => {
  const host = await signIn(stage);
  const alone = new WireGuest(stage.world.url, await copyLink(host, { name: "Quiet Guest" }));
  stage.onClose(async () => alone.close());
  await alone.checkIn();
  await alone.listen();
  await host.itemSays("Waiting room", "Quiet Guest", "checked in");
  await alone.roundTrip();
  const before = alone.news().length;
  const viewBefore = (await alone.post("/guest/open")).body;

  const link = await inviteByMail(stage, host, { name: "Amara Osei", email: "amara@patients.example" });
  const other = await arrive(stage, "Amara Osei", link);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  await other.page.reload();
  await other.heading("You are checked in");
  await startWith(host, "Amara Osei");
  await joinVisit(other);
  await host.see("group", "Amara Osei");
  await alone.roundTrip();

  const since = alone.news().slice(before).map((frame) => frame.payload.toString());
  assert.deepEqual(since, [], "the guest's socket carried something that others caused");
  const everything = Buffer.concat(alone.frames.map((frame) => frame.payload)).toString("latin1");
  assert.ok(!everything.includes("Amara"), "a name of another guest");
  const viewAfter = (await alone.post("/guest/open")).body;
  assert.deepEqual({ ...viewAfter, now_ms: 0 }, { ...viewBefore, now_ms: 0 }, "the guest's view says nothing of others either");
});

/** Every file below a folder, as bytes. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
}

scene("S4 S5: a whole visit leaves no name, address or token in a log or, unencrypted, on the disk", {}, async (stage) => {
  const host = await signIn(stage);
  const email = "zephyrine.quill@patients.example";
  const { link } = await visitWith(stage, host, { name: "Zephyrine Quill", email });
  await endVisit(host);
  const token = new URL(link).hash.slice(1);
  const secrets = ["Zephyrine", "Quill", email, "zephyrine", token, USERS.provider.password, USERS.provider.email, USERS.provider.name];
  const log = stage.world.log();
  assert.ok(log.length > 0, "all logs are on");
  for (const secret of secrets) assert.ok(!log.includes(secret), `the log holds ${secret}`);
  const files = filesBelow(stage.world.data);
  assert.ok(files.some((file) => file.bytes.length > 4096), "there is a store");
  for (const { name, bytes } of files) {
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${name} holds ${secret}`);
  }
});

scene("I7 S7: a link that nobody made tells nothing but the telephone number", {}, async (stage) => {
  const stranger = new WireGuest(stage.world.url, `${stage.world.url}/join#${"A".repeat(27)}`);
  const { status, body } = await stranger.post("/guest/open");
  assert.equal(status, 200);
  assert.equal(body.state, "unknown");
  assert.equal(body.practice.telephone, PRACTICE.telephone);
  assert.equal(body.practice.name, "");
});
