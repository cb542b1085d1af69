import type { Appointment, GuestRow, Presence } from "../../shared/api/types.ts";
import { appointments } from "../../shared/text/index.ts";
import { isolate } from "../../shared/text/isolate.ts";
import { presenceOf, rowState, sortedIds, type RowState } from "../room/guest.ts";

/** Somebody of an appointment who has come: what the waiting room knows of them. */
export interface Comer {
  row: GuestRow;
  state: Exclude<RowState, "invited">;
  presence: Presence["state"];
}

/** Who of this appointment is there or was, the longest wait first. Whoever only opened the link has not come. */
export function comersOf(
  appointmentId: string,
  guests: ReadonlyMap<string, GuestRow>,
  presence: ReadonlyMap<string, Presence>,
): readonly Comer[] {
  const own = new Map([...guests].filter(([, row]) => row.appointment_id === appointmentId));
  return sortedIds(own, presence).flatMap((id) => {
    const row = own.get(id);
    if (!row) return [];
    const here = presenceOf(presence, id);
    const state = rowState(row, here);
    return state === "invited" || row.checked_in_at_ms === undefined ? [] : [{ row, state, presence: here }];
  });
}

/** Who is booked, in one line. Whoever is no longer in the address book has no name. */
export function clientNames(appointment: Appointment): string {
  return appointment.clients.map((client) => isolate(client.name || appointments.clientGone)).join(", ");
}

/** The booked clients of whom nobody has come yet, as far as their names tell: a guest by the link types their own. */
export function notHere(appointment: Appointment, comers: readonly Comer[]): readonly { id: string; name: string }[] {
  const names = comers.filter((comer) => comer.row.booked === true && comer.state !== "left").map((comer) => comer.row.name);
  return appointment.clients.filter((client) => {
    const index = names.indexOf(client.name);
    if (index >= 0) names.splice(index, 1);
    return index < 0;
  });
}
