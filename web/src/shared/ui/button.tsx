import loaderCircle from "lucide-static/icons/loader-circle.svg?inner";
import type { ComponentChildren, Ref } from "preact";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export interface ButtonProps {
  /** At most one primary on a screen; danger only inside a dialog that confirms. */
  variant?: "primary" | "tonal" | "outline" | "ghost" | "danger";
  /** large: 56 px, a guest's one action. middle: 48 px, their others. */
  size?: "large" | "middle";
  icon?: string;
  iconClass?: string;
  /** Under way: the button keeps its place and its focus, says this, and does nothing when pressed. */
  busy?: string | false;
  /** Not yet allowed; the reason stands beside the button, in the element with this id. */
  blockedBy?: string | false;
  /** A ghost button at a line's end: its text meets the margin. */
  edge?: boolean;
  wide?: boolean;
  submit?: boolean;
  label?: string;
  /** The id of what tells this button from others of its name. */
  describedBy?: string;
  pressed?: boolean;
  /** It shows and hides something. */
  expanded?: boolean;
  class?: string;
  buttonRef?: Ref<HTMLButtonElement>;
  onPress?: () => void;
  children: ComponentChildren;
}

/** A button with a verb first. */
export function Button(props: ButtonProps) {
  const idle = !props.busy && !props.blockedBy;
  const icon = props.busy ? loaderCircle : props.icon;
  return (
    <button
      ref={props.buttonRef ?? null}
      type={props.submit ? "submit" : "button"}
      class={cx(
        "button",
        `button-${props.variant ?? "outline"}`,
        props.size && `button-${props.size}`,
        props.edge && "button-edge",
        props.wide && "button-wide",
        props.class,
      )}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-busy={props.busy ? "true" : undefined}
      aria-disabled={idle ? undefined : "true"}
      aria-describedby={cx(props.describedBy, props.blockedBy) || undefined}
      onClick={(event) => {
        if (!idle) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {icon && <Icon of={icon} {...(props.iconClass ? { class: props.iconClass } : {})} />}
      <span>{props.busy || props.children}</span>
    </button>
  );
}

/** A button that shows an icon alone, where its place says what it does (close, more). */
export function IconButton(props: {
  icon: string;
  label: string;
  row?: boolean;
  expanded?: boolean;
  /** The id of what tells this button from others of its name. */
  describedBy?: string;
  buttonRef?: Ref<HTMLButtonElement>;
  onPress: () => void;
}) {
  return (
    <button
      ref={props.buttonRef ?? null}
      type="button"
      class={cx("icon-button", props.row && "icon-button-row")}
      aria-label={props.label}
      aria-haspopup={props.expanded === undefined ? undefined : "menu"}
      aria-expanded={props.expanded}
      aria-describedby={props.describedBy}
      onClick={() => props.onPress()}
    >
      <Icon of={props.icon} />
    </button>
  );
}
