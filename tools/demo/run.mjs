// make run: a sample practice on this machine. Builds, creates the practice and its users on the first start, starts the outbox
// and the server, writes DATA/demo.json, and ends all of it on Ctrl-C. A server that dies is started again, as a service manager would.
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { endAll, root, tail } from "../lib/command.mjs";
import { anteroom, end, freePort, serve, writeConfig } from "../lib/server.mjs";
import { compile } from "../test/meson.mjs";
import { startOutbox } from "./outbox.mjs";

const { values } = parseArgs({
  options: { port: { type: "string" }, data: { type: "string" }, host: { type: "string", default: "" } },
});

const PRACTICE = { name: "Northgate Family Practice", telephone: "+44 20 7946 0321", zone: "Europe/London" };
const USERS = [
  { email: "margit.lindqvist@northgate.example", role: "admin", name: "Margit Lindqvist" },
  { email: "ines.halvorsen@northgate.example", role: "provider", name: "Dr Ines Halvorsen" },
  { email: "samuel.okafor@northgate.example", role: "provider", name: "Dr Samuel Okafor" },
  { email: "noor.rahman@northgate.example", role: "staff", name: "Noor Rahman" },
];
const RESTARTS_MAX = 5;
const RESTARTS_WITHIN_MS = 60_000;

const data = resolve(root, values.data || "data");
const paths = {
  demo: join(data, "demo.json"),
  practice: join(data, "practice"),
  staged: join(data, "practice.new"),
  config: join(data, "anteroom.ini"),
  smsToken: join(data, "sms-token"),
  tls: join(data, "tls"),
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Four groups of letters that are not mistaken for each other; 78 bits. */
function password() {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}

function writeDemo(demo) {
  writeFileSync(`${paths.demo}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${paths.demo}.new`, paths.demo);
}

async function build() {
  console.log("Building (a minute or two the first time) ...");
  const log = join(root, "build/run.log");
  const built = await compile("build/release", [], log);
  if (stopping) return;
  if (built.code !== 0) fail(`${tail(built.output)}\nThe build failed; all of it is in build/run.log`);
}

function certificate(host) {
  const files = { certificate: join(paths.tls, `${host}.pem`), key: join(paths.tls, `${host}.key`) };
  if (existsSync(files.certificate)) return files;
  mkdirSync(paths.tls, { recursive: true, mode: 0o700 });
  const name = isIP(host) ? `IP:${host}` : `DNS:${host}`;
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365"];
  const out = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=${name}`, "-keyout", files.key, "-out", files.certificate];
  execFileSync("openssl", [...request, ...out], { stdio: ["ignore", "ignore", "pipe"] });
  return files;
}

/** The gateway's token is new with every start, as the outbox is. */
function smsSection({ url, account, token }) {
  writeFileSync(paths.smsToken, `${token}\n`, { mode: 0o600 });
  return { url, account, token_file: paths.smsToken, from: "+442079460321" };
}

function sections(port, practice, outbox) {
  const host = values.host;
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  const tls = host ? certificate(host) : null;
  return {
    server: {
      data: practice,
      listen: host ? `${shown}:${port}` : `127.0.0.1:${port}`,
      public_url: host ? `https://${shown}:${port}` : `http://localhost:${port}`,
      ...(tls ? { tls_certificate: tls.certificate, tls_key: tls.key } : {}),
    },
    keys: { file: join(practice, "key"), beside_data: "yes" },
    mail: {
      url: `smtp://127.0.0.1:${outbox?.smtpPort ?? 25}`,
      from: "appointments@northgate.example",
      require_tls: "no",
    },
    ...(outbox ? { sms: smsSection(outbox.sms) } : {}),
  };
}

/** Creates the practice beside its final place and moves it there whole, so that a start that was cut short leaves nothing half made. */
async function createPractice(port) {
  console.log(`Creating ${PRACTICE.name} ...`);
  rmSync(paths.staged, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const config = `${paths.config}.init`;
  writeConfig(config, sections(port, paths.staged, null));
  const users = USERS.map((user) => ({ ...user, password: password() }));
  const [admin, ...others] = users;
  const person = (user) => ["--config", config, "--email", user.email, "--name", user.name];
  const practice = ["--practice", PRACTICE.name, "--telephone", PRACTICE.telephone, "--zone", PRACTICE.zone];
  await anteroom(["init", ...person(admin), ...practice], `${admin.password}\n`);
  for (const user of others) {
    await anteroom(["user", "add", ...person(user), "--role", user.role], `${user.password}\n`);
  }
  rmSync(config);
  writeDemo({ url: "", users: users.map(({ email, password, role, name }) => ({ email, password, role, name })), outbox_url: "" });
  renameSync(paths.staged, paths.practice);
}

function announce(demo) {
  const width = Math.max(...demo.users.map((user) => user.email.length));
  console.log(`\n  Anteroom runs at   ${demo.url}`);
  console.log(`  Messages appear at ${demo.outbox_url}\n`);
  console.log("  Who can sign in:");
  for (const user of demo.users) {
    console.log(`    ${user.email.padEnd(width)}  ${user.password}  ${user.name} (${user.role})`);
  }
  if (values.host) console.log("\n  The certificate is self-signed: a browser warns once, go on from there.");
  console.log(`\n  The same is in ${paths.demo}. Ctrl-C ends it.\n`);
}

let stopping = false;
let server = null;
const stop = () => {
  stopping = true;
  endAll();
  if (server) server.child.kill("SIGTERM");
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);

await build();
if (stopping) process.exit(0);
const port = Number(values.port) || (await freePort());
if (!existsSync(paths.practice)) await createPractice(port).catch((error) => fail(error.message));
if (!existsSync(paths.demo)) fail(`${paths.demo} is gone, and the passwords with it. Remove ${data} to begin anew, or choose another DATA.`);
const outbox = await startOutbox({ host: values.host || "127.0.0.1" });
const demo = { ...JSON.parse(readFileSync(paths.demo, "utf8")), outbox_url: outbox.url };

const starts = [];
let code = 0;
while (!stopping) {
  server = await serve(paths.config, sections(port, paths.practice, outbox), {
    onOutput: (text) => process.stdout.write(text),
  }).catch((error) => fail(error.message));
  if (stopping) {
    await end(server);
    break;
  }
  const first = starts.length === 0;
  demo.url = values.host ? server.url : `http://localhost:${port}`;
  if (first) {
    writeDemo(demo);
    announce(demo);
  }
  starts.push(Date.now());
  const result = await server.exited;
  code = result.code ?? 1;
  const recent = starts.filter((at) => at > Date.now() - RESTARTS_WITHIN_MS).length;
  if (stopping || code === 0) break;
  if (recent >= RESTARTS_MAX) fail("The server died again and again; its last words stand above.");
  console.log(`The server died (${result.signal ?? result.code}); starting it again.`);
}
await outbox.close();
process.exit(stopping ? 0 : code);
