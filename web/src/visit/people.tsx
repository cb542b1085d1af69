import type { ComponentChildren } from "preact";
import type { Participant, Presence, Visit } from "../shared/api/types.ts";
import { visit as words } from "../shared/text/en/visit.ts";
import { peopleIn, roleWords } from "./who.ts";

/** The list `In the visit`. `acts` draws what the host may do with somebody. */
export function PeopleInVisit(props: {
  visit: Visit;
  presence: ReadonlyMap<string, Presence>;
  selfId: string;
  acts?: (person: Participant) => ComponentChildren;
}) {
  const people = peopleIn(props.visit);
  return (
    <section class="panel-part">
      <div class="panel-part-head">
        <h3>{words.people.inVisitCount(people.length)}</h3>
      </div>
      <ul class="people" role="list" aria-label={words.people.inVisit}>
        {people.map((person) => {
          const role = roleWords(person, props.selfId, props.presence.get(person.id));
          return (
            <li key={person.id} class="person">
              <p class="person-who">
                <span class="person-name">{person.name || words.people.unnamed}</span>
                {role !== "" && <span class="person-role"> {role}</span>}
              </p>
              {props.acts?.(person)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
