import pause from "lucide-static/icons/pause.svg?inner";
import phone from "lucide-static/icons/phone.svg?inner";
import { useState } from "preact/hooks";
import type { Participant } from "../../shared/api/types.ts";
import { staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { AskFirst } from "../ask-first.tsx";
import type { Desk } from "../desk.ts";
import { actProblem } from "./act-problem.ts";

const text = staff.people;

/** What the host may do with somebody in the visit: icon and word; the whole name is in the label. */
export function PersonActs(props: { desk: Desk; person: Participant }) {
  const { desk, person } = props;
  const [asked, setAsked] = useState(false);
  const { busy, failed } = desk.room.state.value;
  if (person.role === "host") return null;
  const name = person.name || staff.alerts.someone;
  const problem = failed.get(person.id);
  const doing = busy.get(person.id);
  return (
    <>
      <div class="person-acts">
        {person.state === "in_visit" && (
          <Button
            variant="ghost"
            icon={pause}
            label={text.holdName(name)}
            busy={doing === "hold" && text.holding}
            onPress={() => void desk.acts.act(person.id, "hold")}
          >
            {text.hold}
          </Button>
        )}
        <Button
          variant="ghost"
          class="person-remove"
          icon={phone}
          iconClass="icon-hangup"
          label={text.removeName(name)}
          busy={doing === "remove" && staff.room.removing}
          onPress={() => setAsked(true)}
        >
          {text.remove}
        </Button>
      </div>
      {asked && (
        <AskFirst
          title={staff.room.removeTitle(name)}
          what={text.removeWhat(name)}
          act={text.remove}
          onKeep={() => setAsked(false)}
          onAct={() => {
            setAsked(false);
            void desk.acts.act(person.id, "remove");
          }}
        />
      )}
      {problem !== undefined && <ActProblem id={problem} />}
    </>
  );
}

/** Why a press did nothing. */
export function ActProblem(props: { id: string }) {
  return (
    <p class="person-problem" role="alert">
      {actProblem(props.id)}
    </p>
  );
}
