import type { GuestRow, Presence } from "../../shared/api/types.ts";
import type { Desk } from "../desk.ts";
import type { RowState } from "./guest.ts";
import type { RowAction } from "./room-state.ts";

export interface GuestItemProps {
  desk: Desk;
  zone: string;
  row: GuestRow;
  presence: Presence["state"];
  /** Since when the presence is as it is. */
  sinceMs: number | undefined;
  selected: boolean;
  selectionFull: boolean;
  /** Some row is chosen: the filled button is the selection's. */
  selecting: boolean;
  isLongest: boolean;
  /** A host is in one visit at a time. */
  mayStart: boolean;
  /** The host's running visit at whose door this guest stands: they come in from there. */
  atDoorOf: string | undefined;
  /** What this user may do in the room that is shown: their own, or one that they were granted access to. */
  mayAdmit: boolean;
  maySend: boolean;
  busy: RowAction | undefined;
  problem: string | undefined;
}

/** What follows from a row's state and the time. */
export type RowView = GuestItemProps & { state: RowState; isOver: boolean };

/** What is asked before a row goes. */
export type Question = "remove" | "cancel";

/** Under this id a row has its guest's name, which tells the row's buttons from those of the others. */
export const nameId = (id: string): string => `guest-${id}`;

/** The reason why a fourth box cannot be ticked stands under this id. */
export const MOST_SELECTED_ID = "most-selected";
/** And why no visit can be started while one runs, under this one. */
export const ONE_VISIT_ID = "one-visit";
