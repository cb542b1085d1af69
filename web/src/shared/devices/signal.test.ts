import assert from "node:assert/strict";
import { test } from "node:test";
import { isSilence, loudness } from "./level.ts";
import { PictureJudge, pictureLimitMs, type PictureVerdict } from "./picture.ts";

const PIXELS = 32 * 18;

function frame(light: (index: number) => number): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(PIXELS * 4);
  for (let i = 0; i < PIXELS; i += 1) bytes.set([light(i), light(i), light(i), 255], i * 4);
  return bytes;
}

const grey = (value: number): Uint8ClampedArray => frame(() => value);
const noisy = (value: number, seed: number): Uint8ClampedArray => frame((i) => value + ((i * 7 + seed) % 3));

// Frames as they come, and what they say of the camera.
const PICTURES: readonly [name: string, frames: Uint8ClampedArray[], verdict: PictureVerdict][] = [
  ["nothing yet", [], "none"],
  ["one grey frame", [grey(90)], "frozen"],
  ["a real camera's noise", [noisy(90, 0), noisy(90, 1)], "moving"],
  ["the same frame again and again", [grey(90), grey(90), grey(90)], "frozen"],
  ["a covered lens, with noise", [noisy(3, 0), noisy(3, 1), noisy(3, 2)], "black"],
  ["black at first, then a picture", [grey(0), noisy(90, 0), noisy(90, 1)], "moving"],
  ["a dark room with one lamp", [frame((i) => (i === 4 ? 200 : 2)), frame((i) => (i === 4 ? 190 : 2))], "moving"],
];
for (const [name, frames, verdict] of PICTURES) {
  test(`D4: a picture that is ${name} counts as ${verdict}`, () => {
    const judge = new PictureJudge();
    for (const each of frames) judge.add(each);
    assert.equal(judge.verdict, verdict);
  });
}

test("D4: a picture that moves is good at once; a camera that is let wait has longer than one that shows black", () => {
  assert.ok(pictureLimitMs("moving") < 0);
  for (const slow of ["none", "frozen"] as const) assert.ok(pictureLimitMs(slow) >= 2 * pictureLimitMs("black"), slow);
});

test("D4: digital silence is told from a quiet room", () => {
  assert.equal(isSilence(new Float32Array(256)), true);
  assert.equal(isSilence(new Float32Array(256).fill(0.0001)), false);
});

test("D1: loudness goes from nothing to full by decibels", () => {
  const level = (amplitude: number): number => Math.round(loudness(new Float32Array(64).fill(amplitude)) * 100);
  assert.deepEqual([level(0), level(0.0001), level(0.0316), level(1)], [0, 0, 50, 100]);
});
