import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { alertPermission, askToAlert } from "../../shared/alert.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { AlertSettings } from "../../shared/api/types.ts";
import { isMobile } from "../../shared/state/mobile.ts";
import { createStore, type Store } from "../../shared/state/store.ts";
import { settings as words } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { ALERT_WAYS, alertsAtStart, changed, reduceAlerts, type AlertsEvent, type AlertsState, type AlertWay, type TestOutcome } from "./alerts-state.ts";

const text = words.alerts;

interface Part {
  desk: Desk;
  store: Store<AlertsState, AlertsEvent>;
  settings: AlertSettings;
}

function idOf(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.id : "unexpected";
}

/** Saves; what the server answers holds from then on. */
async function save(part: Part, what: string, ask: () => Promise<AlertSettings>): Promise<boolean> {
  const { desk, store } = part;
  store.dispatch({ type: "saving", what });
  try {
    const settings = await ask();
    desk.alerts.take(settings);
    store.dispatch({ type: "saved", mobile: settings.mobile ?? "" });
    return true;
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.field === "mobile") store.dispatch({ type: "mobile-refused", error: "refused" });
    else store.dispatch({ type: "not-saved", problem: idOf(problem) });
    return false;
  }
}

async function runTest(part: Part, way: AlertWay): Promise<TestOutcome> {
  const { alerts } = part.desk;
  if (way === "sound") return alerts.testSound() ? "sounded" : "silent";
  if (way === "desktop") {
    if (alertPermission() === "askable") await askToAlert();
    return alerts.testDesktop() ? "shown" : "not-shown";
  }
  try {
    await part.desk.api.testAlert(way);
    return "sent";
  } catch (problem) {
    const id = idOf(problem);
    return id === "too-soon" || id === "sms-cap" || id === "network" ? id : "failed";
  }
}

/** What may stand in the way of a choice: the browser's word counts more than ours. */
function hintOf(part: Part, way: AlertWay): string {
  const { settings, desk } = part;
  if (way === "email") return text.what.email(settings.email_address);
  if (way === "desktop" && settings.desktop) {
    const permission = alertPermission();
    if (permission !== "granted") return text.desktop[permission];
  }
  if (way === "sound" && settings.sound && desk.alerts.audible.value === "unsupported") return text.soundUnsupported;
  return text.what[way];
}

/** One way to be told: a check box, what it means, a button that tries it. */
function Way(props: Part & { way: AlertWay; onNumberMissing: () => void }) {
  const { store, settings, way } = props;
  const { testing, outcome, saving, mobile } = store.state.value;
  const [, setAsked] = useState(0);
  const id = useId();
  const on = settings[way];

  const toggle = async (wanted: boolean): Promise<void> => {
    if (way === "sms" && wanted && !numberGood(props)) {
      props.onNumberMissing();
      return;
    }
    if (way === "desktop" && wanted && alertPermission() === "askable") await askToAlert();
    setAsked((count) => count + 1);
    const kept = way === "sms" && wanted ? mobile : (settings.mobile ?? "");
    await save(props, way, () => props.desk.api.changeAlerts(changed(settings, way, wanted, kept)));
  };
  const test = async (): Promise<void> => {
    store.dispatch({ type: "testing", way });
    store.dispatch({ type: "tested", way, words: await runTest(props, way) });
  };
  const mayTest = way !== "sms" || settings.mobile !== undefined;
  return (
    <li class="alert-way">
      <div class="alert-line">
        <label class="settings-right">
          <input
            type="checkbox"
            class="check"
            aria-label={text.way[way]}
            aria-describedby={`${id}-what`}
            checked={on}
            onChange={(event) => {
              const wanted = event.currentTarget.checked;
              // What is shown is what holds: the box follows the answer.
              event.currentTarget.checked = on;
              if (saving === undefined) void toggle(wanted);
            }}
          />
          <span class="settings-right-text">
            <span class="settings-right-name">{text.way[way]}</span>
            <span id={`${id}-what`} class="settings-right-what">
              {hintOf(props, way)}
            </span>
          </span>
        </label>
        <Button
          label={text.testLabel[way]}
          busy={testing === way && text.testing}
          blockedBy={!mayTest && `${id}-what`}
          onPress={() => void test()}
        >
          {text.test}
        </Button>
      </div>
      <p class="alert-outcome" role="status">
        {outcome?.way === way ? text.outcome[outcome.words] : ""}
      </p>
    </li>
  );
}

