import arrowRightLeft from "lucide-static/icons/arrow-right-left.svg?inner";
import ban from "lucide-static/icons/ban.svg?inner";
import ellipsis from "lucide-static/icons/ellipsis.svg?inner";
import messageSquare from "lucide-static/icons/message-square.svg?inner";
import link from "lucide-static/icons/link.svg?inner";
import send from "lucide-static/icons/send.svg?inner";
import userX from "lucide-static/icons/user-x.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import { staff } from "../../shared/text/index.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { Button, IconButton } from "../../shared/ui/button.tsx";
import { Menu, type MenuItem } from "../../shared/ui/menu.tsx";
import type { Desk } from "../desk.ts";
import { readyRoute } from "../route.ts";
import type { RowAction } from "./room-state.ts";
import { actsOf, type ActKey } from "./row-acts.ts";
import { nameId, ONE_VISIT_ID, type Question, type RowView } from "./row-view.ts";

const text = staff.room;

function BackToVisit(props: { desk: Desk; visitId: string; describedBy: string }) {
  return (
    <Button variant="outline" icon={video} describedBy={props.describedBy} onPress={() => props.desk.go({ page: "visit", visitId: props.visitId })}>
      {text.backToVisit}
    </Button>
  );
}

/** The one act of a row that is shown, and the others under `…`. */
export function Acts(props: RowView & { name: string; onAsk: (question: Question) => void }) {
  const { desk, row, busy } = props;
  const { shown, more } = actsOf(props);
  if (shown === undefined && more.length === 0) return null;
  const whose = nameId(row.id);
  const act = (action: RowAction): void => void desk.acts.act(row.id, action);
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
