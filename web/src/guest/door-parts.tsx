import doorOpen from "lucide-static/icons/door-open.svg?inner";
import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import circleX from "lucide-static/icons/circle-x.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import type { GuestView } from "../shared/api/types.ts";
import { clock } from "../shared/state/clock.ts";
import { useClock } from "../shared/state/use-clock.ts";
import { guest as words, guestTime } from "../shared/text/en/guest.ts";
import { countdown } from "../shared/text/time.ts";
import { Button } from "../shared/ui/button.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import { Toasts } from "../shared/ui/toast.tsx";
import type { GuestDesk } from "./desk.ts";
import { offerOf, type Offer } from "./door.ts";
import { Frame, Heading, Telephone } from "./frame.tsx";

/** The offer as it is now: it changes with the view, and once more when a denied guest may ask again. */
export function useOffer(view: GuestView): Offer {
  const againAtMs = view.door?.again_at_ms ?? Infinity;
  const mayAskAgain = useClock((nowMs) => nowMs >= againAtMs, [againAtMs]);
  return offerOf(view, mayAskAgain ? againAtMs : view.now_ms);
}

/** What a person at the door is told: where they stand, and what follows. */
export function doorWords(offer: Offer): { please: string; what: string } {
  const { door, waiting } = words;
  switch (offer) {
    case "wait":
      return { please: waiting.please, what: waiting.what };
    case "join":
      return { please: waiting.ready, what: waiting.readyWhat };
    case "ask":
      return { please: door.begun, what: door.askWhat };
    case "asked":
      return { please: door.asked, what: door.askedWhat };
    case "denied":
      return { please: door.notAdmitted, what: door.deniedWhat };
    case "blocked":
      return { please: door.notAdmitted, what: door.blockedWhat };
  }
}

/** The foot of the page: the one thing to do, or whom to call where there is nothing to do. */
export function DoorFoot(props: { desk: GuestDesk; view: GuestView; offer: Offer }) {
  const { desk, view, offer } = props;
  const { asking, refused } = desk.store.state.value;
  if (offer !== "join" && offer !== "ask") return <Telephone practice={view.practice} />;
  return (
    <>
      {refused && <p role="alert">{words.refused}</p>}
      <PressHeld desk={desk} />
      {offer === "join" ? (
        <Button variant="primary" size="large" icon={video} wide busy={asking === "join" && words.waiting.joining} onPress={() => void desk.join()}>
          {words.waiting.join}
        </Button>
      ) : (
        <Button variant="primary" size="large" icon={doorOpen} wide busy={asking === "ask" && words.door.asking} onPress={() => void desk.askToJoin()}>
          {words.door.ask}
        </Button>
      )}
    </>
  );
}

/** The server does not hear of a press yet: nothing is lost, and nothing is to be pressed again. */
export function PressHeld(props: { desk: GuestDesk }) {
  const { asking, unreachable } = props.desk.store.state.value;
  if (asking === null || !unreachable) return null;
  return (
    <Notice tone="warn" title={words.tryingAgain.heading}>
      {words.tryingAgain.pressHeld}
    </Notice>
  );
}

/** When a denied guest may ask again, to the second; screen readers hear of its end, not of each second. */
export function AgainIn(props: { view: GuestView; offer: Offer }) {
  const againAtMs = props.view.door?.again_at_ms;
  if (props.offer !== "denied" || againAtMs === undefined) return null;
  return <p class="quiet tabular">{words.door.againIn(countdown(againAtMs - clock.tick.value))}</p>;
}

/** A1: when the appointment is, with its zone. */
export function AppointmentTime(props: { view: GuestView }) {
  const { appointment } = props.view;
  if (!appointment) return null;
  return (
    <p class="appointment-time">
      <Rich text={words.appointmentAt(guestTime(appointment.starts_at_ms, appointment.zone))} />
    </p>
  );
}

/** A7: the host's answer, at the lower right, until the guest acts on it. */
export function AnswerNotice(props: { desk: GuestDesk }) {
  const { view, asking, answerDismissed } = props.desk.store.state.value;
  const answer = view?.seat === "here" && asking === null && !answerDismissed ? view.door?.answer : undefined;
  const toasts =
    answer === undefined
      ? []
      : [
          {
            id: answer,
            icon: answer === "admitted" ? circleCheck : circleX,
            text: words.door.answer[answer],
            actions: [],
            onDismiss: () => props.desk.store.dispatch({ type: "answer_dismissed" }),
          },
        ];
  return (
    <>
      {answer !== undefined && <div class="answer-space" />}
      <Toasts toasts={toasts} label={words.door.notices} more={() => ""} />
    </>
  );
}

/** V1: eight people are in the visit; whoever would be the ninth keeps their place at the door. */
export function FullPage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  return (
    <Frame practice={view.practice} foot={<DoorFoot desk={desk} view={view} offer="join" />}>
      <Heading tab={words.tab.plain}>{words.full.heading}</Heading>
      <p class="lead">{words.full.what}</p>
      <Telephone practice={view.practice} />
    </Frame>
  );
}
