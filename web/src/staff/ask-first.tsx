import { staff } from "../shared/text/index.ts";
import { Button } from "../shared/ui/button.tsx";
import { Dialog } from "../shared/ui/dialog.tsx";

/** What asks before an act that cannot be taken back. The focus begins on `Keep`, and Escape keeps. */
export function AskFirst(props: { title: string; what: string; act: string; onAct: () => void; onKeep: () => void }) {
  return (
    <Dialog
      narrow
      title={props.title}
      onClose={props.onKeep}
      foot={
        <>
          <Button onPress={props.onKeep}>{staff.room.keep}</Button>
          <Button variant="danger" class="to-end" onPress={props.onAct}>
            {props.act}
          </Button>
        </>
      }
    >
      <p>{props.what}</p>
    </Dialog>
  );
}
