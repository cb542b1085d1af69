import messageSquare from "lucide-static/icons/message-square.svg?inner";
import type { GuestRow } from "../../shared/api/types.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { cx } from "../../shared/ui/cx.ts";
import { Icon } from "../../shared/ui/icon.tsx";
import type { Desk } from "../desk.ts";

/** W13: the way to what was written, and the mark of what nobody has read yet. */
export function TextsMark(props: { desk: Desk; row: GuestRow; name: string }) {
  const { row } = props;
  const count = row.texts?.count ?? 0;
  const unread = row.texts?.unread ?? 0;
  if (count === 0) return null;
  const words = unread > 0 ? texting.staff.unread(unread) : texting.staff.open(count);
  return (
    <button
      type="button"
      class={cx("guest-texts", unread > 0 && "guest-texts-unread")}
      aria-label={texting.staff.openLabel(words, props.name)}
      onClick={() => props.desk.showAboutGuest({ what: "texts", id: row.id })}
    >
      <Icon of={messageSquare} small />
      <span>{words}</span>
    </button>
  );
}
