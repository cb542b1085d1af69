import arrowRightLeft from "lucide-static/icons/arrow-right-left.svg?inner";
import ban from "lucide-static/icons/ban.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import circleX from "lucide-static/icons/circle-x.svg?inner";
import clockIcon from "lucide-static/icons/clock.svg?inner";
import ellipsis from "lucide-static/icons/ellipsis.svg?inner";
import hand from "lucide-static/icons/hand.svg?inner";
import lifeBuoy from "lucide-static/icons/life-buoy.svg?inner";
import messageSquare from "lucide-static/icons/message-square.svg?inner";
import link from "lucide-static/icons/link.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import mail from "lucide-static/icons/mail.svg?inner";
import mic from "lucide-static/icons/mic.svg?inner";
import pause from "lucide-static/icons/pause.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import send from "lucide-static/icons/send.svg?inner";
import userX from "lucide-static/icons/user-x.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import type { GuestRow, Preflight, Presence } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { appointments, common, staff } from "../../shared/text/index.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { length, recentTime, wait } from "../../shared/text/time.ts";
import { Button, IconButton } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { Check } from "../../shared/ui/field.tsx";
import { Menu, type MenuItem } from "../../shared/ui/menu.tsx";
import { State } from "../../shared/ui/parts.tsx";
import { AskFirst } from "../ask-first.tsx";
import type { Desk } from "../desk.ts";
import { readyRoute } from "../route.ts";
import { DeliveryState } from "./delivery.tsx";
import { canStart, rowState, type RowState } from "./guest.ts";
import type { RowAction } from "./room-state.ts";
import { TextsMark } from "./texts-mark.tsx";

const text = staff.room;

/** The reason why a fourth box cannot be ticked stands under this id. */
export const MOST_SELECTED_ID = "most-selected";
/** And why no visit can be started while one runs, under this one. */
export const ONE_VISIT_ID = "one-visit";

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

/** Under this id a row has its guest's name, which tells the row's buttons from those of the others. */
const nameId = (id: string): string => `guest-${id}`;

/** A length of time since `sinceMs` in steps: what shows minutes is drawn anew each minute, not each second. */
function useStepsSince(sinceMs: number, stepMs: number): number {
  return useClock((nowMs) => Math.floor((nowMs - sinceMs) / stepMs) * stepMs, [sinceMs, stepMs]);
}

function useIsOver(endMs: number): boolean {
  return useClock((nowMs) => endMs <= nowMs, [endMs]);
}

function Wait(props: { row: GuestRow; state: RowState }) {
  const checkedInMs = props.row.checked_in_at_ms;
  const waitedMs = useStepsSince(checkedInMs ?? 0, 60_000);
  const waits = props.state === "checked-in" || props.state === "reconnecting" || props.state === "on-hold";
  if (!waits || checkedInMs === undefined) {
    return (
      <span class="guest-wait guest-wait-none">
        <span aria-hidden="true">–</span>
        <span class="hidden-text">{text.notWaiting}</span>
      </span>
    );
  }
  const { figure, unit } = wait(waitedMs);
  return (
    <span class="guest-wait">
      <span class="hidden-text">{text.column.wait} </span>
      <span class="guest-wait-figure tabular">{figure}</span> <span class="guest-wait-unit">{unit}</span>
    </span>
  );
}

const STATE_LOOK: Record<RowState, { icon: string; tone?: "success" | "warn" | "primary" }> = {
  invited: { icon: mail },
  "checked-in": { icon: circleCheck, tone: "success" },
  reconnecting: { icon: refreshCw, tone: "warn" },
  left: { icon: logOut },
  "in-visit": { icon: video, tone: "primary" },
  "on-hold": { icon: pause, tone: "warn" },
};

/** What follows from a row's state and the time. */
type RowView = GuestItemProps & { state: RowState; isOver: boolean };

function StateCell(props: RowView) {
  const look = STATE_LOOK[props.state];
  return (
    <div class="guest-state">
      <State icon={look.icon} strong={look.tone !== undefined} {...(look.tone ? { tone: look.tone } : {})}>
        {text.state[props.state]}
      </State>
      <StateDetail {...props} />
    </div>
  );
}

