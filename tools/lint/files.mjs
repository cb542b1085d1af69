// The files of the repository, those not committed yet included.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/command.mjs";

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });

export const files = listed.split("\0").filter((name) => name !== "" && existsSync(join(root, name)));

export const read = (name) => readFileSync(join(root, name), "utf8");

export const cFiles = files.filter((name) => /^(server|tests|fuzz|bench)\/.*\.[ch]$/.test(name));

export const textFiles = files.filter((name) => !/\.(png|woff2|ico|bin)$/.test(name) && !name.startsWith("fuzz/corpus/"));
