import { useEffect, useMemo } from "preact/hooks";
import { Api } from "../shared/api/client.ts";
import { ApiProblem } from "../shared/api/problem.ts";
import { Scope } from "../shared/state/scope.ts";
import { createStore, type Store } from "../shared/state/store.ts";
import { assertNever } from "../shared/state/assert-never.ts";
import { staff } from "../shared/text/index.ts";
import { Loading, Notice } from "../shared/ui/parts.tsx";
import { Desk } from "./desk.ts";
import { DeskView } from "./desk-view.tsx";
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

/** The staff's pages: who is at this browser decides which. */
export function App() {
  const store = useMemo(() => createStore(reduceSession, SESSION_AT_START), []);
  const api = useMemo(() => new Api(() => store.dispatch({ type: "expired" })), []);

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
          because={state.because}
          onSignedIn={(session) => store.dispatch({ type: "signed-in", session })}
        />
      );
    case "signed-in":
      return <SignedIn key={state.session.user.id} api={api} store={store} />;
    default:
      return assertNever(state);
  }
}

function SignedIn(props: { api: Api; store: Store<SessionState, SessionEvent> }) {
  const { api, store } = props;
  const held = useMemo(() => {
    const state = store.state.peek();
    if (state.phase !== "signed-in") return undefined;
    const scope = new Scope();
    const desk = new Desk(scope, state.session, {
      api,
      onSessionOver: () => store.dispatch({ type: "expired" }),
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
        window.history.replaceState(null, "", "#/");
        store.dispatch({ type: "signed-out" });
      }}
    />
  );
}
