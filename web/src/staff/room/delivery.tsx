import clockIcon from "lucide-static/icons/clock.svg?inner";
import mailCheck from "lucide-static/icons/mail-check.svg?inner";
import send from "lucide-static/icons/send.svg?inner";
import triangleAlert from "lucide-static/icons/triangle-alert.svg?inner";
import type { Delivery } from "../../shared/api/types.ts";
import { staff } from "../../shared/text/index.ts";
import { State } from "../../shared/ui/parts.tsx";

const text = staff.room.delivery;
const ICONS = { queued: clockIcon, sent: send, delivered: mailCheck, failed: triangleAlert } as const;

function words({ state, reason = "" }: Delivery): string {
  return state === "failed" || state === "queued" ? text[state](reason) : text[state];
}

/** I12: how a message went, and why not; `to` says what it was and whom it is for, where the place does not. */
export function DeliveryState(props: { delivery: Delivery; to?: string }) {
  const { delivery, to } = props;
  const failed = delivery.state === "failed";
  return (
    <State icon={ICONS[delivery.state]} second {...(failed ? { tone: "danger", strong: true } : {})}>
      {to === undefined ? words(delivery) : text.to(to, words(delivery))}
    </State>
  );
}
