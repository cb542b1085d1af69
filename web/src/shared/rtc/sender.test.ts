import assert from "node:assert/strict";
import { test } from "node:test";
import { Sender, type SendLine, type Wish } from "./sender.ts";
import type { Ask } from "./signalling.ts";

/** A line and a stage that write down what is done to them. */
function bench(): { sender: Sender; log: string[]; failed: () => number; settle: () => Promise<void>; refuse: (method: string) => void } {
  const log: string[] = [];
  let refused = "";
  let failures = 0;
  const nameOf = (track: MediaStreamTrack | null): string => (track ? track.id : "nothing");
  const line: SendLine = {
    id: "t1",
    add: (track) => {
      log.push(`add ${nameOf(track)}`);
      const producer = {
        replaceTrack: (options: { track: MediaStreamTrack | null }) => {
          log.push(`send ${nameOf(options.track)}`);
          return Promise.resolve();
        },
      };
      return Promise.resolve({ producer, rtpParameters: { codecs: [] } as never });
    },
  };
  const ask: Ask = (method, data) => {
    log.push(method === "produce" ? `produce ${(data as { paused: boolean }).paused ? "paused" : "running"}` : method);
    return method === refused ? Promise.reject(new Error("refused")) : Promise.resolve({ id: "p1" } as never);
  };
  const sender = new Sender("camera", line, ask, () => (failures += 1));
  return {
    sender,
    log,
    failed: () => failures,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    refuse: (method) => (refused = method),
  };
}

const CAMERA = { id: "camera-1" } as MediaStreamTrack;
const OTHER = { id: "camera-2" } as MediaStreamTrack;

// What is wished, one after the other, and what comes of it.
const WISHES: readonly [name: string, wishes: Wish[], expected: string[]][] = [
  ["who waits makes the line ready, sends nothing and is not told to the stage",
    [{ track: CAMERA, paused: false, admitted: false }],
    ["add camera-1", "send nothing"]],
  ["who enters sends at once",
    [{ track: CAMERA, paused: false, admitted: false }, { track: CAMERA, paused: false, admitted: true }],
    ["add camera-1", "send nothing", "send camera-1", "produce running"]],
  ["who enters at once is not held back first",
    [{ track: CAMERA, paused: false, admitted: true }],
    ["add camera-1", "produce running"]],
  ["who enters muted sends nothing and says so",
    [{ track: CAMERA, paused: true, admitted: true }],
    ["add camera-1", "send nothing", "produce paused"]],
  ["stopping says so to the others, starting again too",
    [{ track: CAMERA, paused: false, admitted: true }, { track: null, paused: true, admitted: true }, { track: OTHER, paused: false, admitted: true }],
    ["add camera-1", "produce running", "send nothing", "producer.pause", "send camera-2", "producer.resume"]],
  ["another camera takes the place of the first, unannounced",
    [{ track: CAMERA, paused: false, admitted: true }, { track: OTHER, paused: false, admitted: true }],
    ["add camera-1", "produce running", "send camera-2"]],
  ["without a device nothing is done",
    [{ track: null, paused: false, admitted: true }],
    []],
];
for (const [name, wishes, expected] of WISHES) {
  test(`V6: ${name}`, async () => {
    const { sender, log, settle } = bench();
    for (const wish of wishes) {
      sender.want(wish);
      await settle();
    }
    assert.deepEqual(log, expected);
  });
}

test("V6: wishes that come faster than they are met end at the last one", async () => {
  const { sender, log, settle } = bench();
  for (const paused of [false, true, false, true]) sender.want({ track: CAMERA, paused, admitted: true });
  await settle();
  assert.deepEqual(log, ["add camera-1", "send nothing", "produce paused"]);
});

test("V8: a step that fails is told once, and nothing more is tried on that line", async () => {
  const { sender, log, failed, settle, refuse } = bench();
  refuse("produce");
  sender.want({ track: CAMERA, paused: false, admitted: true });
  await settle();
  sender.want({ track: CAMERA, paused: true, admitted: true });
  await settle();
  assert.equal(failed(), 1);
  assert.deepEqual(log, ["add camera-1", "produce running"]);
});
