import userX from "lucide-static/icons/user-x.svg?inner";
import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { Settings } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { common, settings as text } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { Icon } from "../../shared/ui/icon.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { AlertsPart } from "./alerts-part.tsx";
import {
  PRACTICE_FIELDS,
  practiceTyped,
  reduceSettings,
  SETTINGS_AT_START,
  type PracticeField,
  type Right,
  type SettingsEvent,
  type SettingsState,
} from "./settings-state.ts";
import "./settings.css";

type SettingsStore = Store<SettingsState, SettingsEvent>;

const RIGHTS: readonly Right[] = ["send", "view", "admit"];

function idOf(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.id : "unexpected";
}

function Problem(props: { store: SettingsStore; region: "room" | "practice" }) {
  const { problem } = props.store.state.value;
  if (problem?.region !== props.region) return null;
  const words = problem.id in text.failed ? text.failed[problem.id as keyof typeof text.failed] : text.failed.other;
  return (
    <Notice tone="danger" title={text.failedTitle}>
      {words}
    </Notice>
  );
}

/** Who has access, and what each may do. */
function Grants(props: { desk: Desk; store: SettingsStore; settings: Settings }) {
  const { desk, store, settings } = props;
  const { busy } = store.state.value;

  const revoke = async (userId: string, name: string): Promise<void> => {
    store.dispatch({ type: "revoke", userId });
    try {
      store.dispatch({ type: "room-saved", settings: await desk.api.revokeAccess(userId) });
      desk.say(text.room.revoked(name));
    } catch (problem) {
      store.dispatch({ type: "failed", region: "room", problem: idOf(problem) });
    }
  };

  if (settings.grants.length === 0) return <p class="settings-none">{text.room.nobody}</p>;
  return (
    <ul class="settings-grants" aria-label={text.room.list}>
      {settings.grants.map((grant) => (
        <li key={grant.user_id} class="settings-grant">
          <div class="settings-grant-who">
            <p class="settings-grant-name">{grant.name}</p>
            <p class="settings-grant-rights">
              {text.room.may(common.list(RIGHTS.filter((right) => grant[right]).map((right) => text.room.word[right])))}
            </p>
          </div>
          <Button
            icon={userX}
            label={text.room.revoke(grant.name)}
            busy={typeof busy === "object" && busy.revoke === grant.user_id && text.room.revoking}
            onPress={() => void revoke(grant.user_id, grant.name)}
          >
            {text.room.revokeShort}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Choose a name, tick what they may do. */
function GrantForm(props: { desk: Desk; store: SettingsStore; settings: Settings }) {
  const { desk, store, settings } = props;
  const { userId, rights, grantError, busy } = store.state.value;
  const id = useId();
  const select = useRef<HTMLSelectElement>(null);

  const grant = async (): Promise<void> => {
    store.dispatch({ type: "grant" });
    const chosen = store.state.peek();
    if (chosen.busy !== "grant") {
      if (chosen.grantError === "name") select.current?.focus();
      return;
    }
    const name = settings.users.find((user) => user.id === chosen.userId)?.name ?? "";
    try {
      store.dispatch({ type: "room-saved", settings: await desk.api.grantAccess(chosen.userId, chosen.rights) });
      desk.say(text.room.granted(name));
    } catch (problem) {
      store.dispatch({ type: "failed", region: "room", problem: idOf(problem) });
    }
  };

  const knows = settings.grants.some((one) => one.user_id === userId);
  // Beneath what it is about.
  const error = grantError && (
    <p id={`${id}-error`} class="field-error" role="alert">
      <Icon of={circleAlert} small />
      <span>{text.room.error[grantError]}</span>
    </p>
  );
  return (
    <form
      class="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void grant();
      }}
    >
      <div class="field">
        <label class="field-label" for={id}>
          {text.room.name}
        </label>
        <select
          ref={select}
          id={id}
          class="input select"
          value={userId}
          aria-invalid={grantError === "name" ? "true" : undefined}
          aria-describedby={grantError === "name" ? `${id}-error` : undefined}
          onChange={(event) => store.dispatch({ type: "user", userId: event.currentTarget.value })}
        >
          <option value="">{text.room.choose}</option>
          {settings.users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.name}
            </option>
          ))}
        </select>
        {grantError === "name" && error}
      </div>
      <fieldset
        class="settings-rights"
        aria-label={text.room.rights}
        aria-describedby={grantError === "rights" ? `${id}-error` : undefined}
      >
        {RIGHTS.map((right) => (
          <label key={right} class="settings-right">
            <input
              type="checkbox"
              class="check"
              aria-label={text.room.right[right]}
              aria-describedby={`${id}-${right}`}
              checked={rights[right]}
              onChange={(event) => store.dispatch({ type: "right", right, on: event.currentTarget.checked })}
            />
            <span class="settings-right-text">
              <span class="settings-right-name">{text.room.right[right]}</span>
              <span id={`${id}-${right}`} class="settings-right-what">
                {text.room.rightWhat[right]}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {grantError === "rights" && error}
      <Button variant={settings.may_change_practice ? "outline" : "primary"} submit busy={busy === "grant" && text.room.granting}>
        {knows ? text.room.change : text.room.grant}
      </Button>
    </form>
  );
}

function MyRoom(props: { desk: Desk; store: SettingsStore; settings: Settings }) {
  const id = useId();
  return (
    <section class="card settings-region" aria-labelledby={id}>
      <h2 id={id}>{text.room.title}</h2>
      <p class="settings-what">{text.room.what}</p>
      <Problem store={props.store} region="room" />
      <Grants {...props} />
      {props.settings.users.length === 0 ? <p class="settings-none">{text.room.alone}</p> : <GrantForm {...props} />}
      <AlertsPart desk={props.desk} />
    </section>
  );
}

function PracticeForm(props: { desk: Desk; store: SettingsStore }) {
  const { desk, store } = props;
  const id = useId();
  const fields = useRef<Partial<Record<PracticeField, HTMLInputElement | null>>>({});
  const { typed, errors, busy } = store.state.value;

  const save = async (): Promise<void> => {
    store.dispatch({ type: "save" });
    const checked = store.state.peek();
    if (checked.busy !== "practice") {
      const first = PRACTICE_FIELDS.find((field) => checked.errors[field] !== undefined);
      if (first) fields.current[first]?.focus();
      return;
    }
    try {
      store.dispatch({ type: "practice-saved", settings: await desk.api.changePracticeSettings(practiceTyped(checked)) });
      desk.say(text.practice.saved);
    } catch (problem) {
      store.dispatch({ type: "failed", region: "practice", problem: idOf(problem) });
    }
  };

  return (
    <section class="card settings-region" aria-labelledby={id}>
      <h2 id={id}>{text.practice.title}</h2>
      <p class="settings-what">{text.practice.what}</p>
      <Problem store={store} region="practice" />
      <form
        class="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {PRACTICE_FIELDS.map((field) => (
          <Field
            key={field}
            label={text.practice[field]}
            hint={text.practice.hint[field]}
            maxLength={40}
            inputRef={(element) => {
              fields.current[field] = element;
            }}
            value={typed[field]}
            error={errors[field]}
            onInput={(value) => store.dispatch({ type: "typed", field, value })}
            onLeave={() => store.dispatch({ type: "left", field })}
          />
        ))}
        <Button variant="primary" submit busy={busy === "practice" && text.practice.saving}>
          {text.practice.save}
        </Button>
      </form>
    </section>
  );
}

/** I9, W12: who may work in one's waiting room; for administrators, what holds in the whole practice. */
export function SettingsPage(props: { desk: Desk }) {
  const { desk } = props;
  const store = useMemo(() => createStore(reduceSettings, SETTINGS_AT_START), []);
  const scope = useMemo(() => new Scope(), []);
  const { settings, notLoaded } = store.state.value;

  const load = async (): Promise<void> => {
    try {
      const loaded = await desk.api.getSettings();
      if (!scope.ended) store.dispatch({ type: "loaded", settings: loaded });
    } catch {
      if (!scope.ended) store.dispatch({ type: "not-loaded" });
    }
  };
  useEffect(() => {
    void load();
    return () => scope.end();
  }, []);

  if (!settings) {
    return notLoaded ? (
      <Notice tone="danger" title={text.notLoadedTitle} actions={<Button onPress={() => void load()}>{text.again}</Button>}>
        {text.notLoadedWhat}
      </Notice>
    ) : (
      <Loading label={text.loading} />
    );
  }
  return (
    <div class="settings">
      <MyRoom desk={desk} store={store} settings={settings} />
      {settings.may_change_practice && <PracticeForm desk={desk} store={store} />}
    </div>
  );
}