/** The second line: delivery of an invitation, for how long somebody is reconnecting, when somebody left. */
function StateDetail(props: RowView) {
  const { row, state, sinceMs } = props;
  if (state === "invited" && props.isOver) {
    return (
      <State icon={clockIcon} second>
        {text.linkRanOut}
      </State>
    );
  }
  if (state === "invited" && row.delivery) return <DeliveryState delivery={row.delivery} />;
  if (state === "checked-in" && row.door === "asked") {
    return (
      <State icon={hand} tone="warn" strong second>
        {text.asksToJoin}
      </State>
    );
  }
  if (state === "reconnecting" && sinceMs !== undefined) {
    return <ReconnectingFor sinceMs={sinceMs} />;
  }
  if (state === "left" && sinceMs !== undefined) {
    const waitedMs = sinceMs - (row.checked_in_at_ms ?? sinceMs);
    const underWay = row.delivery?.state === "queued" || row.delivery?.state === "failed";
    return (
      <>
        <span class="guest-detail">
          {text.leftAfter(recentTime(sinceMs, clock.nowMs(), props.zone), length(waitedMs))}
        </span>
        {underWay && row.delivery && <DeliveryState delivery={row.delivery} />}
      </>
    );
  }
  return null;
}

function ReconnectingFor(props: { sinceMs: number }) {
  const awayMs = useStepsSince(props.sinceMs, 1000);
  return <span class="guest-detail tabular">{text.reconnectingFor(length(awayMs))}</span>;
}

function failedItems(preflight: Preflight): string {
  const items = ["browser", "operating_system", "camera", "microphone"] as const;
  return common.list(items.filter((item) => preflight[item] === "failed").map((item) => text.test.item[item]));
}

function TestCell(props: { preflight: Preflight | undefined; asksForHelp: boolean }) {
  const { preflight } = props;
  return (
    <div class="guest-test">
      <span class="guest-test-label">{text.column.test}</span>
      {!preflight && <span class="guest-detail">{text.test.none}</span>}
      {preflight?.result === "passed" && (
        <State icon={circleCheck} tone="success">
          {text.test.passed}
        </State>
      )}
      {preflight?.result === "sound_only" && (
        <State icon={mic} tone="warn">
          {text.test.soundOnly}
        </State>
      )}
      {preflight?.result === "failed" && (
        <State icon={circleX} tone="danger">
          {text.test.failed(failedItems(preflight))}
        </State>
      )}
      {props.asksForHelp && (
        <State icon={lifeBuoy} tone="danger" strong second>
          {text.test.asksForHelp}
        </State>
      )}
    </div>
  );
}

/** What can be done with a row now: one act that is shown, the others under `…`. */
type ActKey = "start" | "take-in" | "write" | "hand-over" | "cancel" | "remove" | "send-again" | "copy-link";

function actsOf(props: RowView): { shown: ActKey | undefined; more: ActKey[] } {
  const acts = actsOfState(props);
  const more = canHandOver(props) ? [...acts.more.filter((key) => key === "write"), "hand-over" as const, ...acts.more.filter((key) => key !== "write")] : acts.more;
  const may = (key: ActKey): boolean => (key === "start" || key === "take-in" || key === "hand-over" ? props.mayAdmit : props.maySend);
  return { shown: acts.shown && may(acts.shown) ? acts.shown : undefined, more: more.filter(may) };
}

/** W12: only who is invited or waits, and belongs neither to a visit nor to an appointment. */
function canHandOver(props: RowView): boolean {
  const { row } = props;
  return row.kind === "waiting_room" && (row.state === "checked_in" || (row.state === "invited" && !props.isOver));
}

function actsOfState(props: RowView): { shown: ActKey | undefined; more: ActKey[] } {
  const { row, state } = props;
  // An appointment's link is everybody's: it is copied from the day.
  const again: ActKey[] = row.kind === "appointment" ? [] : [row.method === "link" ? "copy-link" : "send-again"];
  switch (state) {
    case "on-hold":
      return { shown: "take-in", more: ["write", "remove"] };
    case "checked-in":
    case "reconnecting":
      // Whoever is on hold and reconnecting can be taken in: they come in as soon as they are back.
      if (row.state === "on_hold") return { shown: "take-in", more: ["write", "remove"] };
      return canStart(row, props.presence)
        ? { shown: "start", more: ["write", "remove"] }
        : { shown: "remove", more: ["write"] };
    case "invited":
      if (row.kind === "appointment") return { shown: "remove", more: [] };
      // What did not arrive, or ran out, is sent again; anything else waits for its guest and can be taken back.
      return row.delivery?.state === "failed" || props.isOver
        ? { shown: again[0], more: ["cancel", "remove"] }
        : { shown: "cancel", more: [...again, "remove"] };
    case "left":
      return { shown: "remove", more: again };
    case "in-visit":
      return { shown: undefined, more: [] };
  }
}

