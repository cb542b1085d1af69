import { assertNever } from "../state/assert-never.ts";

/** At most so many characters, as the server counts them. */
export const TEXT_MAX = 500;
/** From here on the field says how many are left. */
const TELL_LEFT = 100;

/**
 * What is being written, and how its sending goes. A text keeps its name (`key`) until it was answered or changed: sent again after a
 * lost answer it is still one text. Pure.
 */
export interface ComposerState {
  readonly draft: string;
  readonly key: string | null;
  readonly sending: boolean;
  /** The problem's id. */
  readonly failed: string | null;
}

export type ComposerEvent =
  | { type: "typed"; draft: string }
  | { type: "sending"; key: string }
  | { type: "sent" }
  | { type: "failed"; problem: string };

export const EMPTY_COMPOSER: ComposerState = { draft: "", key: null, sending: false, failed: null };

export function reduceComposer(state: ComposerState, event: ComposerEvent): ComposerState {
  switch (event.type) {
    case "typed":
      return state.sending ? state : { ...EMPTY_COMPOSER, draft: event.draft };
    case "sending":
      return { ...state, key: event.key, sending: true, failed: null };
    case "sent":
      return EMPTY_COMPOSER;
    case "failed":
      return { ...state, sending: false, failed: event.problem };
    default:
      return assertNever(event);
  }
}

const characters = (text: string): number => Array.from(text).length;

/** How many characters are left, once that is worth saying; below zero when it is too long. */
export function charactersLeft(draft: string): number | null {
  const left = TEXT_MAX - characters(draft.trim());
  return left <= TELL_LEFT ? left : null;
}

export function canSend(state: ComposerState): boolean {
  const text = state.draft.trim();
  return !state.sending && text !== "" && characters(text) <= TEXT_MAX;
}
