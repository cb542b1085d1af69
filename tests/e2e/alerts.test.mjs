import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, signInHere } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

/** Runs before the page's own code: keeps what a desktop notification would have shown, and how many tones were played. */
function keepAlerts() {
  window.alertsOfThisPage = { notifications: [], tones: 0 };
  window.Notification = class extends EventTarget {
    static permission = "granted";
    constructor(title, options) {
      super();
      window.alertsOfThisPage.notifications.push(JSON.stringify([title, options ?? null]));
    }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    window.alertsOfThisPage.tones += 1;
    return start.apply(this, args);
  };
}

const alertsOf = (host) => host.page.evaluate(() => window.alertsOfThisPage);

/** Hides the page as its person would. */
async function minimise(host) {
  const session = await host.page.createCDPSession();
  const { windowId } = await session.send("Browser.getWindowForTarget");
  await session.send("Browser.setWindowBounds", { windowId, bounds: { windowState: "minimized" } });
}

scene("W7: with the tab hidden an arrival is told by a desktop notification and a sound, and names nobody", {}, async (stage) => {
  const host = await stage.person(USERS.provider.name);
  await host.page.evaluateOnNewDocument(keepAlerts);
  await host.goto(stage.world.url);
  await signInHere(host, USERS.provider);
  const seen = await copyLink(host, { name: "Amara Osei" });
  const unseen = await copyLink(host, { name: "Zephyrine Quill" });
  await arrive(stage, "Amara Osei", seen);
  await host.seeText("Amara Osei is in the waiting room");
  assert.deepEqual(await alertsOf(host), { notifications: [], tones: 0 }, "who looks at the page needs no more than the page");

  await minimise(host);
  await arrive(stage, "Zephyrine Quill", unseen);
  await host.seeText("Zephyrine Quill is in the waiting room");
  const alerts = await alertsOf(host);
  assert.equal(alerts.notifications.length, 1);
  assert.doesNotMatch(alerts.notifications[0], /Zephyrine|Quill/);
  assert.ok(alerts.tones > 0, "it sounds");
});
