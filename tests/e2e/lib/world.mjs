// A practice of its own for each test file: temporary data folder, free ports, a real server and a real SMTP outbox.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOutbox } from "../../../tools/demo/outbox.mjs";
import { anteroom, end, freePort, releaseBinary, serve } from "../../../tools/lib/server.mjs";
import { SLOW, slowDoor } from "./slow.mjs";

export const PRACTICE = { name: "Northgate Family Practice", telephone: "+44 20 7946 0321", zone: "Europe/London" };

export const USERS = {
  admin: { email: "admin@northgate.example", role: "admin", name: "Margit Lindqvist", password: "kelp-otter-41" },
  provider: { email: "ines@northgate.example", role: "provider", name: "Dr Ines Halvorsen", password: "moss-heron-87" },
  other: { email: "samuel@northgate.example", role: "provider", name: "Dr Samuel Okafor", password: "fern-badger-23" },
};

/** What a server, or its media process, built with sanitizers prints when something is wrong; also what is lost at its end. */
const SANITIZER = /^.*(ERROR: \w+Sanitizer|runtime error: )[\s\S]{0,4000}/m;

const binary = process.env.ANTEROOM_BINARY || releaseBinary;

/** The process ids of a process's children whose command line holds `word`. */
function childrenOf(pid, word) {
  const found = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${entry}/status`, "utf8"))?.[1];
      if (Number(parent) !== pid) continue;
      if (readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").includes(word)) found.push(Number(entry));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function certificate(folder, host) {
  const files = { tls_certificate: join(folder, "tls.pem"), tls_key: join(folder, "tls.key") };
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=IP:${host}`];
  const out = ["-keyout", files.tls_key, "-out", files.tls_certificate];
  execFileSync("openssl", [...request, ...names, ...out], { stdio: "ignore" });
  return files;
}

/**
 * A running practice. `host` other than loopback serves TLS there. Methods: `kill()` (SIGKILL to the gateway), `killMedia()`,
 * `start()` again on the same port, `log()` (all that every server printed), `assertNotLogged(words)`, `close()`.
 */
export class World {
  static async create({ host = "", refuse, timing = {}, proxies = "", logLevel = "debug" } = {}) {
    const world = new World();
    world.folder = mkdtempSync(join(tmpdir(), "anteroom-e2e-"));
    world.data = join(world.folder, "practice");
    world.configPath = join(world.folder, "anteroom.ini");
    world.outbox = await startOutbox({ refuse });
    const address = host || "127.0.0.1";
    const port = await freePort(address);
    if (SLOW) world.door = await slowDoor(address, port);
    const shownPort = world.door?.port ?? port;
    const tokenFile = join(world.folder, "sms-token");
    writeFileSync(tokenFile, `${world.outbox.sms.token}\n`, { mode: 0o600 });
    world.sections = {
      server: {
        data: world.data,
        listen: `${address}:${port}`,
        public_url: host ? `https://${host}:${shownPort}` : `http://localhost:${shownPort}`,
        log_level: logLevel,
        ...(proxies ? { trusted_proxies: proxies } : {}),
        ...(host ? certificate(world.folder, host) : {}),
      },
      keys: { file: join(world.folder, "key") },
      mail: { url: `smtp://127.0.0.1:${world.outbox.smtpPort}`, from: "practice@northgate.example", require_tls: "no" },
      sms: { url: world.outbox.sms.url, account: world.outbox.sms.account, token_file: tokenFile, from: "+442079460321" },
      timing: { ...(host ? {} : { cheap_passwords: "yes" }), ...timing },
    };
    world.url = world.sections.server.public_url;
    world.port = port;
    world.logs = [];
    await world.#init();
    await world.start();
    return world;
  }

  async #init() {
    const { writeConfig } = await import("../../../tools/lib/server.mjs");
    mkdirSync(this.folder, { recursive: true });
    writeConfig(this.configPath, this.sections);
    const person = (user) => ["--config", this.configPath, "--email", user.email, "--name", user.name];
    const practice = ["--practice", PRACTICE.name, "--telephone", PRACTICE.telephone, "--zone", PRACTICE.zone];
    const { admin, ...others } = USERS;
    await anteroom(["init", ...person(admin), ...practice], `${admin.password}\n`, binary);
    for (const user of Object.values(others)) {
      await anteroom(["user", "add", ...person(user), "--role", user.role], `${user.password}\n`, binary);
    }
  }

  async start() {
    this.server = await serve(this.configPath, this.sections, { binary, onOutput: (text) => this.logs.push(text) });
  }

  log() {
    return this.logs.join("");
  }

  /** What was logged holds none of these words; that something was logged is part of it. */
  assertNotLogged(words) {
    const log = this.log();
    assert.ok(log.includes('"serve.ready"'), "the log is there");
    for (const each of words) assert.ok(!log.includes(each), `the log holds "${each}"`);
  }

  async kill() {
    process.kill(this.server.pid, "SIGKILL");
    await this.server.exited;
  }

  /** Ends the media process alone; it is the server that starts it again. */
  killMedia() {
    const pids = this.mediaPids();
    if (pids.length === 0) throw new Error("no media process runs");
    for (const pid of pids) process.kill(pid, "SIGKILL");
    return pids;
  }

  mediaPids() {
    return childrenOf(this.server.pid, "media");
  }

  async close() {
    await this.door?.close();
    const ended = await end(this.server);
    await this.outbox.close();
    rmSync(this.folder, { recursive: true, force: true });
    if (SANITIZER.test(this.log())) throw new Error(`a sanitizer has something to say:\n${this.log().match(SANITIZER)[0]}`);
    if (ended.code !== 0) throw new Error(`the server ended with ${ended.code ?? ended.signal}:\n${this.log().slice(-4000)}`);
  }
}
