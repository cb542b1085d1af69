// Applies mutations to a copy of the tree and sees whether the named test notices.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { files } from "../lint/files.mjs";
import { command, root, tail } from "../lib/command.mjs";

const FOLDER = join(root, "tests/mutations");
const BUILD = "build/mutant";
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

/** The tree without what is built; the npm packages are shared, so is nothing else. */
function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), "anteroom-mutant-"));
  for (const name of files) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(root, name), join(copy, name));
  }
  for (const shared of ["node_modules", ".tools"]) {
    if (existsSync(join(root, shared))) symlinkSync(join(root, shared), join(copy, shared));
  }
  return copy;
}

async function patch(copy, diff, reverse) {
  const file = join(copy, "mutation.diff");
  writeFileSync(file, diff);
  const args = ["apply", "--whitespace=nowarn", ...(reverse ? ["--reverse"] : []), file];
  const run = await command("git", args, { cwd: copy, env: { GIT_CEILING_DIRECTORIES: dirname(copy) } });
  if (run.code !== 0) throw new Error(`the patch does not apply any more:\n${run.output}`);
}

async function build(copy, log) {
  if (!existsSync(join(copy, BUILD, "build.ninja"))) {
    const setup = await command("meson", ["setup", BUILD, "-Dbuildtype=debugoptimized"], { cwd: copy, log });
    if (setup.code !== 0) throw new Error(tail(setup.output));
  }
  const run = await command("ninja", ["-C", BUILD], { cwd: copy, log, append: true });
  if (run.code !== 0) throw new Error(`does not build:\n${tail(run.output)}`);
}

function testCommand(copy, test) {
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

async function runTest(copy, test, log) {
  const [program, args] = testCommand(copy, test);
  const env = { ANTEROOM_BINARY: join(copy, BUILD, "server/anteroom") };
  return command(program, args, { cwd: copy, env, log, append: true, limitMs: TEST_LIMIT_MS });
}

/** Runs all, or those whose name holds `only`. A mutation passes when its test failed with it and passes without it. */
export async function runMutations({ only = "", print = () => {} } = {}) {
  const total = { passed: 0, failed: 0, failures: [], notes: [] };
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".patch") && name.includes(only)).sort();
  if (names.length === 0) return total;
  const copy = copyTree();
  const healthy = new Map();
  const logs = join(root, "build/mutations");
  mkdirSync(logs, { recursive: true });
  try {
    await build(copy, join(logs, "build.log"));
    for (const name of names) {
      const log = join(logs, `${name}.log`);
      let problem = null;
      try {
        const mutation = readMutation(name);
        if (!healthy.has(mutation.test)) healthy.set(mutation.test, (await runTest(copy, mutation.test, log)).code === 0);
        if (!healthy.get(mutation.test)) throw new Error(`${mutation.test} fails even without the mutation`);
        await patch(copy, mutation.diff, false);
        try {
          await build(copy, log);
          const run = await runTest(copy, mutation.test, log);
          if (run.code === 0) problem = `survived: ${mutation.test} passes all the same (${mutation.spec}: ${mutation.why ?? ""})`;
        } finally {
          await patch(copy, mutation.diff, true);
          await build(copy, log);
        }
      } catch (error) {
        problem = error.message;
      }
      total[problem ? "failed" : "passed"] += 1;
      if (problem) total.failures.push(`${name}: ${problem}`);
      print(`${problem ? "FAILED" : "caught"} ${name}${problem ? `: ${problem}` : ""}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return total;
}
