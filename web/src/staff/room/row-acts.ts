import type { GuestRow, Presence } from "../../shared/api/types.ts";
import { canStart, type RowState } from "./guest.ts";

/** What decides what can be done with a row. */
export interface RowStanding {
  row: GuestRow;
  state: RowState;
  presence: Presence["state"];
  /** The link has run out. */
  isOver: boolean;
  /** What this user may do in the room that is shown. */
  mayAdmit: boolean;
  maySend: boolean;
}

/** What can be done with a row now: one act that is shown, the others under `…`. */
export type ActKey = "start" | "take-in" | "write" | "hand-over" | "cancel" | "remove" | "send-again" | "copy-link";

export function actsOf(standing: RowStanding): { shown: ActKey | undefined; more: ActKey[] } {
  const acts = actsOfState(standing);
  const more = canHandOver(standing) ? [...acts.more.filter((key) => key === "write"), "hand-over" as const, ...acts.more.filter((key) => key !== "write")] : acts.more;
  const may = (key: ActKey): boolean => (key === "start" || key === "take-in" || key === "hand-over" ? standing.mayAdmit : standing.maySend);
  return { shown: acts.shown && may(acts.shown) ? acts.shown : undefined, more: more.filter(may) };
}

/** W12: only who is invited or waits, and belongs neither to a visit nor to an appointment. */
function canHandOver(standing: RowStanding): boolean {
  const { row } = standing;
  return row.kind === "waiting_room" && (row.state === "checked_in" || (row.state === "invited" && !standing.isOver));
}

function actsOfState(standing: RowStanding): { shown: ActKey | undefined; more: ActKey[] } {
  const { row, state } = standing;
  // An appointment's link is everybody's: it is copied from the day.
  const again: ActKey[] = row.kind === "appointment" ? [] : [row.method === "link" ? "copy-link" : "send-again"];
  switch (state) {
    case "on-hold":
      return { shown: "take-in", more: ["write", "remove"] };
    case "checked-in":
    case "reconnecting":
      // Whoever is on hold and reconnecting can be taken in: they come in as soon as they are back.
      if (row.state === "on_hold") return { shown: "take-in", more: ["write", "remove"] };
      return canStart(row, standing.presence)
        ? { shown: "start", more: ["write", "remove"] }
        : { shown: "remove", more: ["write"] };
    case "invited":
      if (row.kind === "appointment") return { shown: "remove", more: [] };
      // What did not arrive, or ran out, is sent again; anything else waits for its guest and can be taken back.
      return row.delivery?.state === "failed" || standing.isOver
        ? { shown: again[0], more: ["cancel", "remove"] }
        : { shown: "cancel", more: [...again, "remove"] };
    case "left":
      return { shown: "remove", more: again };
    case "in-visit":
      return { shown: undefined, more: [] };
  }
}
