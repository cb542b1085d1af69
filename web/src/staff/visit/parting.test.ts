import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { signal } from "@preact/signals";
import type { LiveStatus } from "../../shared/api/live.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import { Scope } from "../../shared/state/scope.ts";
import { Partings } from "./parting.ts";

const OPEN: LiveStatus = { state: "open" };
const LOST: LiveStatus = { state: "lost", since_ms: 0 };

type Answer = "done" | "lost" | number;

/** A host's page: its line, the requests that went out, and the server's answers to them, one each. */
function page(t: TestContext, ...answers: Answer[]) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const scope = new Scope();
  const status = signal<LiveStatus>(OPEN);
  const partings = new Partings(scope, { status });
  const asked = { count: 0 };
  const request = (): Promise<void> => {
    asked.count += 1;
    const answer = answers.shift() ?? "lost";
    if (answer === "done") return Promise.resolve();
    return Promise.reject(answer === "lost" ? ApiProblem.noAnswer() : new ApiProblem("unexpected", answer, {}));
  };
  return { scope, status, partings, asked, end: () => partings.ask("v", "end", request) };
}

/** Lets time pass, and whatever waited for it happen. */
async function pass(t: TestContext): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(2_000);
  }
}

test("V5: End visit that the server does at once is asked for once", async (t) => {
  const { partings, asked, end } = page(t, "done");
  const done = end();
  assert.deepEqual(partings.now.value, { visitId: "v", how: "end", unreachable: false });
  assert.equal(await done, true);
  assert.equal(partings.now.value, undefined);
  assert.equal(asked.count, 1);
});

test("V5: End visit that was lost goes out again when the line is back, and not before", async (t) => {
  const { status, partings, asked, end } = page(t, "lost", "lost", "done");
  status.value = LOST;
  const done = end();
  await pass(t);
  assert.equal(asked.count, 1, "nothing goes out while the line is lost");
  assert.equal(partings.now.value?.unreachable, true);
  status.value = OPEN;
  await pass(t);
  assert.equal(await done, true);
  assert.equal(asked.count, 3);
  assert.equal(partings.now.value, undefined);
});

test("V5: a server that cannot do it now is asked again", async (t) => {
  const { asked, end } = page(t, 503, 500, "done");
  const done = end();
  await pass(t);
  assert.equal(await done, true);
  assert.equal(asked.count, 3);
});

test("V5: a refusal is told and asked no more", async (t) => {
  const { partings, asked, end } = page(t, 404, "done");
  await assert.rejects(end(), { status: 404 });
  assert.equal(asked.count, 1);
  assert.equal(partings.now.value, undefined);
});

test("V5: what the host took back is not asked for when the line is back", async (t) => {
  const { status, partings, asked, end } = page(t, "lost", "done");
  status.value = LOST;
  const done = end();
  await pass(t);
  partings.putAway();
  assert.equal(await done, false);
  status.value = OPEN;
  await pass(t);
  assert.equal(asked.count, 1);
  assert.equal(partings.now.value, undefined);
});

test("V5: a later press takes the place of an earlier one", async (t) => {
  const { status, partings, asked, end } = page(t, "lost", "lost", "done");
  status.value = LOST;
  const first = end();
  await pass(t);
  const second = end();
  assert.equal(await first, false);
  status.value = OPEN;
  await pass(t);
  assert.equal(await second, true);
  assert.equal(asked.count, 3);
  assert.equal(partings.now.value, undefined);
});

test("S2: with the page's session its presses end", async (t) => {
  const { scope, status, asked, end } = page(t, "lost", "done");
  status.value = LOST;
  const done = end();
  await pass(t);
  scope.end();
  assert.equal(await done, false);
  status.value = OPEN;
  await pass(t);
  assert.equal(asked.count, 1);
});
