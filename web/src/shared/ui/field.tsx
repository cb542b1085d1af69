import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** Checks are made on leaving the field, never while typing. */
  onLeave?: () => void;
  hint?: string;
  /** The reason in words; it takes the hint's place. */
  error?: string | undefined;
  type?: "text" | "email" | "password" | "tel";
  /** Which keyboard a phone shows. */
  inputMode?: "email" | "numeric";
  name?: string;
  autocomplete?: string;
  maxLength?: number;
  inputRef?: Ref<HTMLInputElement>;
  /** Something at the field's end, such as a button that shows a password. */
  after?: ComponentChildren;
}

/** A text field: label above, hint or error below. */
export function Field(props: FieldProps) {
  const id = useId();
  const note = props.error || props.hint ? `${id}-note` : undefined;
  const input = (
    <input
      ref={props.inputRef ?? null}
      id={id}
      class="input"
      // Preact's types hold the roles of each input type apart; a text field has none to set.
      type={(props.type ?? "text") as "text"}
      name={props.name}
      value={props.value}
      maxLength={props.maxLength}
      autocomplete={props.autocomplete ?? "off"}
      inputMode={props.inputMode}
      autocapitalize={props.type === "email" || props.inputMode === "email" ? "none" : undefined}
      spellcheck={false}
      aria-invalid={props.error ? "true" : undefined}
      aria-describedby={note}
      onInput={(event) => props.onInput(event.currentTarget.value)}
      onBlur={() => props.onLeave?.()}
    />
  );
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      {props.after ? (
        <div class="with-reveal">
          {input}
          {props.after}
        </div>
      ) : (
        input
      )}
      {props.error ? (
        <p id={note} class="field-error">
          <Icon of={circleAlert} small />
          <span>{props.error}</span>
        </p>
      ) : (
        props.hint && (
          <p id={note} class="field-hint">
            {props.hint}
          </p>
        )
      )}
    </div>
  );
}

/** A field for several lines: label above, error below. */
export function LinesField(props: {
  label: string;
  value: string;
  hint?: string;
  error?: string | undefined;
  maxLength?: number;
  onInput: (value: string) => void;
}) {
  const id = useId();
  const note = props.error || props.hint ? `${id}-note` : undefined;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <textarea
        id={id}
        class="input input-lines"
        rows={3}
        value={props.value}
        maxLength={props.maxLength}
        autocomplete="off"
        aria-invalid={props.error ? "true" : undefined}
        aria-describedby={note}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {note && (
        <p id={note} class={props.error ? "field-error" : "field-hint"}>
          {props.error && <Icon of={circleAlert} small />}
          <span>{props.error || props.hint}</span>
        </p>
      )}
    </div>
  );
}

export interface ChoiceOption<Value extends string> {
  value: Value;
  label: string;
  /** What follows from choosing it. */
  hint?: string;
}

/** Radios, each in a card that says what follows. */
export function Choices<Value extends string>(props: {
  legend: string;
  name: string;
  value: Value;
  options: readonly ChoiceOption<Value>[];
  onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <fieldset class="choices" role="radiogroup" aria-label={props.legend}>
      {props.options.map((option, index) => {
        const chosen = option.value === props.value;
        const hint = option.hint ? `${id}-${index}` : undefined;
        return (
          <div key={option.value}>
            <label class={cx("choice", chosen && "choice-chosen")}>
              <input
                class="radio"
                type="radio"
                name={props.name}
                checked={chosen}
                aria-labelledby={`${id}-label-${index}`}
                aria-describedby={hint}
                onChange={() => props.onChoose(option.value)}
              />
              <span class="choice-text">
                <span id={`${id}-label-${index}`} class="choice-label">
                  {option.label}
                </span>
                {hint && (
                  <span id={hint} class="choice-hint">
                    {option.hint}
                  </span>
                )}
              </span>
            </label>
          </div>
        );
      })}
    </fieldset>
  );
}

/** A check box that is named by `label` alone; `blockedBy` is the id of the reason why it cannot be ticked. */
export function Check(props: {
  label: string;
  checked: boolean;
  blockedBy?: string | false;
  onChange: (checked: boolean) => void;
}) {
  return (
    <input
      type="checkbox"
      class="check"
      aria-label={props.label}
      checked={props.checked}
      aria-disabled={props.blockedBy ? "true" : undefined}
      aria-describedby={props.blockedBy || undefined}
      onClick={(event) => {
        if (props.blockedBy) event.preventDefault();
      }}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}
