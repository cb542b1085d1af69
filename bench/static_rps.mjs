// static_rps: one of the binary's own files over keep-alive HTTP, beside nginx with the same file, in turns. Both have one
// process for it: the gateway is one loop, and nginx gets one worker. static_gzip_rps: the same as browsers ask for it, with the
// same compressed bytes for both, made beforehand.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
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

async function startNginx(path, bytes, compressed) {
  const folder = mkdtempSync(join(tmpdir(), "anteroom-nginx-"));
  const port = await freePort();
  const file = join(folder, "www", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  writeFileSync(`${file}.gz`, compressed);
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log stderr crit;
    events { worker_connections 1024; }
    http { access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 100000000; default_type text/javascript;
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

/** As they are sent: fetch() would decompress them. */
function fetchRaw(url, coding) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": coding } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve(Buffer.concat(parts)));
    }).on("error", reject);
  });
}

async function measure(url, pid, headers, { rates, times }) {
  const before = cpuTime(pid);
  const { rps, count } = await wrk(url, { headers });
  rates.push(rps);
  times.push((cpuTime(pid) - before) / count);
}

/** RUNS of each in turns; prints them and returns the rates and their ratio. */
async function compare(title, ours, theirs, headers) {
  const us = { rates: [], times: [] };
  const nginx = { rates: [], times: [] };
  for (let run = 0; run < RUNS; run++) {
    await measure(ours.url, ours.pid, headers, us);
    await measure(theirs.url, theirs.pid, headers, nginx);
  }
  const ratio = us.rates.map((value, index) => value / nginx.rates[index]);
  const row = (name, { rates, times }) => [name, ...[median(rates), Math.min(...rates), Math.max(...rates)].map(Math.round), median(times).toFixed(1)];
  console.log(`${title}, 64 connections, ${RUNS} runs each in turns, requests a second:`);
  console.log(table([["", "median", "low", "high", "processor \u00b5s a request"], row("anteroom", us), row("nginx, one worker", nginx)]));
  console.log(`anteroom to nginx: ${median(ratio).toFixed(2)} (${Math.min(...ratio).toFixed(2)} to ${Math.max(...ratio).toFixed(2)})`);
  return { ours: us.rates, theirs: nginx.rates, ratio };
}

const world = await World.create({ logLevel: "warn" });
let nginx;
try {
  const page = await (await fetch(`http://127.0.0.1:${world.port}/`)).text();
  const path = /(?:src|href)="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  if (!path) throw new Error("the binary carries no pages: build with the npm packages installed");
  const ours = { url: `http://127.0.0.1:${world.port}${path}`, pid: world.server.pid };
  const [bytes, compressed] = [await fetchRaw(ours.url, "identity"), await fetchRaw(ours.url, "gzip")];
  nginx = await startNginx(path, bytes, compressed);
  const theirs = { url: nginx.url, pid: nginx.worker };
  const plain = await compare(`${path}, ${bytes.length} bytes`, ours, theirs, []);
  const gzip = await compare(`the same compressed, ${compressed.length} bytes`, ours, theirs, ["Accept-Encoding: gzip"]);
  writeFigures({
    static_rps: figure(plain.ours, "1/s"),
    static_rps_nginx: figure(plain.theirs, "1/s"),
    static_rps_to_nginx: figure(plain.ratio, "ratio", 2),
    static_gzip_rps: figure(gzip.ours, "1/s"),
    static_gzip_rps_nginx: figure(gzip.theirs, "1/s"),
    static_gzip_rps_to_nginx: figure(gzip.ratio, "ratio", 2),
  });
} finally {
  await nginx?.end();
  await world.close();
}
