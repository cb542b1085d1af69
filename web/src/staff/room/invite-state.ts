import type { Contact, InvitationKind, NewInvitation } from "../../shared/api/types.ts";
import { assertNever } from "../../shared/state/assert-never.ts";
import { isEmail } from "../../shared/state/email.ts";
import { isMobile } from "../../shared/state/mobile.ts";

/** The invite dialog: what is typed, and how far the invitation is. */
export interface InviteState {
  name: string;
  email: string;
  /** Undefined where this practice sends no text messages: there is no field for it then. */
  mobile: string | undefined;
  kind: InvitationKind;
  emailError: "missing" | "missing-both" | "wrong" | "refused" | undefined;
  mobileError: "wrong" | "refused" | undefined;
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
  | { type: "mobile-left" }
  | { type: "kind"; kind: InvitationKind }
  | { type: "submitted"; how: "message" | "link" }
  | { type: "failed"; problem: string; field?: string | undefined }
  | { type: "link-made"; link: string }
  | { type: "link-copied"; copied: boolean };

/** I3: opens with the kind that this user chose last. */
export function inviteAtStart(kind: InvitationKind, smsAvailable: boolean, contact?: Contact): InviteState {
  return {
    name: contact?.name ?? "",
    email: contact?.email ?? "",
    mobile: smsAvailable ? (contact?.mobile ?? "") : undefined,
    kind,
    emailError: undefined,
    mobileError: undefined,
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
        mobile: state.mobile === undefined ? undefined : event.contact.mobile,
        emailError: undefined,
        mobileError: undefined,
      };
    case "email":
      return { ...state, email: event.value, emailError: undefined };
    case "email-left":
      return { ...state, emailError: slipOf(state.email, isEmail) };
    case "mobile":
      // Whoever types a number does not miss the e-mail address any more.
      return { ...state, mobile: event.value, mobileError: undefined, emailError: slipOf(state.email, isEmail) };
    case "mobile-left":
      return { ...state, mobileError: slipOf(state.mobile ?? "", isMobile) };
    case "kind":
      return { ...state, kind: event.kind };
    case "submitted":
      return submitted(state, event.how);
    case "failed": {
      const emailRefused = event.field === "email";
      const mobileRefused = event.field === "mobile";
      return {
        ...state,
        emailError: emailRefused ? "refused" : state.emailError,
        mobileError: mobileRefused ? "refused" : state.mobileError,
        step: { at: "editing", problem: emailRefused || mobileRefused ? undefined : event.problem },
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

function slipOf(text: string, isRight: (text: string) => boolean): "wrong" | undefined {
  return text.trim() !== "" && !isRight(text) ? "wrong" : undefined;
}

/** How a message would go: one of the two is enough, and with both it goes by e-mail. */
export function viaOf(state: InviteState): "email" | "sms" | undefined {
  if (state.email.trim() !== "") return "email";
  return state.mobile !== undefined && state.mobile.trim() !== "" ? "sms" : undefined;
}

function submitted(state: InviteState, how: "message" | "link"): InviteState {
  if (state.step.at === "sending") return state;
  const clean = { ...state, emailError: undefined, mobileError: undefined };
  if (how === "link") return { ...clean, step: { at: "sending", via: "link" } };
  const editing = { ...clean, step: { at: "editing" } } as const;
  const via = viaOf(state);
  if (via === undefined) return { ...editing, emailError: state.mobile === undefined ? "missing" : "missing-both" };
  if (via === "email" && !isEmail(state.email)) return { ...editing, emailError: "wrong" };
  if (via === "sms" && !isMobile(state.mobile ?? "")) return { ...editing, mobileError: "wrong" };
  return { ...clean, step: { at: "sending", via } };
}

/** What goes to the server for what is typed. */
export function newInvitation(state: InviteState, via: NewInvitation["via"]): NewInvitation {
  const name = state.name.trim();
  return {
    kind: state.kind,
    via,
    ...(name === "" ? {} : { name }),
    ...(via === "email" ? { email: state.email.trim() } : {}),
    ...(via === "sms" ? { mobile: (state.mobile ?? "").trim() } : {}),
  };
}
