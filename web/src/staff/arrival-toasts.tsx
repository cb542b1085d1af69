import { staff } from "../shared/text/index.ts";
import { Toasts, type Toast } from "../shared/ui/toast.tsx";
import type { Desk } from "./desk.ts";
import { canStart, presenceOf } from "./room/guest.ts";

const text = staff.alerts;

/**
 * W7: who has come into the waiting room, wherever in the app one is. At the lower end corner of a page; in a visit a part of
 * the stage, above its controls, which they must never cover.
 */
export function ArrivalToasts(props: { desk: Desk }) {
  const { desk } = props;
  const { arrivals, guests, presence, visit } = desk.ownRoom.state.value;
  const route = desk.route.value;
  const aboutToEnter = route.page === "ready" ? route.invitationIds : [];

  const toasts = arrivals
    .filter((id) => !aboutToEnter.includes(id) && presenceOf(presence, id) !== "left")
    .map((id): Toast => {
      const row = guests.get(id);
      const dismiss = (): void => desk.ownRoom.dispatch({ type: "arrival-dismissed", id });
      // A host is in one visit at a time: while one runs there is nothing to join.
      const mayJoin = visit?.state !== "running" && canStart(row, presenceOf(presence, id));
      const join = (): void => {
        dismiss();
        desk.showRoom(desk.rooms.state.peek().ownId);
        desk.go({ page: "ready", invitationIds: [id] });
      };
      return {
        id,
        text: text.isInWaitingRoom(row?.name || text.someone),
        ...(mayJoin ? { action: { label: text.join, onPress: join } } : {}),
        onDismiss: dismiss,
      };
    })
    .reverse();
  return <Toasts toasts={toasts} label={text.label} more={text.more} />;
}
