import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Api, idempotencyKey } from "./client.ts";
import { ApiProblem } from "./problem.ts";

interface Asked {
  path: string;
  key: string | undefined;
}

/** The server's part: each request takes the next answer; "lost" is one that never comes. */
function answers(t: TestContext, ...list: ("lost" | { status: number; body?: unknown })[]): Asked[] {
  const asked: Asked[] = [];
  t.mock.method(globalThis, "fetch", (path: string, init: RequestInit) => {
    asked.push({ path, key: (init.headers as Record<string, string>)["Idempotency-Key"] });
    const answer = list.shift();
    if (answer === undefined || answer === "lost") return Promise.reject(new TypeError("network"));
    const body = answer.body === undefined ? null : JSON.stringify(answer.body);
    return Promise.resolve(new Response(body, { status: answer.status }));
  });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return asked;
}

/** Lets the waits between attempts pass. */
async function settled<Value>(t: TestContext, promise: Promise<Value>): Promise<PromiseSettledResult<Value> | undefined> {
  let result: PromiseSettledResult<Value> | undefined;
  void Promise.allSettled([promise]).then(([first]) => (result = first));
  for (let round = 0; round < 20 && !result; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(1000);
  }
  return result;
}

function problem(status: number, id: string): { status: number; body: unknown } {
  return { status, body: { type: `urn:anteroom:problem:${id}`, title: id, status } };
}

const unexpected401 = (): void => assert.fail("nobody was signed out");

test("I12: an invitation whose answer was lost is asked for again under the same name", async (t) => {
  const asked = answers(t, "lost", "lost", { status: 201, body: { invitation: {} } });
  const api = new Api(unexpected401);
  const result = await settled(t, api.createInvitation({ kind: "waiting_room", via: "link" }, "k1"));
  assert.equal(result?.status, "fulfilled");
  assert.deepEqual(asked.map((request) => request.key), ["k1", "k1", "k1"]);
});

test("a write without a name is tried once", async (t) => {
  const asked = answers(t, "lost", { status: 204 });
  const result = await settled(t, new Api(unexpected401).cancelInvitation("i"));
  assert.equal(result?.status, "rejected");
  assert.equal(asked.length, 1);
});

test("V5: a Leave or End visit on a line that hangs counts as lost, so that it can be asked for anew", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(globalThis, "fetch", (_path: string, { signal }: RequestInit) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")))));
  const api = new Api(unexpected401);
  for (const ask of [() => api.endVisit("v"), () => api.leaveVisit("v"), () => api.leaveAsGuest("t")]) {
    const result = await settled<unknown>(t, ask());
    assert.ok(result?.status === "rejected" && result.reason instanceof ApiProblem && result.reason.id === "network");
  }
});

test("no answer at all is a problem of its own", async (t) => {
  answers(t, "lost", "lost", "lost");
  const result = await settled(t, new Api(unexpected401).getSession());
  assert.ok(result?.status === "rejected" && result.reason instanceof ApiProblem && result.reason.id === "network");
});

test("S2: a session that is gone is told, a wrong password is not taken for one", async (t) => {
  answers(t, problem(401, "unauthenticated"), problem(401, "sign-in-failed"));
  let told = 0;
  const api = new Api(() => (told += 1));
  assert.equal((await settled(t, api.getWaitingRoom()))?.status, "rejected");
  assert.equal(told, 1);
  assert.equal((await settled(t, api.signIn("a@b", "x")))?.status, "rejected");
  assert.equal(told, 1);
});

test("an answer that should hold a body and holds none is a problem", async (t) => {
  answers(t, { status: 200 });
  const result = await settled(t, new Api(unexpected401).getSession());
  assert.ok(result?.status === "rejected" && result.reason instanceof ApiProblem && result.reason.id === "unexpected");
});

test("each write has a name of its own", () => {
  const keys = new Set(Array.from({ length: 100 }, idempotencyKey));
  assert.equal(keys.size, 100);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});
