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
    get state() {
      return pressed ? super.state : "suspended";
    }
    resume() {
      // As in browsers: it waits for as long as it is not allowed.
      return pressed ? super.resume() : new Promise(() => {});
    }
  };
}
