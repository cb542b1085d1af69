import armchair from "lucide-static/icons/armchair.svg?inner";
import users from "lucide-static/icons/users.svg?inner";
import type { Session, Visit } from "../../shared/api/types.ts";
import { staff } from "../../shared/text/index.ts";
import { visit as visitWords } from "../../shared/text/en/visit.ts";
import type { StagePanels } from "../../visit/panel.tsx";
import { PeopleInVisit } from "../../visit/people.tsx";
import type { Desk } from "../desk.ts";
import { roomOf } from "../rooms-state.ts";
import { atTheDoor } from "./door-state.ts";
import { PEOPLE_PANEL, ROOM_PANEL } from "./panel-ids.ts";
import { PersonActs } from "./people-acts.tsx";
import { RoomPanel } from "./room-panel.tsx";
import { WaitingToJoinList } from "./waiting-to-join.tsx";

/** From this width on there is room beside the pictures: the waiting room is there from the start (W18). */
const WIDE = "(min-width: 1200px)";

export const panelAtStart = (): string | null => (window.matchMedia(WIDE).matches ? ROOM_PANEL : null);

/** What the host has beside the pictures: who is in the visit, and the waiting room. */
export function hostPanels(desk: Desk, session: Session, visit: Visit): StagePanels {
  const { presence } = desk.room.state.value;
  const rooms = desk.rooms.state.value;
  const people = (
    <>
      <WaitingToJoinList desk={desk} visit={visit} />
      <PeopleInVisit
        visit={visit}
        presence={presence}
        selfId={session.user.id}
        acts={(person) => <PersonActs desk={desk} person={person} />}
      />
    </>
  );
  const mayAdmit = roomOf(rooms, rooms.shownId)?.admit ?? false;
  return {
    open: desk.visitPanel,
    list: [
      {
        id: PEOPLE_PANEL,
        label: visitWords.people.title,
        icon: users,
        waitingCount: atTheDoor(visit).asking.length,
        content: people,
      },
      {
        id: ROOM_PANEL,
        label: staff.room.list,
        icon: armchair,
        waitingCount: 0,
        content: <RoomPanel desk={desk} mayAdmit={mayAdmit} />,
      },
    ],
  };
}
