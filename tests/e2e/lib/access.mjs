// Whether a page can be used by everybody: WCAG by axe, and a small phone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert } from "./person.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const NARROW_PX = 320;

/** No violation of WCAG 2.1 A and AA, light and dark, and nothing to scroll sideways on a small phone. */
export async function check(person, page) {
  for (const scheme of ["light", "dark"]) {
    await person.page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await person.page.evaluate(AXE);
    const violations = await person.page.evaluate(async (tags) => {
      const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
      return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((node) => node.target.join(" ")).join(", ")})`);
    }, RULES);
    assert.deepEqual(violations, [], `${page}, ${scheme}`);
  }
  const viewport = person.page.viewport();
  await person.page.setViewport({ width: NARROW_PX, height: 640 });
  // The page may lay itself out anew first.
  let overflow = 0;
  await person.until(
    () => `${page} fit: it is ${overflow} px wider than ${NARROW_PX} px`,
    async () => {
      overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      return overflow <= 0;
    },
  );
  await person.page.setViewport(viewport);
}
