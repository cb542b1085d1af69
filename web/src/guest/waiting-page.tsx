import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import mic from "lucide-static/icons/mic.svg?inner";
import micOff from "lucide-static/icons/mic-off.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import videoOff from "lucide-static/icons/video-off.svg?inner";
import volumeX from "lucide-static/icons/volume-x.svg?inner";
import wifiOff from "lucide-static/icons/wifi-off.svg?inner";
import type { GuestView } from "../shared/api/types.ts";
import type { LocalDevice } from "../shared/devices/local-media.ts";
import { OwnPicture } from "../shared/devices/preview.tsx";
import { guest as words } from "../shared/text/en/guest.ts";
import { Button } from "../shared/ui/button.tsx";
import { cx } from "../shared/ui/cx.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import type { GuestDesk } from "./desk.ts";
import type { Offer } from "./door.ts";
import { AgainIn, AnswerNotice, AppointmentTime, DoorFoot, doorWords, useOffer } from "./door-parts.tsx";
import { Frame, Heading } from "./frame.tsx";
import type { GuestState } from "./state.ts";
import { GuestTexts, HostName, RoomNotice } from "./waiting-parts.tsx";

/** W2: am I in the right place, is it working, what do I do if not. When the host starts, Join now takes the foot. */
export function WaitingPage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  const state = desk.store.state.value;
  const offer = useOffer(view);
  const { please, what } = wordsOf(view.state, offer);
  return (
    <Frame
      practice={view.practice}
      foot={<DoorFoot desk={desk} view={view} offer={offer} />}
    >
      <Heading tab={tabOf(offer)}>
        {view.state === "on_hold" ? words.waiting.onHold : words.waiting.heading}
      </Heading>
      <div role="status">
        <p class="please">{please}</p>
        <HostName view={view} />
        <p class="waiting-what">
          <Rich text={what} />
        </p>
      </div>
      <AgainIn view={view} offer={offer} />
      {offer === "wait" && view.state === "checked_in" && <AppointmentTime view={view} />}
      <RoomNotice desk={desk} view={view} />
      <OwnDevices desk={desk} />
      <Silent desk={desk} />
      <LineState line={state.line} />
      <GuestTexts desk={desk} view={view} />
      <AnswerNotice desk={desk} />
    </Frame>
  );
}

function wordsOf(state: GuestView["state"], offer: Offer): { please: string; what: string } {
  const { onHoldPlease, onHoldWhat } = words.waiting;
  return state === "on_hold" ? { please: onHoldPlease, what: onHoldWhat } : doorWords(offer);
}

function tabOf(offer: Offer): string {
  if (offer === "join") return words.tab.ring;
  return offer === "wait" ? words.tab.waiting : words.tab.begun;
}

const CAMERA_TEXTS = { live: words.waiting.cameraWorks, opening: words.waiting.cameraOpening, off: words.waiting.cameraOff };
const MICROPHONE_TEXTS = { live: words.waiting.microphoneWorks, opening: words.waiting.microphoneOpening, off: words.waiting.microphoneOff };

/** One device's line; the first icon is for one that works or begins to, the second for one that does not. */
function OwnFact(props: { state: LocalDevice["state"]; icons: readonly [string, string]; texts: { live: string; opening: string; off: string } }) {
  const shown = props.state === "live" || props.state === "opening" ? props.state : "off";
  return (
    <p class={cx("own-fact", shown === "live" && "own-fact-good")}>
      <Icon of={shown === "off" ? props.icons[1] : props.icons[0]} />
      <span>{props.texts[shown]}</span>
    </p>
  );
}

function OwnDevices(props: { desk: GuestDesk }) {
  const { media } = props.desk;
  const camera = media.camera.value;
  const microphone = media.microphone.value;
  const failed = camera.state === "failed" || microphone.state === "failed";
  return (
    <section class="card own-devices">
      <div class="own-picture">{camera.state === "live" ? <OwnPicture track={camera.track} /> : <Icon of={videoOff} />}</div>
      <div class="own-facts">
        <OwnFact state={camera.state} icons={[video, videoOff]} texts={CAMERA_TEXTS} />
        <OwnFact state={microphone.state} icons={[mic, micOff]} texts={MICROPHONE_TEXTS} />
        <p class="own-unseen">{words.waiting.unseen}</p>
        {failed && (
          <Button size="middle" onPress={() => props.desk.testAgain()}>
            {words.before.test}
          </Button>
        )}
      </div>
    </section>
  );
}

/** W15: a page on which nothing was pressed may not ring, after it was closed and opened again for instance. */
function Silent(props: { desk: GuestDesk }) {
  if (props.desk.audible.value !== "blocked") return null;
  return (
    <Notice
      tone="plain"
      icon={volumeX}
      title={words.waiting.silent}
      actions={
        <Button size="middle" onPress={() => props.desk.tryRing()}>
          {words.waiting.letRing}
        </Button>
      }
    >
      {words.waiting.silentWhat}
    </Notice>
  );
}

function LineState(props: { line: GuestState["line"] }) {
  const { line } = props;
  const text = line === "open" ? words.waiting.connected : line === "lost" ? words.waiting.lost : words.waiting.connecting;
  return (
    <p class={cx("line-state", `line-${line}`)} role="status">
      <Icon of={line === "open" ? circleCheck : line === "lost" ? wifiOff : refreshCw} />
      <span>
        <Rich text={text} />
      </span>
    </p>
  );
}
