// The house rules that no off-the-shelf linter knows. Each returns a list of findings, empty when all is well.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { command, root } from "../lib/command.mjs";
import { cFiles, files, read, textFiles } from "./files.mjs";

const FUNCTION_LINES_MAX = 100;
const FUNCTION_LINES_LONG = 80;
const FILE_LINES_LONG = 800;

const lines = (name) => read(name).split("\n");

function findings(names, pattern, describe) {
  return names.flatMap((name) =>
    lines(name).flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}: ${describe(line)}`] : [])),
  );
}

/** What decides includes only base, itself and the contracts that it is handed; nobody includes whoever stands further out. */
const MAY_INCLUDE = {
  "server/base": [],
  "server/config": [],
  "server/store": [],
  "server/command": ["store"],
  "server/practice": ["command", "store"],
  "server/visit": ["command", "store", "practice", "notify"],
  "server/notify": ["command", "store", "practice"],
  "server/messenger": ["command", "store", "practice"],
  "server/media/transport": [],
  "server/media/router": [],
  "server/media/control": ["media/transport", "media/router"],
};

export function includeDirection() {
  const found = [];
  for (const name of cFiles) {
    const area = Object.keys(MAY_INCLUDE).find((folder) => name.startsWith(`${folder}/`));
    if (!area) continue;
    const own = area.slice("server/".length);
    const allowed = ["base", own, ...MAY_INCLUDE[area]];
    for (const [index, line] of lines(name).entries()) {
      const included = /^#include "([^"]+)"/.exec(line)?.[1];
      if (!included) continue;
      const beside = existsSync(join(root, dirname(name), included));
      const path = beside ? normalize(join(dirname(name), included)).slice("server/".length) : included;
      if (!allowed.some((folder) => path.startsWith(`${folder}/`))) {
        found.push(`${name}:${index + 1}: ${own} may include only ${allowed.join(", ")}, not ${included}`);
      }
    }
  }
  return found;
}

export function noMachineNames() {
  // Written in pieces, so that this file passes its own rule.
  const places = ["/wo" + "rk/", "/ho" + "me/[a-z]", "/ro" + "ot/", "regis" + "try\\.np", "deb" + "\\.debian", "artifact" + "ory", "h-" + "seed"];
  return findings(textFiles, new RegExp(places.join("|")), (line) => `names a machine's path or host: ${line.trim().slice(0, 100)}`);
}

export function nothingLeftBehind() {
  const words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"];
  const names = textFiles.filter((name) => name !== "package-lock.json");
  return findings(names, new RegExp(`\\b(${words.join("|")})\\b`), (line) => `left behind: ${line.trim().slice(0, 100)}`);
}

export function forbiddenCalls() {
  const names = cFiles.filter((name) => name.startsWith("server/"));
  const calls = "strcpy|strcat|sprintf|vsprintf|atoi|atol|strtok|alloca|gets|sleep|usleep";
  return findings(names, new RegExp(`(?<![A-Za-z0-9_.>])(${calls})\\(`), (line) => `a call that STYLE forbids: ${line.trim()}`);
}

/** Functions in formatted C: a line at the margin that ends with `{`, up to the `}` at the margin. */
export function functionsOf(name) {
  const found = [];
  let start = -1;
  let title = "";
  for (const [index, line] of lines(name).entries()) {
    if (start < 0 && /^[A-Za-z_][^=]*\{$/.test(line) && !/^(struct|enum|union|typedef|extern)\b[^(]*\{$/.test(line)) {
      start = index;
      title = /([A-Za-z_0-9]+)\(/.exec(line)?.[1] ?? line;
    } else if (start < 0 && /^ {4,}.*\) \{$/.test(line)) {
      start = index; // The parameters went over the line's end.
      title = `(before line ${index + 1})`;
    } else if (start >= 0 && line === "}") {
      found.push({ name, title, line: start + 1, count: index - start + 1 });
      start = -1;
    }
  }
  return found;
}

export function lengths() {
  const all = cFiles.filter((name) => name.endsWith(".c")).flatMap(functionsOf);
  const sorted = all.map((f) => f.count).sort((a, b) => a - b);
  const longest = all.toSorted((a, b) => b.count - a.count);
  const notes = [`${all.length} C functions, median ${sorted[Math.floor(sorted.length / 2)] ?? 0} lines, longest ${longest[0]?.count ?? 0} (${longest[0]?.title ?? ""})`];
  for (const f of longest.filter((f) => f.count > FUNCTION_LINES_LONG)) notes.push(`${f.name}:${f.line}: ${f.title} has ${f.count} lines`);
  const source = files.filter((name) => /\.(c|h|ts|tsx|mjs)$/.test(name) && !name.endsWith("api/schema.ts"));
  for (const name of source) {
    const count = lines(name).length;
    if (count > FILE_LINES_LONG) notes.push(`${name} has ${count} lines`);
  }
  const tooLong = longest.filter((f) => f.count > FUNCTION_LINES_MAX);
  return { found: tooLong.map((f) => `${f.name}:${f.line}: ${f.title} has ${f.count} lines, ${FUNCTION_LINES_MAX} is the most`), notes };
}

/** Names that an archive of ours defines and a shared library that we link defines too: one would replace the other. */
export async function symbolClashes() {
  const binary = join(root, "build/release/server/anteroom");
  if (!existsSync(binary)) return ["build/release/server/anteroom is not there: build first"];
  const symbols = (output) => new Set([...output.matchAll(/ [TDBRVWuGS] ([A-Za-z_][A-Za-z0-9_]*)(?:@.*)?$/gm)].map((match) => match[1]));
  const folder = join(root, "build/release");
  const objects = readdirSync(folder, { recursive: true })
    .filter((name) => /server\/.*\.o$/.test(name))
    .map((name) => join(folder, name));
  const ours = symbols((await command("nm", ["-g", "--defined-only", ...objects])).output);
  ours.delete("main");
  const linked = (await command("ldd", [binary])).output;
  const libraries = [...linked.matchAll(/=> (\/\S+)/g)].map((match) => match[1]);
  const found = [];
  for (const library of libraries) {
    const theirs = symbols((await command("nm", ["-D", "--defined-only", library])).output);
    for (const name of ours) {
      if (theirs.has(name)) found.push(`${name} is defined by us and by ${library}`);
    }
  }
  if (ours.size === 0 || libraries.length === 0) found.push("no symbols were read: the check itself is broken");
  return found;
}
