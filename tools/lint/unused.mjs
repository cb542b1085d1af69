// What nothing uses, and what nothing describes: functions of headers, classes of style sheets, texts, live events, keys. Found by name, so a name that stands
// anywhere else passes: what is reported here is dead for certain.
import { cFiles, files, read } from "./files.mjs";

/** Functions that only tests call, and why they stand in the product. */
const FOR_TESTS = {
  arena_used: "what an arena holds is its bound",
  live_count: "who is still listening",
  stun_write_request: "the other end of what ice.c answers",
};

const wordsOf = (text) => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

function countWords(names) {
  const counts = new Map();
  for (const name of names) for (const word of wordsOf(read(name))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const withoutComments = (text) => text.replace(/\/\*[^]*?\*\//g, "");

/** A function that a header of the server declares and only its definition names again. */
export function functions() {
  const server = cFiles.filter((name) => name.startsWith("server/"));
  const counts = countWords(server);
  return server
    .filter((name) => name.endsWith(".h"))
    .flatMap((name) => {
      const declared = withoutComments(read(name)).matchAll(/^(?!typedef)\w[^;{}#]*?\b([a-z_0-9]+)\([^;{}]*\);/gm);
      return [...declared].map((match) => match[1]).filter((title) => counts.get(title) <= 2 && !(title in FOR_TESTS)).map((title) => `${name}: ${title} is not used`);
    });
}

const web = files.filter((name) => /^web\/.*\.(tsx?|html)$/.test(name) && !name.endsWith("api/schema.ts"));
const isText = (name) => name.startsWith("web/src/shared/text/");

/** A class that no page, component or test of the web names, whole or as the beginning of a template. */
export function classes() {
  const code = web.map(read).join("\n");
  const used = new Set(code.match(/[a-z][a-z0-9-]*/g));
  const begun = [...code.matchAll(/([a-z][a-z0-9-]*-)\$\{/g)].map((match) => match[1]);
  return files
    .filter((name) => name.startsWith("web/") && name.endsWith(".css"))
    .flatMap((name) => {
      const named = new Set([...withoutComments(read(name)).replace(/url\([^)]*\)/g, "").matchAll(/\.([a-z][a-z0-9-]*)/g)].map((match) => match[1]));
      return [...named].filter((title) => !used.has(title) && !begun.some((start) => title.startsWith(start))).map((title) => `${name}: .${title} is not used`);
    });
}

/** A text whose key stands nowhere but in the tables; keys that the server sends (problems, reasons) stand in its code. */
export function texts() {
  const tables = web.filter(isText);
  const code = [...web.filter((name) => !isText(name)), ...cFiles.filter((name) => name.startsWith("server/"))].map(read).join("\n");
  const used = new Set(code.match(/[A-Za-z_$][\w$]*(?:-[\w$]+)*/g).flatMap((word) => [word, ...word.split("-")]));
  return tables.flatMap((name) => {
    const own = countWords([name]);
    return [...read(name).matchAll(/^\s+(?:([a-zA-Z_]\w*)|"([\w-]+)"):/gm)]
      .map((match) => match[1] ?? match[2])
      .filter((key) => !used.has(key) && (own.get(key) ?? 0) <= 1)
      .map((key) => `${name}: ${key} is not used`);
  });
}

/** The events of the live connection are the same in the server, in schema/events.md and in the web's types. */
export function events() {
  const pages = read("web/src/shared/api/messages.ts");
  const known = new Set([...pages.matchAll(/name: "([a-z]+\.[a-z_]+)"/g)].map((match) => match[1]));
  const server = cFiles.filter((name) => name.startsWith("server/")).map(read).join("\n");
  const described = read("schema/events.md");
  const found = [];
  for (const name of known) {
    if (!server.includes(`"${name}"`)) found.push(`web/src/shared/api/messages.ts: the server never sends ${name}`);
    if (!described.includes(`\`${name}\``)) found.push(`schema/events.md does not describe ${name}`);
  }
  for (const [, name] of described.matchAll(/`([a-z]+\.[a-z_]+)`/g)) {
    if (/\.(md|yaml|ts|mjs|c|h)$/.test(name) || name.includes(".new") || /^(transport|media|consumer)\./.test(name)) continue;
    if (!known.has(name)) found.push(`schema/events.md: no page knows ${name}`);
  }
  return found;
}

/** Every key that config.c knows is described in docs/operations.md, every line that a mutation breaks in docs/specification.md. */
export function described() {
  const operations = read("docs/operations.md");
  const keys = [...read("server/config/config.c").matchAll(/ROW\((\w+), (\w+), ROW_/g)];
  const lines = new Set([...read("docs/specification.md").matchAll(/^\| ([A-Z]\d+) \|/gm)].map((match) => match[1]));
  const broken = files.filter((name) => /^tests\/mutations\/.*\.patch$/.test(name)).map((name) => [name, /^spec: (\w+)$/m.exec(read(name))?.[1]]);
  return [
    ...keys.filter(([, , key]) => !operations.includes(`\`${key}\``)).map(([, section, key]) => `docs/operations.md does not describe ${key} in [${section}]`),
    ...broken.filter(([, line]) => !lines.has(line)).map(([name, line]) => `docs/specification.md has no line ${line}, which ${name} breaks`),
  ];
}

/** The tables of routes in the headers of kinds are those of routes.c. */
export function routes() {
  const rows = [...read("server/gateway/routes.c").matchAll(/\{HTTP_METHOD_(\w+), "\/api\/v1([^"]+)",\s*&(\w+)/g)];
  const table = new Set(rows.map(([, method, path, kind]) => `${method} ${path} ${kind}`));
  const listed = new Set();
  for (const name of cFiles.filter((each) => /^server\/(visit|practice)\/.*(kinds|commands)\.h$/.test(each))) {
    for (const [, method, path, kind] of read(name).matchAll(/^ \*\s+(GET|POST|PUT|PATCH|DELETE)\s+(\/\S+)\s+(\w+)/gm)) listed.add(`${method} ${path} ${kind}`);
  }
  return [
    ...[...table].filter((route) => !listed.has(route)).map((route) => `no header of kinds lists ${route}`),
    ...[...listed].filter((route) => !table.has(route)).map((route) => `routes.c has no ${route}, which a header lists`),
  ];
}
