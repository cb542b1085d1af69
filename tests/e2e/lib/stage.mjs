// One test's practice, browsers and people, with a picture of every page when it fails.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../../tools/lib/command.mjs";
import { launch, newPage, newProfile } from "./browsers.mjs";
import { Network } from "./network.mjs";
import { Person } from "./person.mjs";
import { SLOW, SLOW_FACTOR } from "./slow.mjs";
import { World } from "./world.mjs";

/** Many times what a test takes: only one that never comes to its end is stopped. */
const TEST_LIMIT_MS = 300_000;
const pictures = join(root, "build/e2e");

export class Stage {
  #closers = [];
  people = [];
  errors = [];
  #browsers = new Map();
  /** What holds for each of its browsers, unless it says otherwise. */
  #own = {};

  /**
   * `devices` as in lib/browsers.mjs, for all browsers of the test. With `network` the server listens on a network that can be cut,
   * and `inside` are the options of a browser that lives in it.
   */
  static async open({ network = false, devices, ...options } = {}) {
    const stage = new Stage();
    if (devices) stage.#own = { devices };
    if (network) {
      stage.network = new Network();
      stage.inside = { wrapper: stage.network.wrapper("/usr/bin/chromium"), pipe: true };
      options.host = stage.network.address;
    }
    try {
      stage.world = await World.create(options);
    } catch (error) {
      stage.network?.close();
      throw error;
    }
    return stage;
  }

  /** A browser of this kind, shared by the people of the test, who have profiles of their own. */
  async browser(kind = "chromium", asked = {}) {
    const options = { ...this.#own, ...asked };
    const key = `${kind} ${JSON.stringify(options)}`;
    if (!this.#browsers.has(key)) {
      const launched = await launch(kind, options);
      this.#browsers.set(key, launched);
      this.#closers.push(() => launched.close());
    }
    return this.#browsers.get(key);
  }

  onClose(action) {
    this.#closers.push(action);
  }

  /** Somebody with a browser of their own; `profile` of another person for a second tab of theirs. */
  async person(name, { kind = "chromium", profile, width, height, ...options } = {}) {
    const own = profile ?? (await newProfile(await this.browser(kind, options)));
    const person = new Person(await newPage(own, { width, height }), name);
    person.profile = own;
    person.watchErrors(this.errors);
    this.people.push(person);
    return person;
  }

  async pictures(label) {
    mkdirSync(pictures, { recursive: true });
    const name = label.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 80);
    for (const person of this.people) {
      if (!person.page.isClosed()) await person.picture(join(pictures, `${name}-${person.name.replace(/\W+/g, "-")}.png`));
    }
    writeFileSync(join(pictures, `${name}-server.log`), this.world.log());
  }

  async close() {
    const failures = [];
    for (const closer of this.#closers.toReversed()) {
      await closer().catch((error) => failures.push(error));
    }
    await this.world.close().catch((error) => failures.push(error));
    this.network?.close();
    if (failures.length > 0) throw failures[0];
  }
}

/** Rejects when the time is up, so that what was opened is still closed. */
function within(limitMs, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the whole test was not done within ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * A browser test. Its title begins with the SPEC lines that it holds. `body` gets the stage and the test's context.
 * `t.diagnostic()` prints what something took.
 */
export function scene(title, { limitMs = TEST_LIMIT_MS, ...options }, body) {
  const skip = options.network && !Network.allowed() ? "needs the right to make network namespaces" : false;
  test(title, { skip }, async (t) => {
    const stage = await Stage.open(options);
    try {
      await within(SLOW ? limitMs * SLOW_FACTOR : limitMs, body(stage, t));
      if (stage.errors.length > 0) throw new Error(`uncaught in a page: ${stage.errors.join("; ")}`);
    } catch (error) {
      await stage.pictures(title).catch(() => {});
      await stage.close().catch(() => {});
      throw error;
    }
    await stage.close();
  });
}

/** Prints what something took; how long it may take is for bench/ to say, not for a test. */
export const took = (t, what, ms) => t.diagnostic(`${what}: ${Math.round(ms)} ms`);
