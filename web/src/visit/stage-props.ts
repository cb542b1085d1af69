import type { Live } from "../shared/api/live.ts";
import type { LocalMedia } from "../shared/devices/local-media.ts";
import type { Practice, Presence, Visit } from "../shared/api/types.ts";
import type { MediaSession } from "../shared/rtc/session.ts";
import type { StagePanels } from "./panel.tsx";

/**
 * What a page gives the stage (`VisitStage` in stage.tsx), and what the stage tells it. The page holds the live connection
 * and the visit's state; the stage holds pictures and sound, and frees them when it is taken off the page.
 */
export interface VisitStageProps {
  /** Says hello with `visit: true` while the stage is shown. */
  live: Live;
  /** The latest, drawn anew with each change. */
  visit: Visit;
  /** By participant id; whoever is not in it counts as online. */
  presence: ReadonlyMap<string, Presence>;
  /** This page's own participant. */
  self: { id: string; name: string; role: "host" | "guest" };
  practice: Practice;
  /** The page's own camera and microphone, open since the page before, so that they need not start twice. The page ends it. */
  media: LocalMedia;
  /** The line that a guest's page has made ready while they waited; without it the stage makes its own. */
  session?: MediaSession;
  /** How the person left the buttons before entering. */
  muted?: boolean;
  videoStopped?: boolean;
  /** The person pressed Leave. */
  onLeave: () => void;
  /** The host pressed End visit; guests have none. */
  onEnd?: () => void;
  /** Beside the pictures. Without them the stage shows who is in the visit. */
  panels?: StagePanels;
  /** Drawn by the page above the stage's controls, such as a countdown or a notification; on a phone part of the layout. */
  notice?: preact.ComponentChildren;
}
