// Builds with Meson, and counts what its tests did: each cmocka case is one test.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { command, ends, root } from "../lib/command.mjs";
import { failuresIn } from "./node.mjs";

export const SANITIZER_ENV = {
  ASAN_OPTIONS: "detect_leaks=1:halt_on_error=1:abort_on_error=0:strict_string_checks=1:detect_stack_use_after_return=1",
  UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1",
  TSAN_OPTIONS: "halt_on_error=1:second_deadlock_stack=1",
};

/** For a build, and for all its tests: each test has a limit of its own. */
const LIMIT_MS = 3_600_000;

/** Configures once, then compiles. */
export async function compile(folder, options, log, { env = {}, targets = [] } = {}) {
  const path = join(root, folder);
  if (!existsSync(join(path, "build.ninja"))) {
    const setup = await command("meson", ["setup", folder, ...options], { log, env });
    if (setup.code !== 0) {
      rmSync(path, { recursive: true, force: true });
      return setup;
    }
  }
  return command("ninja", ["-C", folder, ...targets], { log, append: true, env, limitMs: LIMIT_MS });
}

export async function buildMeson(context, folder, options) {
  const built = await compile(folder, options, context.log());
  return built.code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [built.output] };
}

const number = (text, pattern) => [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

/** One program's result: its cmocka cases, or one test when it is no cmocka program. */
function count(test) {
  const text = `${test.stdout ?? ""}\n${test.stderr ?? ""}`;
  if (test.result === "SKIP") return { passed: 0, failed: 0, skipped: 1 };
  const passed = number(text, /^\[ {2}PASSED {2}\] (\d+) test\(s\)\.?/gm);
  const failed = number(text, /^\[ {2}FAILED {2}\] (\d+) test\(s\)/gm);
  const skipped = number(text, /^\[ {2}SKIPPED \] (\d+) test\(s\)/gm);
  const good = test.result === "OK";
  if (passed + failed === 0) return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped };
  return { passed, failed: good ? failed : Math.max(failed, 1), skipped };
}

/** What went well, the server's own log and a sanitizer's map of memory say nothing of why a test failed. */
const NOISE = /^(\[ {6} OK \]|\{"at_ms":|Shadow byte|(=>|  )0x[0-9a-f]+: ?[[0-9a-f]{2}|  [A-Z][\w' -]+: +[0-9a-f]{2}( |$))/;

export const withoutNoise = (lines) => lines.filter((line) => line !== "" && !NOISE.test(line));

/** Its first lines say what went wrong; a test that began and did not end is named among them. */
function reasons(test) {
  const text = `${test.stdout ?? ""}\n${test.stderr ?? ""}`;
  const failures = failuresIn(text);
  const ended = new Set([...text.matchAll(/^\[ {6} OK \] (\S+)$/gm)].map((match) => `[ RUN      ] ${match[1]}`));
  const lines = withoutNoise(text.split("\n")).filter((line) => !ended.has(line));
  return [`${test.name}: ${test.result}`, ...(failures.length > 0 ? failures : lines)].join("\n");
}

/** Reads Meson's testlog.json: one JSON object a line, one line a program. */
export function countMesonLog(path) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (!existsSync(path)) return total;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line.trim() === "") continue;
    const test = JSON.parse(line);
    const counted = count(test);
    for (const key of ["passed", "failed", "skipped"]) total[key] += counted[key];
    if (counted.failed > 0) total.failures.push(ends(reasons(test)));
  }
  return total;
}

export async function mesonTests(context, folder, options, { suite, env = {}, wrapper } = {}) {
  const built = await compile(folder, options, context.log("build"), { env });
  if (built.code !== 0) return { passed: 0, failed: 1, failures: [built.output] };
  const path = join(root, folder, "meson-logs/testlog.json");
  rmSync(path, { force: true });
  const args = ["test", "-C", folder, "--no-rebuild", "--num-processes", "2"];
  if (suite) args.push("--suite", suite);
  if (wrapper) args.push("--wrapper", wrapper);
  const run = await command("meson", args, { log: context.log(), env: { ...SANITIZER_ENV, ...env }, limitMs: LIMIT_MS });
  const total = countMesonLog(path);
  if (run.code !== 0 && total.failed === 0) return { ...total, failed: 1, failures: [run.output] };
  return total;
}
