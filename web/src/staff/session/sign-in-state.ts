import { assertNever } from "../../shared/state/assert-never.ts";
import { isEmail } from "../../shared/state/email.ts";

export type SignInProblem = "wrong" | "too-often" | "network" | "unexpected";

export interface SignInState {
  email: string;
  password: string;
  passwordShown: boolean;
  emailError: "missing" | "wrong" | undefined;
  passwordError: "missing" | undefined;
  busy: boolean;
  problem: SignInProblem | undefined;
}

export type SignInEvent =
  | { type: "email"; value: string }
  | { type: "password"; value: string }
  | { type: "email-left" }
  | { type: "password-shown"; shown: boolean }
  | { type: "submitted" }
  | { type: "failed"; problem: SignInProblem };

export const SIGN_IN_AT_START: SignInState = {
  email: "",
  password: "",
  passwordShown: false,
  emailError: undefined,
  passwordError: undefined,
  busy: false,
  problem: undefined,
};

export function reduceSignIn(state: SignInState, event: SignInEvent): SignInState {
  switch (event.type) {
    case "email":
      return { ...state, email: event.value, emailError: undefined };
    case "password":
      return { ...state, password: event.value, passwordError: undefined };
    case "email-left":
      return { ...state, emailError: state.email.trim() !== "" && !isEmail(state.email) ? "wrong" : undefined };
    case "password-shown":
      return { ...state, passwordShown: event.shown };
    case "submitted":
      return submitted(state);
    case "failed":
      return { ...state, busy: false, problem: event.problem };
    default:
      return assertNever(event);
  }
}

function submitted(state: SignInState): SignInState {
  const emailError = state.email.trim() === "" ? "missing" : isEmail(state.email) ? undefined : "wrong";
  const passwordError = state.password === "" ? "missing" : undefined;
  const busy = emailError === undefined && passwordError === undefined;
  return { ...state, emailError, passwordError, busy, problem: undefined };
}
