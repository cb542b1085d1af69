import type { Problem } from "./types.ts";

const PROBLEM_PREFIX = "urn:anteroom:problem:";

/** Ids that are made here and not by the server. */
export type LocalProblemId = "network" | "unexpected";

/** A request that did not do what it was asked: the server's problem (RFC 9457), or that there was no answer. */
export class ApiProblem extends Error {
  readonly id: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** The input field at fault. */
  readonly field: string | undefined;
  readonly visitId: string | undefined;

  constructor(id: string, status: number, problem: Partial<Problem>) {
    super(id);
    this.name = "ApiProblem";
    this.id = id;
    this.status = status;
    this.title = problem.title ?? "";
    this.detail = problem.detail;
    this.field = problem.field;
    this.visitId = problem.visit_id;
  }

  static noAnswer(): ApiProblem {
    return new ApiProblem("network" satisfies LocalProblemId, 0, {});
  }
}

/** Reads the body of a failed answer; anything that is not a problem is `unexpected`. */
export function problemOf(status: number, body: unknown): ApiProblem {
  if (typeof body !== "object" || body === null) return new ApiProblem("unexpected", status, {});
  const problem = body as Partial<Problem>;
  const type = typeof problem.type === "string" ? problem.type : "";
  const id = type.startsWith(PROBLEM_PREFIX) ? type.slice(PROBLEM_PREFIX.length) : "unexpected";
  return new ApiProblem(id, status, problem);
}

/** It may work in a moment, with nothing changed: there was no answer, or no server behind it, or too many asked. */
export function mayComeBack(problem: ApiProblem): boolean {
  return problem.status === 0 || problem.status === 502 || problem.status === 503 || problem.status === 429;
}

/** The server did not say that it will not: what does no harm twice can be asked for again. */
export function isUndecided(problem: ApiProblem): boolean {
  return mayComeBack(problem) || problem.status >= 500;
}

/** What went wrong, of whatever was caught. */
export function problemId(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.id : "unexpected";
}
