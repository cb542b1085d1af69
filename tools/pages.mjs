// Builds web/dist where its sources changed, and embeds it: what Meson runs for the pages that the binary carries.
// Usage: node tools/pages.mjs auto|enabled|disabled OUT.c DEPFILE
//
// disabled: an empty table. enabled: builds, and fails when that is not possible. auto: as enabled where the npm packages are
// installed or web/dist is up to date, else an empty table, so that work on the C side needs neither.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { embed } from "./embed.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "web/dist");
const vite = join(root, "node_modules/vite/bin/vite.js");
const SOURCES = ["package-lock.json", "tools/embed.mjs", "tools/pages.mjs", "web"];
const LOCK_STALE_MS = 120_000;

/** Every file and folder that the pages are made of; a folder counts because a new file changes it. */
function sources() {
  const found = [];
  const visit = (path) => {
    if (path === dist) return;
    found.push(path);
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const source of SOURCES) visit(join(root, source));
  return found;
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    if (statSync(path).isDirectory()) continue;
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function isUpToDate(hash) {
  const stamp = join(dist, ".source-hash");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

function build(hash) {
  const run = spawnSync(process.execPath, [vite, "build", "--config", "web/vite.config.ts", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (run.status !== 0) throw new Error("pages: the web build failed");
  writeFileSync(join(dist, ".source-hash"), hash);
}

/** Two build folders of one tree must not write web/dist at once; making a folder is atomic. */
function withLock(run) {
  const lock = join(root, ".pages-lock");
  const wait = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const heldMs = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
      if (heldMs > LOCK_STALE_MS) rmdirSync(lock);
      else Atomics.wait(wait, 0, 0, 100);
    }
  }
  try {
    run();
  } finally {
    rmdirSync(lock);
  }
}

function writeDepfile(depfilePath, outPath, paths) {
  const escaped = paths.map((path) => path.replace(/ /g, "\\ "));
  writeFileSync(depfilePath, `${outPath}: ${escaped.join(" ")}\n`);
}

function main([mode, outPath, depfilePath]) {
  const paths = sources();
  const hash = hashOf(paths);
  const able = existsSync(vite);
  const empty = mode === "disabled" || (mode === "auto" && !able && !isUpToDate(hash));
  // Where the packages are missing, their coming changes the root folder: the pages are then built.
  writeDepfile(depfilePath, outPath, empty ? [...paths, root] : paths);
  if (empty) {
    if (mode === "auto") console.error("pages: npm packages are not installed, building without web pages");
    embed(undefined, outPath);
    return;
  }
  withLock(() => {
    if (!isUpToDate(hash)) {
      if (!able) throw new Error("pages: run npm ci first, web/dist is not up to date");
      build(hash);
    }
    embed(dist, outPath);
  });
}

main(process.argv.slice(2));
