import { staff } from "../shared/text/index.ts";
import { clockTime } from "../shared/text/time.ts";
import { Notice } from "../shared/ui/parts.tsx";
import type { Desk } from "./desk.ts";

/** The line is down: what is shown is old, and from when. */
export function LineNotice(props: { desk: Desk; zone: string }) {
  const status = props.desk.live.status.value;
  const { loaded } = props.desk.room.state.value;
  if (status.state !== "lost") return null;
  if (!loaded) {
    return (
      <Notice tone="danger" title={staff.line.notLoadedTitle}>
        {staff.line.notLoadedWhat}
      </Notice>
    );
  }
  return (
    <Notice tone="warn" title={staff.line.lostTitle}>
      {staff.line.lostWhat(clockTime(status.since_ms, props.zone))}
    </Notice>
  );
}
