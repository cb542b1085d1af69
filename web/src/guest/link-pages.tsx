import video from "lucide-static/icons/video.svg?inner";
import type { GuestView } from "../shared/api/types.ts";
import { guest as words, guestTime } from "../shared/text/en/guest.ts";
import { Button } from "../shared/ui/button.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import { AgainIn, AnswerNotice, DoorFoot, doorWords, PressHeld, useOffer } from "./door-parts.tsx";
import { Frame, Heading, Telephone, WhatToDo } from "./frame.tsx";
import type { GuestDesk } from "./desk.ts";

type LinkState = "cancelled" | "removed" | "expired" | "used" | "unknown" | "ended";

/** I7: what happened, when and why, and what to do now; the same frame for all. */
export function LinkPage(props: { view: GuestView; state: LinkState }) {
  const { view, state } = props;
  const { practice } = view;
  return (
    <Frame practice={practice}>
      <Heading tab={words.tab.plain}>{words[state].heading}</Heading>
      <p class="lead">
        <Rich text={whatHappened(view, state)} />
      </p>
      <WhatToDo practice={practice} what={words[state].doNow} plain={state === "ended"} />
      {(state === "expired" || state === "cancelled") && <p class="quiet">{words.newerMessage}</p>}
    </Frame>
  );
}

function whatHappened(view: GuestView, state: LinkState): string {
  const { zone } = view.practice;
  switch (state) {
    case "cancelled":
      return view.cancelled_at_ms === undefined
        ? words.cancelled.what
        : words.cancelled.whatAt(guestTime(view.cancelled_at_ms, zone));
    case "removed":
      return words.removed.what;
    case "expired":
      return view.expires_at_ms === undefined ? "" : words.expired.what(guestTime(view.expires_at_ms, zone));
    case "used":
      return words.used.what;
    case "unknown":
      return words.unknown.what;
    case "ended":
      return view.ended_reason === "host_lost" ? words.ended.hostLost : words.ended.what;
  }
}

/** I5: the seat went to another device; one press takes it back. */
export function MovedPage(props: { desk: GuestDesk; view: GuestView }) {
  const { asking, refused } = props.desk.store.state.value;
  return (
    <Frame practice={props.view.practice} foot={<Telephone practice={props.view.practice} />}>
      <Heading tab={words.tab.plain}>{words.moved.heading}</Heading>
      <p class="lead">{words.moved.what}</p>
      {refused && <p role="alert">{words.refused}</p>}
      <PressHeld desk={props.desk} />
      <Button
        variant="primary"
        size="large"
        wide
        class="one-thing"
        busy={asking === "take" && words.moved.busy}
        onPress={() => void props.desk.takeBack()}
      >
        {words.moved.use}
      </Button>
    </Frame>
  );
}

/** A8: the host has started the appointment again, and this device was in the visit before: one press leads back. */
export function AgainPage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  const { asking, refused, crowded } = desk.store.state.value;
  const foot = (
    <>
      {refused && <p role="alert">{crowded ? words.crowded : words.refused}</p>}
      <PressHeld desk={desk} />
      <Button
        variant="primary"
        size="large"
        icon={video}
        wide
        busy={asking === "join" && words.waiting.joining}
        onPress={() => void desk.comeBack()}
      >
        {words.waiting.join}
      </Button>
    </>
  );
  return (
    <Frame practice={view.practice} foot={foot}>
      <Heading tab={words.tab.ring}>{words.again.heading}</Heading>
      <p class="lead" role="status">
        <Rich text={words.again.what} />
      </p>
      <Telephone practice={view.practice} />
    </Frame>
  );
}

/** The guest pressed Leave, and the server does not know it yet. */
export function LeavingPage(props: { desk: GuestDesk; view: GuestView }) {
  const { practice } = props.view;
  const { unreachable, line } = props.desk.store.state.value;
  return (
    <Frame practice={practice} foot={<Telephone practice={practice} />}>
      <Heading tab={words.tab.plain}>{words.left.heading}</Heading>
      <p class="lead">{words.leaving.what}</p>
      <div role="status">
        {(unreachable || line === "lost") && (
          <Notice tone="warn" title={words.tryingAgain.heading}>
            {words.leaving.tryingAgain}
          </Notice>
        )}
      </div>
    </Frame>
  );
}

/** The guest pressed Leave; while the visit runs they may come back, by the same door as before. */
export function LeftPage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  const offer = useOffer(view);
  const mayComeBack = offer === "join" || offer === "ask";
  return (
    <Frame practice={view.practice} foot={<DoorFoot desk={desk} view={view} offer={offer} />}>
      <Heading tab={words.tab.plain}>{words.left.heading}</Heading>
      <div role="status">
        {!mayComeBack && <p class="please">{doorWords(offer).please}</p>}
        <p class="lead">
          <Rich text={offer === "join" ? words.left.what : doorWords(offer).what} />
        </p>
      </div>
      <AgainIn view={view} offer={offer} />
      {mayComeBack && <Telephone practice={view.practice} />}
      <AnswerNotice desk={desk} />
    </Frame>
  );
}
