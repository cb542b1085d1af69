// Runs Node's own test runner and counts from its TAP output.
import { globSync } from "node:fs";
import { command, root } from "../lib/command.mjs";

const figure = (output, name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);

/** The failing tests' own words, out of TAP. */
export function failuresIn(output) {
  const found = [];
  for (const match of output.matchAll(/^\s*not ok \d+ - (.*)\n((?:\s+.*\n)*?)\s+\.\.\.$/gm)) {
    const error = /error: (?:\|-\n)?([\s\S]*?)\n\s+code:/.exec(match[2])?.[1] ?? "";
    found.push(`${match[1]}\n${error.trim().slice(0, 2500)}`);
  }
  return found;
}

/** What the tests printed by t.diagnostic(). */
const notesIn = (output) => [...output.matchAll(/^\s*# (.*: \d+ ms|\d+ scripts.*)$/gm)].map((match) => match[1]);

/** `pattern` is a glob below the root, and `except` one of what it leaves out; the files run one after another unless `concurrency` says more. */
export async function nodeTests(context, pattern, { except, env = {}, concurrency = 1, limitMs, args = [] } = {}) {
  const left = except === undefined ? [] : globSync(except, { cwd: root });
  const files = globSync(pattern, { cwd: root })
    .filter((file) => !left.includes(file))
    .sort();
  if (files.length === 0) return { passed: 0, failed: 0 };
  const run = await command(
    process.execPath,
    ["--test", "--test-reporter=tap", `--test-concurrency=${concurrency}`, ...args, ...files],
    { log: context.log(), env, limitMs },
  );
  const result = {
    passed: figure(run.output, "pass"),
    failed: figure(run.output, "fail") + figure(run.output, "cancelled"),
    skipped: figure(run.output, "skipped") + figure(run.output, "todo"),
    failures: failuresIn(run.output),
    notes: notesIn(run.output),
  };
  if (run.code !== 0 && result.failed === 0) return { ...result, failed: 1, failures: [run.output] };
  return result;
}
