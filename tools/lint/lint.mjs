// make lint: each check counts as one test.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { command, root, tail } from "../lib/command.mjs";
import { compile } from "../test/meson.mjs";
import { cFiles, files, read } from "./files.mjs";
import * as rules from "./rules.mjs";
import * as unused from "./unused.mjs";

const jobs = String(Math.min(availableParallelism(), 2));
const sources = cFiles.filter((name) => name.endsWith(".c"));
const npmFolder = "node_modules/.bin";

async function tool(program, args, options) {
  const run = await command(program, args, options);
  return run.code === 0 ? [] : [tail(run.output, 60)];
}

/** One process a file, as many at a time as there are cores. */
async function eachFile(names, program, argsOf) {
  const queue = [...names];
  const found = [];
  const next = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) found.push(...(await tool(program, argsOf(name))));
  };
  await Promise.all(Array.from({ length: Number(jobs) }, next));
  return found;
}

function clangTidy() {
  const args = ["-p", "build/release", "--quiet", "--extra-arg=-Wno-unknown-warning-option"];
  const chosen = sources.filter((name) => name.startsWith("server/"));
  return eachFile(chosen, "clang-tidy", (name) => [...args, name]);
}

function cppcheck() {
  const options = ["--enable=warning,portability", "--std=c11", "--inline-suppr", "--error-exitcode=1", "--quiet", "-j", jobs];
  // It takes what another file's function fills in for uninitialised; the compiler and the analyzer know better.
  const known = ["--suppress=missingIncludeSystem", "--suppress=uninitvar", "--suppress=unknownMacro", "--suppress=internalAstError", "--suppress=normalCheckLevelMaxBranches"];
  return tool("cppcheck", [...options, ...known, "-Iserver", "server"]);
}

const scripts = files.filter((name) => !name.includes(".") || name === ".ci/run").filter((name) => /^#!.*\b(ba)?sh\b/.test(read(name).slice(0, 40)));
const modules = files.filter((name) => name.endsWith(".mjs"));

// A patch that its code has left behind proves nothing: it is mended in the commit that moved the code.
const mutations = files.filter((name) => /^tests\/mutations\/.*\.patch$/.test(name));

const CHECKS = {
  "clang-format": () => tool("clang-format", ["--dry-run", "-Werror", ...cFiles]),
  "clang-tidy": clangTidy,
  cppcheck,
  shellcheck: () => tool("shellcheck", ["-x", ...scripts, "tools/env"]),
  "web types and eslint": () => tool("npm", ["run", "--silent", "lint"], { env: { PATH: `${join(root, npmFolder)}:${process.env.PATH}` } }),
  "scripts parse": () => eachFile(modules, process.execPath, (name) => ["--check", name]),
  "include direction": () => rules.includeDirection(),
  "symbol clashes": () => rules.symbolClashes(),
  "mutations apply": () => eachFile(mutations, "git", (name) => ["apply", "--check", name]),
  "no machine's paths or hosts": () => rules.noMachineNames(),
  "nothing left behind": () => rules.nothingLeftBehind(),
  "forbidden calls": () => rules.forbiddenCalls(),
  "functions used": () => unused.functions(),
  "classes used": () => unused.classes(),
  "texts used": () => unused.texts(),
  "events agree": () => unused.events(),
  "keys and lines are described": () => unused.described(),
  "routes are listed": () => unused.routes(),
};

export async function lint(context) {
  const built = await compile("build/release", [], context.log("build"));
  if (built.code !== 0) return { passed: 0, failed: 1, failures: [built.output] };
  const result = { passed: 0, failed: 0, failures: [], notes: [] };
  for (const [name, check] of Object.entries(CHECKS)) {
    const found = await check();
    result[found.length === 0 ? "passed" : "failed"] += 1;
    if (found.length > 0) result.failures.push(`${name}:\n${found.join("\n")}`);
  }
  const { found, notes } = rules.lengths();
  result.notes.push(...notes);
  result[found.length === 0 ? "passed" : "failed"] += 1;
  if (found.length > 0) result.failures.push(found.join("\n"));
  return result;
}
