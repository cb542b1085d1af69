import type { Appointment, BookedClient, Delivery } from "../../shared/api/types.ts";
import { appointments, common } from "../../shared/text/index.ts";
import { endMs } from "./day-state.ts";

/** What was told to a client, or to several whose messages went the same way. */
export interface Letter {
  /** Of the first of them. */
  clientId: string;
  names: readonly string[];
  news: NonNullable<BookedClient["news"]>;
  delivery: Delivery;
  /** It failed or waits to be tried again: somebody has to know. */
  untold: boolean;
}

export function isUntold({ state, reason }: Delivery): boolean {
  return state === "failed" || (state === "queued" && reason !== undefined);
}

/** "New time to Bo Ek". */
export function letterTo(letter: Letter): string {
  return appointments.letters.to(appointments.letters.news[letter.news], common.list(letter.names));
}

/**
 * How the messages to an appointment's clients went. Whoever was not told stands alone, so that it can be sent again; the others
 * stand together, and are left out once the visit runs. Of what is over nothing is said: nothing is sent any more.
 */
export function lettersOf(appointment: Appointment, nowMs: number): readonly Letter[] {
  if (appointment.state === "ended" || (appointment.state !== "running" && endMs(appointment) <= nowMs)) return [];
  const letters: Letter[] = [];
  for (const { id, name, news, delivery } of [...appointment.clients, ...appointment.taken_out]) {
    if (!news || !delivery) continue;
    const untold = isUntold(delivery);
    if (!untold && appointment.state !== "scheduled") continue;
    const same = letters.find((other) => !untold && !other.untold && other.news === news && other.delivery.state === delivery.state);
    const names = [...(same?.names ?? []), name || appointments.clientGone];
    if (same) same.names = names;
    else letters.push({ clientId: id, names, news, delivery, untold });
  }
  return letters;
}
