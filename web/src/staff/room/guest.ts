import type { GuestRow, Presence } from "../../shared/api/types.ts";

/** Pure questions about one guest of the waiting room. */

/** Checked in, and not in a visit yet. */
export function isWaiting(row: GuestRow | undefined): row is GuestRow {
  return row?.state === "checked_in";
}

/** At the waiting page, as far as the server knows: texts reach them. */
export function isAtPage(row: GuestRow): boolean {
  return row.state === "checked_in" || row.state === "on_hold";
}

export function presenceOf(presence: ReadonlyMap<string, Presence>, id: string): Presence["state"] {
  return presence.get(id)?.state ?? "online";
}

/** W6: checked in with a passed device test, and not gone. Whoever is reconnecting can be started with. */
export function canStart(row: GuestRow | undefined, presence: Presence["state"]): row is GuestRow {
  return isWaiting(row) && presence !== "left" && row.preflight !== undefined && row.preflight.result !== "failed";
}

/** How a row is drawn: the words on screen are text's. */
export type RowState = "invited" | "checked-in" | "reconnecting" | "left" | "in-visit" | "on-hold";

export function rowState(row: GuestRow, presence: Presence["state"]): RowState {
  if (row.state === "invited") return "invited";
  if (presence === "left") return "left";
  if (presence === "reconnecting") return "reconnecting";
  if (row.state === "in_visit") return "in-visit";
  return row.state === "on_hold" ? "on-hold" : "checked-in";
}

/** Waiting from the earliest check-in on, then who is invited, then who left. */
const RANKS: Record<RowState, number> = {
  "checked-in": 0,
  reconnecting: 0,
  "on-hold": 0,
  "in-visit": 1,
  invited: 2,
  left: 3,
};

export function sortedIds(
  guests: ReadonlyMap<string, GuestRow>,
  presence: ReadonlyMap<string, Presence>,
): readonly string[] {
  const keyed = [...guests.values()].map((row) => ({
    id: row.id,
    rank: RANKS[rowState(row, presenceOf(presence, row.id))],
    atMs: row.checked_in_at_ms ?? row.invited_at_ms,
  }));
  keyed.sort((a, b) => a.rank - b.rank || a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  return keyed.map((key) => key.id);
}

/** Who waits the longest of those a visit can start with; theirs is the one filled button. */
export function longestWaiting(
  order: readonly string[],
  guests: ReadonlyMap<string, GuestRow>,
  presence: ReadonlyMap<string, Presence>,
): string | undefined {
  let longest: GuestRow | undefined;
  for (const id of order) {
    const row = guests.get(id);
    if (!canStart(row, presenceOf(presence, id))) continue;
    if (!longest || (row.checked_in_at_ms ?? 0) < (longest.checked_in_at_ms ?? 0)) longest = row;
  }
  return longest?.id;
}
