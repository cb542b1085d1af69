// Builds and runs the fuzz targets; used by `make fuzz` and, for a short time each, by `make test`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, ends, root, tail } from "../lib/command.mjs";
import { compile, withoutNoise } from "../test/meson.mjs";

const FOLDER = "build/fuzz";
const OPTIONS = ["-Dfuzzing=true", "-Dbuildtype=debugoptimized", "-Db_sanitize=address,undefined", "-Db_lundef=false"];
const INPUT_MAX_BYTES = 65_536;
const MEMORY_MAX_MB = 2_048;
const INPUT_MAX_S = 300; // of the wall clock: an input takes milliseconds, so that this is an endless loop and no busy machine
const START_MAX_S = 900; // to read what earlier runs found, and to look for leaks at the end

/** With a seed libFuzzer compares addresses too, so they must be the same each time; a container may forbid that. */
async function fixedAddresses() {
  return (await command("setarch", ["-R", "true"])).code === 0 ? ["setarch", "-R"] : [];
}

/** The committed corpus in an order that no file system chooses. */
function corpusList(name, found) {
  const folder = join(root, "fuzz/corpus", name);
  const list = `${found}.inputs`;
  const files = readdirSync(folder).sort().map((file) => join(folder, file));
  writeFileSync(list, files.join(","));
  return list;
}

async function runTarget(program, name, { seconds, seed, runs, before }) {
  const found = join(root, "build/fuzz-found", seed === 0 ? name : `${name}-seed-${seed}`);
  if (seed !== 0) rmSync(found, { recursive: true, force: true });
  mkdirSync(found, { recursive: true });
  const args = [
    `-max_total_time=${seconds}`,
    `-runs=${runs}`,
    `-max_len=${INPUT_MAX_BYTES}`,
    `-rss_limit_mb=${MEMORY_MAX_MB}`,
    `-timeout=${INPUT_MAX_S}`,
    `-seed=${seed}`,
    `-reload=${seed === 0 ? 1 : 0}`,
    "-print_final_stats=1",
    `-artifact_prefix=${found}/`,
    `-seed_inputs=@${corpusList(name, found)}`,
    found,
  ];
  const [first, ...rest] = [...before, join(root, FOLDER, "fuzz", program), ...args];
  const run = await command(first, rest, {
    log: `${found}.log`,
    limitMs: (seconds + INPUT_MAX_S + START_MAX_S) * 1000,
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

/**
 * Two targets at a time, each until `seconds` are over or it has tried `runs` inputs. With a `seed` every run begins with the committed
 * corpus alone and tries the same inputs, a slow machine fewer of them; 0 draws one, which the log names, and goes on from what was found.
 */
export async function fuzzAll({ seconds, runs = -1, only = "", seed = 0, print = () => {}, log } = {}) {
  const built = await compile(FOLDER, OPTIONS, log ?? join(root, "build/fuzz-build.log"), { env: { CC: "clang" }, targets: ["fuzzers"] });
  if (built.code !== 0) return { passed: 0, failed: 1, failures: [tail(built.output)] };
  const folder = join(root, FOLDER, "fuzz");
  const programs = readdirSync(folder).filter((name) => /^fuzz-[a-z0-9_-]+$/.test(name) && name.includes(only));
  const total = { passed: 0, failed: 0, failures: [], notes: [] };
  const before = seed === 0 ? [] : await fixedAddresses();
  const next = async () => {
    for (let program = programs.shift(); program; program = programs.shift()) {
      const result = await runTarget(program, program.slice("fuzz-".length), { seconds, seed, runs, before });
      total[result.good ? "passed" : "failed"] += 1;
      if (!result.good) total.failures.push(`${result.name}\n${reportIn(result.output)}`);
      const line = `${result.good ? "ok    " : "FAILED"} ${result.name}: ${result.executed} inputs`;
      total.notes.push(line);
      print(line);
    }
  };
  await Promise.all([next(), next()]);
  return total;
}
