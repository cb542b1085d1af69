import type { Contact, ContactPage } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** The address book's page: what is looked for, and what of it is here. */
export interface ContactsState {
  query: string;
  /** Counts the questions; only the latest one's answer is taken. */
  question: number;
  /** `loaded` stays true while a later question is on its way: the last good list stays in sight. */
  loaded: boolean;
  busy: "list" | "more" | undefined;
  failed: boolean;
  contacts: readonly Contact[];
  next: string | undefined;
  found: number;
  total: number;
}

export type ContactsEvent =
  | { type: "asked"; query: string }
  | { type: "answered"; question: number; page: ContactPage }
  | { type: "more-asked" }
  | { type: "more-answered"; question: number; page: ContactPage }
  | { type: "failed"; question: number };

export const CONTACTS_AT_START: ContactsState = {
  query: "",
  question: 0,
  loaded: false,
  busy: undefined,
  failed: false,
  contacts: [],
  next: undefined,
  found: 0,
  total: 0,
};

export function reduceContacts(state: ContactsState, event: ContactsEvent): ContactsState {
  switch (event.type) {
    case "asked":
      return { ...state, query: event.query, question: state.question + 1, busy: "list", failed: false };
    case "answered":
      return event.question === state.question ? answered(state, event.page, []) : state;
    case "more-asked":
      return { ...state, question: state.question + 1, busy: "more", failed: false };
    case "more-answered":
      return event.question === state.question ? answered(state, event.page, state.contacts) : state;
    case "failed":
      return event.question === state.question ? { ...state, busy: undefined, failed: true } : state;
    default:
      return assertNever(event);
  }
}

function answered(state: ContactsState, page: ContactPage, before: readonly Contact[]): ContactsState {
  return {
    ...state,
    loaded: true,
    busy: undefined,
    failed: false,
    contacts: [...before, ...page.contacts],
    next: page.next,
    found: page.found,
    total: page.total,
  };
}
