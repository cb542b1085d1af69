import type { ContactPreview } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** Importing a file: chosen, shown, taken. The file's text stays here until the dialog closes. */
export type ImportState =
  | { step: "choosing"; problem?: ImportProblem }
  | { step: "reading" }
  | { step: "shown"; csv: string; preview: ContactPreview; problem?: ImportProblem }
  | { step: "importing"; csv: string; preview: ContactPreview };

/** Why a file cannot be used, or was not taken: one of ours, or the server's sentence. */
export type ImportProblem = { id: "not-text" | "too-large" | "network" | "other" } | { id: "refused"; reason: string };

export type ImportEvent =
  | { type: "chosen" }
  | { type: "unusable"; problem: ImportProblem }
  | { type: "previewed"; csv: string; preview: ContactPreview }
  | { type: "confirmed" }
  | { type: "failed"; problem: ImportProblem };

export const IMPORT_AT_START: ImportState = { step: "choosing" };

export function reduceImport(state: ImportState, event: ImportEvent): ImportState {
  switch (event.type) {
    case "chosen":
      return state.step === "importing" ? state : { step: "reading" };
    case "unusable":
      return state.step === "reading" ? { step: "choosing", problem: event.problem } : state;
    case "previewed":
      return state.step === "reading" ? { step: "shown", csv: event.csv, preview: event.preview } : state;
    case "confirmed":
      return state.step === "shown" && state.preview.good_count > 0
        ? { step: "importing", csv: state.csv, preview: state.preview }
        : state;
    case "failed":
      return state.step === "importing" ? { ...state, step: "shown", problem: event.problem } : state;
    default:
      return assertNever(event);
  }
}

/** The most that the server takes; a larger file is not even sent. */
export const FILE_BYTES_MAX = 512 * 1024;

/** The text of a file: UTF-8, with or without its mark. `undefined`: it is written in something else. */
export function textOfFile(bytes: ArrayBuffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
