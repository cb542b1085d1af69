// What a person sees and hears of another one: decoded frames, the colours of the picture, the loudness of the sound.
import { LIMIT_MS } from "./person.mjs";

// Runs in the page: the group named after the person holds the video; inbound statistics are found by the track that it shows.
async function receivedOf(name) {
  const groups = [...document.querySelectorAll('[role="group"], fieldset')];
  const nameOf = (element) => {
    const label = element.getAttribute("aria-label");
    if (label !== null) return label;
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  };
  const group = groups.find((element) => nameOf(element) === name);
  const video = group?.querySelector("video");
  const track = video?.srcObject?.getVideoTracks?.()[0];
  const result = { there: Boolean(group), video: Boolean(track), frames: 0, width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 };
  for (const connection of window.peerConnectionsOfThisPage ?? []) {
    if (connection.connectionState === "closed") continue;
    const report = await connection.getStats();
    for (const stat of report.values()) {
      if (stat.type === "inbound-rtp" && stat.kind === "video" && track && stat.trackIdentifier === track.id) {
        result.frames = Math.max(result.frames, stat.framesDecoded ?? 0);
      }
    }
  }
  if (track && video.videoWidth > 0) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 8, 8);
    const data = context.getImageData(0, 0, 8, 8).data;
    result.pixels = [];
    for (let i = 0; i < data.length; i += 4) result.pixels.push([data[i], data[i + 1], data[i + 2]]);
  }
  return result;
}

// Runs in the page: the energy of the sound that it plays, by track: what is muted, paused or attached to nothing counts for nothing.
async function soundOf() {
  const played = new Set();
  for (const element of document.querySelectorAll("audio, video")) {
    if (element.muted || element.paused) continue;
    for (const track of element.srcObject?.getAudioTracks?.() ?? []) played.add(track.id);
  }
  const energy = {};
  for (const connection of window.peerConnectionsOfThisPage ?? []) {
    if (connection.connectionState === "closed") continue;
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type !== "inbound-rtp" || stat.kind !== "audio" || !played.has(stat.trackIdentifier)) continue;
      energy[stat.trackIdentifier] = stat.totalAudioEnergy ?? 0;
    }
  }
  return energy;
}

export const received = (person, name) => person.page.evaluate(receivedOf, name);

/** Waits until `count` more frames of `name` than now were decoded; resolves to how long that took in ms. */
export async function framesGrow(person, name, { count = 15, limitMs = LIMIT_MS, from } = {}) {
  const started = performance.now();
  const first = from ?? (await received(person, name)).frames;
  await person.until(
    `${count} more frames of ${name}`,
    async () => {
      const { frames } = await received(person, name);
      // A rebuilt connection counts from zero.
      return frames >= first + count || (frames < first && frames >= count);
    },
    limitMs,
  );
  return performance.now() - started;
}

const AUDIBLE = 0.001;

const grown = (before, now) => Object.entries(now).reduce((sum, [track, energy]) => sum + energy - (before[track] ?? 0), 0);

/** Waits until something is heard; the fake microphones beep once a second. */
export async function hears(person, { limitMs = LIMIT_MS } = {}) {
  const started = performance.now();
  const before = await person.page.evaluate(soundOf);
  await person.until("(heard) a sound", async () => grown(before, await person.page.evaluate(soundOf)) > AUDIBLE, limitMs);
  return performance.now() - started;
}

/** Waits for a stretch in which `count` pictures of `name` come and nothing is heard. */
export async function silenceFrom(person, name, { count = 75 } = {}) {
  for (let tries = 0; tries < 5; tries++) {
    const before = await person.page.evaluate(soundOf);
    await framesGrow(person, name, { count });
    if (grown(before, await person.page.evaluate(soundOf)) < AUDIBLE) return;
  }
  throw new Error(`${person.name} still hears ${name}`);
}

const distance = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);

/** The share of points whose colour is near the camera's own; `wanted` is [r, g, b]. */
export function shareOf(pixels, wanted, tolerance = 90) {
  return pixels.filter((pixel) => distance(pixel, wanted) <= tolerance).length / pixels.length;
}

/** Chromium's fake camera is a green card on which a pie turns. */
export const CHROMIUM_GREEN = [0, 138, 0];

/** Waits until the picture of `name` is Chromium's fake camera's, not black and not somebody else's. */
export function seesGreen(person, name, limitMs = LIMIT_MS) {
  return person.until(
    `the green picture of ${name}'s fake camera`,
    async () => {
      const { pixels } = await received(person, name);
      return pixels && shareOf(pixels, CHROMIUM_GREEN) > 0.5;
    },
    limitMs,
  );
}

/** Firefox's fake camera is one colour that changes: waits until it is plain, not black, and has changed. */
export async function seesFirefoxCard(person, name, limitMs = LIMIT_MS) {
  const plain = async () => {
    const { pixels } = await received(person, name);
    if (!pixels) return null;
    const middle = pixels[36];
    return Math.max(...middle) > 40 && shareOf(pixels, middle) > 0.9 ? middle : null;
  };
  const first = await person.until(`the plain picture of ${name}'s fake camera`, plain, limitMs);
  await person.until(
    `another colour from ${name}'s fake camera`,
    async () => {
      const now = await plain();
      return now && distance(now, first) > 30;
    },
    limitMs,
  );
}
