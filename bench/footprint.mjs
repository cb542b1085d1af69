// idle_rss_mb and binary_mb: what a server that nobody uses holds in memory, all its processes together, and what it is on disk.
import { readFileSync, statSync } from "node:fs";
import { World } from "../tests/e2e/lib/world.mjs";
import { releaseBinary } from "../tools/lib/server.mjs";
import { figure, table, writeFigures } from "./lib/figures.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const MB = 1024 * 1024;

function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kb = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
  return { rss: kb("VmRSS") / 1024, anonymous: kb("RssAnon") / 1024 };
}

const rows = [["run", "process", "resident MB", "of it anonymous MB"]];
const totals = [];
for (let run = 1; run <= RUNS; run++) {
  const world = await World.create({ logLevel: "warn" });
  try {
    await fetch(`${world.url}/healthz`);
    const processes = [["server", world.server.pid], ...world.mediaPids().map((pid) => ["media", pid])];
    let total = 0;
    for (const [name, pid] of processes) {
      const { rss, anonymous } = memory(pid);
      total += rss;
      rows.push([run, name, rss.toFixed(1), anonymous.toFixed(1)]);
    }
    totals.push(total);
  } finally {
    await world.close();
  }
}
const binary = statSync(releaseBinary).size / MB;
console.log(table(rows));
console.log(`the binary, with its pages: ${binary.toFixed(1)} MB`);
writeFigures({ idle_rss_mb: figure(totals, "MB", 1), binary_mb: figure([binary], "MB", 2) });
