import { useEffect, useMemo } from "preact/hooks";
import { Api } from "../shared/api/client.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import type { Session } from "../shared/api/types.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore, type Store } from "../shared/state/store.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { staff } from "../shared/text/index.ts";
import { Loading, Notice } from "../shared/ui/parts.tsx";
import { Desk } from "./desk.ts";
import { DeskView } from "./desk-view.tsx";
import { LockedPage } from "./session/locked-page.tsx";
import { reduceSession, SESSION_AT_START, type SessionEvent, type SessionState } from "./session/session-state.ts";
import { SignInPage } from "./session/sign-in-page.tsx";

const START_RETRY_MS = 5000;

async function findSession(api: Api, store: Store<SessionState, SessionEvent>): Promise<boolean> {
  try {
    store.dispatch({ type: "found", session: await api.getSession() });
    return true;
  } catch (problem) {
    const nobody = problem instanceof ApiProblem && problem.status === 401;
    store.dispatch(nobody ? { type: "nobody" } : { type: "unreachable" });
    return nobody;
  }
}

const text = staff.signIn;

/** Whoever comes after somebody else does not begin where those were. */
function forgetPlace(): void {
  window.history.replaceState(null, "", "#/");
}

/** The staff's pages: who is at this browser decides which. */
export function App() {
  const store = useMemo(() => createStore(reduceSession, SESSION_AT_START), []);
  const api = useMemo(() => new Api((problemId) => end(store, problemId === "session-expired")), []);

  useEffect(() => {
    const scope = new Scope();
    const find = async (): Promise<void> => {
      if (!(await findSession(api, store)) && !scope.ended) scope.after(START_RETRY_MS, () => void find());
    };
    void find();
    return () => scope.end();
  }, []);

  const state = store.state.value;
  switch (state.phase) {
    case "starting":
      return (
        <main class="start">
          <Loading label={staff.start.loading} />
        </main>
      );
    case "unreachable":
      return (
        <main class="start">
          <Notice tone="danger" title={staff.start.unreachableTitle}>
            {staff.start.unreachableWhat}
          </Notice>
        </main>
      );
    case "signed-out":
      return (
        <SignInPage
          api={api}
          heading={text.heading}
          notice={state.because === "never-in" ? undefined : text.because[state.because]}
          onSignedIn={(session) => store.dispatch({ type: "signed-in", session })}
        />
      );
    case "locked":
      return <LockedPage api={api} who={state.who} onSignedIn={(session) => takeOver(store, session, state.who.userId)} />;
    case "signed-in":
      return <SignedIn key={state.session.user.id} api={api} store={store} />;
    default:
      return assertNever(state);
  }
}

/** The session is over: after a while without activity the page locks, where somebody signed out it forgets. */
function end(store: Store<SessionState, SessionEvent>, expired: boolean, roomId?: string): void {
  if (store.state.peek().phase === "signed-in" && !expired) forgetPlace();
  store.dispatch({ type: "over", expired, ...(roomId === undefined ? {} : { roomId }) });
}

/** There is a session where `userId` was: theirs, who goes on, or another's. */
function takeOver(store: Store<SessionState, SessionEvent>, session: Session, userId: string): void {
  if (session.user.id !== userId) forgetPlace();
  store.dispatch({ type: "signed-in", session });
}

function SignedIn(props: { api: Api; store: Store<SessionState, SessionEvent> }) {
  const { api, store } = props;
  const held = useMemo(() => {
    const state = store.state.peek();
    if (state.phase !== "signed-in") return undefined;
    const scope = new Scope();
    const desk = new Desk(scope, state.session, {
      api,
      roomId: state.roomId,
      onSessionOver: (expired, roomId) => end(store, expired, roomId),
      onAnotherUser: (session) => takeOver(store, session, state.session.user.id),
      onInvited: (kind) => store.dispatch({ type: "invited", kind }),
    });
    return { scope, desk };
  }, []);
  useEffect(() => () => held?.scope.end(), []);
  const state = store.state.value;
  if (!held || state.phase !== "signed-in") return null;
  return (
    <DeskView
      desk={held.desk}
      session={state.session}
      onSignedOut={() => {
        forgetPlace();
        store.dispatch({ type: "signed-out" });
      }}
    />
  );
}
