import lifeBuoy from "lucide-static/icons/life-buoy.svg?inner";
import messageSquare from "lucide-static/icons/message-square.svg?inner";
import type { GuestRow } from "../shared/api/types.ts";
import { texting } from "../shared/text/en/texting.ts";
import { staff } from "../shared/text/index.ts";
import type { Toast } from "../shared/ui/toast.tsx";
import type { Desk } from "./desk.ts";
import { canStart, isWaiting, presenceOf } from "./room/guest.ts";
import { readyRoute, type Route } from "./route.ts";

const text = staff.alerts;

/** Who needs help, who has written (W13), who has come into the waiting room (W7), the latest first; then who came into others' rooms (W16). */
export function arrivalToasts(desk: Desk): readonly Toast[] {
  return [...helpAsked(desk), ...textsWritten(desk), ...ownArrivals(desk), ...otherArrivals(desk)];
}

/** D2: whose device test failed and who asks for help. */
function helpAsked(desk: Desk): readonly Toast[] {
  const { helps, guests } = desk.ownRoom.state.value;
  return helps
    .map(
      (id): Toast => ({
        id: `help-${id}`,
        icon: lifeBuoy,
        text: text.needsHelp(guests.get(id)?.name || text.someone),
        actions: [],
        onDismiss: () => desk.ownRoom.dispatch({ type: "help-dismissed", id }),
      }),
    )
    .reverse();
}

/** W13: whose texts nobody has read yet. The conversation that is open tells its own. */
function textsWritten(desk: Desk): readonly Toast[] {
  const { texted, guests } = desk.ownRoom.state.value;
  const about = desk.aboutGuest.value;
  return texted
    .filter((id) => !(about?.what === "texts" && about.id === id))
    .map(
      (id): Toast => ({
        id: `texts-${id}`,
        icon: messageSquare,
        text: texting.staff.toast(guests.get(id)?.texts?.unread ?? 1, guests.get(id)?.name || text.someoneLower),
        actions: [{ label: texting.staff.reply, onPress: () => desk.showAboutGuest({ what: "texts", id }) }],
        onDismiss: () => desk.ownRoom.dispatch({ type: "texts-dismissed", id }),
      }),
    )
    .reverse();
}

/** The rooms of others that this user has chosen to hear of. What the shown room knows better is not told. */
function otherArrivals(desk: Desk): readonly Toast[] {
  const { shownId, rooms } = desk.rooms.state.value;
  const { loaded, guests, visit } = desk.room.state.value;
  const route = desk.route.value;
  return desk.alerts.arrived.value
    .filter((arrival) => !isAboutToEnter(route, arrival) && !(arrival.room_id === shownId && loaded && !isWaiting(guests.get(arrival.id))))
    .map((arrival): Toast => {
      const { id, name, room_id, owner_name } = arrival;
      const dismiss = (): void => desk.alerts.dismiss(id);
      const mayJoin = visit?.state !== "running" && rooms.some((room) => room.room_id === room_id && room.admit);
      const join = (): void => {
        dismiss();
        desk.showRoom(room_id);
        desk.go(readyRoute(arrival));
      };
      return {
        id,
        text: text.isInWaitingRoomOf(name || text.someone, owner_name),
        actions: mayJoin ? [{ label: text.join, onPress: join }] : [],
        onDismiss: dismiss,
      };
    })
    .reverse();
}

/** Who is on the page before the visit is not told as well. */
function isAboutToEnter(route: Route, guest: Pick<GuestRow, "id" | "appointment_id">): boolean {
  if (route.page === "start") return guest.appointment_id === route.appointmentId;
  return route.page === "ready" && route.invitationIds.includes(guest.id);
}

function ownArrivals(desk: Desk): readonly Toast[] {
  const { arrivals, guests, presence, visit } = desk.ownRoom.state.value;
  const route = desk.route.value;
  return arrivals
    .filter((id) => !isAboutToEnter(route, guests.get(id) ?? { id }) && presenceOf(presence, id) !== "left")
    // Whoever has asked to join is told by that, and has had an answer or awaits it.
    .filter((id) => (guests.get(id)?.door ?? "waiting") === "waiting")
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
