import { useMemo, useRef } from "preact/hooks";
import type { Appointment } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { createStore } from "../../shared/state/store.ts";
import { appointments, common } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Notice } from "../../shared/ui/parts.tsx";
import { save, whenOf, wordsOf, type OneProps } from "./appointment-dialogs.tsx";
import { changedClients, clientsForm, reduceAppointmentForm, type AppointmentForm } from "./appointment-form.ts";
import { BookedClients } from "./booked-clients.tsx";
import { dayOf } from "./day.ts";
import type { FieldRefs } from "./when-fields.tsx";

const text = appointments.form;

/** Who comes and who goes, by name, before anybody is told. */
function Changes(props: { form: AppointmentForm; appointment: Appointment }) {
  const { form, appointment } = props;
  const { add, take_out } = changedClients(form, appointment.clients);
  const names = (ids: readonly string[], of: readonly { id: string; name: string }[]): string =>
    common.list(of.filter(({ id }) => ids.includes(id)).map(({ name }) => name || appointments.clientGone));
  return (
    <div role="status">
      {add.length > 0 && <p class="clients-changed">{text.clientsAdd(names(add, form.clients))}</p>}
      {take_out.length > 0 && <p class="clients-changed">{text.clientsTakeOut(names(take_out, appointment.clients))}</p>}
    </div>
  );
}

/** A1: who is booked, before the start and while the visit runs. */
export function ClientsDialog(props: OneProps & { onChanged: (appointment: Appointment) => void }) {
  const { desk, zone, appointment } = props;
  const store = useMemo(() => createStore(reduceAppointmentForm, clientsForm(appointment, dayOf(clock.nowMs(), zone))), []);
  const fields: FieldRefs = useRef({});
  const form = store.state.value;
  const { day, time } = whenOf(appointment, zone);

  const change = async (): Promise<void> => {
    const changed = await save(store, fields, (typed) =>
      desk.api.changeAppointmentClients(appointment.id, changedClients(typed, appointment.clients)),
    );
    if (!changed) return;
    desk.say(text.clientsChanged);
    props.onChanged(changed);
  };

  return (
    <Dialog
      title={text.clientsTitle}
      onClose={props.onClose}
      onSubmit={() => void change()}
      foot={
        <>
          <Button onPress={props.onClose}>{common.cancel}</Button>
          <Button variant="primary" class="to-end" submit busy={form.step === "saving" && text.saving}>
            {text.save}
          </Button>
        </>
      }
    >
      <div class="stack">
        {form.problem !== undefined && (
          <Notice tone="danger" title={text.clientsFailed}>
            {wordsOf(text.failed, form.problem)}
          </Notice>
        )}
        <p>
          {day}, {time} · {appointment.title || appointments.untitled}
        </p>
        <BookedClients desk={desk} store={store} fields={fields} />
        <Changes form={form} appointment={appointment} />
        <p class="appointment-note">
          {text.clientsWhat} {appointment.state === "running" && text.clientsWhatRunning}
        </p>
      </div>
    </Dialog>
  );
}
