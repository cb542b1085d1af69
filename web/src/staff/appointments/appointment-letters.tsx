import send from "lucide-static/icons/send.svg?inner";
import { useComputed } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { ApiProblem, problemId } from "../../shared/api/problem.ts";
import type { Appointment } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { appointments, common, staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import type { Desk } from "../desk.ts";
import { DeliveryState } from "../room/delivery.tsx";
import { letterTo, lettersOf, type Letter } from "./letters.ts";

const text = appointments.letters;

function problemWords(problem: unknown): string {
  const id = problemId(problem);
  if (id === "cannot-be-told") return text.cannotBeTold(problem instanceof ApiProblem ? (problem.detail ?? "") : "");
  return id in text.failed ? text.failed[id as keyof typeof text.failed] : text.failed.other;
}

function LetterLine(props: { desk: Desk; appointmentId: string; letter: Letter; maySend: boolean; onSent: () => void }) {
  const { desk, letter } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const lineId = `letter-${props.appointmentId}-${letter.clientId}`;

  const sendAgain = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await desk.api.sendAppointmentAgain(props.appointmentId, letter.clientId);
      desk.say(staff.room.sentAgain(common.list(letter.names)));
      props.onSent();
    } catch (error) {
      setProblem(problemWords(error));
    }
    setBusy(false);
  };

  return (
    <div class="appointment-letter">
      <span id={lineId}>
        <DeliveryState delivery={letter.delivery} to={letterTo(letter)} />
      </span>
      {letter.untold && props.maySend && (
        <Button icon={send} busy={busy && staff.room.sendingAgain} describedBy={lineId} onPress={() => void sendAgain()}>
          {staff.room.sendAgain}
        </Button>
      )}
      {problem !== undefined && (
        <p class="appointment-letter-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** I12: how the messages to the booked clients went; what did not arrive is sent again from here. */
export function AppointmentLetters(props: { desk: Desk; appointment: Appointment; maySend: boolean }) {
  const { desk, appointment } = props;
  const lines = useRef<HTMLDivElement>(null);
  const nowMs = useComputed(() => Math.floor(clock.tick.value / 60_000) * 60_000).value;
  const letters = lettersOf(appointment, nowMs);
  if (letters.length === 0) return null;
  return (
    <div ref={lines} class="appointment-letters" tabIndex={-1}>
      {letters.map((letter) => (
        // The button goes with the failure: the focus stays with the messages.
        <LetterLine
          key={letter.clientId}
          desk={desk}
          appointmentId={appointment.id}
          letter={letter}
          maySend={props.maySend}
          onSent={() => lines.current?.focus()}
        />
      ))}
    </div>
  );
}
