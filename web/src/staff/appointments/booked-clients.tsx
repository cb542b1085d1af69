import x from "lucide-static/icons/x.svg?inner";
import { useRef } from "preact/hooks";
import type { Store } from "../../shared/state/store.ts";
import { appointments } from "../../shared/text/index.ts";
import { IconButton } from "../../shared/ui/button.tsx";
import { RecipientField } from "../contacts/recipient-field.tsx";
import type { Desk } from "../desk.ts";
import { CLIENTS_MAX, type AppointmentForm, type AppointmentFormEvent } from "./appointment-form.ts";
import type { FieldRefs } from "./when-fields.tsx";

const text = appointments.form;

function hintFor(count: number): string {
  if (count === CLIENTS_MAX) return text.clientsFull;
  return count === 0 ? text.clientsHint : text.clientsHintSome(count);
}

/** A1: one to seven people of the address book, each found by typing, each removed by a press. */
export function BookedClients(props: { desk: Desk; store: Store<AppointmentForm, AppointmentFormEvent>; fields: FieldRefs }) {
  const { desk, store, fields } = props;
  const list = useRef<HTMLUListElement>(null);
  const { clients, typedClient, errors } = store.state.value;

  const remove = (id: string, name: string): void => {
    const index = clients.findIndex((client) => client.id === id);
    store.dispatch({ type: "client-removed", id });
    desk.say(text.clientRemoved(name));
    // The focus goes to the next name's button, or back to the field where there is none.
    const buttons = list.current?.querySelectorAll<HTMLElement>("button") ?? [];
    const next = buttons[index + 1] ?? (index > 0 ? buttons[index - 1] : fields.current.clients);
    next?.focus();
  };

  return (
    <div>
      <RecipientField
        desk={desk}
        label={text.clients}
        hint={hintFor(clients.length)}
        mustChoose
        nobodyHint={text.clientsNobody}
        value={typedClient}
        error={errors.clients}
        full={clients.length === CLIENTS_MAX}
        inputRef={(element) => {
          fields.current.clients = element;
        }}
        onInput={(value) => store.dispatch({ type: "client-typed", value })}
        onChoose={(contact) => {
          store.dispatch({ type: "client-chosen", contact });
          desk.say(text.clientAdded(contact.name));
        }}
      />
      {clients.length > 0 && (
        <ul ref={list} class="chosen-clients" role="list" aria-label={text.chosen}>
          {clients.map((client) => (
            <li key={client.id} class="chosen-client">
              <span class="chosen-client-who">
                <span class="chosen-client-name">{client.name}</span>
                {client.detail !== "" && <span class="chosen-client-detail">{client.detail}</span>}
              </span>
              <IconButton row icon={x} label={text.removeClient(client.name)} onPress={() => remove(client.id, client.name)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
