import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import type { GuestRow } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { appointments, staff } from "../../shared/text/index.ts";
import { recentTime } from "../../shared/text/time.ts";
import { cx } from "../../shared/ui/cx.ts";
import { Check } from "../../shared/ui/field.tsx";
import { AskFirst } from "../ask-first.tsx";
import { canStart, rowState, type RowState } from "./guest.ts";
import { TextsMark } from "./texts-mark.tsx";
import { Acts } from "./guest-acts.tsx";
import { StateCell, TestCell, Wait } from "./guest-cells.tsx";
import { MOST_SELECTED_ID, nameId, type GuestItemProps, type Question, type RowView } from "./row-view.ts";

const text = staff.room;

function useIsOver(endMs: number): boolean {
  return useClock((nowMs) => endMs <= nowMs, [endMs]);
}

function problemWords(id: string): string {
  return id in text.actionFailed ? text.actionFailed[id as keyof typeof text.actionFailed] : text.actionFailed.other;
}

/** The consequence, as the guest meets it. */
function questionWords(question: Question, row: GuestRow, state: RowState): { title: string; what: string; act: string } {
  const name = row.name || staff.visit.theGuestLower;
  if (question === "cancel") return { title: text.cancelTitle(name), what: text.removeInvitedWhat, act: text.cancel };
  const title = text.removeTitle(name);
  const subject = row.name || staff.visit.theGuest;
  if (row.state === "on_hold") return { title, what: text.removeOnHoldWhat(subject), act: text.remove };
  if (state === "invited") return { title, what: text.removeInvitedWhat, act: text.remove };
  return { title, what: state === "left" ? text.removeLeftWhat(subject) : text.removeWhat(subject), act: text.remove };
}

/** By which message, and when; of an appointment its time and title, and whether they are one of its clients. */
function HowTheyCame(props: { row: GuestRow; zone: string }) {
  const { row, zone } = props;
  const time = (timeMs: number): string => recentTime(timeMs, clock.nowMs(), zone);
  if (row.appointment_at_ms === undefined) return <>{text.invitedAt(text.method[row.method], time(row.invited_at_ms))}</>;
  const title = row.appointment_title || appointments.untitled;
  return <>{text.ofAppointment(time(row.appointment_at_ms), title, row.booked ? text.booked : text.notBooked)}</>;
}

/** One guest. Drawn anew only when something of theirs changes: the list stays quick with 500 (W4). */
export const GuestItem = memo(function GuestItem(props: GuestItemProps) {
  const { desk, row } = props;
  const isOver = useIsOver(row.expires_at_ms);
  const [asked, setAsked] = useState<Question>();
  const state = rowState(row, props.presence);
  const name = row.name || text.unnamed;
  // An appointment starts with all of its guests, from its own page.
  const selectable = props.mayAdmit && props.mayStart && row.kind !== "appointment" && canStart(row, props.presence);
  const blocked = props.selectionFull && !props.selected;
  // A link that has run out leads nowhere: nothing is lost with its row.
  const asksFirst = !(state === "invited" && isOver);
  const ask = (question: Question): void => (asksFirst ? setAsked(question) : void desk.acts.act(row.id, question));
  const view: RowView = { ...props, state, isOver };
  return (
    <li class={cx("guest", `guest-is-${state}`, props.selected && "guest-selected")}>
      <div class="guest-select">
        {selectable && (
          <Check
            label={text.select(name)}
            checked={props.selected}
            blockedBy={blocked && MOST_SELECTED_ID}
            onChange={(on) => desk.room.dispatch({ type: "selected", id: row.id, on })}
          />
        )}
      </div>
      <Wait row={row} state={state} />
      <div class="guest-who">
        <p id={nameId(row.id)} class={cx("guest-name", !row.name && "guest-name-none")}>
          <bdi>{name}</bdi>
        </p>
        <p class="guest-how">
          <HowTheyCame row={row} zone={props.zone} />
        </p>
        {row.handed_over && (
          <p class="guest-how">
            {staff.handOver.by(row.handed_over.by_name, row.handed_over.from_name, recentTime(row.handed_over.at_ms, clock.nowMs(), props.zone))}
          </p>
        )}
        <TextsMark desk={desk} row={row} name={name} />
      </div>
      <StateCell {...view} />
      <TestCell preflight={row.preflight} asksForHelp={row.help_asked_at_ms !== undefined} />
      <Acts {...view} name={name} onAsk={ask} />
      {props.problem && (
        <p class="guest-problem" role="alert">
          {problemWords(props.problem)}
        </p>
      )}
      {asked && (
        <AskFirst
          {...questionWords(asked, row, state)}
          onKeep={() => setAsked(undefined)}
          onAct={() => {
            setAsked(undefined);
            void desk.acts.act(row.id, asked);
          }}
        />
      )}
    </li>
  );
});
