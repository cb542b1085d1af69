// A person at a browser page: finds what is on it by role and visible name, as people do, and waits for what should happen.
// Nothing here sleeps: every wait looks again when the page changes.
import assert from "node:assert/strict";

export const LIMIT_MS = 30_000;

const quote = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const aria = (role, name) => `::-p-aria([role=${quote(role)}]${name === undefined ? "" : `[name=${quote(name)}]`})`;

/** Resolves when the page has changed, at the latest after a quarter of a second. */
function nextChange(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const observer = new MutationObserver(done);
        const timer = setTimeout(done, 250);
        function done() {
          observer.disconnect();
          clearTimeout(timer);
          resolve();
        }
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }),
  );
}

// A page that moves on under our hands, or a machine whose network interfaces change while a page loads: look again.
const wentAway = (error) =>
  /context was destroyed|Cannot find context|detached|navigat|no such frame|DiscardedBrowsingContext|stale|not found in|Node is|ERR_NETWORK_CHANGED/i.test(
    error.message,
  );

/** A notification lies over what one wants to press: scroll it out from under, as people do. True: it can be pressed. */
const scrollFree = (wanted) => {
  const covered = () => {
    const { left, top, width, height } = wanted.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && hit.closest(".toasts") !== null && !hit.contains(wanted) && !wanted.contains(hit);
  };
  if (covered()) wanted.scrollIntoView({ block: "start" });
  return !covered();
};

/** Clicks, and says whether `element` itself was hit: a page that is still loading may move it away under the pointer. */
async function clickHits(element) {
  const hit = await element.evaluateHandle((wanted) => {
    const seen = { down: false, click: false };
    wanted.addEventListener("pointerdown", () => (seen.down = true), { once: true, capture: true });
    wanted.addEventListener("click", () => (seen.click = true), { once: true, capture: true });
    return seen;
  });
  await element.click();
  try {
    return await hit.evaluate((seen, wanted) => seen.click || (seen.down && !wanted.isConnected), element);
  } catch (error) {
    if (wentAway(error)) return true; // The click led to another page.
    throw error;
  }
}

export class Person {
  /** `name` only labels pictures and messages. */
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  /** Looks until `look` gives something, and returns it. */
  async until(what, look, limitMs = LIMIT_MS) {
    const deadline = performance.now() + limitMs;
    for (;;) {
      try {
        const value = await look();
        if (value) return value;
        if (performance.now() > deadline) break;
        await nextChange(this.page);
      } catch (error) {
        if (!wentAway(error)) throw error;
        if (performance.now() > deadline) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const text = await this.page.evaluate(() => document.body?.innerText ?? "").catch(() => "");
    throw new Error(`${this.name} never saw ${what}; the page says:\n${text.slice(0, 1500)}`);
  }

  see(role, name, { within = this.page, limitMs } = {}) {
    return this.until(`${role} "${name}"`, () => within.$(aria(role, name)), limitMs);
  }

  async seesNow(role, name, within = this.page) {
    return (await within.$(aria(role, name))) !== null;
  }

  gone(role, name, { within = this.page, limitMs } = {}) {
    return this.until(`${role} "${name}" go away`, async () => (await within.$(aria(role, name))) === null, limitMs);
  }

  /** A text anywhere on the page. */
  seeText(text, limitMs) {
    const has = (wanted) => document.body !== null && document.body.innerText.replace(/\s+/g, " ").includes(wanted);
    return this.until(`the text "${text}"`, () => this.page.evaluate(has, text), limitMs);
  }

  async press(role, name, options = {}) {
    const { within = this.page, limitMs } = options;
    // What was found may be drawn anew before the click lands: `until` then looks again.
    await this.until(
      `${role} "${name}" to press`,
      async () => {
        const element = await within.$(aria(role, name));
        if (!element || !(await element.evaluate(scrollFree))) return false;
        return clickHits(element);
      },
      limitMs,
    );
  }

  button(name, options) {
    return this.press("button", name, options);
  }

  /** A field to type in. By its name alone: Firefox gives a password field no role. */
  field(label, { within = this.page, limitMs } = {}) {
    return this.until(
      `the field "${label}"`,
      async () => {
        for (const element of await within.$$(`::-p-aria([name=${quote(label)}])`)) {
          if (await element.evaluate((e) => e.matches("input, textarea"))) return element;
        }
        return null;
      },
      limitMs,
    );
  }

  async fill(label, text, options = {}) {
    const field = await this.field(label, options);
    await field.evaluate((element) => {
      element.focus();
      element.select();
    });
    await this.page.keyboard.type(text);
    await field.dispose();
  }

  /** The item of a list that holds `text`. */
  async item(list, text, { limitMs } = {}) {
    return this.until(
      `"${text}" in the list "${list}"`,
      async () => {
        const found = await this.page.$(aria("list", list));
        if (!found) return null;
        for (const item of await found.$$(aria("listitem"))) {
          const words = await item.evaluate((element) => element.innerText.replace(/\s+/g, " "));
          if (words.includes(text)) return item;
        }
        return null;
      },
      limitMs,
    );
  }

  async itemGone(list, text, { limitMs } = {}) {
    return this.until(
      `"${text}" leave the list "${list}"`,
      async () => !(await this.items(list)).some((words) => words.includes(text)),
      limitMs,
    );
  }

  /** The texts of a list's items; none when the list is not there. */
  async items(list) {
    const found = await this.page.$(aria("list", list));
    if (!found) return [];
    const items = await found.$$(aria("listitem"));
    return Promise.all(items.map((item) => item.evaluate((element) => element.innerText.replace(/\s+/g, " "))));
  }

  /** Waits until the item says `text` too. */
  async itemSays(list, name, text, { limitMs } = {}) {
    return this.until(
      `"${name}" with "${text}" in the list "${list}"`,
      async () => (await this.items(list)).some((words) => words.includes(name) && words.includes(text)),
      limitMs,
    );
  }

  async goto(url) {
    await this.until(`the page ${url}`, async () => {
      await this.page.goto(url, { waitUntil: "domcontentloaded", timeout: LIMIT_MS });
      return true;
    });
  }

  async heading(name, limitMs) {
    return this.see("heading", name, { limitMs });
  }

  /** A problem that the page's own code did not catch is a failure of the test. */
  watchErrors(list) {
    this.page.on("pageerror", (error) => list.push(`${this.name}: ${error.message}`));
  }

  async picture(path) {
    await this.page.screenshot({ path }).catch(() => {});
  }

  async closePage() {
    await this.page.close();
  }
}

export { assert };
