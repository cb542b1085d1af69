import bell from "lucide-static/icons/bell.svg?inner";
import userPlus from "lucide-static/icons/user-plus.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import volumeX from "lucide-static/icons/volume-x.svg?inner";
import armchair from "lucide-static/icons/armchair.svg?inner";
import { useState } from "preact/hooks";
import { alertPermission, askToAlert } from "../../shared/alert.ts";
import type { Session, Visit } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { common, staff } from "../../shared/text/index.ts";
import { countdown } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Empty, Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { LineNotice } from "../line-notice.tsx";
import { ONE_VISIT_ID } from "./row-view.ts";
import { RoomChoice } from "../room-choice.tsx";
import { roomOf, viewable } from "../rooms-state.ts";
import { GuestList } from "./guest-list.tsx";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { NoticeBar } from "./notice-bar.tsx";

const text = staff.room;

/** The host's visit goes on while this page is open: the way back to it. */
export function RunningVisit(props: { desk: Desk; visit: Visit }) {
  const { desk, visit } = props;
  const names = visit.participants.filter((person) => person.role !== "host").map((person) => person.name || staff.alerts.someone);
  const awayUntilMs = visit.host_away_until_ms;
  return (
    <Notice
      tone="plain"
      icon={video}
      quiet
      title={text.runningTitle}
      actions={
        <Button variant="outline" onPress={() => desk.go({ page: "visit", visitId: visit.id })}>
          {text.backToVisit}
        </Button>
      }
    >
      {names.length > 0 && `${text.runningWith(common.list(names))} `}
      {awayUntilMs !== undefined && (
        <span class="tabular">{text.awayUntil(countdown(awayUntilMs - clock.tick.value))} </span>
      )}
      <span id={ONE_VISIT_ID}>{text.oneVisit}</span>
    </Notice>
  );
}

/** W7: asks once, by a press, whether arrivals may be told while the page is in the background. */
function AllowAlerts(props: { desk: Desk }) {
  const [permission, setPermission] = useState(alertPermission);
  if (permission !== "askable" || props.desk.alerts.settings.value?.desktop === false) return null;
  return (
    <Button variant="ghost" icon={bell} label={staff.alerts.allowLabel} onPress={() => void askToAlert().then(setPermission)}>
      {staff.alerts.allow}
    </Button>
  );
}

/** W16: says that the browser keeps the page silent. Any press on the page ends that; this one lets the sound be heard as well. */
function AllowSound(props: { desk: Desk }) {
  const { alerts } = props.desk;
  if (alerts.audible.value !== "blocked" || alerts.settings.value?.sound !== true) return null;
  return (
    <Button variant="ghost" icon={volumeX} label={staff.alerts.turnOnSoundLabel} onPress={() => void alerts.testSound()}>
      {staff.alerts.turnOnSound}
    </Button>
  );
}

export function WaitingRoomPage(props: { desk: Desk; session: Session }) {
  const { desk, session } = props;
  const [inviting, setInviting] = useState(false);
  const rooms = desk.rooms.state.value;
  const choices = viewable(rooms);
  const { loaded, order, visit, notice, guests, handedOver } = desk.room.state.value;
  const maySend = roomOf(rooms, rooms.shownId)?.send ?? false;
  const about = desk.aboutGuest.value;
  const fresh = desk.acts.link.value;
  const invite = (variant: "outline" | "primary") => (
    <Button variant={variant} icon={userPlus} onPress={() => setInviting(true)}>
      {text.invite}
    </Button>
  );
  const isEmpty = loaded && order.length === 0;
  return (
    <div class="room">
      <LineNotice desk={desk} zone={session.practice.zone} />
      {visit?.state === "running" && <RunningVisit desk={desk} visit={visit} />}
      <div class="room-tools">
        {choices.length > 1 && (
          <RoomChoice inline rooms={choices} roomId={rooms.shownId} onChoose={(roomId) => desk.showRoom(roomId)} />
        )}
        {loaded && <NoticeBar key={rooms.shownId} desk={desk} zone={session.practice.zone} notice={notice} maySet={maySend} />}
        {loaded && <AllowAlerts desk={desk} />}
        {loaded && <AllowSound desk={desk} />}
        {loaded && !isEmpty && <div class="room-tools-end">{invite("outline")}</div>}
      </div>
      <div class="card room-card">
        {!loaded && <Loading label={staff.line.loading} />}
        {isEmpty && (
          <Empty icon={armchair} title={text.emptyTitle} what={text.emptyWhat} action={invite("primary")} />
        )}
        {loaded && <GuestList desk={desk} session={session} hidden={isEmpty} />}
      </div>
      {fresh && (
        <LinkDialog
          link={fresh.link}
          copied={fresh.copied}
          onCopy={() => void desk.acts.copyFreshLink()}
          onClose={() => desk.acts.putLinkAway()}
        />
      )}
      {about?.what === "hand-over" && (
        <HandOverDialog
          key={about.id}
          desk={desk}
          id={about.id}
          row={guests.get(about.id)}
          gone={handedOver.get(about.id)}
          onClose={() => desk.showAboutGuest(undefined)}
        />
      )}
      {inviting && <InviteDialog desk={desk} session={session} onClose={() => setInviting(false)} />}
    </div>
  );
}
