import type { Contact, InvitationKind, NewInvitation } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { isEmail } from "../../shared/state/email.ts";

/** The invite dialog: what is typed, and how far the invitation is. */
export interface InviteState {
  name: string;
  email: string;
  mobile: string;
  kind: InvitationKind;
  emailError: "missing" | "wrong" | "refused" | undefined;
  /** The server knows which numbers there are, and to which countries text messages go. */
  mobileRefused: boolean;
  step:
    | { at: "editing"; problem?: string | undefined }
    | { at: "sending"; via: NewInvitation["via"] }
    | { at: "link-ready"; link: string; copied: boolean };
}

export type InviteEvent =
  | { type: "name"; value: string }
  | { type: "contact"; contact: Contact }
  | { type: "email"; value: string }
  | { type: "email-left" }
  | { type: "mobile"; value: string }
  | { type: "kind"; kind: InvitationKind }
  | { type: "submitted"; via: NewInvitation["via"] }
  | { type: "failed"; problem: string; field?: string | undefined }
  | { type: "link-made"; link: string }
  | { type: "link-copied"; copied: boolean };

/** I3: opens with the kind that this user chose last. */
export function inviteAtStart(kind: InvitationKind, contact?: Contact): InviteState {
  return {
    name: contact?.name ?? "",
    email: contact?.email ?? "",
    mobile: contact?.mobile ?? "",
    kind,
    emailError: undefined,
    mobileRefused: false,
    step: { at: "editing" },
  };
}

export function reduceInvite(state: InviteState, event: InviteEvent): InviteState {
  switch (event.type) {
    case "name":
      return { ...state, name: event.value };
    case "contact":
      // Somebody from the address book: how they are reached takes the place of what stood there for another name.
      return {
        ...state,
        name: event.contact.name,
        email: event.contact.email,
        mobile: event.contact.mobile,
        emailError: undefined,
        mobileRefused: false,
      };
    case "email":
      return { ...state, email: event.value, emailError: undefined };
    case "email-left":
      return { ...state, emailError: state.email.trim() !== "" && !isEmail(state.email) ? "wrong" : undefined };
    case "mobile":
      return { ...state, mobile: event.value, emailError: undefined, mobileRefused: false };
    case "kind":
      return { ...state, kind: event.kind };
    case "submitted":
      return submitted(state, event.via);
    case "failed": {
      const refused = event.field === "email";
      const mobileRefused = event.field === "mobile";
      return {
        ...state,
        emailError: refused ? "refused" : state.emailError,
        mobileRefused,
        step: { at: "editing", problem: refused || mobileRefused ? undefined : event.problem },
      };
    }
    case "link-made":
      return { ...state, step: { at: "link-ready", link: event.link, copied: false } };
    case "link-copied":
      return state.step.at === "link-ready" ? { ...state, step: { ...state.step, copied: event.copied } } : state;
    default:
      return assertNever(event);
  }
}

function submitted(state: InviteState, via: NewInvitation["via"]): InviteState {
  if (state.step.at === "sending") return state;
  if (via === "link" || via === "sms") return { ...state, emailError: undefined, step: { at: "sending", via } };
  const emailError = state.email.trim() === "" ? "missing" : isEmail(state.email) ? undefined : "wrong";
  if (emailError) return { ...state, emailError, step: { at: "editing" } };
  return { ...state, emailError: undefined, step: { at: "sending", via } };
}

/** Which way Send takes: by e-mail where there is an address, else by text message to the number. */
export function sendVia(state: InviteState): "email" | "sms" {
  return state.email.trim() === "" && state.mobile.trim() !== "" ? "sms" : "email";
}

/** What goes to the server for what is typed. */
export function newInvitation(state: InviteState, via: NewInvitation["via"]): NewInvitation {
  const name = state.name.trim();
  return {
    kind: state.kind,
    via,
    ...(name === "" ? {} : { name }),
    ...(via === "email" ? { email: state.email.trim() } : {}),
    ...(via === "sms" ? { mobile: state.mobile.trim() } : {}),
  };
}