function BackToVisit(props: { desk: Desk; visitId: string; describedBy: string }) {
  return (
    <Button variant="outline" icon={video} describedBy={props.describedBy} onPress={() => props.desk.go({ page: "visit", visitId: props.visitId })}>
      {text.backToVisit}
    </Button>
  );
}

function Acts(props: RowView & { name: string; onAsk: (question: Question) => void }) {
  const { desk, row, busy } = props;
  const { shown, more } = actsOf(props);
  const whose = nameId(row.id);
  const act = (action: RowAction): void => void desk.act(row.id, action);
  const items: Record<Exclude<ActKey, "start" | "take-in">, MenuItem> = {
    write: { label: texting.staff.write, icon: messageSquare, onPress: () => desk.showAboutGuest({ what: "texts", id: row.id }) },
    "hand-over": { label: staff.handOver.menu, icon: arrowRightLeft, onPress: () => desk.showAboutGuest({ what: "hand-over", id: row.id }) },
    cancel: { label: text.cancel, icon: ban, onPress: () => props.onAsk("cancel") },
    remove: { label: text.remove, icon: userX, danger: true, onPress: () => props.onAsk("remove") },
    "send-again": { label: text.sendAgain, icon: send, onPress: () => act("send-again") },
    "copy-link": { label: text.copyLink, icon: link, onPress: () => act("send-again") },
  };
  return (
    <div class="guest-acts">
      {shown === "start" && props.atDoorOf !== undefined && <BackToVisit desk={desk} visitId={props.atDoorOf} describedBy={whose} />}
      {shown === "start" && props.atDoorOf === undefined && (
        <Button
          variant={props.selecting ? "outline" : props.isLongest ? "primary" : "tonal"}
          icon={video}
          blockedBy={!props.mayStart && ONE_VISIT_ID}
          describedBy={whose}
          onPress={() => desk.go(readyRoute(row))}
        >
          {text.start}
        </Button>
      )}
      {shown === "take-in" && (
        <Button
          variant={props.selecting ? "outline" : "tonal"}
          icon={video}
          busy={busy === "take-in" && staff.people.takingIn}
          describedBy={whose}
          onPress={() => act("take-in")}
        >
          {staff.people.takeIn}
        </Button>
      )}
      {(shown === "send-again" || shown === "copy-link") && (
        <Button
          variant="outline"
          icon={items[shown].icon}
          busy={busy === "send-again" && text.sendingAgain}
          describedBy={whose}
          onPress={items[shown].onPress}
        >
          {items[shown].label}
        </Button>
      )}
      {shown === "cancel" && (
        <Button
          variant="ghost"
          busy={(busy === "cancel" && text.cancelling) || (busy === "send-again" && text.sendingAgain)}
          describedBy={whose}
          onPress={items.cancel.onPress}
        >
          {text.cancel}
        </Button>
      )}
      {shown === "remove" && (
        <Button variant="ghost" busy={busy === "remove" && text.removing} describedBy={whose} onPress={items.remove.onPress}>
          {text.remove}
        </Button>
      )}
      {more.length > 0 ? (
        <Menu
          label={text.more(props.name)}
          items={more.flatMap((key) => (key === "start" || key === "take-in" ? [] : [items[key]]))}
          trigger={(button) => (
            <IconButton
              icon={ellipsis}
              label={text.more(props.name)}
              row
              expanded={button.expanded}
              buttonRef={button.ref}
              onPress={button.onPress}
            />
          )}
        />
      ) : (
        <span class="guest-acts-none" />
      )}
    </div>
  );
}

function problemWords(id: string): string {
  return id in text.actionFailed ? text.actionFailed[id as keyof typeof text.actionFailed] : text.actionFailed.other;
}

/** What is asked before a row goes. */
type Question = "remove" | "cancel";

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
  const ask = (question: Question): void => (asksFirst ? setAsked(question) : void desk.act(row.id, question));
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
            void desk.act(row.id, asked);
          }}
        />
      )}
    </li>
  );
});
