// Runs a program to its end, its output into a file; what tests, linters and benches are made of.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";

export const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

const running = new Set();

/** Ends what still runs. */
export function endAll() {
  for (const child of running) {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/** For programs that only run others: Ctrl-C ends these too. */
export function endWithUs() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => {
      endAll();
      process.exit(130);
    });
  }
}

/**
 * Resolves to {code, output} when the program has ended. `log` gets everything it printed, `output` the last
 * megabyte of it. Past `limitMs` the program and its children are killed and code is "limit".
 */
export function command(program, args = [], { cwd = root, env = {}, log, limitMs = 1_200_000, append = false } = {}) {
  return new Promise((resolve) => {
    let file;
    if (log) {
      mkdirSync(dirname(log), { recursive: true });
      file = createWriteStream(log, { flags: append ? "a" : "w" });
    }
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let output = "";
    const take = (bytes) => {
      file?.write(bytes);
      output = (output + bytes).slice(-1_000_000);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself in the meantime.
      }
    }, limitMs);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      const result = { code: late ? "limit" : code, output };
      if (file) file.end(() => resolve(result));
      else resolve(result);
    };
    child.once("error", (error) => {
      take(`${program}: ${error.message}\n`);
      finish("error");
    });
    child.once("close", (code, signal) => finish(code ?? signal));
  });
}

/** The last lines of a text, for a person who must see why something failed. */
export function tail(text, lines = 40) {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/** The first lines and the last ones: a report begins with its cause and ends with its summary. */
export function ends(text, first = 31, last = 8) {
  const all = text.trimEnd().split("\n");
  if (all.length <= first + last) return all.join("\n");
  return [...all.slice(0, first), `... ${all.length - first - last} lines ...`, ...all.slice(-last)].join("\n");
}
