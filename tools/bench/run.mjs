// make bench [BENCH=name]: runs every benchmark, or those whose name holds `name`, prints what they print, and merges their
// figures into build/bench.json. A benchmark is bench/NAME.mjs or a program bench-NAME of the release build; it writes its
// figures as {"figure": {"value", "unit", "low", "high", "runs"}} to the file named by the variable BENCH_JSON.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, endWithUs, root } from "../lib/command.mjs";
import { compile } from "../test/meson.mjs";

endWithUs();

const LIMIT_MS = 1_800_000;
const only = process.argv[2] ?? "";
const resultsPath = join(root, "build/bench.json");
const figureKeys = ["value", "unit", "low", "high", "runs"];

function executables(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^bench-[a-z_-]+$/.test(entry.name))
    .map((entry) => ({ name: entry.name.slice("bench-".length), program: join(entry.parentPath, entry.name), args: [] }));
}

function scripts(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => ({ name: name.slice(0, -".mjs".length), program: process.execPath, args: [join(folder, name)] }));
}

function readFigures(path, name) {
  if (!existsSync(path)) throw new Error(`${name} wrote no figure`);
  const figures = JSON.parse(readFileSync(path, "utf8"));
  for (const [figure, fields] of Object.entries(figures)) {
    for (const key of figureKeys) {
      if (!(key in fields)) throw new Error(`${name}: figure ${figure} has no ${key}`);
    }
  }
  return figures;
}

async function runOne(bench) {
  const out = join(root, `build/bench-${bench.name}.json`);
  rmSync(out, { force: true });
  console.log(`\n== ${bench.name}`);
  const log = join(root, `build/bench-${bench.name}.log`);
  const run = await command(bench.program, bench.args, { log, env: { BENCH_JSON: out }, limitMs: LIMIT_MS });
  process.stdout.write(run.output);
  if (run.code !== 0) throw new Error(`${bench.name} ended with ${run.code}`);
  const figures = readFigures(out, bench.name);
  rmSync(out);
  return figures;
}

function merge(figures) {
  const all = existsSync(resultsPath) ? JSON.parse(readFileSync(resultsPath, "utf8")) : {};
  writeFileSync(resultsPath, `${JSON.stringify({ ...all, ...figures }, null, 2)}\n`);
}

function table(figures) {
  const rows = Object.entries(figures).map(([name, f]) => [name, f.value, f.unit, f.low, f.high, f.runs].map(String));
  const lines = [["figure", "value", "unit", "low", "high", "runs"], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()).join("\n");
}

mkdirSync(join(root, "build"), { recursive: true });
const built = await compile("build/release", [], join(root, "build/bench-build.log"));
if (built.code !== 0) {
  console.log(built.output);
  process.exit(1);
}
const all = [...scripts(join(root, "bench")), ...executables(join(root, "build/release/bench"))];
const benches = all.filter((bench) => bench.name.includes(only));
if (benches.length === 0) {
  console.log(`There is no benchmark '${only}'. There are: ${all.map((bench) => bench.name).join(", ")}`);
  process.exit(2);
}
let failed = 0;
const collected = {};
for (const bench of benches) {
  try {
    const figures = await runOne(bench);
    merge(figures);
    Object.assign(collected, figures);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${error.message}`);
  }
}
console.log(`\n${table(collected)}\n\n${Object.keys(collected).length} figures in build/bench.json`);
process.exit(failed > 0 ? 1 : 0);
