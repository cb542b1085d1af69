import megaphone from "lucide-static/icons/megaphone.svg?inner";
import { useId, useState } from "preact/hooks";
import type { Notice } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { useClock } from "../../shared/state/use-clock.ts";
import { common } from "../../shared/text/index.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { clockTime } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { LinesField } from "../../shared/ui/field.tsx";
import { Icon } from "../../shared/ui/icon.tsx";
import { Notice as Problem } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { estimateChoices, isEmpty, newNotice, oneLine, NOTICE_MAX, READY_MINUTES } from "./notice-state.ts";

const words = texting.notice;

/** W13: what every guest of the shown room reads, with the way to change it and to take it back in one press. */
export function NoticeBar(props: { desk: Desk; zone: string; notice: Notice; maySet: boolean }) {
  const { desk, notice } = props;
  const [writing, setWriting] = useState(false);
  const [busy, setBusy] = useState(false);
  const clear = async (): Promise<void> => {
    setBusy(true);
    await desk.clearNotice().catch(() => desk.say(words.failed));
    setBusy(false);
  };
  return (
    <>
      {isEmpty(notice) ? (
        props.maySet && (
          <Button variant="ghost" icon={megaphone} onPress={() => setWriting(true)}>
            {words.write}
          </Button>
        )
      ) : (
        <div class="room-notice">
          <Icon of={megaphone} />
          <div class="room-notice-words">
            {notice.text !== undefined && <p dir="auto">{notice.text}</p>}
            <Estimate notice={notice} zone={props.zone} />
          </div>
          {props.maySet && (
            <div class="room-notice-acts">
              <Button variant="ghost" label={words.changeLabel} onPress={() => setWriting(true)}>
                {words.change}
              </Button>
              <Button variant="ghost" label={words.clearLabel} busy={busy && words.clear} onPress={() => void clear()}>
                {words.clear}
              </Button>
            </div>
          )}
        </div>
      )}
      {writing && <NoticeDialog desk={desk} zone={props.zone} notice={notice} onClose={() => setWriting(false)} />}
    </>
  );
}

function Estimate(props: { notice: Notice; zone: string }) {
  const at = props.notice.estimate_at_ms ?? 0;
  const passed = useClock((nowMs) => nowMs >= at, [at]);
  if (props.notice.estimate_at_ms === undefined) return null;
  const time = clockTime(at, props.zone);
  return <p class="tabular">{passed ? words.passed(time) : words.about(time)}</p>;
}

function NoticeDialog(props: { desk: Desk; zone: string; notice: Notice; onClose: () => void }) {
  const { desk, notice } = props;
  const [choices] = useState(() => estimateChoices(notice, clock.nowMs()));
  const [text, setText] = useState(notice.text ?? "");
  const [minutes, setMinutes] = useState(choices.find((choice) => choice.given !== undefined)?.minutes ?? 0);
  const [error, setError] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const id = useId();

  const show = async (): Promise<void> => {
    const wanted = newNotice(text, minutes);
    if (busy) return;
    if (!wanted) {
      setError(words.missing);
      return;
    }
    setBusy(true);
    setFailed(false);
    try {
      await desk.setNotice(wanted);
      props.onClose();
    } catch {
      setFailed(true);
      setBusy(false);
    }
  };

  return (
    <Dialog
      narrow
      title={words.title}
      onClose={props.onClose}
      onSubmit={() => void show()}
      foot={
        <>
          <Button onPress={props.onClose}>{common.cancel}</Button>
          <Button variant="primary" class="to-end" submit busy={busy && words.showing}>
            {words.show}
          </Button>
        </>
      }
    >
      {failed && <Problem tone="danger" title={words.failed} />}
      <LinesField
        label={words.field}
        value={text}
        maxLength={NOTICE_MAX}
        hint={words.hint}
        error={error}
        onInput={(value) => {
          setText(oneLine(value));
          setError(undefined);
        }}
      />
      <div class="notice-ready" role="group" aria-label={words.ready}>
        {READY_MINUTES.map((late) => (
          <Button
            key={late}
            onPress={() => {
              setText(words.late(late));
              setError(undefined);
            }}
          >
            {words.late(late)}
          </Button>
        ))}
      </div>
      <div class="field notice-estimate">
        <label class="field-label" for={id}>
          {words.estimate}
        </label>
        <select
          id={id}
          class="input select"
          value={String(minutes)}
          onChange={(event) => {
            setMinutes(Number(event.currentTarget.value));
            setError(undefined);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.minutes} value={String(choice.minutes)}>
              {choice.minutes === 0
                ? words.none
                : choice.given === undefined
                  ? words.minutes(choice.minutes)
                  : words.asItIs(clockTime(choice.given, props.zone))}
            </option>
          ))}
        </select>
      </div>
    </Dialog>
  );
}
