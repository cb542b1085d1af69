import { signal, type ReadonlySignal } from "@preact/signals";

/** A page's state, changed by nothing but its reducer; views read `state.value`. */
export interface Store<State, Event> {
  readonly state: ReadonlySignal<State>;
  dispatch(event: Event): void;
}

export function createStore<State, Event>(
  reduce: (state: State, event: Event) => State,
  initial: State,
): Store<State, Event> {
  const state = signal(initial);
  return {
    state,
    dispatch(event) {
      state.value = reduce(state.peek(), event);
    },
  };
}
