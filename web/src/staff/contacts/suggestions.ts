import type { Contact } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** Who may be meant by the name that is typed. Open while there is somebody to choose and one is still typing. */
export interface Suggestions {
  question: number;
  /** The list answers what stands there now; while one types on it is still the one before. */
  fresh: boolean;
  contacts: readonly Contact[];
  /** The one that the arrow keys point at; -1 for none. */
  current: number;
  open: boolean;
  /** Nobody is called so. */
  nobody: boolean;
}

export type SuggestionsEvent =
  | { type: "typed" }
  | { type: "answered"; question: number; contacts: readonly Contact[] }
  | { type: "moved"; by: 1 | -1 }
  | { type: "closed" };

export const SUGGESTIONS_AT_START: Suggestions = { question: 0, fresh: false, contacts: [], current: -1, open: false, nobody: false };

export function reduceSuggestions(state: Suggestions, event: SuggestionsEvent): Suggestions {
  switch (event.type) {
    case "typed":
      return { ...state, question: state.question + 1, fresh: false, current: -1, nobody: false };
    case "answered":
      return event.question === state.question ? answered(state, event.contacts) : state;
    case "moved":
      return moved(state, event.by);
    case "closed":
      // Whatever is still on its way must not open the list again.
      return { ...state, question: state.question + 1, fresh: false, contacts: [], current: -1, open: false, nobody: false };
    default:
      return assertNever(event);
  }
}

/** Whoever was pointed at in the list before stays so: Enter means what one has just seen. */
function answered(state: Suggestions, contacts: readonly Contact[]): Suggestions {
  const pointedAt = state.contacts[state.current];
  const current = contacts.findIndex((contact) => contact.id === pointedAt?.id);
  return { ...state, fresh: true, contacts, current, open: contacts.length > 0, nobody: contacts.length === 0 };
}

/** Past either end lies what was typed itself. */
function moved(state: Suggestions, by: 1 | -1): Suggestions {
  if (!state.open) return state;
  const places = state.contacts.length + 1;
  return { ...state, current: ((state.current + 1 + by + places) % places) - 1 };
}
