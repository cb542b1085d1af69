import type { ChangedContact, Contact, NewContact } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { isEmail } from "../../shared/state/email.ts";
import { contacts as words } from "../../shared/text/index.ts";

export type ContactField = "name" | "email" | "mobile" | "birth_date" | "notes";

/** The dialog of one contact: what is typed, what is wrong with it, how far saving is. */
export interface ContactForm {
  /** The contact that is changed; none for a new one. */
  version: number | undefined;
  values: Readonly<Record<ContactField, string>>;
  errors: Readonly<Partial<Record<ContactField, string>>>;
  step: "loading" | "editing" | "saving" | "gone";
  /** The problem's id, where no field is at fault. */
  problem: string | undefined;
}

export type ContactFormEvent =
  | { type: "loaded"; contact: Contact }
  | { type: "not-loaded"; problem: string }
  | { type: "typed"; field: ContactField; value: string }
  | { type: "left"; field: ContactField }
  | { type: "submitted" }
  | { type: "refused"; problem: string; field?: string | undefined; reason: string };

const text = words.form;
const EMPTY = { name: "", email: "", mobile: "", birth_date: "", notes: "" };
const FIELDS: readonly string[] = Object.keys(EMPTY);

/** `name` is what somebody typed elsewhere and found nobody for. */
export function newContactForm(name = ""): ContactForm {
  return { version: undefined, values: { ...EMPTY, name }, errors: {}, step: "editing", problem: undefined };
}

export function changeContactForm(): ContactForm {
  return { version: 0, values: EMPTY, errors: {}, step: "loading", problem: undefined };
}

export function reduceContactForm(form: ContactForm, event: ContactFormEvent): ContactForm {
  switch (event.type) {
    case "loaded": {
      const { name, email, mobile, birth_date, notes = "", version } = event.contact;
      return { ...form, version, values: { name, email, mobile, birth_date, notes }, step: "editing" };
    }
    case "not-loaded":
      return { ...form, step: "gone", problem: event.problem };
    case "typed":
      return {
        ...form,
        values: { ...form.values, [event.field]: event.value },
        errors: { ...form.errors, [event.field]: undefined },
      };
    case "left":
      return { ...form, errors: { ...form.errors, ...slip(form, event.field) } };
    case "submitted":
      return submitted(form);
    case "refused":
      return refused(form, event);
    default:
      return assertNever(event);
  }
}

/** What the page sees by itself; the server decides the rest. */
function slip(form: ContactForm, field: ContactField): Partial<Record<ContactField, string>> {
  const value = form.values[field].trim();
  if (field === "email" && value !== "" && !isEmail(value)) return { email: text.error.emailWrong };
  return {};
}

function submitted(form: ContactForm): ContactForm {
  if (form.step !== "editing") return form;
  const errors = {
    ...(form.values.name.trim() === "" ? { name: text.error.nameMissing } : {}),
    ...slip(form, "email"),
  };
  return { ...form, errors, problem: undefined, step: Object.keys(errors).length > 0 ? "editing" : "saving" };
}

function refused(form: ContactForm, event: { problem: string; field?: string | undefined; reason: string }): ContactForm {
  if (event.field !== undefined && FIELDS.includes(event.field)) {
    return { ...form, step: "editing", errors: { [event.field]: event.reason } };
  }
  return { ...form, step: "editing", problem: event.problem };
}

/** The first field that has an error, from the top. */
export function firstError(form: ContactForm): ContactField | undefined {
  return FIELDS.find((field) => form.errors[field as ContactField] !== undefined) as ContactField | undefined;
}

export function typedContact(form: ContactForm): NewContact {
  const { name, email, mobile, birth_date, notes } = form.values;
  return { name: name.trim(), email: email.trim(), mobile: mobile.trim(), birth_date: birth_date.trim(), notes: notes.trim() };
}

export function changedContact(form: ContactForm): ChangedContact {
  return { ...typedContact(form), version: form.version ?? 0 };
}
