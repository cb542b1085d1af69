import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant, Presence, Visit } from "../shared/api/types.ts";
import type { LocalDevice } from "../shared/devices/local-media.ts";
import type { Feed, MediaEvent } from "../shared/rtc/events.ts";
import { runningTime } from "./running-time.ts";
import { emptyStage, reduceStage, type StageState } from "./state.ts";
import { peopleIn, roleWords } from "./who.ts";
import { largeTile, shortName, tilesOf, type Own, type Tile } from "./tiles.ts";

const track = (id: string): MediaStreamTrack => ({ id }) as MediaStreamTrack;
const feed = (participantId: string, source: Feed["source"], over: Partial<Feed> = {}): Feed => ({
  consumerId: `${participantId}-${source}`,
  participantId,
  source,
  paused: false,
  track: track(`${participantId}-${source}`),
  ...over,
});
const opened = (each: Feed): MediaEvent => ({ type: "feed_opened", feed: each });
const after = (...events: MediaEvent[]): StageState => events.reduce(reduceStage, emptyStage);

const HOST: Participant = { id: "h", name: "Dr Ines Halvorsen", role: "host", state: "in_visit" };
const GUEST: Participant = { id: "g", name: "Ada Brennan", role: "guest", state: "in_visit" };
const THIRD: Participant = { id: "t", name: "Tomasz Lindqvist", role: "guest", state: "in_visit" };
const visitOf = (...participants: Participant[]): Visit => ({
  id: "v", state: "running", host_id: "h", participants, started_at_ms: 0,
});
const live: LocalDevice = { state: "live", track: track("own-camera") };
const OWN: Own = { id: "g", name: "Ada Brennan", camera: live, microphone: live, muted: false, videoStopped: false };
const NOBODY_AWAY = new Map<string, Presence>();

function tile(id: string, stage: StageState, visit = visitOf(HOST, GUEST), presence: ReadonlyMap<string, Presence> = NOBODY_AWAY, own = OWN): Tile {
  const found = tilesOf(visit, presence, stage, own).find((each) => each.id === id);
  assert.ok(found, `no tile for ${id}`);
  return found;
}

test("V1: a person's picture is shown, with neither reason nor mute", () => {
  const shown = tile("h", after(opened(feed("h", "camera")), opened(feed("h", "microphone"))));
  assert.deepEqual([shown.picture?.id, shown.reason, shown.muted], ["h-camera", null, false]);
});

test("V8: a new line's feed takes the place of the old one, and the old one's end is not noticed", () => {
  const stage = after(
    opened(feed("h", "camera")),
    opened(feed("h", "camera", { consumerId: "new", track: track("new") })),
    { type: "feed_closed", consumerId: "h-camera" },
  );
  assert.equal(tile("h", stage).picture?.id, "new");
});

test("V8: after a new line what it did not bring back is gone", () => {
  const stage = after(
    opened(feed("h", "camera")),
    opened(feed("h", "microphone")),
    opened(feed("h", "camera", { consumerId: "new" })),
    { type: "feeds_replaced", keep: new Set(["new"]) },
  );
  assert.deepEqual([...(stage.feeds.get("h")?.keys() ?? [])], ["camera"]);
});

test("V6: who mutes or stops the video is shown so, and back again", () => {
  const both = [opened(feed("h", "camera")), opened(feed("h", "microphone"))];
  const quiet = after(...both, { type: "feed_paused", consumerId: "h-microphone", paused: true }, { type: "feed_paused", consumerId: "h-camera", paused: true });
  assert.deepEqual([tile("h", quiet).muted, tile("h", quiet).reason, tile("h", quiet).picture], [true, { kind: "video_stopped" }, null]);
  const again = reduceStage(quiet, { type: "feed_paused", consumerId: "h-camera", paused: false });
  assert.equal(tile("h", again).picture?.id, "h-camera");
});

test("V1: a muted person never counts as speaking", () => {
  const stage = after(opened(feed("h", "microphone", { paused: true })), { type: "speaking", participantId: "h", speaking: true });
  assert.equal(tile("h", stage).speaking, false);
});

