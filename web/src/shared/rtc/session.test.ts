import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { signal } from "@preact/signals";
import type { Live, LiveStatus } from "../api/live.ts";
import type { ServerMessage } from "../api/messages.ts";
import type { LocalDevice, LocalMedia } from "../devices/local-media.ts";
import { Scope } from "../state/scope.ts";
import type { MediaEvent } from "./events.ts";
import { MediaSession } from "./session.ts";

(globalThis as { window?: unknown }).window ??= new EventTarget();

const MICROPHONE: LocalDevice = { state: "live", track: { id: "mic" } as MediaStreamTrack };
const CAMERA: LocalDevice = { state: "live", track: { id: "cam" } as MediaStreamTrack };

/** A session whose lines write down what they are told; `fail` makes the next ones fail to open. */
function bench() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const status = signal<LiveStatus>({ state: "connecting" });
  let gone = false;
  const listeners = new Set<(message: ServerMessage) => void>();
  const live = { status, listen: (_scope: Scope, listener: (message: ServerMessage) => void) => listeners.add(listener) };
  const media = { microphone: signal(MICROPHONE), camera: signal(CAMERA) };
  const log: string[] = [];
  const lines: { scope: Scope; onBroken: () => void }[] = [];
  let failures = 0;
  const maker = {
    open: (options: { scope: Scope; onBroken: () => void }) => {
      if (failures > 0) {
        failures -= 1;
        log.push("fails to open");
        return Promise.reject(new Error("unavailable"));
      }
      lines.push(options);
      const number = lines.length;
      log.push(`line ${number}`);
      options.scope.onEnd(() => log.push(`line ${number} ends`));
      return Promise.resolve({
        feeds: new Set([`feed-${number}`]),
        want: (source: string, wish: { track: MediaStreamTrack | null; paused: boolean; admitted: boolean }) =>
          log.push(`${number}: ${source} ${wish.track?.id ?? "none"}${wish.paused ? " paused" : ""}${wish.admitted ? " admitted" : ""}`),
        enter: () => {
          log.push(`${number}: enter`);
          return Promise.resolve();
        },
        resume: () => {
          log.push(`${number}: resume`);
          return gone ? Promise.reject(new Error("conflict")) : Promise.resolve();
        },
        hear: () => undefined,
        refresh: () => undefined,
      });
    },
  };
  const scope = new Scope();
  const session = new MediaSession(scope, live as unknown as Live, media as unknown as LocalMedia, maker as never);
  const events: MediaEvent[] = [];
  session.listen(scope, (event) => events.push(event));
  return {
    session, scope, status, media, log, lines, events,
    fail: (count: number) => (failures = count),
    notify: (name: string) => listeners.forEach((listener) => listener({ type: "notify", name, data: {} })),
    open: async () => {
      status.value = { state: "open" };
      for (let i = 0; i < 10; i += 1) await Promise.resolve();
    },
    /** The stage has forgotten this page: no line can be resumed. */
    forget: () => (gone = true),
    settle: async () => {
      for (let i = 0; i < 10; i += 1) await Promise.resolve();
    },
    /** What was written down since the last look, without the wishes. */
    seen: () => log.splice(0).filter((entry) => !/microphone|camera/.test(entry)),
    end: () => {
      scope.end();
      mock.timers.reset();
    },
  };
}

test("the line is made ready while its guest waits, and entered when the visit takes them in", async () => {
  const { open, session, log, settle, seen, end } = bench();
  await settle();
  assert.deepEqual(seen(), [], "without a live connection there is nobody to ask");
  await open();
  assert.deepEqual(log.splice(0), ["line 1", "1: microphone mic", "1: camera cam"]);
  session.enter();
  await settle();
  assert.deepEqual(log.splice(0), ["1: enter", "1: microphone mic admitted", "1: camera cam admitted"]);
  end();
});

test("V8: after a new socket the line goes on as it was", async () => {
  const { open, session, status, settle, seen, end } = bench();
  await open();
  session.enter();
  seen();
  status.value = { state: "lost", since_ms: 0 };
  status.value = { state: "open" };
  await settle();
  assert.deepEqual(seen(), ["1: resume"]);
  end();
});

for (const [what, happen, first] of [
  ["a stage that has forgotten the page", ({ status, forget }) => {
    forget();
    status.value = { state: "lost", since_ms: 0 };
    status.value = { state: "open" };
  }, ["1: resume"]],
  ["a new media process", ({ notify }) => notify("media.reset"), []],
] as [string, (of: ReturnType<typeof bench>) => void, string[]][]) {
  test(`V8 V9: after ${what} there is a new line, entered at once, and the former one ends when it has taken over`, async () => {
    const all = bench();
    await all.open();
    all.session.enter();
    await all.settle();
    all.seen();
    happen(all);
    await all.settle();
    assert.deepEqual(all.seen(), [...first, "line 2", "2: enter"]);
    assert.ok(all.events.some((event) => event.type === "link" && event.link === "lost"));
    mock.timers.tick(2_000);
    assert.deepEqual(all.seen(), ["line 1 ends"]);
    assert.deepEqual(all.events.at(-1), { type: "feeds_replaced", keep: new Set(["feed-2"]) });
    all.end();
  });
}

test("V8: a line that breaks is made anew, and making it is tried again until it works", async () => {
  const { open, lines, fail, settle, seen, end } = bench();
  await open();
  seen();
  fail(2);
  lines[0]?.onBroken();
  lines[0]?.onBroken();
  for (let i = 0; i < 3; i += 1) {
    mock.timers.tick(1_500);
    await settle();
  }
  assert.deepEqual(seen().filter((entry) => !entry.endsWith("ends")), ["fails to open", "fails to open", "line 2"]);
  end();
});

test("V8: what breaks while the network is away waits for the live connection, not for a timer", async () => {
  const { open, lines, status, settle, seen, end } = bench();
  await open();
  seen();
  status.value = { state: "lost", since_ms: 0 };
  lines[0]?.onBroken();
  mock.timers.tick(10_000);
  await settle();
  assert.deepEqual(seen(), []);
  await open();
  assert.deepEqual(seen(), ["line 2"]);
  end();
});

test("V6: muting and another camera reach the line there is, and the next one too", async () => {
  const { open, session, media, log, settle, notify, end } = bench();
  await open();
  log.splice(0);
  session.setMuted(true);
  media.camera.value = { state: "live", track: { id: "cam-2" } as MediaStreamTrack };
  assert.deepEqual(log.splice(0), ["1: microphone mic paused", "1: camera cam", "1: microphone mic paused", "1: camera cam-2"]);
  notify("media.reset");
  await settle();
  assert.deepEqual(log.splice(0), ["line 2", "2: microphone mic paused", "2: camera cam-2"]);
  end();
});

test("W14: who is put on hold is out at once, on a line that is ready for the way back", async () => {
  const { open, session, log, settle, end } = bench();
  await open();
  session.enter();
  log.splice(0);
  session.leave();
  assert.deepEqual(log.splice(0, 2), ["1: microphone mic", "1: camera cam"]);
  await settle();
  assert.deepEqual(log.splice(0), ["line 2", "2: microphone mic", "2: camera cam"]);
  session.enter();
  assert.deepEqual(log.splice(0), ["2: enter", "2: microphone mic admitted", "2: camera cam admitted"]);
  end();
});

test("a session that ends takes its line along", async () => {
  const { open, scope, seen, end } = bench();
  await open();
  seen();
  scope.end();
  assert.deepEqual(seen(), ["line 1 ends"]);
  end();
});
