/**
 * Runs before the page's own code: a browser that keeps the page silent until its person presses something on it. Chromium's own
 * rule cannot be used here: what a test looks at in a page counts as its person's doing there.
 */
export function silentUntilPressed() {
  let pressed = false;
  const press = (event) => {
    pressed ||= event.isTrusted;
  };
  window.addEventListener("click", press, { capture: true });
  window.addEventListener("keydown", press, { capture: true });
  window.AudioContext = class extends window.AudioContext {
    constructor(...args) {
      super(...args);
      window.silencedOfThisPage = this;
    }
    get ready() {
      return super.state === "running";
    }
    get state() {
      return pressed ? super.state : "suspended";
    }
    resume() {
      // As in browsers: it waits for as long as it is not allowed.
      return pressed ? super.resume() : new Promise(() => {});
    }
  };
}

/** Resolves when a press is all that the page still waits for: opening the machine's sound takes a while too. */
export const mayBegin = (person) => person.until("the machine's sound open", () => person.page.evaluate(() => window.silencedOfThisPage?.ready === true));
