import type { Scope } from "../shared/state/scope.ts";
import type * as VisitChunk from "./chunk.ts";

const AGAIN_MS = 1_500;

/**
 * The visit's code comes when it is first needed, and is asked for until it is there or `scope` has ended. Its style sheet
 * comes with the page: a sheet that failed to come is not asked for again by the browser's `import`.
 */
export function loadVisit(scope: Scope, ready: (chunk: typeof VisitChunk) => void): void {
  import("./chunk.ts").then(
    (chunk) => {
      if (!scope.ended) ready(chunk);
    },
    () => {
      scope.after(AGAIN_MS, () => loadVisit(scope, ready));
    },
  );
}
