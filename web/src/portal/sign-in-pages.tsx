import { useLayoutEffect, useRef } from "preact/hooks";
import { Frame, Heading, Telephone } from "../guest/frame.tsx";
import type { Practice } from "../shared/api/types.ts";
import { portal as words } from "../shared/text/en/portal.ts";
import { Button } from "../shared/ui/button.tsx";
import { Field } from "../shared/ui/field.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { Rich } from "../shared/ui/rich.tsx";
import type { PortalDesk } from "./desk.ts";
import type { PortalProblem } from "./state.ts";

function ProblemNotice(props: { problem: PortalProblem | undefined }) {
  if (!props.problem) return null;
  const text = words.problem[props.problem];
  return (
    <Notice tone={props.problem === "ended" ? "plain" : "danger"} title={text.title}>
      {text.what}
    </Notice>
  );
}

/** Where the code goes. */
export function AskPage(props: { desk: PortalDesk; practice: Practice }) {
  const { desk, practice } = props;
  const { store } = desk;
  const { to, toError, busy, problem, textMessages } = store.state.value;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (toError && !busy) field.current?.focus();
  }, [toError === "missing"]);
  return (
    <Frame practice={practice} foot={<Telephone practice={practice} />}>
      <Heading tab={words.tab}>{words.ask.heading}</Heading>
      <p class="lead">{words.ask.what}</p>
      <ProblemNotice problem={problem} />
      <form
        class="before-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void desk.askForCode();
        }}
      >
        <Field
          label={words.ask.to}
          name="to"
          type="text"
          inputMode="email"
          autocomplete="email"
          maxLength={254}
          hint={textMessages ? words.ask.hint : words.ask.hintEmailOnly}
          error={toError && (toError === "missing" ? words.ask.missing : words.ask.wrong)}
          inputRef={field}
          value={to}
          onInput={(value) => store.dispatch({ type: "to", value })}
          onLeave={() => store.dispatch({ type: "to-left" })}
        />
        <Button variant="primary" size="large" wide submit busy={busy && words.ask.sending}>
          {words.ask.send}
        </Button>
      </form>
    </Frame>
  );
}

/** The code, and the name where several people share the address. */
export function CodePage(props: { desk: PortalDesk; practice: Practice }) {
  const { desk, practice } = props;
  const { store } = desk;
  const { to, code, codeError, nameNeeded, name, nameError, busy, problem } = store.state.value;
  const codeField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const over = problem === "codeOver";
  useLayoutEffect(() => {
    if (nameNeeded) nameField.current?.focus();
  }, [nameNeeded]);
  const signIn = async (): Promise<void> => {
    await desk.signIn();
    const now = store.state.value;
    if (now.codeError || now.problem === "codeWrong") codeField.current?.focus();
    else if (now.nameError || now.problem === "nameWrong") nameField.current?.focus();
  };
  return (
    <Frame practice={practice} foot={<Telephone practice={practice} />}>
      <Heading tab={words.tab}>{words.code.heading}</Heading>
      <p class="lead">
        <Rich text={words.code.what(to.trim())} />
      </p>
      <ProblemNotice problem={problem} />
      <form
        class="before-form portal-code"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void signIn();
        }}
      >
        <Field
          label={words.code.code}
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={20}
          hint={words.code.codeHint}
          error={codeError ? words.code.codeMissing : undefined}
          inputRef={codeField}
          value={code}
          onInput={(value) => store.dispatch({ type: "code", value })}
        />
        {nameNeeded && (
          <>
            <Notice tone="plain" title={words.code.nameWhy} />
            <Field
              label={words.code.name}
              name="name"
              autocomplete="name"
              maxLength={200}
              hint={words.code.nameHint}
              error={nameError ? words.code.nameMissing : undefined}
              inputRef={nameField}
              value={name}
              onInput={(value) => store.dispatch({ type: "name", value })}
            />
          </>
        )}
        <Button variant={over ? "outline" : "primary"} size="large" wide submit busy={busy && words.code.signingIn}>
          {words.code.signIn}
        </Button>
      </form>
      <Button
        variant={over ? "primary" : "outline"}
        size={over ? "large" : "middle"}
        wide
        onPress={() => store.dispatch({ type: "again-pressed" })}
      >
        {words.code.again}
      </Button>
    </Frame>
  );
}
