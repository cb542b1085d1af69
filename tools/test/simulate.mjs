// Runs the simulator's random sequences in slices, so that a failure names its seed and the others still run.
import { join } from "node:path";
import { command, root } from "../lib/command.mjs";
import { compile } from "./meson.mjs";

const SLICE = 500;
const SLICE_LIMIT_MS = 3_600_000;
const FOLDER = "build/release";
const PROGRAM = "tests/sim/visit-sim";

/** Each sequence is one test; of a slice that fails at a sequence the ones before it passed. */
async function runSlice(context, first, count) {
  const run = await command(join(root, FOLDER, PROGRAM), [String(count), String(first)], {
    log: context.log(`${first}`),
    limitMs: SLICE_LIMIT_MS,
  });
  if (run.code === 0) return { passed: count, failed: 0, failures: [] };
  const begun = [...run.output.matchAll(/^sequence seed \d+/gm)].length;
  return { passed: Math.max(begun - 1, 0), failed: 1, failures: [`seeds from ${first}:\n${run.output}`] };
}

/** `sequences` of them, from seed 1 on, two slices at a time. */
export async function simulate(context, sequences) {
  const total = { passed: 0, failed: 0, failures: [] };
  const built = await compile(FOLDER, [], context.log("build"), { targets: [PROGRAM] });
  if (built.code !== 0) return { passed: 0, failed: 1, failures: [built.output] };
  let next = 1;
  async function lane() {
    while (next <= sequences) {
      const first = next;
      next += SLICE;
      const slice = await runSlice(context, first, Math.min(SLICE, sequences - first + 1));
      total.passed += slice.passed;
      total.failed += slice.failed;
      total.failures.push(...slice.failures);
    }
  }
  await Promise.all([lane(), lane()]);
  return total;
}
