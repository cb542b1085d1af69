import type { Feed, Link, MediaEvent } from "../shared/rtc/events.ts";
import { assertNever } from "../shared/state/assert-never.ts";

/** What the stage shows of the media: this page's own line, and what comes from each person. Pure. */
export interface StageState {
  readonly link: Link;
  /** By person, then by source. */
  readonly feeds: ReadonlyMap<string, ReadonlyMap<Feed["source"], Feed>>;
  readonly speaking: ReadonlySet<string>;
  /** Who has spoken, the latest first; for the large tile on a phone. */
  readonly speakers: readonly string[];
  /** 0 (lost) to 4 (good), by person. */
  readonly quality: ReadonlyMap<string, number>;
}

export const emptyStage: StageState = {
  link: "connecting",
  feeds: new Map(),
  speaking: new Set(),
  speakers: [],
  quality: new Map(),
};

export function reduceStage(state: StageState, event: MediaEvent): StageState {
  switch (event.type) {
    case "link":
      return { ...state, link: event.link };
    case "feed_opened":
      return { ...state, feeds: withFeed(state.feeds, event.feed) };
    case "feed_closed":
      return { ...state, feeds: onlyFeeds(state.feeds, (feed) => feed.consumerId !== event.consumerId) };
    case "feeds_replaced":
      return { ...state, feeds: onlyFeeds(state.feeds, (feed) => event.keep.has(feed.consumerId)) };
    case "feed_paused":
      return { ...state, feeds: withPaused(state.feeds, event.consumerId, event.paused) };
    case "speaking":
      return withSpeaking(state, event.participantId, event.speaking);
    case "quality":
      return { ...state, quality: new Map(state.quality).set(event.participantId, event.level) };
    default:
      return assertNever(event);
  }
}

type Feeds = StageState["feeds"];

/** A newer feed of the same person and source takes the place of the one before. */
function withFeed(feeds: Feeds, feed: Feed): Feeds {
  const ofPerson = new Map(feeds.get(feed.participantId)).set(feed.source, feed);
  return new Map(feeds).set(feed.participantId, ofPerson);
}

function onlyFeeds(feeds: Feeds, keep: (feed: Feed) => boolean): Feeds {
  const kept = new Map<string, Map<Feed["source"], Feed>>();
  for (const [person, ofPerson] of feeds) {
    const rest = new Map([...ofPerson].filter(([, feed]) => keep(feed)));
    if (rest.size > 0) kept.set(person, rest);
  }
  return kept;
}

function withPaused(feeds: Feeds, consumerId: string, paused: boolean): Feeds {
  for (const ofPerson of feeds.values()) {
    for (const feed of ofPerson.values()) {
      if (feed.consumerId === consumerId) return withFeed(feeds, { ...feed, paused });
    }
  }
  return feeds;
}

function withSpeaking(state: StageState, participantId: string, speaking: boolean): StageState {
  const now = new Set(state.speaking);
  if (speaking) now.add(participantId);
  else now.delete(participantId);
  const before = state.speakers.filter((each) => each !== participantId);
  return { ...state, speaking: now, speakers: speaking ? [participantId, ...before] : state.speakers };
}
