import { useRef, useState } from "preact/hooks";
import type { GuestView } from "../shared/api/types.ts";
import { guest as words, guestTime } from "../shared/text/en/guest.ts";
import { Button } from "../shared/ui/button.tsx";
import { Field } from "../shared/ui/field.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import type { GuestDesk } from "./desk.ts";
import { AppointmentTime } from "./door-parts.tsx";
import { Frame, Heading, Telephone } from "./frame.tsx";
import { nameOf, type NameFields } from "./name.ts";

/** Before the wait: a name where none is known, and the one press that begins the test. */
export function BeforePage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  const { asking, refused, crowded, unreachable } = desk.store.state.value;
  const [fields, setFields] = useState<NameFields>({ first: "", last: "" });
  const [missing, setMissing] = useState<Partial<Record<keyof NameFields, string | undefined>>>({});
  const first = useRef<HTMLInputElement>(null);
  const last = useRef<HTMLInputElement>(null);

  const check = (which: keyof NameFields): void => {
    const error = fields[which].trim() === "" ? words.before.nameMissing : undefined;
    setMissing((before) => ({ ...before, [which]: error }));
  };
  const go = (): void => {
    if (!view.needs_name) {
      void desk.take();
      return;
    }
    const name = nameOf(fields);
    if (name) {
      void desk.take(name);
      return;
    }
    check("first");
    check("last");
    (fields.first.trim() === "" ? first : last).current?.focus();
  };
  return (
    <Frame practice={view.practice} foot={<Telephone practice={view.practice} />}>
      <Heading tab={words.tab.plain}>{words.before.heading}</Heading>
      {view.host_name && (
        <p class="lead">
          <Rich text={words.before.withHost(view.host_name)} />
        </p>
      )}
      <AppointmentTime view={view} />
      <p class="lead">{words.before.what}</p>
      {view.seat === "elsewhere" && (
        <Notice tone="warn" title={words.before.elsewhere} />
      )}
      <form
        class="before-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (asking === null) go();
        }}
      >
        {view.needs_name && (
          <div class="name-fields">
            <Field
              label={words.before.firstName}
              value={fields.first}
              autocomplete="given-name"
              maxLength={100}
              error={missing.first}
              inputRef={first}
              onInput={(value) => setFields({ ...fields, first: value })}
              onLeave={() => fields.first !== "" && check("first")}
            />
            <Field
              label={words.before.lastName}
              value={fields.last}
              autocomplete="family-name"
              maxLength={99}
              hint={words.before.nameHint}
              error={missing.last}
              inputRef={last}
              onInput={(value) => setFields({ ...fields, last: value })}
              onLeave={() => fields.last !== "" && check("last")}
            />
          </div>
        )}
        {refused && <p role="alert">{crowded ? words.crowded : words.refused}</p>}
        {unreachable && <Notice tone="warn" title={words.tryingAgain.heading}>{words.tryingAgain.what}</Notice>}
        <Button variant="primary" size="large" wide submit busy={asking === "take" && words.before.testing}>
          {words.before.test}
        </Button>
      </form>
      <p class="quiet">{words.before.nobody}</p>
      {view.appointment === undefined && view.expires_at_ms !== undefined && view.state === "invited" && (
        <p class="quiet">
          <Rich text={words.before.until(guestTime(view.expires_at_ms, view.practice.zone))} />
        </p>
      )}
    </Frame>
  );
}
