import bellRing from "lucide-static/icons/bell-ring.svg?inner";
import x from "lucide-static/icons/x.svg?inner";
import { common } from "../text/index.ts";
import { Button, IconButton } from "./button.tsx";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export interface Toast {
  id: string;
  text: string;
  icon?: string;
  /** Why what was pressed here did not happen. */
  problem?: string;
  /** The first is the likelier one. One stands beside the text, two beneath it. */
  actions: readonly { label: string; onPress: () => void }[];
  onDismiss: () => void;
}

/** At most this many are drawn where the page says nothing else; the rest are counted. */
const SHOWN_MAX = 3;

/**
 * The notifications at the lower end corner. They stay until acted on, dismissed or no longer true. The region itself is
 * always there, so that a screen reader tells what comes into it.
 */
export function Toasts(props: {
  toasts: readonly Toast[];
  label: string;
  more: (count: number) => string;
  shownMax?: number;
}) {
  const shown = props.toasts.slice(0, props.shownMax ?? SHOWN_MAX);
  const hiddenCount = props.toasts.length - shown.length;
  return (
    <div class="toasts" role="region" aria-label={props.label}>
      <div role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
        {shown.map((toast) => (
          <div class="toast" key={toast.id}>
            <Icon of={toast.icon ?? bellRing} />
            <span id={`toast-${toast.id}`} class="toast-text">
              {toast.text}
              {toast.problem !== undefined && <span class="toast-problem">{toast.problem}</span>}
            </span>
            {toast.actions.length > 0 && (
              <div class={cx("toast-acts", toast.actions.length > 1 && "toast-acts-beneath")}>
                {toast.actions.map((action, index) => (
                  <Button
                    key={action.label}
                    variant={index === 0 ? "tonal" : "outline"}
                    describedBy={`toast-${toast.id}`}
                    onPress={action.onPress}
                  >
                    {action.label}
                  </Button>
                ))}
              </div>
            )}
            <IconButton icon={x} label={common.dismiss} describedBy={`toast-${toast.id}`} onPress={toast.onDismiss} />
          </div>
        ))}
        {hiddenCount > 0 && <p class="toasts-more">{props.more(hiddenCount)}</p>}
      </div>
    </div>
  );
}
