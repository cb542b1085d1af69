// A person at a browser page: finds what is on it by role and visible name, as people do, and waits for what should happen.
// Nothing here sleeps: every wait looks again when the page changes.
import assert from "node:assert/strict";

export const LIMIT_MS = 60_000;

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
  /context was destroyed|Cannot find context|detached|navigat|no such frame|DiscardedBrowsingContext|stale|not found in|Node is|[Nn]ode with given id|object with given id|same JavaScript world|ERR_NETWORK_CHANGED/i.test(
    error.message,
  );

/**
 * Runs in the page: why `wanted` cannot be pressed now, in words; "" when it can: it holds still for a frame, and nothing lies over
 * it. What is out of sight, or under a notification, is scrolled to where it can be pressed, as people do.
 */
async function whyNotNow(wanted) {
  const frame = () =>
    new Promise((resolve) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 100); // A page in the background draws no frame.
    });
  const place = () => wanted.getBoundingClientRect();
  const over = () => {
    const { left, top, width, height } = place();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (hit && (wanted.contains(hit) || hit.closest("label")?.control === wanted)) return null;
    return hit ?? document.documentElement;
  };
  if (!wanted.isConnected) return "it is drawn anew";
  if (wanted.matches("button[aria-disabled=true]")) return "it cannot be pressed now";
  if (over()) wanted.scrollIntoView({ block: over().closest(".toasts") ? "start" : "center", inline: "nearest" });
  const before = place();
  await frame();
  const now = place();
  if (before.left !== now.left || before.top !== now.top || before.width !== now.width || before.height !== now.height) return "it moves";
  const cover = over();
  return cover ? `over it lies <${cover.tagName.toLowerCase()} class="${cover.getAttribute("class") ?? ""}">` : "";
}

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

/** Runs in the page: whether this field has taken the focus, with all its text selected, and kept it. */
async function takesFocus(field) {
  field.focus();
  field.select();
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
  return document.activeElement === field;
}

/** How what was found is found again when the page has drawn it anew. */
const finders = new WeakMap();

function found(element, find) {
  if (element) finders.set(element, find);
  return element;
}

/** `within` itself, or what stands in its place now; null when nothing does. */
async function nowOf(within) {
  const find = finders.get(within);
  if (!find) return within;
  try {
    if (await within.evaluate((element) => element.isConnected)) return within;
  } catch (error) {
    if (!wentAway(error)) throw error;
  }
  return find();
}

export class Person {
  /** Part of the page's own code did not come, for the machine's network changed: it has to be loaded again. */
  #isCutShort = false;

  /** `name` only labels pictures and messages. */
  constructor(page, name) {
    this.page = page;
    this.name = name;
    page.on("requestfailed", (request) => {
      if (/NETWORK_CHANGED/.test(request.failure()?.errorText ?? "") && /script|stylesheet/.test(request.resourceType())) this.#isCutShort = true;
    });
  }

