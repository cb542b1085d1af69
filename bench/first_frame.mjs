// first_frame_ms: from the guest's press on Join now to the first decoded frame of the host, between two Chromium profiles.
import { writeFileSync } from "node:fs";
import { Stage } from "../tests/e2e/lib/stage.mjs";
import { arrive, copyLink, endVisit, signIn, startWith } from "../tests/e2e/lib/steps.mjs";
import { USERS } from "../tests/e2e/lib/world.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 20);

// Runs in the guest's page: presses the button and resolves at the first frame that a video of the visit presents.
function pressAndWait(name) {
  return new Promise((resolve) => {
    const button = [...document.querySelectorAll("button")].find((element) => element.textContent.trim() === "Join now");
    const started = performance.now();
    const known = new Set();
    const look = () => {
      for (const group of document.querySelectorAll('[role="group"]')) {
        const labelled = (group.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
        if ((group.getAttribute("aria-label") ?? labelled.join(" ").trim()) !== name) continue;
        const video = group.querySelector("video");
        if (!video || known.has(video)) continue;
        known.add(video);
        video.requestVideoFrameCallback((now) => {
          observer.disconnect();
          resolve(now - started);
        });
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    button.click();
    look();
  });
}

async function measure(stage, host, n) {
  const name = `Guest ${n}`;
  const guest = await arrive(stage, name, await copyLink(host, { name }));
  await startWith(host, name);
  await guest.see("button", "Join now");
  const ms = await guest.page.evaluate(pressAndWait, USERS.provider.name);
  await endVisit(host);
  await guest.heading("The visit has ended");
  await guest.closePage();
  await host.goto(stage.world.url);
  await host.see("button", "Invite");
  return ms;
}

const stage = await Stage.open({ logLevel: "warn" });
const took = [];
try {
  const host = await signIn(stage);
  await measure(stage, host, 0); // Warms the browser's caches; not counted.
  for (let n = 1; n <= RUNS; n++) took.push(await measure(stage, host, n));
} finally {
  await stage.close();
}
const sorted = took.toSorted((a, b) => a - b).map((ms) => Math.round(ms));
const median = sorted[Math.floor(sorted.length / 2)];
console.log(`Join now to the first frame, ms, ${RUNS} runs: median ${median}, ${sorted.join(" ")}`);
const figure = { value: median, unit: "ms", low: sorted[0], high: sorted.at(-1), runs: RUNS };
writeFileSync(process.env.BENCH_JSON ?? "/dev/stdout", `${JSON.stringify({ first_frame_ms: figure })}\n`);
