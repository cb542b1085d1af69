// The guest's waiting page: awake, honest about its line, and heard when the host starts.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { silentUntilPressed } from "./lib/silence.mjs";
import { scene, took } from "./lib/stage.mjs";
import { arrive, copyLink, join, pressTest, signIn, startWith } from "./lib/steps.mjs";

/** Runs before the page's own code: counts how often the screen's lock is asked for, and lets it go when the page is hidden. */
function keepLocks() {
  window.locksOfThisPage = { asked: 0, held: 0 };
  const locks = window.locksOfThisPage;
  const request = async () => {
    locks.asked += 1;
    locks.held += 1;
    const lock = {
      released: false,
      release: async () => {
        if (!lock.released) locks.held -= 1;
        lock.released = true;
      },
    };
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && lock.release(), { capture: true });
    return lock;
  };
  Object.defineProperty(Navigator.prototype, "wakeLock", { configurable: true, get: () => ({ request }) });
}

function withoutLocks() {
  delete Navigator.prototype.wakeLock;
}

/** Counts the tones that the page really plays: those on a context that runs. */
function keepTones() {
  window.tonesOfThisPage = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    if (this.context.state === "running") window.tonesOfThisPage += 1;
    return start.apply(this, args);
  };
}

const locksOf = (guest) => guest.page.evaluate(() => window.locksOfThisPage);
const tonesOf = (guest) => guest.page.evaluate(() => window.tonesOfThisPage);

/** Arrives with what `prepare` puts before the page's own code. */
async function arriveWith(stage, name, link, prepare, options = {}) {
  const guest = await stage.person(name, options);
  await guest.page.evaluateOnNewDocument(silentUntilPressed);
  await guest.page.evaluateOnNewDocument(prepare);
  await guest.goto(link);
  await pressTest(guest);
  await guest.heading("You are checked in");
  return guest;
}

scene("W15: the waiting page keeps the screen awake, again after it was hidden, and lets go when the wait is over", {}, async (stage) => {
  const host = await signIn(stage);
  const guest = await arriveWith(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), keepLocks);
  await guest.until("the screen to be kept awake", async () => (await locksOf(guest)).held === 1);
  const { asked } = await locksOf(guest);
  await guest.hide();
  assert.equal((await locksOf(guest)).held, 0, "the browser let go of it");
  await guest.show();
  await guest.until("the screen to be kept awake again", async () => (await locksOf(guest)).held === 1);
  assert.ok((await locksOf(guest)).asked > asked, "it asked again");
  const removed = await host.page.evaluate(async () => {
    const { guests } = await (await fetch("/api/v1/waiting-room")).json();
    return (await fetch(`/api/v1/invitations/${guests[0].id}/remove`, { method: "POST" })).status;
  });
  assert.equal(removed, 204);
  await guest.heading("This invitation was cancelled");
  await guest.until("the screen to be let go", async () => (await locksOf(guest)).held === 0);
});

scene("W15: a browser that cannot keep the screen awake waits all the same", {}, async (stage) => {
  const host = await signIn(stage);
  const guest = await arriveWith(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), withoutLocks);
  assert.equal(await guest.page.evaluate(() => "wakeLock" in navigator), false);
  await guest.seeText("Please wait for the host to start this visit");
  await startWith(host, "Amara Osei");
  await join(guest);
});

scene("W15: the guest sees at once that their own network is gone", { network: true }, async (stage, t) => {
  const host = await signIn(stage);
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), stage.inside);
  await guest.seeText("Connected.");
  const started = performance.now();
  stage.network.offline();
  await guest.seeText("Your connection is lost");
  took(t, "shown after the network went", performance.now() - started);
  stage.network.online();
  await guest.seeText("Connected.");
});

scene("W15: the guest sees it too when the browser knows nothing and the server does not answer", {}, async (stage, t) => {
  const host = await signIn(stage);
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }));
  await guest.seeText("Connected.");
  const started = performance.now();
  process.kill(stage.world.server.pid, "SIGSTOP");
  try {
    await guest.seeText("Your connection is lost");
    took(t, "shown after the server fell silent", performance.now() - started);
  } finally {
    process.kill(stage.world.server.pid, "SIGCONT");
  }
  await guest.seeText("Connected.");
  await guest.heading("You are checked in");
});

scene("W15: the page rings when the host starts, again and again until the guest goes in", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const guest = await arriveWith(stage, "Amara Osei", link, keepTones);
  assert.equal(await tonesOf(guest), 0);
  // The press on the test's button was enough.
  await guest.gone("button", "Let it ring");
  await startWith(host, "Amara Osei");
  await guest.until("three rings", async () => (await tonesOf(guest)) >= 6);
  await guest.see("button", "Join now");
  await join(guest);
  const tones = await tonesOf(guest);
  await guest.see("group", "Dr Ines Halvorsen");
  assert.equal(await tonesOf(guest), tones, "it rings no more");
});

scene("W15 V18: a page opened anew says that it cannot ring, and one press lets it; axe finds nothing", {}, async (stage) => {
  const host = await signIn(stage);
  const link = await copyLink(host, { name: "Amara Osei" });
  const first = await arriveWith(stage, "Amara Osei", link, keepTones);
  await first.closePage();
  const guest = await stage.person("Amara Osei again", { profile: first.profile, width: 390, height: 844 });
  await guest.page.evaluateOnNewDocument(silentUntilPressed);
  await guest.page.evaluateOnNewDocument(keepTones);
  await guest.goto(link);
  await guest.heading("You are checked in");
  await guest.see("button", "Let it ring");
  await check(guest, "a waiting page that cannot ring yet");
  await guest.button("Let it ring");
  await guest.gone("button", "Let it ring");
  await startWith(host, "Amara Osei");
  await guest.until("a ring", async () => (await tonesOf(guest)) >= 2);
});
