import lifeBuoy from "lucide-static/icons/life-buoy.svg?inner";
import { useState } from "preact/hooks";
import type { GuestView } from "../shared/api/types.ts";
import { DeviceTest } from "../shared/devices/device-test.tsx";
import { hasPassed, isOver, thingsToFix, untested, type DeviceTestState } from "../shared/devices/test-state.ts";
import { devices } from "../shared/text/en/devices.ts";
import { guest as words } from "../shared/text/en/guest.ts";
import { Notice } from "../shared/ui/parts.tsx";
import type { GuestDesk } from "./desk.ts";
import { Frame, Heading, telephoneLink } from "./frame.tsx";

/** D2: the test; who passes goes on by themselves. */
export function TestPage(props: { desk: GuestDesk; view: GuestView }) {
  const { desk, view } = props;
  const [test, setTest] = useState<DeviceTestState>(untested);
  const { unreachable, refused } = desk.store.state.value;
  const { telephone } = view.practice;
  return (
    <Frame practice={view.practice}>
      <Heading tab={words.tab.plain}>{headingOf(test)}</Heading>
      <p class="lead" role="status">
        {test.speakNow ? devices.heading.speakNow : !isOver(test) ? devices.heading.runningHint : hasPassed(test) ? words.test.sending : ""}
      </p>
      {unreachable && <Notice tone="warn" title={words.test.failedNotice} />}
      {refused && <p role="alert">{words.refused}</p>}
      {view.help_asked && (
        <Notice tone="plain" icon={lifeBuoy} title={words.test.helpAsked}>
          {words.test.helpAskedWhat}
        </Notice>
      )}
      <DeviceTest
        media={desk.media}
        offersToGoOn
        soundOnlyAllowed={view.sound_only_allowed !== false}
        onState={setTest}
        onOver={(preflight) => void desk.report(preflight)}
        foot={
          <>
            {!view.help_asked && (
              <button type="button" class="link-button" onClick={() => void desk.askForHelp()}>
                {words.test.needHelp}
              </button>
            )}
            {telephone !== "" && (
              <a class="link-button" href={telephoneLink(telephone)}>
                {words.callThePractice}
              </a>
            )}
          </>
        }
      />
    </Frame>
  );
}

function headingOf(test: DeviceTestState): string {
  if (!isOver(test)) return devices.heading.running;
  return hasPassed(test) ? devices.heading.passed : devices.heading.failed(thingsToFix(test));
}
