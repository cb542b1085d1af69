import calendarDays from "lucide-static/icons/calendar-days.svg?inner";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Store } from "../../shared/state/store.ts";
import { appointments } from "../../shared/text/index.ts";
import { zoneTitle } from "../../shared/text/time.ts";
import { IconButton } from "../../shared/ui/button.tsx";
import { Field } from "../../shared/ui/field.tsx";
import {
  dateOf,
  endOfTyped,
  type AppointmentField,
  type AppointmentForm,
  type AppointmentFormEvent,
} from "./appointment-form.ts";
import { clockChange, dayWords } from "./day.ts";

const text = appointments.form;

export type FieldRefs = RefObject<Partial<Record<AppointmentField, HTMLInputElement | null>>>;

/** The browser's own calendar beside a field that is typed in; where it has none there is no button. */
function DayPicker(props: { day: string | undefined; onPick: (day: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  if (!("showPicker" in HTMLInputElement.prototype)) return null;
  return (
    <span class="day-picker">
      <input
        ref={input}
        class="day-picker-native"
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        value={props.day ?? ""}
        onChange={(event) => {
          if (event.currentTarget.value !== "") props.onPick(event.currentTarget.value);
        }}
      />
      <IconButton icon={calendarDays} label={text.datePick} onPress={() => input.current?.showPicker()} />
    </span>
  );
}

function dateHint(form: AppointmentForm): string {
  const day = dateOf(form);
  if (day === undefined) return text.dateHint;
  const words = dayWords(day);
  if (day === form.today) return text.dateToday(words);
  return day < form.today ? text.datePast(words) : words;
}

function timeHint(form: AppointmentForm, zone: string): string {
  const day = dateOf(form);
  return day !== undefined && clockChange(day, zone) !== 0 ? text.timeHintClocks(zoneTitle(zone)) : text.timeHint(zoneTitle(zone));
}

function lengthHint(form: AppointmentForm, zone: string): string {
  const end = endOfTyped(form);
  const day = dateOf(form);
  // On a day whose clocks change the sum may be wrong: nothing is said then.
  return end === undefined || day === undefined || clockChange(day, zone) !== 0 ? text.lengthHint : text.until(end);
}

/** Date, time and length, in the practice's zone. What was understood is said below each. */
export function WhenFields(props: { store: Store<AppointmentForm, AppointmentFormEvent>; zone: string; fields: FieldRefs }) {
  const { store, zone, fields } = props;
  const form = store.state.value;
  const field = (name: "date" | "time" | "length") => ({
    inputRef: (element: HTMLInputElement | null): void => {
      fields.current[name] = element;
    },
    value: form.values[name],
    error: form.errors[name],
    maxLength: 40,
    onInput: (value: string): void => store.dispatch({ type: "typed", field: name, value }),
    onLeave: (): void => store.dispatch({ type: "left", field: name }),
  });
  return (
    <div class="when-fields">
      <Field
        label={text.date}
        hint={dateHint(form)}
        {...field("date")}
        after={<DayPicker day={dateOf(form)} onPick={(value) => store.dispatch({ type: "typed", field: "date", value })} />}
      />
      <Field label={text.time} hint={timeHint(form, zone)} {...field("time")} />
      <Field label={text.length} hint={lengthHint(form, zone)} {...field("length")} />
    </div>
  );
}
