import { useEffect, useMemo } from "preact/hooks";
import { DeviceTest } from "../shared/devices/device-test.tsx";
import { LocalMedia } from "../shared/devices/local-media.ts";
import { staff } from "../shared/text/index.ts";
import { Dialog } from "../shared/ui/dialog.tsx";

/** D3: the provider's own device test, at any time. Its devices are let go when it closes. */
export function MyDeviceDialog(props: { onClose: () => void }) {
  const media = useMemo(() => new LocalMedia(), []);
  useEffect(() => () => media.end(), [media]);
  return (
    <Dialog title={staff.shell.myDevice} onClose={props.onClose}>
      <DeviceTest media={media} />
    </Dialog>
  );
}
