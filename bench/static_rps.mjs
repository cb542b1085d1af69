// static_rps: one of the binary's own files over keep-alive HTTP, beside nginx with the same file, in turns. Both have one
// process for it: the gateway is one loop, and nginx gets one worker. Neither compresses here.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { World } from "../tests/e2e/lib/world.mjs";
import { freePort } from "../tools/lib/server.mjs";
import { cpuTime, figure, median, table, writeFigures, wrk } from "./lib/figures.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);

async function answers(url) {
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

async function startNginx(path, bytes) {
  const folder = mkdtempSync(join(tmpdir(), "anteroom-nginx-"));
  const port = await freePort();
  const file = join(folder, "www", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log stderr crit;
    events { worker_connections 1024; }
    http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type text/javascript;
      open_file_cache max=100; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      server { listen 127.0.0.1:${port}; root ${folder}/www; } }`,
  );
  const child = spawn("nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}${path}`;
  await answers(url);
  const worker = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);
  return {
    url,
    worker,
    async end() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const world = await World.create({ logLevel: "warn" });
let nginx;
try {
  const page = await (await fetch(`http://127.0.0.1:${world.port}/`)).text();
  const path = /(?:src|href)="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  if (!path) throw new Error("the binary carries no pages: build with the npm packages installed");
  const url = `http://127.0.0.1:${world.port}${path}`;
  const bytes = Buffer.from(await (await fetch(url, { headers: { "Accept-Encoding": "identity" } })).arrayBuffer());
  nginx = await startNginx(path, bytes);
  const ours = [];
  const theirs = [];
  const cpu = { ours: [], theirs: [] };
  const measure = async (address, pid, rates, times) => {
    const before = cpuTime(pid);
    const { rps, count } = await wrk(address);
    rates.push(rps);
    times.push((cpuTime(pid) - before) / count);
  };
  for (let run = 0; run < RUNS; run++) {
    await measure(url, world.server.pid, ours, cpu.ours);
    await measure(nginx.url, nginx.worker, theirs, cpu.theirs);
  }
  const ratio = ours.map((value, index) => value / theirs[index]);
  console.log(`${path}, ${bytes.length} bytes, 64 connections, ${RUNS} runs each in turns, requests a second:`);
  const row = (name, values, times) => [name, ...[median(values), Math.min(...values), Math.max(...values)].map(Math.round), median(times).toFixed(1)];
  console.log(table([["", "median", "low", "high", "processor \u00b5s a request"], row("anteroom", ours, cpu.ours), row("nginx, one worker", theirs, cpu.theirs)]));
  console.log(`anteroom to nginx: ${median(ratio).toFixed(2)} (${Math.min(...ratio).toFixed(2)} to ${Math.max(...ratio).toFixed(2)})`);
  writeFigures({ static_rps: figure(ours, "1/s"), static_rps_nginx: figure(theirs, "1/s"), static_rps_to_nginx: figure(ratio, "ratio", 2) });
} finally {
  await nginx?.end();
  await world.close();
}
