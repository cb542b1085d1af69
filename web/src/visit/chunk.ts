/** What a guest's page loads while they wait: the stage and what makes the media line. */
export { MediaSession } from "../shared/rtc/session.ts";
export { VisitStage } from "./stage.tsx";
