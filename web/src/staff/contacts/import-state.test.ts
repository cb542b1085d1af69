import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContactPreview } from "../../shared/api/types.ts";
import { IMPORT_AT_START, reduceImport, textOfFile, type ImportEvent } from "./import-state.ts";

const preview = (good_count: number): ContactPreview => ({
  columns: [],
  contacts: [],
  problems: [],
  good_count,
  problem_count: 0,
  known_count: 0,
});
const after = (...events: ImportEvent[]) => events.reduce(reduceImport, IMPORT_AT_START);

test("a file is shown before it is taken", () => {
  assert.equal(after({ type: "confirmed" }).step, "choosing");
  const shown = after({ type: "chosen" }, { type: "previewed", csv: "Name\nA\n", preview: preview(1) });
  assert.equal(shown.step, "shown");
  assert.equal(reduceImport(shown, { type: "confirmed" }).step, "importing");
});

test("a file with nothing new cannot be taken", () => {
  const shown = after({ type: "chosen" }, { type: "previewed", csv: "Name\n", preview: preview(0) });
  assert.equal(reduceImport(shown, { type: "confirmed" }).step, "shown");
});

test("what went wrong is told, and the file stays for another try", () => {
  const problem = { id: "network" } as const;
  const unusable = after({ type: "chosen" }, { type: "unusable", problem });
  assert.deepEqual(unusable, { step: "choosing", problem });
  const failed = after(
    { type: "chosen" },
    { type: "previewed", csv: "Name\nA\n", preview: preview(1) },
    { type: "confirmed" },
    { type: "failed", problem },
  );
  assert.equal(failed.step, "shown");
  assert.equal(reduceImport(failed, { type: "confirmed" }).step, "importing");
});

test("a preview that comes after another file was chosen is not shown", () => {
  const chosen = after({ type: "chosen" }, { type: "previewed", csv: "", preview: preview(1) }, { type: "confirmed" });
  assert.equal(reduceImport(chosen, { type: "previewed", csv: "x", preview: preview(2) }), chosen);
  assert.equal(reduceImport(chosen, { type: "chosen" }), chosen);
});

test("only UTF-8 is read, its mark left out", () => {
  const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;
  assert.equal(textOfFile(bytes(0xef, 0xbb, 0xbf, 0x41)), "A");
  assert.equal(textOfFile(bytes(0xc3, 0xa4)), "ä");
  assert.equal(textOfFile(bytes(0x4d, 0xfc, 0x6c)), undefined);
  assert.equal(textOfFile(bytes(0x41, 0x00)), undefined);
});
