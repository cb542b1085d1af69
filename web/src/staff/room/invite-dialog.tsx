import link from "lucide-static/icons/link.svg?inner";
import send from "lucide-static/icons/send.svg?inner";
import type { Ref } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { idempotencyKey } from "../../shared/api/client.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { Contact, InvitationKind, NewInvitation, Room, Session, Visit } from "../../shared/api/types.ts";
import { copyText } from "../../shared/clipboard.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Choices, Field, type ChoiceOption } from "../../shared/ui/field.tsx";
import { Notice } from "../../shared/ui/parts.tsx";
import { RecipientField } from "../contacts/recipient-field.tsx";
import type { Desk } from "../desk.ts";
import { RoomToSend, useRoomToSend } from "../room-choice.tsx";
import { formatDuration } from "../settings/duration.ts";
import { inviteAtStart, newInvitation, reduceInvite, type InviteEvent, type InviteState } from "./invite-state.ts";
import { LinkDialog } from "./link-dialog.tsx";

const text = staff.invite;

function kindsOf(session: Session, room: Room | undefined): ChoiceOption<InvitationKind>[] {
  const wait = text.waitingRoomHint(formatDuration(session.waiting_room_link_s));
  const now = text.connectNowHint(formatDuration(session.connect_now_link_s));
  const kinds: ChoiceOption<InvitationKind>[] = [{ value: "waiting_room", label: text.waitingRoom, hint: wait }];
  return room?.admit ? [...kinds, { value: "connect_now", label: text.connectNow, hint: now }] : kinds;
}

/** A visit that opens at once takes the right to admit. */
function kindIn(room: Room | undefined, kind: InvitationKind): InvitationKind {
  return room?.admit ? kind : "waiting_room";
}

function failureWords(id: string): string {
  return id in text.failed ? text.failed[id as keyof typeof text.failed] : text.failed.other;
}

/** I1 to I3: one guest, by e-mail, by text message, or by a link to send some other way. `contact` is who was chosen elsewhere. */
export function InviteDialog(props: { desk: Desk; session: Session; contact?: Contact; onClose: () => void }) {
  const { desk } = props;
  const store = useMemo(() => {
    const { smsAvailable } = desk.room.state.peek();
    return createStore(reduceInvite, inviteAtStart(props.session.invite_kind, smsAvailable, props.contact));
  }, []);
  const visit = useRef<Visit | undefined>(undefined);
  const email = useRef<HTMLInputElement>(null);
  const mobile = useRef<HTMLInputElement>(null);
  const state = store.state.value;
  const rooms = desk.rooms.state.value;
  const { room, roomId, choose } = useRoomToSend(rooms);

  /** A second press with nothing changed is the same invitation, whose answer may have been lost. */
  const attempt = useRef({ body: "", key: "" });
  const keyOf = (body: string): string => {
    if (attempt.current.body !== body) attempt.current = { body, key: idempotencyKey() };
    return attempt.current.key;
  };

  const focusOnError = (): void => {
    const { emailError, mobileError } = store.state.peek();
    if (emailError) email.current?.focus();
    else if (mobileError) mobile.current?.focus();
  };

  const submit = async (how: "message" | "link"): Promise<void> => {
    if (!room || store.state.peek().step.at === "sending") return;
    store.dispatch({ type: "submitted", how });
    const typed = store.state.peek();
    if (typed.step.at !== "sending") {
      focusOnError();
      return;
    }
    try {
      const invitation: NewInvitation = {
        ...newInvitation(typed, typed.step.via),
        kind: kindIn(room, typed.kind),
        ...(room.own ? {} : { room_id: room.room_id }),
      };
      const created = await desk.invite(invitation, keyOf(JSON.stringify(invitation)));
      visit.current = created.visit;
      if (created.link !== undefined) {
        store.dispatch({ type: "link-made", link: created.link });
        store.dispatch({ type: "link-copied", copied: await copyText(created.link) });
        return;
      }
      desk.say(staff.room.sent(created.invitation.name || staff.visit.theGuestLower));
      props.onClose();
      if (created.visit) desk.enterVisit(created.visit);
    } catch (problem) {
      const known = problem instanceof ApiProblem ? problem : undefined;
      store.dispatch({ type: "failed", problem: known?.id ?? "unexpected", field: known?.field });
      focusOnError();
    }
  };

  if (state.step.at === "link-ready") {
    return (
      <LinkDialog
        link={state.step.link}
        copied={state.step.copied}
        opensVisit={visit.current !== undefined}
        onCopy={() => void copyText(linkOf(state)).then((copied) => store.dispatch({ type: "link-copied", copied }))}
        onClose={() => {
          props.onClose();
          if (visit.current) desk.enterVisit(visit.current);
        }}
      />
    );
  }

  const { step } = state;
  const sending = step.at === "sending" ? step.via : undefined;
  return (
    <Dialog
      title={text.title}
      onClose={props.onClose}
      onSubmit={() => void submit("message")}
      foot={
        <>
          <Button icon={link} busy={sending === "link" && text.makingLink} onPress={() => void submit("link")}>
            {text.copyLink}
          </Button>
          <Button variant="primary" class="to-end" submit icon={send} busy={sending !== undefined && sending !== "link" && text.sending}>
            {text.send}
          </Button>
        </>
      }
    >
      <div class="stack">
        {step.at === "editing" && step.problem !== undefined && (
          <Notice tone="danger" title={text.failedTitle}>
            {failureWords(step.problem)}
          </Notice>
        )}
        <RoomToSend rooms={rooms} roomId={roomId} onChoose={choose} />
        <RecipientField
          desk={desk}
          label={text.name}
          hint={text.nameHint}
          value={state.name}
          onInput={(value) => store.dispatch({ type: "name", value })}
          onChoose={(contact) => store.dispatch({ type: "contact", contact })}
        />
        <Addresses store={store} emailRef={email} mobileRef={mobile} />
        <Choices
          legend={text.kind}
          name="kind"
          value={kindIn(room, state.kind)}
          options={kindsOf(props.session, room)}
          onChoose={(kind) => store.dispatch({ type: "kind", kind })}
        />
      </div>
    </Dialog>
  );
}

/** Where the message goes. One of the two is enough; where no text messages are sent there is one. */
function Addresses(props: {
  store: Store<InviteState, InviteEvent>;
  emailRef: Ref<HTMLInputElement>;
  mobileRef: Ref<HTMLInputElement>;
}) {
  const { store } = props;
  const state = store.state.value;
  const email = (hint: string) => (
    <Field
      label={text.email}
      type="email"
      hint={hint}
      maxLength={254}
      inputRef={props.emailRef}
      value={state.email}
      error={state.emailError && text.emailError[state.emailError]}
      onInput={(value) => store.dispatch({ type: "email", value })}
      onLeave={() => store.dispatch({ type: "email-left" })}
    />
  );
  if (state.mobile === undefined) return email(text.emailHint);
  const both = state.email.trim() !== "" && state.mobile.trim() !== "";
  return (
    <div>
      <div class="invite-addresses">
        {email("")}
        <Field
          label={text.mobile}
          type="tel"
          maxLength={40}
          inputRef={props.mobileRef}
          value={state.mobile}
          error={state.mobileError && text.mobileError[state.mobileError]}
          onInput={(value) => store.dispatch({ type: "mobile", value })}
          onLeave={() => store.dispatch({ type: "mobile-left" })}
        />
      </div>
      <p class="field-hint" role="status">
        {both ? text.bothHint : text.oneHint}
      </p>
    </div>
  );
}

function linkOf(state: InviteState): string {
  return state.step.at === "link-ready" ? state.step.link : "";
}
