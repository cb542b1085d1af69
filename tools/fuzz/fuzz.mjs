// Builds and runs the fuzz targets; used by `make fuzz` and, for a short time each, by `make test`.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { command, ends, root, tail } from "../lib/command.mjs";
import { compile, withoutNoise } from "../test/meson.mjs";

const FOLDER = "build/fuzz";
const OPTIONS = ["-Dfuzzing=true", "-Dbuildtype=debugoptimized", "-Db_sanitize=address,undefined", "-Db_lundef=false"];
const INPUT_MAX_BYTES = 65_536;
const MEMORY_MAX_MB = 2_048;
const INPUT_MAX_S = 30; // of the wall clock: on a busy machine too, an input that takes milliseconds stays far below

async function runTarget(program, name, seconds, seed) {
  const found = join(root, "build/fuzz-found", name);
  mkdirSync(found, { recursive: true });
  const corpus = join(root, "fuzz/corpus", name);
  const args = [
    `-max_total_time=${seconds}`,
    `-max_len=${INPUT_MAX_BYTES}`,
    `-rss_limit_mb=${MEMORY_MAX_MB}`,
    `-timeout=${INPUT_MAX_S}`,
    `-seed=${seed}`,
    "-print_final_stats=1",
    `-artifact_prefix=${found}/`,
    found,
  ];
  if (existsSync(corpus)) args.push(corpus);
  const log = join(root, `build/fuzz-found/${name}.log`);
  const run = await command(join(root, FOLDER, "fuzz", program), args, {
    log,
    limitMs: (seconds + 120) * 1000,
    env: { ASAN_OPTIONS: "detect_leaks=1", UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1" },
  });
  const executed = Number(/stat::number_of_executed_units:\s+(\d+)/.exec(run.output)?.[1] ?? 0);
  return { name, good: run.code === 0 && executed > 0, executed, output: run.output };
}

/** What a target said of what it found; the sanitizer's map of memory says nothing. */
function reportIn(output) {
  const begin = output.search(/^.*(ERROR: |runtime error: )/m);
  if (begin < 0) return tail(output);
  return ends(withoutNoise(output.slice(begin).split("\n")).join("\n"));
}

/** Two targets at a time. The same `seed` makes the same inputs; 0 draws one, which the log names. */
export async function fuzzAll({ seconds, only = "", seed = 0, print = () => {}, log } = {}) {
  const built = await compile(FOLDER, OPTIONS, log ?? join(root, "build/fuzz-build.log"), { env: { CC: "clang" }, targets: ["fuzzers"] });
  if (built.code !== 0) return { passed: 0, failed: 1, failures: [tail(built.output)] };
  const folder = join(root, FOLDER, "fuzz");
  const programs = readdirSync(folder).filter((name) => /^fuzz-[a-z0-9_-]+$/.test(name) && name.includes(only));
  const total = { passed: 0, failed: 0, failures: [], notes: [] };
  const next = async () => {
    for (let program = programs.shift(); program; program = programs.shift()) {
      const result = await runTarget(program, program.slice("fuzz-".length), seconds, seed);
      total[result.good ? "passed" : "failed"] += 1;
      if (!result.good) total.failures.push(`${result.name}\n${reportIn(result.output)}`);
      const line = `${result.good ? "ok    " : "FAILED"} ${result.name}: ${result.executed} inputs in ${seconds} s`;
      total.notes.push(line);
      print(line);
    }
  };
  await Promise.all([next(), next()]);
  return total;
}
