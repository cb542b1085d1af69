import type { GuestRow } from "../shared/api/types.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { isDay } from "./appointments/day.ts";

/** Which of the staff's pages is shown. It stands in the address's fragment: a reload comes back to it, no server sees it. */
export type Route =
  | { page: "waiting-room" }
  /** Without a day it is today. */
  | { page: "appointments"; day?: string }
  | { page: "contacts" }
  | { page: "settings" }
  | { page: "ready"; invitationIds: readonly string[] }
  /** Ready to start an appointment's visit. */
  | { page: "start"; appointmentId: string }
  | { page: "visit"; visitId: string }
  | { page: "ended"; visitId: string };

const ID = /^[0-9a-f]{32}$/;
const GUESTS_MAX = 3;

/** Reads a fragment; whatever is not a page of ours leads to the waiting room. */
export function parseRoute(fragment: string): Route {
  const [page, argument = ""] = fragment.replace(/^#\/?/, "").split("/");
  if (page === "ready") {
    const invitationIds = argument.split("+").filter((id) => ID.test(id)).slice(0, GUESTS_MAX);
    if (invitationIds.length > 0) return { page, invitationIds };
  }
  if ((page === "visit" || page === "ended") && ID.test(argument)) return { page, visitId: argument };
  if (page === "start" && ID.test(argument)) return { page, appointmentId: argument };
  if (page === "appointments") return isDay(argument) ? { page, day: argument } : { page };
  if (page === "contacts" || page === "settings") return { page };
  return { page: "waiting-room" };
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case "waiting-room":
      return "#/";
    case "appointments":
      return route.day === undefined ? "#/appointments" : `#/appointments/${route.day}`;
    case "contacts":
    case "settings":
      return `#/${route.page}`;
    case "ready":
      return `#/ready/${route.invitationIds.join("+")}`;
    case "start":
      return `#/start/${route.appointmentId}`;
    case "visit":
    case "ended":
      return `#/${route.page}/${route.visitId}`;
    default:
      return assertNever(route);
  }
}

/** W8: where a visit with this guest begins; an appointment's begins with whoever of it is there. */
export function readyRoute(row: Pick<GuestRow, "id" | "appointment_id">): Route {
  return row.appointment_id === undefined
    ? { page: "ready", invitationIds: [row.id] }
    : { page: "start", appointmentId: row.appointment_id };
}

/** The page before a visit, with one's own picture. */
export const isReady = (route: Route): boolean => route.page === "ready" || route.page === "start";