// Why there is no picture, in every state that a person can be in.
const CONNECTED: MediaEvent = { type: "link", link: "connected" };
const away: ReadonlyMap<string, Presence> = new Map([["h", { state: "reconnecting", since_ms: 0 }]]);
const REASONS: readonly [name: string, stage: StageState, state: Participant["state"], presence: ReadonlyMap<string, Presence>, kind: string | null][] = [
  ["admitted, but has not pressed Join now", after(), "admitted", NOBODY_AWAY, "not_yet_in"],
  ["admitted on the list, though the picture is here already", after(opened(feed("h", "camera"))), "admitted", NOBODY_AWAY, null],
  ["in the visit, nothing has come", after(), "in_visit", NOBODY_AWAY, "connecting"],
  ["in the visit by sound", after(CONNECTED, opened(feed("h", "microphone"))), "in_visit", NOBODY_AWAY, "sound_only"],
  ["lost the connection", after(opened(feed("h", "camera"))), "in_visit", away, "reconnecting"],
  ["stopped the video", after(opened(feed("h", "camera", { paused: true }))), "in_visit", NOBODY_AWAY, "video_stopped"],
];
for (const [name, stage, state, presence, kind] of REASONS) {
  test(`V1: who ${name} has the reason ${kind ?? "of none"}`, () => {
    const shown = tile("h", stage, visitOf({ ...HOST, state }, GUEST), presence);
    assert.equal(shown.reason?.kind ?? null, kind);
    assert.equal(shown.picture === null, kind !== null);
  });
}

test("V1: one's own tile comes last and says why it has no picture", () => {
  const tiles = tilesOf(visitOf(HOST, GUEST, THIRD), NOBODY_AWAY, after(), OWN);
  assert.deepEqual(tiles.map((each) => each.id), ["h", "t", "g"]);
  const own = (over: Partial<Own>): Tile => tile("g", after(), visitOf(HOST, GUEST), NOBODY_AWAY, { ...OWN, ...over });
  assert.equal(own({}).picture?.id, "own-camera");
  assert.deepEqual(own({ videoStopped: true }).reason, { kind: "own_video_stopped" });
  assert.deepEqual(own({ camera: { state: "failed", failure: "unplugged" } }).reason, { kind: "own_camera_failed", failure: "unplugged" });
  assert.equal(own({ muted: true }).muted, true);
});

test("V5: whoever has left has no tile", () => {
  assert.deepEqual(tilesOf(visitOf({ ...HOST, state: "left" }, GUEST), NOBODY_AWAY, after(), OWN).map((each) => each.id), ["g"]);
});

test("V1: on a phone the one who spoke last is large, never oneself while somebody else is there", () => {
  const visit = visitOf(HOST, GUEST, THIRD);
  const large = (stage: StageState): string | undefined => largeTile(tilesOf(visit, NOBODY_AWAY, stage, OWN), stage)?.id;
  const spoke = (participantId: string): MediaEvent => ({ type: "speaking", participantId, speaking: true });
  assert.equal(large(after()), "h");
  assert.equal(large(after(spoke("t"))), "t");
  assert.equal(large(after(spoke("g"))), "h");
  assert.equal(large(after(spoke("t"), spoke("g"))), "t");
});

const NAMES: readonly [name: string, short: string][] = [
  ["Tomasz Lindqvist", "Tomasz L."],
  ["Dr Ines Halvorsen", "Ines H."],
  ["Maria-Magdalena Oyelaran-Wójcik", "Maria-Magdalena O."],
  ["Ada", "Ada"],
  ["", ""],
];
for (const [name, short] of NAMES) {
  test(`LOOK: "${name}" on a small tile is "${short}"`, () => assert.equal(shortName(name), short));
}

test("LOOK: the running time has two digits for the minutes, and hours from the first one on", () => {
  assert.deepEqual([-5, 4_000, 724_999, 3_724_000].map(runningTime), ["00:00", "00:04", "12:04", "1:02:04"]);
});

test("V5 W14: the list of who is in the visit leaves out who has left, and says who is who", () => {
  const visit = visitOf({ ...HOST, state: "in_visit" }, { ...GUEST, state: "admitted" }, { ...THIRD, state: "left" });
  assert.deepEqual(peopleIn(visit).map((person) => person.id), ["h", "g"]);
  const words = (person: Participant, presence?: Presence): string => roleWords(person, "h", presence);
  assert.equal(words(HOST), "You, host");
  assert.equal(words({ ...GUEST, state: "admitted" }), "about to come in");
  assert.equal(words(GUEST, { state: "reconnecting", since_ms: 1 }), "reconnecting");
  assert.equal(words(GUEST, { state: "online", since_ms: 1 }), "");
});
