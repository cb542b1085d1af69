import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Scope } from "../state/scope.ts";
import { Live } from "./live.ts";

/** The other end: keeps what was sent, and answers beats while it is there. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static answers = true;
  readonly readyState = FakeSocket.OPEN;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
    if (FakeSocket.answers && text === '{"type":"beat"}') this.say({ type: "beat" });
  }

  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(): void {}
}

class Page extends EventTarget {
  visibilityState = "visible";
  readonly location = { href: "http://localhost/" };
}

/** A page with a line that is open; `pass` lets that much time pass at once, as a browser does that holds timers back. */
function open(t: TestContext): { live: Live; page: Page; pass: (ms: number) => void } {
  const page = new Page();
  let nowMs = 0;
  t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  t.mock.method(performance, "now", () => nowMs);
  FakeSocket.all = [];
  FakeSocket.answers = true;
  Object.assign(globalThis, { window: page, document: page, WebSocket: FakeSocket });
  const scope = new Scope();
  t.after(() => scope.end());
  const live = new Live(scope, () => ({ type: "hello", as: "user" }));
  FakeSocket.all[0]?.onopen?.();
  FakeSocket.all[0]?.say({ type: "welcome", as: "user", now_ms: 0 });
  const pass = (ms: number): void => {
    nowMs += ms;
    // However long it was held back, an interval runs once.
    t.mock.timers.tick(2500);
  };
  return { live, page, pass };
}

test("W7: in the background, where a page may beat once a minute only, an answered line is kept: arrivals are told", (t) => {
  const { live, page, pass } = open(t);
  page.visibilityState = "hidden";
  for (let minute = 0; minute < 5; minute += 1) {
    pass(60_000);
    assert.equal(live.status.peek().state, "open");
  }
  assert.equal(FakeSocket.all.length, 1);
});

test("W10: a line that does not answer is given up, in the background with the beat after", (t) => {
  const { live, page, pass } = open(t);
  page.visibilityState = "hidden";
  pass(60_000);
  FakeSocket.answers = false;
  pass(60_000);
  assert.equal(live.status.peek().state, "open");
  pass(60_000);
  assert.equal(live.status.peek().state, "lost");
});

test("W10: on a page that is seen the line is given up after 6 s of silence, and at once after a closed lid", (t) => {
  const { live, pass } = open(t);
  FakeSocket.answers = false;
  for (const ms of [2500, 2500]) pass(ms);
  assert.equal(live.status.peek().state, "open");
  pass(2500);
  assert.equal(live.status.peek().state, "lost");
});

test("S2: what the user did while the line was down is told when it is back", (t) => {
  const { live, pass } = open(t);
  FakeSocket.answers = false;
  pass(60_000);
  assert.equal(live.status.peek().state, "lost");
  live.activity();
  for (let tries = 0; tries < 10 && FakeSocket.all.length < 2; tries += 1) pass(2500);
  const again = FakeSocket.all[1];
  again?.onopen?.();
  again?.say({ type: "welcome", as: "user", now_ms: 0 });
  assert.deepEqual(again?.sent, ['{"type":"hello","as":"user"}', '{"type":"activity"}']);
});
