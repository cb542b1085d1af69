// Starts and ends `anteroom serve` with a configuration file of its own; what the demo, the browser tests and the benches use.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { root } from "./command.mjs";

export const releaseBinary = join(root, "build/release/server/anteroom");

const PORTS = { first: 20_000, count: 12_000 }; // below those that the system gives to whoever asks for any
const PORTS_APART = 29; // processes that run at once have numbers close together
let portsTaken = 0;

/** A port that is free, and that nobody else will be given while a server comes up on it, or is restarted. */
export async function freePort(host = "127.0.0.1") {
  for (let tries = 0; tries < PORTS.count; tries++) {
    const port = PORTS.first + ((process.pid * PORTS_APART + portsTaken++) % PORTS.count);
    const probe = createServer().listen(port, host);
    const open = await new Promise((resolve) => probe.once("listening", () => resolve(true)).once("error", () => resolve(false)));
    if (!open) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
  throw new Error("no port is free");
}

/** {section: {key: value}} as an INI file that only its owner reads. */
export function writeConfig(path, sections) {
  const lines = Object.entries(sections).flatMap(([section, keys]) => [
    `[${section}]`,
    ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
    "",
  ]);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, lines.join("\n"), { mode: 0o600 });
}

/** Runs one command of the binary to its end with `input` as its standard input; throws with what it said when it fails. */
export async function anteroom(args, input = "", binary = releaseBinary) {
  const child = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  child.stderr.on("data", (bytes) => (said += bytes));
  child.stdin.on("error", () => {}); // It may end without reading.
  child.stdin.end(input);
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`anteroom ${args[0]} ended with ${code ?? signal}: ${said.trim()}`);
  return said;
}

/** Resolves when the file is there and holds whole JSON. */
function whenWritten(path, signal) {
  const read = () => {
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch {
      return null;
    }
  };
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), { signal }, (_event, name) => {
      if (name !== null && name !== basename(path)) return;
      const value = read();
      if (value) finish(value);
    });
    watcher.on("error", () => {});
    const finish = (value) => {
      watcher.close();
      resolve(value);
    };
    const value = read();
    if (value) finish(value);
  });
}

/**
 * Starts the server and waits until it answers. `sections` is its configuration; `server.ready_file` is set here.
 * The result: {child, pid, url, ready, exited, log()}; `exited` resolves to {code, signal}.
 */
export async function serve(configPath, sections, { binary = releaseBinary, limitMs = 120_000, onOutput, env = {} } = {}) {
  const readyFile = `${configPath}.ready`;
  rmSync(readyFile, { force: true });
  writeConfig(configPath, { ...sections, server: { ...sections.server, ready_file: readyFile } });
  const child = spawn(binary, ["serve", "--config", configPath], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  const take = (bytes) => {
    said = (said + bytes).slice(-2_000_000);
    onOutput?.(bytes);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const exited = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  child.once("error", (error) => take(`${error.message}\n`));
  const abort = new AbortController();
  let timer;
  const first = await Promise.race([
    whenWritten(readyFile, abort.signal).then((ready) => ({ ready })),
    exited.then((end) => ({ end })),
    new Promise((resolve) => (timer = setTimeout(() => resolve({ late: true }), limitMs))),
  ]);
  clearTimeout(timer);
  abort.abort();
  if (!first.ready) {
    child.kill("SIGKILL");
    throw Object.assign(new Error(`the server did not start:\n${said.trim()}`), { said });
  }
  return { child, pid: child.pid, url: first.ready.url, ready: first.ready, exited, log: () => said };
}

/** SIGTERM, and SIGKILL for one that does not drain in time. Resolves to how it ended. */
export async function end(server, limitMs = 90_000) {
  server.child.kill("SIGTERM");
  const timer = setTimeout(() => server.child.kill("SIGKILL"), limitMs);
  const result = await server.exited;
  clearTimeout(timer);
  return result;
}
