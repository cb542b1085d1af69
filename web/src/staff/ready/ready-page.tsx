import arrowLeft from "lucide-static/icons/arrow-left.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import logOut from "lucide-static/icons/log-out.svg?inner";
import micIcon from "lucide-static/icons/mic.svg?inner";
import micOff from "lucide-static/icons/mic-off.svg?inner";
import monitorCheck from "lucide-static/icons/monitor-check.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import videoOff from "lucide-static/icons/video-off.svg?inner";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { problemId } from "../../shared/api/problem.ts";
import type { GuestRow, Presence, Session } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { staff } from "../../shared/text/index.ts";
import { length } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { Icon } from "../../shared/ui/icon.tsx";
import { Notice, State } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { LineNotice } from "../line-notice.tsx";
import { PageHeading } from "../page-heading.tsx";
import { canStart, isWaiting, presenceOf } from "../room/guest.ts";
import { OwnPicture } from "./own-picture.tsx";

const text = staff.ready;

/** Who they are and how they are; a state that is in the way stands in the test's place. */
export function PersonState(props: { row: GuestRow; presence: Presence["state"] }) {
  if (props.presence === "left") return <State icon={logOut}>{text.left}</State>;
  if (props.presence === "reconnecting") {
    return (
      <State icon={refreshCw} tone="warn">
        {staff.room.state.reconnecting}
      </State>
    );
  }
  if (props.row.preflight?.result === "sound_only") {
    return (
      <State icon={micIcon} tone="warn">
        {text.soundOnly}
      </State>
    );
  }
  return (
    <State icon={circleCheck} tone="success">
      {text.testPassed}
    </State>
  );
}

export function howReached(row: GuestRow): string {
  if (row.address === undefined) return text.byLink;
  return row.method === "sms" ? text.bySms(row.address) : row.address;
}

function Person(props: { row: GuestRow; presence: Presence["state"]; onNotNow: () => void }) {
  const { row } = props;
  const nameId = `ready-${row.id}`;
  const waitedMs = clock.tick.value - (row.checked_in_at_ms ?? row.invited_at_ms);
  return (
    <li class="ready-person">
      <div class="ready-person-who">
        <p id={nameId} class="ready-name">
          {row.name || staff.room.unnamed}
        </p>
        <p class="ready-how">{text.waiting(length(waitedMs), howReached(row))}</p>
        <PersonState row={row} presence={props.presence} />
      </div>
      <Button variant="ghost" edge describedBy={nameId} onPress={props.onNotNow}>
        {text.notNow}
      </Button>
    </li>
  );
}

function failureWords(id: string): string {
  return id in text.failed ? text.failed[id as keyof typeof text.failed] : text.failed.other;
}

/** The names, and the one button that connects. */
function AboutToEnter(props: {
  desk: Desk;
  rows: readonly GuestRow[];
  starting: boolean;
  onStarting: (starting: boolean) => void;
  onNotNow: (id: string) => void;
}) {
  const { desk, rows, starting } = props;
  const [problem, setProblem] = useState<string>();
  const { presence } = desk.room.state.value;

  const join = async (): Promise<void> => {
    props.onStarting(true);
    setProblem(undefined);
    try {
      const ready = rows.filter((row) => canStart(row, presenceOf(presence, row.id)));
      await desk.startVisit(ready.map((row) => row.id));
    } catch (error) {
      setProblem(problemId(error));
      props.onStarting(false);
    }
  };
  return (
    <>
      <p class="ready-what">{text.what}</p>
      {problem !== undefined && (
        <Notice tone="danger" title={text.failedTitle}>
          {failureWords(problem)}
        </Notice>
      )}
      <h2 id="about-to-enter" class="ready-list-name">
        {text.list}
      </h2>
      <ul class="ready-list" role="list" aria-labelledby="about-to-enter">
        {rows.map((row) => (
          <Person key={row.id} row={row} presence={presenceOf(presence, row.id)} onNotNow={() => props.onNotNow(row.id)} />
        ))}
      </ul>
      <Button variant="primary" size="large" wide icon={video} busy={starting && text.joining} onPress={() => void join()}>
        {text.join}
      </Button>
    </>
  );
}

