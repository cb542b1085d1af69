import { assertNever } from "../shared/state/assert-never.ts";

/** Which of the staff's pages is shown. It stands in the address's fragment: a reload comes back to it, no server sees it. */
export type Route =
  | { page: "waiting-room" }
  | { page: "contacts" }
  | { page: "settings" }
  | { page: "ready"; invitationIds: readonly string[] }
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
  if (page === "contacts" || page === "settings") return { page };
  return { page: "waiting-room" };
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case "waiting-room":
      return "#/";
    case "contacts":
    case "settings":
      return `#/${route.page}`;
    case "ready":
      return `#/ready/${route.invitationIds.join("+")}`;
    case "visit":
    case "ended":
      return `#/${route.page}/${route.visitId}`;
    default:
      return assertNever(route);
  }
}
