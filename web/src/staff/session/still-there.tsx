import { useState } from "preact/hooks";
import { clock } from "../../shared/state/clock.ts";
import { staff } from "../../shared/text/index.ts";
import { countdown } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import type { Desk } from "../desk.ts";

const text = staff.idle;

/** S2: one press goes on, wherever it is made: the page tells the server of each, and the server's answer takes this away. */
export function StillThere(props: { desk: Desk }) {
  const { desk } = props;
  const [pressed, setPressed] = useState(false);
  const { endsAtMs } = desk.idle.state.value;
  const stay = (): void => {
    setPressed(true);
    desk.live.activity();
  };
  const noLine = pressed && desk.live.status.value.state !== "open";
  return (
    <Dialog
      narrow
      title={text.title}
      onClose={stay}
      foot={
        <Button variant="primary" class="to-end" busy={pressed && text.staying} onPress={stay}>
          {text.stay}
        </Button>
      }
    >
      <p class="tabular">{text.what(countdown(endsAtMs - clock.tick.value))}</p>
      {noLine && <p role="alert">{text.noLine}</p>}
    </Dialog>
  );
}
