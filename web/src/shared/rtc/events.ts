import type { Source } from "./signalling.ts";

/** What the media session tells the page's state. */
export type MediaEvent =
  | { type: "link"; link: Link }
  | { type: "feed_opened"; feed: Feed }
  | { type: "feed_closed"; consumerId: string }
  | { type: "feed_paused"; consumerId: string; paused: boolean }
  | { type: "feeds_replaced"; keep: ReadonlySet<string> }
  | { type: "speaking"; participantId: string; speaking: boolean }
  | { type: "quality"; participantId: string; level: number };

/** Where this page's own line to the media server stands. */
export type Link = "connecting" | "connected" | "lost";

/** Sound or picture that comes from one person. */
export interface Feed {
  consumerId: string;
  participantId: string;
  source: Source;
  /** Nobody sends at the other end: muted, or the video stopped. */
  paused: boolean;
  track: MediaStreamTrack;
}