  /** Looks until `look` gives something, and returns it. `what` may be a function: what is told may be known only at the end. */
  async until(what, look, limitMs = LIMIT_MS) {
    const deadline = performance.now() + limitMs;
    let lost = "";
    for (;;) {
      try {
        const value = await look();
        if (value) return value;
        lost = "";
        if (performance.now() > deadline) break;
        await nextChange(this.page);
      } catch (error) {
        if (!wentAway(error)) throw error;
        lost = `; the last look failed: ${error.message}`;
        if (performance.now() > deadline) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const text = await this.page.evaluate(() => document.body?.innerText ?? "").catch(() => "");
    const told = typeof what === "function" ? what() : what;
    throw new Error(`${this.name} never saw ${told}${lost}; the page says:\n${text.slice(0, 1500)}`);
  }

  /** What is there now of this role and name; null when it is not. */
  async #one(role, name, within) {
    const place = await nowOf(within);
    return place && place.$(aria(role, name));
  }

  see(role, name, { within = this.page, limitMs } = {}) {
    const find = async () => found(await this.#one(role, name, within), find);
    return this.until(`${role} "${name}"`, find, limitMs);
  }

  async seesNow(role, name, within = this.page) {
    return (await this.#one(role, name, within)) !== null;
  }

  gone(role, name, { within = this.page, limitMs } = {}) {
    return this.until(`${role} "${name}" go away`, async () => !(await this.seesNow(role, name, within)), limitMs);
  }

  /** A text anywhere on the page. */
  seeText(text, limitMs) {
    const has = (wanted) => document.body !== null && document.body.innerText.replace(/\s+/g, " ").includes(wanted);
    return this.until(`the text "${text}"`, () => this.page.evaluate(has, text), limitMs);
  }

  /** Until the text stands nowhere on the page any more. */
  textGone(text, limitMs) {
    const has = (wanted) => document.body?.innerText.replace(/\s+/g, " ").includes(wanted) ?? true;
    return this.until(`the text "${text}" go away`, async () => !(await this.page.evaluate(has, text)), limitMs);
  }

  press(role, name, { within = this.page, limitMs } = {}) {
    return this.pressThat(`${role} "${name}"`, () => this.#one(role, name, within), limitMs);
  }

  /** Presses what `find` gives, once it is there, holds still and is covered by nothing. */
  async pressThat(what, find, limitMs) {
    let why = "it was not there";
    // What was found may be drawn anew before the click lands: `until` then looks again.
    await this.until(
      () => `${what} to press (${why})`,
      async () => {
        const element = await find();
        why = element ? await element.evaluate(whyNotNow) : "it was not there";
        if (why !== "") return false;
        why = "the click went elsewhere";
        return clickHits(element);
      },
      limitMs,
    );
  }

  button(name, options) {
    return this.press("button", name, options);
  }

  async #fieldNow(label, within) {
    const place = await nowOf(within);
    for (const element of place ? await place.$$(`::-p-aria([name=${quote(label)}])`) : []) {
      if (await element.evaluate((e) => e.matches("input, textarea"))) return element;
    }
    return null;
  }

  /** A field to type in. By its name alone: Firefox gives a password field no role. */
  field(label, { within = this.page, limitMs } = {}) {
    return this.until(`the field "${label}"`, () => this.#fieldNow(label, within), limitMs);
  }

  /** Types what then stands in the field alone. A dialog that is still coming up may take the focus: then once more. */
  async fill(label, text, { within = this.page, limitMs } = {}) {
    let stands = "";
    await this.until(
      () => `the field "${label}" hold what was typed${stands}`,
      async () => {
        const field = await this.#fieldNow(label, within);
        if (!field || !(await field.evaluate(takesFocus))) return false;
        await this.page.keyboard.type(text);
        const value = await field.evaluate((element) => element.value);
        stands = `, but ${value.length} letters of ${text.length}`;
        return value === text;
      },
      limitMs,
    );
  }

  /** Chooses of a select's options the one whose text begins with `wanted`, once it is offered. */
  async choose(label, wanted, { within = this.page, limitMs } = {}) {
    const pick = (element, text) => {
      const option = [...element.options].find((each) => each.text.startsWith(text));
      if (!option) return false;
      element.value = option.value;
      element.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    };
    await this.until(`"${wanted}" to choose in "${label}"`, async () => (await this.#one("combobox", label, within))?.evaluate(pick, wanted), limitMs);
  }

  /** The item of a list that holds `text`. */
  async item(list, text, { limitMs } = {}) {
    const find = async () => {
      const whole = await this.page.$(aria("list", list));
      for (const item of whole ? await whole.$$(aria("listitem")) : []) {
        const words = await item.evaluate((element) => element.innerText.replace(/\s+/g, " "));
        if (words.includes(text)) return found(item, find);
      }
      return null;
    };
    return this.until(`"${text}" in the list "${list}"`, find, limitMs);
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
    const whole = await this.page.$(aria("list", list));
    if (!whole) return [];
    const items = await whole.$$(aria("listitem"));
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
    await this.#load(`the page ${url}`, (options) => this.page.goto(url, options));
  }

  async reload() {
    await this.#load("the page again", (options) => this.page.reload(options));
  }

  async #load(what, go) {
    await this.until(what, async () => {
      this.#isCutShort = false;
      await go({ waitUntil: "domcontentloaded", timeout: LIMIT_MS });
      return !this.#isCutShort;
    });
  }

  async heading(name, limitMs) {
    return this.see("heading", name, { limitMs });
  }

  /** Minimises the window; the page is hidden then. Chromium only. */
  hide() {
    return this.#window("minimized", "hidden");
  }

  show() {
    return this.#window("normal", "visible");
  }

  async #window(windowState, visibility) {
    const session = await this.page.createCDPSession();
    const { windowId } = await session.send("Browser.getWindowForTarget");
    await session.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
    await session.detach();
    await this.until(`the page ${visibility}`, () => this.page.evaluate((state) => document.visibilityState === state, visibility));
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
