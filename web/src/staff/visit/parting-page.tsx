import { staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { PageHeading } from "../page-heading.tsx";
import type { Parting } from "./parting.ts";

const text = staff.visit.parting;

/** In the place of the stage from the press on Leave or End visit until it is done. Mostly too short to be seen. */
export function PartingPage(props: { desk: Desk; parting: Parting }) {
  const { desk, parting } = props;
  const { status, doubtful } = desk.live;
  const unreachable = parting.unreachable || status.value.state !== "open" || doubtful.value;
  return (
    <main class="plain-page parting">
      <PageHeading words={text.heading[parting.how]} />
      <p class="ended-reason">{text.what}</p>
      <div role="status">
        {unreachable && (
          <Notice
            tone="warn"
            quiet
            title={text.unreachableTitle}
            actions={
              <Button variant="outline" onPress={() => desk.backToVisit()}>
                {text.back}
              </Button>
            }
          >
            {text.unreachable[parting.how]}
          </Notice>
        )}
      </div>
    </main>
  );
}
