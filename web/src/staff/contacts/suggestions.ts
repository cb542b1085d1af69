import type { Contact } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";

/** Who may be meant by the name that is typed. Open while there is somebody to choose and one is still typing. */
export interface Suggestions {
  question: number;
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

export const SUGGESTIONS_AT_START: Suggestions = { question: 0, contacts: [], current: -1, open: false, nobody: false };

export function reduceSuggestions(state: Suggestions, event: SuggestionsEvent): Suggestions {
  switch (event.type) {
    case "typed":
      return { ...state, question: state.question + 1, current: -1, nobody: false };
    case "answered":
      return event.question === state.question
        ? { ...state, contacts: event.contacts, current: -1, open: event.contacts.length > 0, nobody: event.contacts.length === 0 }
        : state;
    case "moved":
      return moved(state, event.by);
    case "closed":
      // Whatever is still on its way must not open the list again.
      return { ...state, question: state.question + 1, contacts: [], current: -1, open: false, nobody: false };
    default:
      return assertNever(event);
  }
}

/** Past either end lies what was typed itself. */
function moved(state: Suggestions, by: 1 | -1): Suggestions {
  if (!state.open) return state;
  const places = state.contacts.length + 1;
  return { ...state, current: ((state.current + 1 + by + places) % places) - 1 };
}
