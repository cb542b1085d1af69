// make test: runs every suite, adds up what each one really counted, and fails when one failed or ran nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endWithUs, root, tail } from "../lib/command.mjs";
import { suites } from "./suites.mjs";

endWithUs();

const { values } = parseArgs({
  options: { long: { type: "boolean", default: false }, only: { type: "string", multiple: true } },
});

const LANES = 2;
const folder = join(root, "build/test");
mkdirSync(folder, { recursive: true });

/** A name alone means that very suite, or all of its family that this run would have. */
function wanted(suite) {
  const inThisRun = suite.when !== (values.long ? "short" : "long");
  if (!values.only) return inThisRun;
  return values.only.some((name) => suite.name === name || (inThisRun && suite.name.startsWith(`${name}-`)));
}

const chosen = suites.filter(wanted);
if (chosen.length === 0) {
  console.log(`There is no such suite. There are: ${suites.map((suite) => suite.name).join(", ")}`);
  process.exit(2);
}

const seconds = (ms) => `${(ms / 1000).toFixed(0)} s`;

async function runSuite(suite) {
  const started = Date.now();
  let result;
  try {
    result = await suite.run({ log: (part) => join(folder, part ? `${suite.name}-${part}.log` : `${suite.name}.log`) });
  } catch (error) {
    result = { passed: 0, failed: 1, failures: [error.stack ?? String(error)] };
  }
  if (result.passed + result.failed === 0) {
    result = { ...result, failed: 1, failures: ["the suite ran no test"] };
  }
  result = { skipped: 0, failures: [], notes: [], ...result, name: suite.name, ms: Date.now() - started };
  const verdict = result.failed > 0 ? "FAILED" : "ok";
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : "";
  console.log(`${verdict.padEnd(6)} ${suite.name.padEnd(16)} ${result.passed} passed, ${result.failed} failed${skipped} (${seconds(result.ms)})`);
  for (const note of result.notes) console.log(`       ${note}`);
  for (const failure of result.failures) console.log(tail(failure).replace(/^/gm, "       | "));
  return result;
}

const mayRunBeside = (one, other) => (!one.alone && !other.alone) || one.beside === other.name || other.beside === one.name;

/** At most LANES at a time; a suite that measures or drives browsers has the machine to itself. */
async function runAll(list) {
  const results = [];
  const done = new Set();
  const waiting = [...list];
  const active = new Map();
  const named = new Set(list.map((suite) => suite.name));
  const ready = (suite) => (suite.after ?? []).every((name) => done.has(name) || !named.has(name));
  while (waiting.length > 0 || active.size > 0) {
    const next = waiting.find((suite) => ready(suite) && [...active.keys()].every((other) => mayRunBeside(suite, other)));
    if (next && active.size < LANES) {
      waiting.splice(waiting.indexOf(next), 1);
      active.set(
        next,
        runSuite(next).then((result) => {
          results.push(result);
          done.add(next.name);
          active.delete(next);
        }),
      );
    } else {
      await Promise.race(active.values());
    }
  }
  return results;
}

const started = Date.now();
const results = await runAll(chosen);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
writeFileSync(join(folder, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
const skipped = sum("skipped");
console.log(`\n${results.length} suites in ${seconds(Date.now() - started)}; what each printed is in build/test/`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(sum("failed") > 0 ? 1 : 0);
