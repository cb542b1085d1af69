import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import mail from "lucide-static/icons/mail.svg?inner";
import pause from "lucide-static/icons/pause.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import { memo } from "preact/compat";
import type { GuestRow } from "../../shared/api/types.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { staff } from "../../shared/text/index.ts";
import { wait } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { State } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { presenceOf, rowState, type RowState } from "../room/guest.ts";
import type { RowAction } from "../room/room-state.ts";
import { TextsMark } from "../room/texts-mark.tsx";
import { ActProblem } from "./people-acts.tsx";

const text = staff.people;

const LOOK: Record<Exclude<RowState, "in-visit">, { icon: string; tone?: "success" | "warn" }> = {
  invited: { icon: mail },
  "checked-in": { icon: circleCheck, tone: "success" },
  reconnecting: { icon: refreshCw, tone: "warn" },
  left: { icon: logOut },
  "on-hold": { icon: pause, tone: "warn" },
};

interface WaitingProps {
  desk: Desk;
  row: GuestRow;
  state: Exclude<RowState, "in-visit">;
  mayAdmit: boolean;
  busy: RowAction | undefined;
  problem: string | undefined;
}

/** In steps of a minute: the line is drawn anew no oftener. */
function Waited(props: { sinceMs: number }) {
  const minutesMs = useClock((nowMs) => Math.floor((nowMs - props.sinceMs) / 60_000) * 60_000, [props.sinceMs]);
  const { figure, unit } = wait(minutesMs);
  return <span class="person-waits tabular">{minutesMs < 60_000 ? text.waitsShort : text.waits(`${figure} ${unit}`)}</span>;
}

const Waiting = memo(function Waiting(props: WaitingProps) {
  const { desk, row, state } = props;
  const look = LOOK[state];
  const name = row.name || staff.room.unnamed;
  const waits = state !== "invited" && state !== "left" && row.checked_in_at_ms !== undefined;
  return (
    <li class="person person-line">
      <div class="person-who">
        <p class="person-name">
          <bdi>{name}</bdi>
        </p>
        <p class="person-second person-facts">
          <State icon={look.icon} second {...(look.tone ? { tone: look.tone } : {})}>
            {staff.room.state[state]}
          </State>
          {row.door !== undefined && row.door in text.atDoor && (
            <span class="person-waits">{text.atDoor[row.door as keyof typeof text.atDoor]}</span>
          )}
          {waits && <Waited sinceMs={row.checked_in_at_ms ?? 0} />}
        </p>
        <TextsMark desk={desk} row={row} name={name} />
      </div>
      {row.state === "on_hold" && props.mayAdmit && (
        <Button
          variant="tonal"
          label={text.takeInName(name)}
          busy={props.busy === "take-in" && text.takingIn}
          onPress={() => void desk.acts.act(row.id, "take-in")}
        >
          {text.takeIn}
        </Button>
      )}
      {props.problem !== undefined && <ActProblem id={props.problem} />}
    </li>
  );
});

/** W18: who waits, beside the running visit, in the order of the waiting room's own list. */
export function RoomPanel(props: { desk: Desk; mayAdmit: boolean }) {
  const { desk } = props;
  const { order, guests, presence, busy, failed } = desk.room.state.value;
  const lines = order.flatMap((id) => {
    const row = guests.get(id);
    const state = row && rowState(row, presenceOf(presence, id));
    const waits = row !== undefined && row.state !== "in_visit" && state !== undefined && state !== "in-visit";
    return waits ? [{ row, state }] : [];
  });
  return (
    <section class="panel-part">
      {lines.length === 0 && <p class="person-second">{staff.room.emptyTitle}</p>}
      <ul class="people" role="list" aria-label={staff.room.list}>
        {lines.map(({ row, state }) => (
          <Waiting
            key={row.id}
            desk={desk}
            row={row}
            state={state}
            mayAdmit={props.mayAdmit}
            busy={busy.get(row.id)}
            problem={failed.get(row.id)}
          />
        ))}
      </ul>
    </section>
  );
}
