import type { Participant, Presence, Visit } from "../shared/api/types.ts";
import { visit as words } from "../shared/text/en/visit.ts";

/** Whoever has left is not in the visit; the others in the order of the visit, the host first. */
export function peopleIn(visit: Visit): readonly Participant[] {
  return visit.participants.filter((person) => person.state !== "left");
}

/** Who somebody is, in a word or two beside the name; empty for a guest who is simply there. */
export function roleWords(person: Participant, selfId: string, presence: Presence | undefined): string {
  const parts = [
    ...(person.id === selfId ? [words.people.you] : []),
    ...(person.role === "host" ? [words.people.host] : []),
    ...(person.state === "admitted" ? [words.people.notYetIn] : []),
    ...(person.state === "in_visit" && presence && presence.state !== "online" ? [words.people.reconnecting] : []),
  ];
  return parts.join(", ");
}
