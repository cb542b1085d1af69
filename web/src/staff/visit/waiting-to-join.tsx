import ban from "lucide-static/icons/ban.svg?inner";
import ellipsis from "lucide-static/icons/ellipsis.svg?inner";
import type { ComponentChildren } from "preact";
import type { Visit, WaitingToJoin } from "../../shared/api/types.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { staff } from "../../shared/text/index.ts";
import { Button, IconButton } from "../../shared/ui/button.tsx";
import { Menu } from "../../shared/ui/menu.tsx";
import type { Desk } from "../desk.ts";
import { atTheDoor } from "./door-state.ts";
import { ActProblem } from "./people-acts.tsx";

const text = staff.people;

function AskedAgo(props: { atMs: number }) {
  const minutes = useClock((nowMs) => Math.max(0, Math.floor((nowMs - props.atMs) / 60_000)), [props.atMs]);
  return <>{text.askedAgo(minutes)}</>;
}

/** One person at the door: their name, where they stand, and what the host may say. */
function AtDoor(props: { desk: Desk; person: WaitingToJoin; second: ComponentChildren }) {
  const { desk, person } = props;
  const { busy, failed } = desk.room.state.value;
  const name = person.name || staff.alerts.someone;
  const nameId = `at-door-${person.id}`;
  const doing = busy.get(person.id);
  const problem = failed.get(person.id);
  return (
    <li class="person person-line">
      <div class="person-who">
        <p id={nameId} class="person-name">
          {name}
        </p>
        <p class="person-second">{props.second}</p>
      </div>
      <div class="door-acts">
        <Button
          variant="tonal"
          describedBy={nameId}
          busy={doing === "admit" && text.admitting}
          onPress={() => void desk.acts.act(person.id, "admit")}
        >
          {text.admit}
        </Button>
        {person.state === "asked" && (
          <Button describedBy={nameId} busy={doing === "deny" && text.denying} onPress={() => void desk.acts.act(person.id, "deny")}>
            {text.deny}
          </Button>
        )}
        {person.state !== "blocked" && (
          <Menu
            label={staff.room.more(name)}
            items={[{ label: text.block, icon: ban, danger: true, onPress: () => void desk.acts.act(person.id, "block") }]}
            trigger={(button) => (
              <IconButton
                icon={ellipsis}
                label={staff.room.more(name)}
                row
                expanded={button.expanded}
                buttonRef={button.ref}
                onPress={button.onPress}
              />
            )}
          />
        )}
      </div>
      {problem !== undefined && <ActProblem id={problem} />}
    </li>
  );
}

/** A6: everybody who has asked, and below them whom the host did not let in. */
export function WaitingToJoinList(props: { desk: Desk; visit: Visit }) {
  const { desk, visit } = props;
  const { busy, failed } = desk.room.state.value;
  const { asking, refused } = atTheDoor(visit);
  const problem = failed.get(visit.id);
  const last = asking[asking.length - 1];
  return (
    <>
      {/* No notification comes while this list is open: a screen reader hears of a new request from here. */}
      <p class="hidden-text" role="status">
        {last && text.asksToJoin(last.name || staff.alerts.someone)}
      </p>
      {(asking.length > 0 || problem !== undefined) && (
        <section class="panel-part">
          <div class="panel-part-head">
            <h3>{text.waitingToJoinCount(asking.length)}</h3>
            {asking.length > 0 && (
              <Button variant="ghost" edge busy={busy.get(visit.id) === "admit" && text.admitting} onPress={() => void desk.acts.admitAll(visit.id)}>
                {text.admitAll}
              </Button>
            )}
          </div>
          {problem !== undefined && <ActProblem id={problem} />}
          <ul class="people" role="list" aria-label={text.waitingToJoin}>
            {asking.map((person) => (
              <AtDoor key={person.id} desk={desk} person={person} second={<AskedAgo atMs={person.asked_at_ms ?? 0} />} />
            ))}
          </ul>
        </section>
      )}
      {refused.length > 0 && (
        <section class="panel-part">
          <div class="panel-part-head">
            <h3>{text.notAdmittedCount(refused.length)}</h3>
          </div>
          <ul class="people" role="list" aria-label={text.notAdmitted}>
            {refused.map((person) => (
              <AtDoor key={person.id} desk={desk} person={person} second={person.state === "blocked" ? text.mayNotAsk : text.mayAskAgain} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
