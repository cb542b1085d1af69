import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import circleX from "lucide-static/icons/circle-x.svg?inner";
import clockIcon from "lucide-static/icons/clock.svg?inner";
import hand from "lucide-static/icons/hand.svg?inner";
import lifeBuoy from "lucide-static/icons/life-buoy.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import mail from "lucide-static/icons/mail.svg?inner";
import mic from "lucide-static/icons/mic.svg?inner";
import pause from "lucide-static/icons/pause.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import type { GuestRow, Preflight } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { common, staff } from "../../shared/text/index.ts";
import { length, recentTime, wait } from "../../shared/text/time.ts";
import { State } from "../../shared/ui/parts.tsx";
import { DeliveryState } from "./delivery.tsx";
import { type RowState } from "./guest.ts";
import type { RowView } from "./row-view.ts";

const text = staff.room;

/** A length of time since `sinceMs` in steps: what shows minutes is drawn anew each minute, not each second. */
function useStepsSince(sinceMs: number, stepMs: number): number {
  return useClock((nowMs) => Math.floor((nowMs - sinceMs) / stepMs) * stepMs, [sinceMs, stepMs]);
}

/** For how long the guest has waited, in minutes. */
export function Wait(props: { row: GuestRow; state: RowState }) {
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

export function StateCell(props: RowView) {
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

export function TestCell(props: { preflight: Preflight | undefined; asksForHelp: boolean }) {
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
