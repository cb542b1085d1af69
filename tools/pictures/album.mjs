// An album: each screen in every size and both themes, and what can be measured on it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SIZES = {
  desktop: { width: 1280, height: 800, deviceScaleFactor: 1 },
  phone: { width: 390, height: 844, deviceScaleFactor: 1 },
  zoom: { width: 640, height: 400, deviceScaleFactor: 2 },
  narrow: { width: 320, height: 640, deviceScaleFactor: 1 },
};
const SCHEMES = ["light", "dark"];

async function axe(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  }, RULES);
}

/** Runs in the page: what does not fit, is too small to read or to touch, or is cut. */
function measured({ touch }) {
  const SMALLEST_TEXT_PX = 14;
  const TOUCH_PX = 44;
  const found = new Set();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.add(`${root.scrollWidth - root.clientWidth} px to scroll sideways`);
  const called = (element) => `${element.tagName.toLowerCase()}.${element.classList[0] ?? ""} "${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40)}"`;
  const isHidden = (element) => element.closest(".hidden-text, [hidden], [inert], .probe") !== null || element.getClientRects().length === 0 || getComputedStyle(element).opacity === "0";
  const modal = document.querySelector("[aria-modal=true]");
  const part = modal ?? document.body;
  for (const element of part.querySelectorAll("*")) {
    if (isHidden(element) || getComputedStyle(element).clip !== "auto") continue;
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    if (hasText && parseFloat(style.fontSize) < SMALLEST_TEXT_PX) found.add(`${style.fontSize} text: ${called(element)}`);
    const cuts = style.overflowX === "hidden" || style.overflowX === "clip";
    if (cuts && element.scrollWidth > element.clientWidth + 1 && element.textContent.trim() !== "") found.add(`cut: ${called(element)}`);
    const acts = element.matches("button, a[href], select, input, textarea, [role=option]") && style.display !== "inline";
    if (!touch || !acts) continue;
    // A box or a radio is pressed by its label as well.
    const target = (element.matches("input[type=checkbox], input[type=radio]") && element.closest("label")) || element;
    const { width, height } = target.getBoundingClientRect();
    // Some take a press beside their edges too.
    const beside = -2 * Math.min(0, parseFloat(getComputedStyle(target, "::before").top) || 0);
    if (Math.min(width, height) + beside < TOUCH_PX - 0.5) found.add(`${Math.round(width)}x${Math.round(height)} to touch: ${called(element)}`);
  }
  return [...found];
}

/** Runs in the page: what appears has appeared. What turns for ever is not waited for. */
const settled = () =>
  Promise.allSettled(
    document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
      .map((animation) => animation.finished),
  );

export class Album {
  /** The pictures whose name begins with one of `wanted` go into `folder`. */
  constructor(folder, wanted) {
    this.folder = folder;
    this.wanted = wanted;
    /** What was found, and in which pictures. */
    this.findings = new Map();
  }

  /** What `person` sees, as NAME-SIZE-SCHEME.png. */
  async take(person, name) {
    if (!this.wanted.some((begins) => name.startsWith(begins))) return;
    const { page } = person;
    await page.bringToFront();
    await page.evaluate(settled);
    const before = page.viewport();
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewport(viewport);
      this.#note(name, size, await page.evaluate(measured, { touch: size === "phone" }));
      for (const scheme of size === "narrow" ? SCHEMES.slice(0, 1) : SCHEMES) {
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: scheme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ]);
        if (size === "desktop" || size === "phone") this.#note(name, `${size} ${scheme}`, await axe(page));
        await page.screenshot({ path: join(this.folder, `${name}-${size}-${scheme}.png`), fullPage: true });
      }
    }
    await page.setViewport(before);
  }

  #note(name, where, findings) {
    for (const finding of findings) this.findings.set(finding, [...(this.findings.get(finding) ?? []), `${name} (${where})`]);
  }
}
