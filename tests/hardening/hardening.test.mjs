// What the release binary was built with, read from the binary itself; and that each of these is missed where it is left out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { releaseBinary } from "../../tools/lib/server.mjs";

const readelf = (binary, ...options) => execFileSync("readelf", ["-W", ...options, binary], { encoding: "utf8", maxBuffer: 1 << 26 });

const CHECKS = {
  "position-independent": (elf) => /Type:\s+DYN/.test(elf.header) && /Flags:.*\bPIE\b/.test(elf.dynamic),
  "read-only relocations": (elf) => /GNU_RELRO/.test(elf.segments),
  "all symbols bound at the start": (elf) => /BIND_NOW|Flags:.*\bNOW\b/.test(elf.dynamic),
  "no stack that can be executed": (elf) => /GNU_STACK.*\sRW\s/.test(elf.segments),
  "nothing both writable and executable": (elf) => !/LOAD.*\sRWE\s/.test(elf.segments),
  "stack protector": (elf) => /__stack_chk_fail/.test(elf.symbols),
  "checked calls (FORTIFY)": (elf) => /__(memcpy|snprintf)_chk/.test(elf.symbols),
  "no search path of its own for libraries": (elf) => !/\((RPATH|RUNPATH)\)/.test(elf.dynamic),
};

function missing(binary) {
  const elf = {
    header: readelf(binary, "-h"),
    segments: readelf(binary, "-l"),
    dynamic: readelf(binary, "-d"),
    symbols: readelf(binary, "--dyn-syms"),
  };
  return Object.keys(CHECKS).filter((name) => !CHECKS[name](elf));
}

test("the release binary is hardened", () => {
  assert.deepEqual(missing(releaseBinary), []);
});

const HARDENED = ["-O2", "-pie", "-fPIE", "-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro,-z,now,-z,noexecstack"];

/** What is left out, and how. */
const LEFT_OUT = {
  "position-independent": ["-no-pie", "-fno-pie"],
  "read-only relocations": ["-Wl,-z,norelro"],
  "all symbols bound at the start": ["-Wl,-z,lazy"],
  "no stack that can be executed": ["-Wl,-z,execstack"],
  "nothing both writable and executable": ["-DWRITABLE_CODE"],
  "stack protector": ["-fno-stack-protector"],
  "checked calls (FORTIFY)": ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=0"],
  "no search path of its own for libraries": ["-Wl,-rpath,/tmp"],
};

const SOURCE = `
#include <stdio.h>
#include <string.h>
#ifdef WRITABLE_CODE
__asm__(".section .both,\\"awx\\",@progbits\\n.byte 0\\n.previous");
#endif
int main(int count, char **arguments) {
    char text[32];
    snprintf(text, sizeof text, "%s", arguments[0]);
    memcpy(text, arguments[0], (size_t)count);
    return puts(text);
}
`;

const folder = mkdtempSync(join(tmpdir(), "anteroom-hardening-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const source = join(folder, "sample.c");
const sample = join(folder, "sample");
writeFileSync(source, SOURCE);

const build = (...options) => execFileSync("cc", [...HARDENED, ...options, "-o", sample, source], { stdio: ["ignore", "ignore", "ignore"] });

test("a sample with all of it passes", () => {
  build();
  assert.deepEqual(missing(sample), []);
});

for (const [name, options] of Object.entries(LEFT_OUT)) {
  test(`it is noticed when this is left out: ${name}`, () => {
    build(...options);
    assert.ok(missing(sample).includes(name), `missing: ${missing(sample).join(", ")}`);
  });
}
