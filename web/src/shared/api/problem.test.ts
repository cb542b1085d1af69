import assert from "node:assert/strict";
import test from "node:test";
import { problemOf } from "./problem.ts";

test("a problem is known by its stable id", () => {
  const problem = problemOf(409, {
    type: "urn:anteroom:problem:visit-running",
    title: "A visit is running",
    status: 409,
    visit_id: "v",
  });
  assert.equal(problem.id, "visit-running");
  assert.equal(problem.status, 409);
  assert.equal(problem.visitId, "v");
});

test("an answer that is no problem is unexpected, whatever it holds", () => {
  const bodies: unknown[] = [undefined, null, "oops", 7, [], {}, { type: 5 }, { type: "about:blank" }];
  for (const body of bodies) assert.equal(problemOf(502, body).id, "unexpected");
});
