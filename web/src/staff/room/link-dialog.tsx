import link from "lucide-static/icons/link.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import { useId } from "preact/hooks";
import { staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";

const text = staff.invite;

/** A link to be sent some other way. It is there to be copied by hand too: a page that is not served securely may not. */
export function LinkField(props: { link: string }) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {text.link}
      </label>
      <input id={id} class="input" readOnly value={props.link} onFocus={(event) => event.currentTarget.select()} />
    </div>
  );
}

export interface LinkDialogProps {
  link: string;
  copied: boolean;
  /** Closing it leads into the visit that the invitation has opened. */
  opensVisit?: boolean;
  onCopy: () => void;
  onClose: () => void;
}

/** The link is shown while this is open; the server keeps only what it needs to know it again. */
export function LinkDialog(props: LinkDialogProps) {
  return (
    <Dialog
      title={text.linkTitle}
      onClose={props.onClose}
      foot={
        <>
          <Button icon={link} onPress={props.onCopy}>
            {text.copyLink}
          </Button>
          <Button variant="primary" class="to-end" {...(props.opensVisit ? { icon: video } : {})} onPress={props.onClose}>
            {props.opensVisit ? text.openVisit : text.done}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p role="status">{props.copied ? text.linkCopied : text.linkNotCopied}</p>
        <LinkField link={props.link} />
      </div>
    </Dialog>
  );
}
