import type { Visit, WaitingToJoin } from "../../shared/api/types.ts";

/** Who stands at the door of the host's visit, as its page shows them. Pure. */
export interface AtTheDoor {
  /** They have asked: the host's word is awaited. In the order in which they asked. */
  asking: readonly WaitingToJoin[];
  /** Denied, or not to ask again; the host may change their mind. */
  refused: readonly WaitingToJoin[];
}

const NOBODY: AtTheDoor = { asking: [], refused: [] };

export function atTheDoor(visit: Visit | undefined): AtTheDoor {
  if (visit?.state !== "running") return NOBODY;
  const people = visit.waiting_to_join ?? [];
  const asking = people.filter((person) => person.state === "asked");
  asking.sort((a, b) => (a.asked_at_ms ?? 0) - (b.asked_at_ms ?? 0) || (a.id < b.id ? -1 : 1));
  return { asking, refused: people.filter((person) => person.state === "denied" || person.state === "blocked") };
}

/** One request of one person: who asks again makes another one. */
export const requestKey = (person: WaitingToJoin): string => `${person.id} ${person.asked_at_ms ?? 0}`;

/** The requests that are told by a notification: not those that were put away. */
export function untold(visit: Visit | undefined, putAway: ReadonlySet<string>): readonly WaitingToJoin[] {
  return atTheDoor(visit).asking.filter((person) => !putAway.has(requestKey(person)));
}

/** Whether somebody asks now who did not before; the first word of a visit tells nothing new. */
export function hasNewRequest(before: Visit | undefined, now: Visit | undefined): boolean {
  if (before === undefined || before.id !== now?.id) return false;
  const known = new Set(atTheDoor(before).asking.map(requestKey));
  return atTheDoor(now).asking.some((person) => !known.has(requestKey(person)));
}
