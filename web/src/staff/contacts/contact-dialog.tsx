import { useEffect, useMemo, useRef } from "preact/hooks";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { Contact } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { createStore } from "../../shared/state/store.ts";
import { contacts } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Field, LinesField } from "../../shared/ui/field.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import {
  changeContactForm,
  changedContact,
  firstError,
  newContactForm,
  reduceContactForm,
  typedContact,
  type ContactField,
} from "./contact-form.ts";

const text = contacts.form;

function problemOf(problem: unknown): { problem: string; field?: string | undefined; reason: string } {
  const known = problem instanceof ApiProblem ? problem : undefined;
  return { problem: known?.id ?? "unexpected", field: known?.field, reason: known?.title ?? "" };
}

function failureWords(id: string): string {
  return id in text.failed ? text.failed[id as keyof typeof text.failed] : text.failed.other;
}

/** A new contact, or one that is changed: `id` says which. */
export function ContactDialog(props: { desk: Desk; id?: string; onSaved: (contact: Contact) => void; onClose: () => void }) {
  const { desk, id } = props;
  const store = useMemo(() => createStore(reduceContactForm, id === undefined ? newContactForm() : changeContactForm()), []);
  const fields = useRef<Partial<Record<ContactField, HTMLInputElement | null>>>({});
  const form = store.state.value;

  useEffect(() => {
    if (id === undefined) return undefined;
    const scope = new Scope();
    desk.api.getContact(id).then(
      (contact) => {
        if (!scope.ended) store.dispatch({ type: "loaded", contact });
      },
      (problem: unknown) => {
        if (!scope.ended) store.dispatch({ type: "not-loaded", problem: problemOf(problem).problem });
      },
    );
    return () => scope.end();
  }, []);

  useEffect(() => {
    if (form.step === "editing" && id !== undefined) fields.current.name?.focus();
  }, [form.step === "loading"]);

  const focusFirstError = (): void => {
    const field = firstError(store.state.peek());
    if (field) fields.current[field]?.focus();
  };

  const submit = async (): Promise<void> => {
    if (store.state.peek().step !== "editing") return;
    store.dispatch({ type: "submitted" });
    const typed = store.state.peek();
    if (typed.step !== "saving") {
      focusFirstError();
      return;
    }
    try {
      const saved =
        id === undefined
          ? await desk.api.createContact(typedContact(typed))
          : await desk.api.changeContact(id, changedContact(typed));
      desk.say(text.saved(saved.name));
      props.onSaved(saved);
    } catch (problem) {
      store.dispatch({ type: "refused", ...problemOf(problem) });
      focusFirstError();
    }
  };

  const field = (name: ContactField, label: string, more: { hint?: string; type?: "email" | "tel"; maxLength: number }) => (
    <Field
      label={label}
      {...more}
      inputRef={(element) => {
        fields.current[name] = element;
      }}
      value={form.values[name]}
      error={form.errors[name]}
      onInput={(value) => store.dispatch({ type: "typed", field: name, value })}
      onLeave={() => store.dispatch({ type: "left", field: name })}
    />
  );

  return (
    <Dialog
      title={id === undefined ? text.newTitle : text.changeTitle}
      onClose={props.onClose}
      onSubmit={() => void submit()}
      foot={
        form.step !== "gone" && (
          <Button variant="primary" class="to-end" submit busy={form.step === "saving" && text.saving}>
            {text.save}
          </Button>
        )
      }
    >
      <div class="stack">
        {form.problem !== undefined && (
          <Notice tone="danger" title={form.step === "gone" ? contacts.notLoadedTitle : text.failedTitle}>
            {failureWords(form.problem)}
          </Notice>
        )}
        {form.step !== "gone" && (
          <div class={cx("contact-form", form.step === "loading" && "contact-form-loading")}>
            {form.step === "loading" && <Loading label={text.loading} />}
            <div class="stack">
              {field("name", text.name, { maxLength: 200 })}
              {field("email", text.email, { type: "email", maxLength: 254 })}
              <div class="contact-pair">
                {field("mobile", text.mobile, { type: "tel", maxLength: 40, hint: text.mobileHint })}
                {field("birth_date", text.birthDate, { maxLength: 20, hint: text.birthDateHint })}
              </div>
              <LinesField
                label={text.notes}
                hint={text.notesHint}
                maxLength={4000}
                value={form.values.notes}
                error={form.errors.notes}
                onInput={(value) => store.dispatch({ type: "typed", field: "notes", value })}
              />
            </div>
          </div>
        )}
      </div>
    </Dialog>
  );
}