/** W8: who is about to enter, and one's own picture, before anybody is connected. */
export function ReadyPage(props: {
  desk: Desk;
  session: Session;
  invitationIds: readonly string[];
  userMenu: ComponentChildren;
  onMyDevice: () => void;
}) {
  const { desk, invitationIds } = props;
  const { guests, presence, loaded } = desk.room.state.value;
  // Who enters stays on screen until the visit does: the room may hear of the start before its answer is here.
  const [starting, setStarting] = useState<readonly GuestRow[]>();
  const rows = starting ?? invitationIds.map((id) => guests.get(id)).filter(isWaiting);
  const somebody = rows.some((row) => canStart(row, presenceOf(presence, row.id)));

  const notNow = (id: string): void => {
    const others = invitationIds.filter((other) => other !== id);
    desk.go(others.length > 0 ? { page: "ready", invitationIds: others } : { page: "waiting-room" }, true);
  };
  return (
    <div class="ready">
      <header class="plain-head">
        <a class="button button-ghost plain-back" href="#/">
          <Icon of={arrowLeft} />
          <span>{staff.shell.back}</span>
        </a>
        {props.userMenu}
      </header>
      <main class={cx("ready-columns", !loaded && "ready-loading")}>
        <div class="ready-names">
          <PageHeading words={text.heading} />
          <LineNotice desk={desk} zone={props.session.practice.zone} />
          {loaded && !somebody && <NobodyThere desk={desk} />}
          {somebody && (
            <AboutToEnter
              desk={desk}
              rows={rows}
              starting={starting !== undefined}
              onStarting={(now) => setStarting(now ? rows : undefined)}
              onNotNow={notNow}
            />
          )}
        </div>
        <OwnSide desk={desk} onMyDevice={props.onMyDevice} />
      </main>
    </div>
  );
}

/** Of a Join now whose answer was lost one sees here whether it was done. */
function NobodyThere(props: { desk: Desk }) {
  const { desk } = props;
  const { visit } = desk.room.state.value;
  if (visit?.state === "running") {
    return (
      <>
        <p class="ready-what">{staff.room.runningTitle}.</p>
        <Button variant="primary" size="large" icon={video} onPress={() => desk.go({ page: "visit", visitId: visit.id }, true)}>
          {staff.room.backToVisit}
        </Button>
      </>
    );
  }
  return (
    <>
      <p class="ready-what">{text.nobody}</p>
      <a class="button button-primary button-large" href="#/">
        {staff.visit.toWaitingRoom}
      </a>
    </>
  );
}

/** One's own picture with its two switches, as they will be on entering. */
export function OwnSide(props: { desk: Desk; onMyDevice: () => void }) {
  const { own } = props.desk;
  const [muted, setMuted] = useState(own.muted);
  const [videoStopped, setVideoStopped] = useState(own.videoStopped);
  return (
    <div class="ready-own">
      <OwnPicture media={own.take()} stopped={videoStopped} />
      <div class="ready-own-tools">
        <Button
          icon={muted ? micOff : micIcon}
          onPress={() => {
            own.muted = !muted;
            setMuted(!muted);
          }}
        >
          {muted ? text.unmute : text.mute}
        </Button>
        <Button
          icon={videoStopped ? videoOff : video}
          onPress={() => {
            own.videoStopped = !videoStopped;
            setVideoStopped(!videoStopped);
          }}
        >
          {videoStopped ? text.startVideo : text.stopVideo}
        </Button>
        <Button variant="ghost" edge class="ready-own-device" icon={monitorCheck} onPress={props.onMyDevice}>
          {staff.shell.myDevice}
        </Button>
      </div>
    </div>
  );
}
