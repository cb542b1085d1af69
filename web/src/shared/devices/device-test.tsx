import circleCheck from "lucide-static/icons/circle-check.svg?inner";
import circleDashed from "lucide-static/icons/circle-dashed.svg?inner";
import circleX from "lucide-static/icons/circle-x.svg?inner";
import loaderCircle from "lucide-static/icons/loader-circle.svg?inner";
import rotateCcw from "lucide-static/icons/rotate-ccw.svg?inner";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Scope } from "../state/scope.ts";
import { createStore } from "../state/store.ts";
import { devices } from "../text/en/devices.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Rich } from "../ui/rich.tsx";
import { platformHere } from "./capture.ts";
import type { LocalMedia } from "./local-media.ts";
import type { Platform } from "./platform.ts";
import { DevicePreview } from "./preview.tsx";
import { runDeviceTest } from "./run-test.ts";
import {
  hasPassed,
  isOver,
  ITEMS,
  preflightOf,
  reduceDeviceTest,
  soundOnlyPossible,
  thingsToFix,
  untested,
  type DeviceTestState,
  type Item,
  type ItemName,
  type Preflight,
} from "./test-state.ts";
import "./devices.css";

export interface DeviceTestProps {
  /** The page's own devices; the test opens them and leaves those that work open. */
  media: LocalMedia;
  /** Whether one may go on without a working camera. */
  soundOnlyAllowed?: boolean;
  /** Told once each time the test is over, and once more when its person goes on with sound only. */
  onOver?: (preflight: Preflight) => void;
  /** Where the person may go on to somewhere; without it the test only shows how things stand. */
  offersToGoOn?: boolean;
  /** Told whenever the test's state changes, for a heading that speaks of it. */
  onState?: (state: DeviceTestState) => void;
  /** More at the foot, beside `Go on with sound only`. */
  foot?: ComponentChildren;
}

/** The device test: starts at once, shows each item's outcome, and how to mend the one that failed. */
export function DeviceTest(props: DeviceTestProps) {
  const latest = useRef(props);
  latest.current = props;
  const test = useMemo(() => new TestRun(), []);
  const [again, setAgain] = useState(false);
  useEffect(() => {
    const start = (): void => {
      test.start(props.media, () => {
        const preflight = preflightOf(test.store.state.peek(), false);
        if (preflight) latest.current.onOver?.(preflight);
      });
    };
    test.again = start;
    start();
    return () => test.end();
  }, [test, props.media]);

  const state = test.store.state.value;
  useEffect(() => latest.current.onState?.(state), [state]);
  const over = isOver(state);
  return (
    <>
      <DeviceTestList state={state} platform={platformHere()} />
      {!props.offersToGoOn && <DevicePreview media={props.media} testing={!over} />}
      {(props.offersToGoOn ? over && !hasPassed(state) : true) && (
        <div class={cx("test-foot", !over && !again && "test-foot-later")}>
          <Button
            variant={over && !hasPassed(state) ? "primary" : "outline"}
            size={props.offersToGoOn ? "large" : "middle"}
            icon={rotateCcw}
            wide={props.offersToGoOn === true}
            busy={!over && devices.testingAgain}
            onPress={() => {
              setAgain(true);
              test.again();
            }}
          >
            {devices.testAgain}
          </Button>
          {props.offersToGoOn && (
            <div class="test-foot-more">
              {props.soundOnlyAllowed && soundOnlyPossible(state) && (
                <button
                  type="button"
                  class="link-button"
                  onClick={() => {
                    const preflight = preflightOf(state, true);
                    if (preflight) props.onOver?.(preflight);
                  }}
                >
                  {devices.soundOnly}
                </button>
              )}
              {props.foot}
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** Holds the test's state and what is running of it; a new run ends the one before. */
class TestRun {
  readonly store = createStore(reduceDeviceTest, untested);
  again: () => void = () => undefined;
  #scope: Scope | null = null;

  start(media: LocalMedia, onOver: () => void): void {
    this.end();
    const scope = new Scope();
    this.#scope = scope;
    void runDeviceTest(scope, media, (event) => {
      if (!scope.ended) this.store.dispatch(event);
    }).then(() => {
      if (!scope.ended) onOver();
    });
  }

  end(): void {
    this.#scope?.end();
    this.#scope = null;
  }
}

/** The list alone: pure, drawn from the state. */
export function DeviceTestList(props: { state: DeviceTestState; platform: Platform }) {
  return (
    <div class="card test-list">
      <ul class="list" aria-label={devices.list}>
        {ITEMS.map((name) => (
          <TestItem key={name} name={name} item={props.state[name]} platform={props.platform} />
        ))}
      </ul>
      <p class="hidden-text" role="status">
        {isOver(props.state) ? summary(props.state) : ""}
      </p>
    </div>
  );
}

function summary(state: DeviceTestState): string {
  return hasPassed(state) ? devices.heading.passed : devices.heading.failed(thingsToFix(state));
}

const MARKS = { waiting: circleDashed, testing: loaderCircle, passed: circleCheck, failed: circleX } as const;
const WORDS = {
  waiting: devices.notTested,
  testing: devices.testing,
  passed: devices.passed,
  failed: devices.failed,
} as const;

/** The word stands last in the item, for ears as well: the help comes before it there and below it on screen. */
function TestItem(props: { name: ItemName; item: Item; platform: Platform }) {
  const { name, item } = props;
  const help = item.state === "failed" ? devices.help(name, item.failure, props.platform) : null;
  return (
    <li class={cx("test-item", `test-item-${item.state}`)}>
      <Icon of={MARKS[item.state]} class={cx("test-mark", item.state === "testing" && "icon-busy")} />
      <span class="test-title">{devices.titles[name]}</span>
      {help && (
        <div class="test-help">
          <p>
            <Rich text={help.what} />
          </p>
          {help.steps.length > 0 && (
            <ol>
              {help.steps.map((step) => (
                <li key={step}>
                  <span>
                    <Rich text={step} />
                  </span>
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
      <span class="test-word">{WORDS[item.state]}</span>
    </li>
  );
}
