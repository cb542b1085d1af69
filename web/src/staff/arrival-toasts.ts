import { staff } from "../shared/text/index.ts";
import type { Toast } from "../shared/ui/toast.tsx";
import type { Desk } from "./desk.ts";
import { canStart, presenceOf } from "./room/guest.ts";
import { readyRoute } from "./route.ts";

const text = staff.alerts;

/** W7: who has come into the waiting room, the latest first. */
export function arrivalToasts(desk: Desk): readonly Toast[] {
  const { arrivals, guests, presence, visit } = desk.ownRoom.state.value;
  const route = desk.route.value;
  const isAboutToEnter = (id: string): boolean =>
    (route.page === "ready" && route.invitationIds.includes(id)) ||
    (route.page === "start" && guests.get(id)?.appointment_id === route.appointmentId);

  return arrivals
    .filter((id) => !isAboutToEnter(id) && presenceOf(presence, id) !== "left")
    .map((id): Toast => {
      const row = guests.get(id);
      const dismiss = (): void => desk.ownRoom.dispatch({ type: "arrival-dismissed", id });
      // A host is in one visit at a time: while one runs there is nothing to join.
      const mayJoin = visit?.state !== "running" && canStart(row, presenceOf(presence, id));
      const join = (): void => {
        dismiss();
        desk.showRoom(desk.rooms.state.peek().ownId);
        if (row) desk.go(readyRoute(row));
      };
      return {
        id,
        text: text.isInWaitingRoom(row?.name || text.someone),
        actions: mayJoin ? [{ label: text.join, onPress: join }] : [],
        onDismiss: dismiss,
      };
    })
    .reverse();
}