/** Whether the typed number may be sent to the server; else the field says what is wrong with it. */
function numberGood(part: Part): boolean {
  const { mobile } = part.store.state.peek();
  const slip = mobile.trim() === "" ? "missing" : isMobile(mobile) ? undefined : "wrong";
  if (slip) part.store.dispatch({ type: "mobile-refused", error: slip });
  return slip === undefined;
}

function MobileNumber(props: Part & { inputRef: { current: HTMLInputElement | null } }) {
  const { desk, store, settings } = props;
  const { mobile, mobileError, saving } = store.state.value;
  const keep = async (): Promise<void> => {
    const { sound, desktop, email, sms } = settings;
    // Without a number nothing can be sent to it.
    if (mobile.trim() !== "" && !numberGood(props)) return;
    const wanted = { sound, desktop, email, sms: sms && mobile.trim() !== "", mobile: mobile.trim() };
    if (await save(props, "mobile", () => desk.api.changeAlerts(wanted))) desk.say(text.numberSaved);
  };
  return (
    <form
      class="alert-number"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <Field
        label={text.mobile}
        type="tel"
        hint={text.mobileHint}
        error={mobileError && text.mobileError[mobileError]}
        value={mobile}
        maxLength={40}
        inputRef={props.inputRef}
        onInput={(typed) => store.dispatch({ type: "mobile", text: typed })}
      />
      <Button submit busy={saving === "mobile" && text.saving}>
        {text.saveNumber}
      </Button>
    </form>
  );
}

/** A delegate's own choice, room by room. */
function Rooms(props: Part) {
  const { desk, settings, store } = props;
  if (settings.rooms.length === 0) return null;
  return (
    <fieldset class="alert-rooms">
      <legend class="field-label">{text.rooms}</legend>
      {settings.rooms.map((room) => (
        <label key={room.room_id} class="settings-right">
          <input
            type="checkbox"
            class="check"
            aria-label={text.roomOf(room.owner_name)}
            checked={room.chosen}
            onChange={(event) => {
              const wanted = event.currentTarget.checked;
              event.currentTarget.checked = room.chosen;
              if (store.state.peek().saving !== undefined) return;
              void save(props, room.room_id, () => desk.api.chooseAlertRoom(room.room_id, wanted));
            }}
          />
          <span class="settings-right-text">
            <span class="settings-right-name">{text.roomOf(room.owner_name)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** W16: how arrivals reach this user. Nothing here turns the waiting room off (W17). */
export function AlertsPart(props: { desk: Desk }) {
  const { desk } = props;
  const settings = desk.alerts.settings.value;
  const store = useMemo(() => createStore(reduceAlerts, alertsAtStart(desk.alerts.settings.peek()?.mobile ?? "")), []);
  const number = useRef<HTMLInputElement>(null);
  const { problem } = store.state.value;
  const id = useId();

  useEffect(() => {
    void desk.alerts.load();
  }, []);
  useEffect(() => {
    if (settings) store.dispatch({ type: "known", mobile: settings.mobile ?? "" });
  }, [settings?.mobile]);

  if (!settings) return null;
  const part: Part = { desk, store, settings };
  const ways = ALERT_WAYS.filter((way) => way !== "sms" || settings.sms_available);
  return (
    <section class="alerts-part" aria-labelledby={id}>
      <h3 id={id}>{text.title}</h3>
      <p class="settings-what">{text.always}</p>
      {problem && (
        <Notice tone="danger" title={words.failedTitle}>
          {problem === "network" ? words.failed.network : words.failed.other}
        </Notice>
      )}
      <ul class="alert-ways" aria-label={text.title}>
        {ways.map((way) => (
          <Way key={way} way={way} {...part} onNumberMissing={() => number.current?.focus()} />
        ))}
      </ul>
      {settings.sms_available && <MobileNumber {...part} inputRef={number} />}
      <Rooms {...part} />
    </section>
  );
}
