// Applies mutations to a copy of the tree and sees whether the named test notices.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { files } from "../lint/files.mjs";
import { command, root, tail } from "../lib/command.mjs";

const FOLDER = join(root, "tests/mutations");
const COPY = join(root, "build/mutant");
const BUILD = "build/debug";
const TEST_LIMIT_MS = 300_000;

/** {name, spec, why, test, diff} */
function readMutation(name) {
  const text = readFileSync(join(FOLDER, name), "utf8");
  const start = text.search(/^diff --git /m);
  const mutation = { name: name.replace(/\.patch$/, ""), diff: text.slice(start) };
  for (const line of text.slice(0, start).split("\n")) {
    const match = /^(spec|why|test): (.*)$/.exec(line);
    if (match) mutation[match[1]] = match[2];
  }
  if (start < 0 || !mutation.spec || !mutation.test) throw new Error(`${name} lacks spec:, test: or a diff`);
  return mutation;
}

/** Writes what differs only, so that the build beside it stays good. */
function copyFile(name) {
  const to = join(COPY, name);
  const bytes = readFileSync(join(root, name));
  if (existsSync(to) && readFileSync(to).equals(bytes)) return;
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, bytes, { mode: statSync(join(root, name)).mode });
}

/** The tree, kept from run to run with its build; the npm packages are shared, so is nothing else. */
function copyTree() {
  const known = join(COPY, "build/files.json");
  const before = existsSync(known) ? JSON.parse(readFileSync(known, "utf8")) : [];
  for (const name of files) copyFile(name);
  for (const name of before.filter((name) => !files.includes(name))) rmSync(join(COPY, name), { force: true });
  for (const shared of ["node_modules", ".tools"]) {
    if (existsSync(join(root, shared)) && !existsSync(join(COPY, shared))) symlinkSync(join(root, shared), join(COPY, shared));
  }
  mkdirSync(join(COPY, "build"), { recursive: true });
  writeFileSync(known, JSON.stringify(files));
}

async function patch(diff, reverse) {
  const file = join(COPY, "build/mutation.diff");
  writeFileSync(file, diff);
  const args = ["apply", "--whitespace=nowarn", ...(reverse ? ["--reverse"] : []), file];
  const run = await command("git", args, { cwd: COPY, env: { GIT_CEILING_DIRECTORIES: dirname(COPY) } });
  if (run.code !== 0) throw new Error(`the patch does not apply any more:\n${run.output}`);
}

/** A build that was kept learns here of the tests that came since. */
async function configure(log) {
  const kept = existsSync(join(COPY, BUILD, "build.ninja"));
  const [program, args] = kept ? ["ninja", ["-C", BUILD, "build.ninja"]] : ["meson", ["setup", BUILD, "-Dbuildtype=debugoptimized"]];
  const run = await command(program, args, { cwd: COPY, log });
  if (run.code !== 0) throw new Error(tail(run.output));
}

/** What a test is made of: its own program, or the server; a whole build would link a hundred programs for each mutation. */
async function targetOf(test) {
  const [kind, name] = test.split(" ");
  if (kind === "node") return null;
  if (kind === "e2e") return "server/anteroom";
  const known = JSON.parse((await command("meson", ["introspect", "--tests", BUILD], { cwd: COPY })).output);
  const found = known.find((one) => one.name === name);
  if (!found) throw new Error(`there is no test '${name}'`);
  const program = found.cmd.find((part) => part.startsWith(join(COPY, BUILD)));
  return program.slice(join(COPY, BUILD).length + 1);
}

async function build(test, log) {
  const target = await targetOf(test);
  if (!target) return;
  const run = await command("ninja", ["-C", BUILD, target], { cwd: COPY, log, append: true });
  if (run.code !== 0) throw new Error(`does not build:\n${tail(run.output)}`);
}

function testCommand(test) {
  const [kind, first, ...rest] = test.split(" ");
  const escaped = rest.join(" ").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  switch (kind) {
    case "meson":
      return ["meson", ["test", "-C", BUILD, "--no-rebuild", first]];
    case "e2e":
      return [process.execPath, ["--test", ...(escaped ? [`--test-name-pattern=${escaped}`] : []), `tests/e2e/${first}`]];
    case "node":
      return [process.execPath, ["--test", first]];
    default:
      throw new Error(`'${kind}' is no kind of test`);
  }
}

async function runTest(test, log) {
  const [program, args] = testCommand(test);
  const env = { ANTEROOM_BINARY: join(COPY, BUILD, "server/anteroom") };
  return command(program, args, { cwd: COPY, env, log, append: true, limitMs: TEST_LIMIT_MS });
}

/** What is wrong with the mutation, or null when its test fails with it and passes without it. */
async function tryMutation(mutation, healthy, log) {
  if (!healthy.has(mutation.test)) {
    await build(mutation.test, log);
    healthy.set(mutation.test, (await runTest(mutation.test, log)).code === 0);
  }
  if (!healthy.get(mutation.test)) return `${mutation.test} fails even without the mutation`;
  await patch(mutation.diff, false);
  try {
    await build(mutation.test, log);
    const run = await runTest(mutation.test, log);
    return run.code === 0 ? `survived: ${mutation.test} passes all the same (${mutation.spec}: ${mutation.why ?? ""})` : null;
  } finally {
    await patch(mutation.diff, true);
  }
}

/** Runs all, or those whose name holds `only`. A mutation passes when its test failed with it and passes without it. */
export async function runMutations({ only = "", print = () => {} } = {}) {
  const total = { passed: 0, failed: 0, failures: [], notes: [] };
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".patch") && name.includes(only)).sort();
  if (names.length === 0) return total;
  const logs = join(root, "build/mutations");
  mkdirSync(logs, { recursive: true });
  const healthy = new Map();
  copyTree();
  await configure(join(logs, "build.log"));
  for (const name of names) {
    const log = join(logs, `${name}.log`);
    rmSync(log, { force: true });
    const problem = await Promise.resolve()
      .then(() => tryMutation(readMutation(name), healthy, log))
      .catch((error) => error.message);
    total[problem ? "failed" : "passed"] += 1;
    if (problem) total.failures.push(`${name}: ${problem}`);
    print(`${problem ? "FAILED" : "caught"} ${name}${problem ? `: ${problem}` : ""}`);
  }
  return total;
}
