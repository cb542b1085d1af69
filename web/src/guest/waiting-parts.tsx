import clockIcon from "lucide-static/icons/clock.svg?inner";
import { useEffect } from "preact/hooks";
import type { GuestView, Text } from "../shared/api/types.ts";
import { useClock } from "../shared/state/use-clock.ts";
import { Scope } from "../shared/state/scope.ts";
import { guest } from "../shared/text/en/guest.ts";
import { texting as words } from "../shared/text/en/texting.ts";
import { clockTime, zoneTitle } from "../shared/text/time.ts";
import { Composer, Log } from "../shared/texting/conversation.tsx";
import { Icon } from "../shared/ui/icon.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import type { GuestDesk } from "./desk.ts";
import { lastFromStaff } from "./state.ts";

/** For whom one waits; whoever is handed over hears the new name (W12). */
export function HostName(props: { view: GuestView }) {
  const host = props.view.host_name;
  if (!host) return null;
  return (
    <p class="waiting-host">
      <Rich text={guest.before.withHost(host)} />
    </p>
  );
}

/** W13: what the room tells everybody who waits. The region is always there, so that a screen reader tells what comes. */
export function RoomNotice(props: { desk: GuestDesk; view: GuestView }) {
  const { view } = props;
  const { notice } = props.desk.store.state.value.notice;
  const at = notice.estimate_at_ms ?? 0;
  const ahead = useClock((nowMs) => nowMs < at, [at]);
  const estimate = view.state === "checked_in" && notice.estimate_at_ms !== undefined && ahead;
  const shown = notice.text !== undefined || estimate;
  return (
    <div role="status" class="waiting-notice-place">
      {shown && (
        <div class="notice waiting-notice">
          <Icon of={clockIcon} />
          <div class="notice-body">
            {notice.text !== undefined && (
              <p class="notice-title" dir="auto">
                {notice.text}
              </p>
            )}
            {estimate && (
              <p>
                <Rich text={words.notice.guestEstimate(clockTime(at, view.practice.zone), zoneTitle(view.practice.zone))} />
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** Whoever looks elsewhere sees in the tab's title that somebody wrote, until they look here again. */
function useTitle(last: number): void {
  useEffect(() => {
    if (last === 0 || document.visibilityState !== "hidden") return undefined;
    const before = document.title;
    const scope = new Scope();
    document.title = words.guest.fresh;
    scope.listen(document, "visibilitychange", () => scope.end());
    scope.onEnd(() => {
      if (document.title === words.guest.fresh) document.title = before;
    });
    return () => scope.end();
  }, [last]);
}

/** W13: this guest and the staff of the room write to each other. Nobody else has part in it. */
export function GuestTexts(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  useTitle(lastFromStaff(view));
  const author = (text: Text): string => (text.from === "guest" ? words.guest.you : (text.name ?? words.guest.staff));
  return (
    <section class="card card-padded guest-texts" aria-labelledby="guest-texts-heading">
      <h2 id="guest-texts-heading">{words.guest.heading}</h2>
      <p class="quiet guest-texts-what">{words.guest.what}</p>
      <Log texts={view.texts ?? []} own="guest" author={author} zone={view.practice.zone} />
      <Composer size="middle" onSend={(text, key) => desk.write(text, key)} />
    </section>
  );
}
