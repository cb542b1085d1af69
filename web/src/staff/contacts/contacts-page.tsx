import bookUser from "lucide-static/icons/book-user.svg?inner";
import ellipsis from "lucide-static/icons/ellipsis.svg?inner";
import fileUp from "lucide-static/icons/file-up.svg?inner";
import pencil from "lucide-static/icons/pencil.svg?inner";
import plus from "lucide-static/icons/plus.svg?inner";
import searchIcon from "lucide-static/icons/search.svg?inner";
import trash from "lucide-static/icons/trash-2.svg?inner";
import userPlus from "lucide-static/icons/user-plus.svg?inner";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Contact, Session } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { contacts as text } from "../../shared/text/index.ts";
import { calendarDay } from "../../shared/text/time.ts";
import { Button, IconButton } from "../../shared/ui/button.tsx";
import { cx } from "../../shared/ui/cx.ts";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Icon } from "../../shared/ui/icon.tsx";
import { Menu } from "../../shared/ui/menu.tsx";
import { Empty, Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { InviteDialog } from "../room/invite-dialog.tsx";
import { ContactDialog } from "./contact-dialog.tsx";
import { CONTACTS_AT_START, reduceContacts, type ContactsEvent, type ContactsState } from "./contacts-state.ts";
import { ImportDialog } from "./import-dialog.tsx";
import "./contacts.css";

/** While one types, the server is asked at most this often. */
const TYPING_PAUSE_MS = 150;

const NONE = "–";

type ContactsStore = Store<ContactsState, ContactsEvent>;

/** Which dialog stands over the page. */
type Over = { over: "new" } | { over: "import" } | { over: "change" | "remove" | "invite"; contact: Contact };

async function ask(desk: Desk, store: ContactsStore, query: string): Promise<void> {
  store.dispatch({ type: "asked", query });
  const { question } = store.state.peek();
  try {
    const page = await desk.api.findContacts({ query: query.trim() });
    store.dispatch({ type: "answered", question, page });
  } catch {
    store.dispatch({ type: "failed", question });
  }
}

async function askMore(desk: Desk, store: ContactsStore): Promise<void> {
  const { query, next } = store.state.peek();
  if (next === undefined) return;
  store.dispatch({ type: "more-asked" });
  const { question } = store.state.peek();
  try {
    const page = await desk.api.findContacts({ query: query.trim(), after: next });
    store.dispatch({ type: "more-answered", question, page });
  } catch {
    store.dispatch({ type: "failed", question });
  }
}

function ColumnHeads() {
  return (
    <div class="contacts-head" aria-hidden="true">
      <span>{text.column.name}</span>
      <span>{text.column.email}</span>
      <span>{text.column.mobile}</span>
      <span>{text.column.born}</span>
    </div>
  );
}

/** A long address breaks behind its @. */
function Address(props: { email: string }) {
  const at = props.email.indexOf("@") + 1;
  if (at === 0) return <>{NONE}</>;
  return (
    <>
      {props.email.slice(0, at)}
      <wbr />
      {props.email.slice(at)}
    </>
  );
}

function ContactItem(props: { contact: Contact; onOver: (over: Over) => void }) {
  const { contact, onOver } = props;
  return (
    <li class="contact">
      <div class="contact-who">
        <button type="button" class="contact-name" onClick={() => onOver({ over: "change", contact })}>
          {contact.name}
        </button>
      </div>
      <span class={cx("contact-detail", contact.email === "" && "contact-none")}>
        <Address email={contact.email} />
      </span>
      <span class={cx("contact-detail", contact.mobile === "" && "contact-none")}>{contact.mobile || NONE}</span>
      <span class={cx("contact-detail contact-born", contact.birth_date === "" && "contact-none")}>
        {contact.birth_date === "" ? NONE : calendarDay(contact.birth_date)}
      </span>
      <div class="contact-acts">
        <Button variant="outline" icon={userPlus} label={text.inviteLabel(contact.name)} onPress={() => onOver({ over: "invite", contact })}>
          {text.invite}
        </Button>
        <Menu
          label={text.moreFor(contact.name)}
          items={[
            { label: text.change, icon: pencil, onPress: () => onOver({ over: "change", contact }) },
            { label: text.remove, icon: trash, danger: true, onPress: () => onOver({ over: "remove", contact }) },
          ]}
          trigger={(button) => (
            <IconButton
              row
              icon={ellipsis}
              label={text.moreFor(contact.name)}
              expanded={button.expanded}
              buttonRef={button.ref}
              onPress={button.onPress}
            />
          )}
        />
      </div>
    </li>
  );
}

function RemoveDialog(props: { desk: Desk; contact: Contact; onRemoved: () => void; onClose: () => void }) {
  const [step, setStep] = useState<"asking" | "busy" | "failed">("asking");
  const remove = async (): Promise<void> => {
    setStep("busy");
    try {
      await props.desk.api.removeContact(props.contact.id);
      props.desk.say(text.removal.done(props.contact.name));
      props.onRemoved();
    } catch {
      setStep("failed");
    }
  };
  return (
    <Dialog
      title={text.removal.title}
      narrow
      onClose={props.onClose}
      foot={
        <>
          <Button onPress={props.onClose}>{text.removal.cancel}</Button>
          <Button variant="danger" class="to-end" busy={step === "busy" && text.removal.busy} onPress={() => void remove()}>
            {text.remove}
          </Button>
        </>
      }
    >
      {step === "failed" ? <Notice tone="danger" title={text.removal.failed} /> : <p>{text.removal.what(props.contact.name)}</p>}
    </Dialog>
  );
}

/** The list as it is: nothing yet, nobody, nobody found, or who. */
function List(props: { desk: Desk; store: ContactsStore; onOver: (over: Over) => void }) {
  const { desk, store, onOver } = props;
  const { loaded, failed, contacts, next, found, total, busy, query } = store.state.value;
  if (!loaded) return failed ? null : <Loading label={text.loading} />;
  if (total === 0) {
    return (
      <Empty
        icon={bookUser}
        title={text.emptyTitle}
        what={text.emptyWhat}
        action={
          <Button variant="primary" icon={plus} onPress={() => onOver({ over: "new" })}>
            {text.create}
          </Button>
        }
      />
    );
  }
  if (contacts.length === 0) return <Empty icon={searchIcon} title={text.nothingFoundTitle(query.trim())} what={text.nothingFoundWhat} />;
  return (
    <>
      <ColumnHeads />
      <ul aria-label={text.list}>
        {contacts.map((contact) => (
          <ContactItem key={contact.id} contact={contact} onOver={onOver} />
        ))}
      </ul>
      <div class="contacts-foot">
        <p role="status">{text.count(found, total)}</p>
        {next !== undefined && (
          <Button busy={busy === "more" && text.loadingMore} onPress={() => void askMore(desk, store)}>
            {text.more}
          </Button>
        )}
      </div>
    </>
  );
}

/** I1: the practice's address book. */
export function ContactsPage(props: { desk: Desk; session: Session }) {
  const { desk } = props;
  const store = useMemo(() => createStore(reduceContacts, CONTACTS_AT_START), []);
  const [over, setOver] = useState<Over | undefined>(undefined);
  const [typed, setTyped] = useState("");
  const { total, loaded, failed, query } = store.state.value;

  useEffect(() => {
    const scope = new Scope();
    // The first list comes at once; what is typed waits for a pause.
    scope.after(store.state.peek().question === 0 ? 0 : TYPING_PAUSE_MS, () => void ask(desk, store, typed));
    return () => scope.end();
  }, [typed]);

  const close = (): void => setOver(undefined);
  const closeAndAsk = (): void => {
    close();
    void ask(desk, store, query);
  };
  // An empty book offers `New contact` in its middle. Until that is known the tools keep their places unseen: none moves away under a finger.
  const isKnown = failed || loaded;
  const hasTools = !loaded || total > 0;
  return (
    <div class="contacts">
      {failed && (
        <Notice
          tone="danger"
          title={text.notLoadedTitle}
          actions={<Button onPress={() => void ask(desk, store, query)}>{text.again}</Button>}
        >
          {text.notLoadedWhat}
        </Notice>
      )}
      <div class={cx("contacts-tools", !isKnown && "contacts-tools-unknown")}>
        {hasTools && (
          <div class="contacts-search">
            <Icon of={searchIcon} />
            <input
              class="input"
              type="search"
              placeholder={text.search}
              aria-label={text.search}
              title={text.searchHint}
              maxLength={254}
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="contacts-tools-end">
          <Button icon={fileUp} onPress={() => setOver({ over: "import" })}>
            {text.import}
          </Button>
          {hasTools && (
            <Button variant="primary" icon={plus} onPress={() => setOver({ over: "new" })}>
              {text.create}
            </Button>
          )}
        </div>
      </div>
      <div class="card">
        <List desk={desk} store={store} onOver={setOver} />
      </div>
      {over?.over === "new" && <ContactDialog desk={desk} onSaved={closeAndAsk} onClose={close} />}
      {over?.over === "import" && <ImportDialog desk={desk} onImported={closeAndAsk} onClose={close} />}
      {over?.over === "change" && <ContactDialog desk={desk} id={over.contact.id} onSaved={closeAndAsk} onClose={close} />}
      {over?.over === "remove" && <RemoveDialog desk={desk} contact={over.contact} onRemoved={closeAndAsk} onClose={close} />}
      {over?.over === "invite" && <InviteDialog desk={desk} session={props.session} contact={over.contact} onClose={close} />}
    </div>
  );
}
