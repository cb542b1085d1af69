import sendIcon from "lucide-static/icons/send.svg?inner";
import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import { useEffect, useId, useReducer, useRef } from "preact/hooks";
import { idempotencyKey } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Text } from "../api/types.ts";
import { texting as words } from "../text/en/texting.ts";
import { clock } from "../state/clock.ts";
import { recentTime } from "../text/time.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { canSend, charactersLeft, EMPTY_COMPOSER, reduceComposer } from "./composer-state.ts";
import "./texting.css";

/** What was written, the oldest first. New ones are told to screen readers as they come. */
export function Log(props: { texts: readonly Text[]; own: Text["from"]; author: (text: Text) => string; zone: string; nothing?: string }) {
  const { texts, own } = props;
  const log = useRef<HTMLDivElement>(null);
  const last = texts[texts.length - 1]?.sequence ?? 0;
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [last]);
  return (
    // The log can be scrolled by keyboard: it takes the focus.
    <div ref={log} class="texts" role="log" aria-label={words.log} aria-live="polite" tabIndex={texts.length > 0 ? 0 : undefined}>
      {texts.length === 0 && props.nothing && <p class="texts-nothing">{props.nothing}</p>}
      {texts.map((text) => (
        <div key={text.id} class={cx("text", text.from === own && "text-own")}>
          <p class="text-head">
            <b>{props.author(text)}</b> <span class="tabular">{recentTime(text.at_ms, clock.nowMs(), props.zone)}</span>
          </p>
          <p class="text-body" dir="auto">
            {text.text}
          </p>
        </div>
      ))}
    </div>
  );
}

/** The field and its button. `onSend` resolves when the text is kept, and rejects with an ApiProblem. */
export function Composer(props: { size?: "large" | "middle"; focused?: boolean; onSend: (text: string, key: string) => Promise<void> }) {
  const [state, dispatch] = useReducer(reduceComposer, EMPTY_COMPOSER);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const left = charactersLeft(state.draft);
  const tooLong = left !== null && left < 0;
  const note = state.failed !== null || left !== null;

  useEffect(() => {
    if (props.focused) field.current?.focus();
  }, []);

  const send = async (): Promise<void> => {
    if (!canSend(state)) return;
    const key = state.key ?? idempotencyKey();
    dispatch({ type: "sending", key });
    try {
      await props.onSend(state.draft.trim(), key);
      dispatch({ type: "sent" });
    } catch (problem) {
      dispatch({ type: "failed", problem: problem instanceof ApiProblem ? problem.id : "other" });
    }
    field.current?.focus();
  };

  return (
    <form
      class="composer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field-label" for={id}>
        {words.field}
      </label>
      <textarea
        ref={field}
        id={id}
        class="input composer-field"
        rows={2}
        value={state.draft}
        readOnly={state.sending}
        dir="auto"
        autocomplete="off"
        enterkeyhint="send"
        aria-invalid={tooLong || state.failed !== null ? "true" : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onInput={(event) => dispatch({ type: "typed", draft: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="composer-foot">
        <div class="composer-note" id={`${id}-note`}>
          {state.failed !== null && (
            <p class="field-error" role="alert">
              <Icon of={circleAlert} small />
              <span>{problemWords(state.failed)}</span>
            </p>
          )}
          {state.failed === null && left !== null && <p class={tooLong ? "field-error" : "field-hint"}>{words.left(left)}</p>}
        </div>
        <Button
          submit
          variant="tonal"
          {...(props.size ? { size: props.size } : {})}
          icon={sendIcon}
          busy={state.sending && words.sending}
        >
          {words.send}
        </Button>
      </div>
    </form>
  );
}

function problemWords(id: string): string {
  return id in words.failed ? words.failed[id as keyof typeof words.failed] : words.failed.other;
}
