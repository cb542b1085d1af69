import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Api } from "../../shared/api/client.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { Session } from "../../shared/api/types.ts";
import { createStore } from "../../shared/state/store.ts";
import { common, staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { Mark, Notice } from "../../shared/ui/parts.tsx";
import { reduceSignIn, SIGN_IN_AT_START, type SignInProblem } from "./sign-in-state.ts";

const text = staff.signIn;

function problemOf(error: unknown): SignInProblem {
  if (!(error instanceof ApiProblem)) return "unexpected";
  if (error.status === 429) return "too-often";
  if (error.id === "network") return "network";
  // A field that the server refuses is a wrong one: it says nothing of which, and neither do we.
  return error.status === 401 || error.status === 400 ? "wrong" : "unexpected";
}

interface SignInProps {
  api: Api;
  heading: string;
  /** What is said before anything was tried. */
  notice?: { title: string; what: string } | undefined;
  /** Whoever is to sign in again; the password is all that they type. */
  email?: string;
  onSignedIn: (session: Session) => void;
}

export function SignInPage(props: SignInProps) {
  const store = useMemo(() => createStore(reduceSignIn, { ...SIGN_IN_AT_START, email: props.email ?? "" }), []);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const state = store.state.value;

  useEffect(() => {
    document.title = `${props.heading} · ${common.productName}`;
    if (props.email !== undefined) password.current?.focus();
  }, []);

  const submit = async (): Promise<void> => {
    if (store.state.peek().busy) return;
    store.dispatch({ type: "submitted" });
    const typed = store.state.peek();
    if (!typed.busy) {
      (typed.emailError ? email : password).current?.focus();
      return;
    }
    try {
      props.onSignedIn(await props.api.signIn(typed.email.trim(), typed.password));
    } catch (error) {
      store.dispatch({ type: "failed", problem: problemOf(error) });
      password.current?.focus();
    }
  };

  const notice = state.problem ? undefined : props.notice;
  const problem = state.problem && text.problem[state.problem];
  return (
    <main class="sign-in">
      <div class="sign-in-product">
        <Mark />
        <span>{common.productName}</span>
      </div>
      <form
        class="card sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1>{props.heading}</h1>
        {problem && (
          <Notice tone="danger" title={problem.title}>
            {problem.what}
          </Notice>
        )}
        {notice && (
          <Notice tone="plain" title={notice.title}>
            {notice.what}
          </Notice>
        )}
        <Field
          label={text.email}
          type="email"
          name="email"
          autocomplete="username"
          maxLength={254}
          inputRef={email}
          value={state.email}
          error={state.emailError && text.emailError[state.emailError]}
          onInput={(value) => store.dispatch({ type: "email", value })}
          onLeave={() => store.dispatch({ type: "email-left" })}
        />
        <Field
          label={text.password}
          type={state.passwordShown ? "text" : "password"}
          name="password"
          autocomplete="current-password"
          maxLength={1024}
          inputRef={password}
          value={state.password}
          error={state.passwordError && text.passwordError[state.passwordError]}
          onInput={(value) => store.dispatch({ type: "password", value })}
          after={
            <Button
              variant="ghost"
              label={state.passwordShown ? text.hidePassword : text.showPassword}
              onPress={() => store.dispatch({ type: "password-shown", shown: !state.passwordShown })}
            >
              {state.passwordShown ? text.hide : text.show}
            </Button>
          }
        />
        <Button variant="primary" size="middle" submit wide busy={state.busy && text.busy}>
          {text.submit}
        </Button>
      </form>
    </main>
  );
}
