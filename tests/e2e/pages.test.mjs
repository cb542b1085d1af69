import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { copyLink, endVisit, enter, join, openLink, pressTest, signIn } from "./lib/steps.mjs";

const GUEST_JS_MAX_BYTES = 120_000;

scene("V18: every page on the way of a visit passes axe in both themes and fits a small phone", {}, async (stage) => {
  const stranger = await stage.person("stranger");
  await stranger.goto(stage.world.url);
  await stranger.see("button", "Sign in");
  await check(stranger, "sign-in");
  const host = await signIn(stage);
  await check(host, "empty waiting room");
  await host.button("Invite");
  await host.see("dialog", "Invite");
  await check(host, "invite dialog");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Invite");
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await openLink(stage, "Amara Osei", link);
  await guest.see("button", "Test my camera and microphone");
  await check(guest, "before the test");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await check(guest, "waiting");
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  await check(host, "waiting room");
  const row = await host.item("Waiting room", "Amara Osei");
  await host.button("Start video chat", { within: row });
  await host.heading("Ready to start");
  await check(host, "ready to start");
  await enter(host, "Amara Osei");
  await guest.see("button", "Join now");
  await check(guest, "join now");
  await join(guest);
  await host.see("group", "Amara Osei");
  await check(host, "visit of the host");
  await check(guest, "visit of the guest");
  const used = await openLink(stage, "other device", link);
  await used.heading("This visit has already begun");
  await check(used, "used link");
  await endVisit(host);
  await guest.heading("The visit has ended");
  await check(guest, "the end");
  const unknown = await openLink(stage, "stranger with a link", `${stage.world.url}/join#${"A".repeat(27)}`);
  await unknown.heading("This link is not valid");
  await check(unknown, "unknown link");
});

scene("D5: the guest's page stays under 120 kB of JavaScript, compressed, while they wait", {}, async (stage, t) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await stage.person("Amara Osei");
  const session = await guest.page.createCDPSession();
  await session.send("Network.enable");
  const scripts = new Map();
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") scripts.set(requestId, { url: response.url, headers: response.headers, bytes: undefined });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scripts.get(requestId).bytes = encodedDataLength;
  });
  session.on("Network.loadingFailed", ({ requestId }) => scripts.delete(requestId));
  await guest.goto(link);
  await pressTest(guest);
  await guest.heading("You are checked in");
  await guest.until("every script whole", () => [...scripts.values()].every((script) => script.bytes !== undefined));
  const total = [...scripts.values()].reduce((sum, script) => sum + script.bytes, 0);
  t.diagnostic(`${scripts.size} scripts, ${total} bytes as sent`);
  assert.ok(scripts.size > 0 && total > 0);
  assert.ok(total < GUEST_JS_MAX_BYTES, `${total} bytes`);
});

scene("D5: the server's pages carry the security headers, and a record is never stored by a cache", {}, async (stage) => {
  const page = await fetch(`${stage.world.url}/`);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  assert.equal(page.headers.get("referrer-policy"), "no-referrer");
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  const record = await fetch(`${stage.world.url}/api/v1/session`);
  assert.equal(record.status, 401);
  assert.match(record.headers.get("cache-control") ?? "", /no-store/);
});
