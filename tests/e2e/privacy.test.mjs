import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, inviteByMail, join as joinVisit, signIn, startWith, visitWith } from "./lib/steps.mjs";
import { PRACTICE, USERS } from "./lib/world.mjs";
import { PASSED, WireCaller, WireGuest } from "./lib/wire.mjs";

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
  await other.reload();
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
  await host.heading("The visit has ended");
  const token = new URL(link).hash.slice(1);
  const secrets = ["Zephyrine", "Quill", email, "zephyrine", token, USERS.provider.password, USERS.provider.email, USERS.provider.name];
  stage.world.assertNotLogged(secrets);
  const files = filesBelow(stage.world.data);
  assert.ok(files.some((file) => file.bytes.length > 4096), "there is a store");
  for (const { name, bytes } of files) {
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${name} holds ${secret}`);
  }
});

const PATIENT = { name: "Zephyrine Quill", typed: "Quillon Thackeray", email: "zephyrine.quill@patients.example" };
const ADDRESSES = { host: "198.51.100.23", guest: "203.0.113.77", second: "203.0.113.78" };
const proxied = { proxies: "127.0.0.1, ::1", refuse: (address) => `the mailbox of ${address} is full` };

/** All that can go wrong with a link and its guest, by whoever does not use our pages. */
async function misuse(guest, token) {
  for (const [path, body] of [
    ["/guest/open", { token: `${token}x` }],
    ["/guest/join", { token }],
    ["/guest/take", { token, name: PATIENT.typed, surname: PATIENT.typed }],
    ["/guest/take", { token, name: `${PATIENT.typed}\r\nBcc: ${PATIENT.email}` }],
    ["/guest/preflight", { token, preflight: { result: PATIENT.name } }],
    [`/guest/${token}`, {}],
  ]) {
    await guest.call("POST", path, body);
  }
  await guest.call("POST", "/guest/take", undefined, `{"token":"${token}","name":"${PATIENT.typed}"`);
  await guest.call("POST", "/guest/take", undefined, JSON.stringify({ token, name: PATIENT.typed.repeat(400) }));
}

/** A live connection that says what it may not, with a name in it. */
async function misspeak(world, link) {
  const guest = new WireGuest(world.url, link);
  await guest.checkIn();
  await guest.listen();
  guest.send({ type: "media", id: 1, method: PATIENT.name, data: {} });
  await guest.until((frame) => frame.message?.type === "reply");
  guest.send({ type: PATIENT.typed, token: guest.token });
  await guest.until((frame) => frame.message?.type === "bye");
  guest.close();
}

scene("S4: whatever goes wrong, no log, no refusal and no file holds a name, an address, a token or a password", proxied, async (stage) => {
  const { world } = stage;
  const [host, guest, second] = Object.values(ADDRESSES).map((address) => new WireCaller(world.url, address));
  const { email, password } = USERS.provider;
  await host.call("POST", "/session", { email, password: "Quagmire-guess" });
  assert.equal((await host.call("POST", "/session", { email, password })).status, 201);
  const invitation = { kind: "waiting_room", name: PATIENT.name };
  await host.call("POST", "/invitations", { ...invitation, via: "email", email: `${PATIENT.email}\r\nBcc: x@y.example` });
  assert.equal((await host.call("POST", "/invitations", { ...invitation, via: "email", email: PATIENT.email })).status, 201);
  const { body } = await host.call("POST", "/invitations", { kind: "waiting_room", via: "link" });
  const token = new URL(body.link).hash.slice(1);
  const other = (await host.call("POST", "/invitations", { ...invitation, via: "link" })).body.link;

  await misuse(guest, token);
  assert.equal((await guest.call("POST", "/guest/take", { token, name: PATIENT.typed })).status, 200);
  assert.equal((await second.call("POST", "/guest/take", { token })).status, 200);
  await guest.call("POST", "/guest/preflight", { token, preflight: PASSED });
  assert.equal((await second.call("POST", "/guest/preflight", { token, preflight: PASSED })).status, 200);
  await misspeak(world, other);
  const started = await host.call("POST", "/visits", { invitation_ids: [body.invitation.id] });
  assert.equal(started.status, 201);
  assert.equal((await second.call("POST", "/guest/join", { token })).status, 200);
  await misuse(guest, token);
  assert.equal((await host.call("POST", `/visits/${started.body.id}/end`)).status, 204);
  await misuse(second, token);
  await host.call("DELETE", "/session");

  const typed = [...Object.values(PATIENT), ...PATIENT.name.split(" "), "Thackeray", "Quagmire", password, email, USERS.provider.name];
  const callers = [host, guest, second];
  const secrets = [...typed, token, new URL(other).hash.slice(1), ...Object.values(ADDRESSES), ...callers.flatMap((caller) => caller.secrets())];
  assert.ok(secrets.length > 16, "the cookies are among them");
  const refusals = callers.flatMap((caller) => caller.refusals);
  assert.ok(refusals.length > 20, "much was refused");
  const places = [
    { name: "the log", bytes: Buffer.from(world.log()) },
    { name: "a refusal", bytes: Buffer.from(refusals.map((line) => line.slice(line.indexOf(": "))).join("\n")) },
    ...filesBelow(world.data),
  ];
  for (const { name, bytes } of places) {
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
