import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import type { Ref } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Contact } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { createStore } from "../../shared/state/store.ts";
import { contacts } from "../../shared/text/index.ts";
import { cx } from "../../shared/ui/cx.ts";
import { Icon } from "../../shared/ui/icon.tsx";
import type { Desk } from "../desk.ts";
import { reduceSuggestions, SUGGESTIONS_AT_START } from "./suggestions.ts";
import "./contacts.css";

const text = contacts.suggestions;

const LETTERS_MIN = 2;
const SUGGESTIONS_MAX = 6;
const TYPING_PAUSE_MS = 150;

/**
 * A name: typed in, or somebody from the address book. It stays a text field with a list of suggestions, so that whoever only
 * types is not held up; arrow keys, Enter and a press choose, Escape closes the list and nothing else.
 */
export function RecipientField(props: {
  desk: Desk;
  label: string;
  hint: string;
  value: string;
  /** The reason in words; it takes the hint's place. */
  error?: string | undefined;
  /** What is typed is nobody by itself: Enter takes the only one found, or points at the first, and sends no form. */
  mustChoose?: boolean;
  /** Takes the hint's place while nobody is called what is typed. */
  nobodyHint?: string;
  /** Nothing can be typed now; the hint says why. */
  full?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  onInput: (value: string) => void;
  onChoose: (contact: Contact) => void;
}) {
  const { desk } = props;
  const id = useId();
  const store = useMemo(() => createStore(reduceSuggestions, SUGGESTIONS_AT_START), []);
  const scope = useMemo(() => new Scope(), []);
  const field = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const cancel = useRef<() => void>(() => undefined);
  /** Enter was pressed before the answer to the last letters came: it counts when that is there. */
  const entered = useRef(false);
  const { open, contacts: found, current, nobody } = store.state.value;

  useEffect(() => () => scope.end(), []);
  // In a dialog that scrolls the list may lie below what is seen; the field itself stays in sight above all.
  useEffect(() => {
    if (!open) return;
    list.current?.scrollIntoView({ block: "nearest" });
    field.current?.scrollIntoView({ block: "nearest" });
  }, [open]);

  const ask = async (query: string): Promise<void> => {
    const { question } = store.state.peek();
    try {
      const page = await desk.api.findContacts({ query, limit: SUGGESTIONS_MAX });
      store.dispatch({ type: "answered", question, contacts: page.contacts });
      if (entered.current && store.state.peek().fresh) enter();
    } catch {
      // Suggestions are a help: without them one types on.
      store.dispatch({ type: "closed" });
    }
  };

  const typed = (value: string): void => {
    props.onInput(value);
    entered.current = false;
    store.dispatch({ type: "typed" });
    cancel.current();
    const query = value.trim();
    if (query.length < LETTERS_MIN) store.dispatch({ type: "closed" });
    else cancel.current = scope.after(TYPING_PAUSE_MS, () => void ask(query));
  };

  const close = (): void => {
    entered.current = false;
    cancel.current();
    store.dispatch({ type: "closed" });
  };

  const choose = (contact: Contact): void => {
    close();
    props.onChoose(contact);
  };

  /** Takes the only one found, or points at the first. A list that does not answer the last letters may hold somebody else. */
  const enter = (): void => {
    const { fresh, contacts } = store.state.peek();
    const only = contacts.length === 1 ? contacts[0] : undefined;
    entered.current = !fresh;
    if (!fresh) return;
    if (only) choose(only);
    else store.dispatch({ type: "moved", by: 1 });
  };

  const onKey = (event: KeyboardEvent): void => {
    if (!open) {
      if (props.mustChoose && event.key === "Enter" && props.value.trim() !== "") {
        event.preventDefault();
        enter();
      }
      return;
    }
    if (props.mustChoose && event.key === "Enter" && current < 0) {
      enter();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      store.dispatch({ type: "moved", by: event.key === "ArrowDown" ? 1 : -1 });
    } else if (event.key === "Enter" && found[current]) {
      choose(found[current]);
    } else if (event.key === "Escape") {
      close();
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div ref={field} class="field recipient">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <input
        ref={props.inputRef ?? null}
        id={id}
        class="input"
        type="text"
        readOnly={props.full === true}
        value={props.value}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        aria-invalid={props.error ? "true" : undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={close}
      />
      {props.error ? (
        <p id={`${id}-note`} class="field-error">
          <Icon of={circleAlert} small />
          <span>{props.error}</span>
        </p>
      ) : (
        <p id={`${id}-note`} class="field-hint">
          {(nobody && props.nobodyHint) || props.hint}
        </p>
      )}
      <p class="hidden-text" role="status">
        {open ? text.found(found.length) : nobody && props.nobodyHint}
      </p>
      {open && (
        <ul ref={list} id={`${id}-list`} class="recipient-list" role="listbox" aria-label={text.list}>
          {found.map((contact, index) => (
            <li
              key={contact.id}
              id={`${id}-${index}`}
              class={cx("recipient-option", index === current && "recipient-current")}
              role="option"
              aria-selected={index === current}
              // The field keeps the focus: its blur would close the list before the press counts.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(contact)}
            >
              <span class="recipient-name">{contact.name}</span>
              <span class="recipient-detail">
                {[contact.email, contact.mobile, contact.birth_date].filter((part) => part !== "").join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
