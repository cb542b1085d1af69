import circleHelp from "lucide-static/icons/circle-help.svg?inner";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { DeviceTest } from "../shared/devices/device-test.tsx";
import { LocalMedia } from "../shared/devices/local-media.ts";
import { devices } from "../shared/text/en/devices.ts";
import { staff } from "../shared/text/index.ts";
import { Button } from "../shared/ui/button.tsx";
import { Dialog } from "../shared/ui/dialog.tsx";

/** D3: the provider's own device test, at any time. Its devices are let go when it closes. */
export function MyDeviceDialog(props: { onClose: () => void }) {
  const media = useMemo(() => new LocalMedia(), []);
  const [helping, setHelping] = useState(false);
  useEffect(() => () => media.end(), [media]);
  return (
    <Dialog
      title={staff.shell.myDevice}
      onClose={props.onClose}
      foot={
        <Button icon={circleHelp} expanded={helping} onPress={() => setHelping(!helping)}>
          {devices.checklist.help}
        </Button>
      }
    >
      <DeviceTest media={media} />
      {helping && <Checklist />}
    </Dialog>
  );
}

/** D7: what to look at when the test's own steps did not mend it. */
function Checklist() {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // What was asked for is below what one sees: it is brought into view, and read from its beginning.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "start" });
  }, []);
  return (
    <section class="checklist" aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {devices.checklist.title}
      </h3>
      <ul>
        {devices.checklist.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}
