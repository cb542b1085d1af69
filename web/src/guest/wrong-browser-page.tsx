import type { Practice } from "../shared/api/types.ts";
import { abilitiesHere, platformHere } from "../shared/devices/capture.ts";
import { judgeBrowser, judgeSystem, type FailureKind } from "../shared/devices/failure.ts";
import { devices } from "../shared/text/en/devices.ts";
import { guest as words } from "../shared/text/en/guest.ts";
import { Rich } from "../shared/ui/rich.tsx";
import { Frame, Heading, Telephone } from "./frame.tsx";

/** Why no visit works in this browser; null where one does. */
export function browserFailure(): FailureKind | null {
  const platform = platformHere();
  return judgeSystem(platform) ?? judgeBrowser(platform, abilitiesHere());
}

/** D5: where no visit can work the page names a browser that does, before anything else is asked. */
export function WrongBrowserPage(props: { practice: Practice; failure: FailureKind }) {
  const help = devices.help("browser", props.failure, platformHere());
  return (
    <Frame practice={props.practice} foot={<Telephone practice={props.practice} />}>
      <Heading tab={words.tab.plain}>{words.wrongBrowser.heading}</Heading>
      <p class="lead">
        <Rich text={help.what} />
      </p>
      <section class="card card-padded">
        <h2>{words.wrongBrowser.title}</h2>
        <ol class="steps">
          {help.steps.map((step) => (
            <li key={step}>
              <span>
                <Rich text={step} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </Frame>
  );
}
