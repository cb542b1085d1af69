import circleAlert from "lucide-static/icons/circle-alert.svg?inner";
import refreshCw from "lucide-static/icons/refresh-cw.svg?inner";
import info from "lucide-static/icons/info.svg?inner";
import type { ComponentChildren } from "preact";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

/** A state is an icon and a word, then colour. */
export function State(props: {
  icon: string;
  tone?: "success" | "warn" | "danger" | "primary";
  strong?: boolean;
  /** The second line below another state. */
  second?: boolean;
  children: ComponentChildren;
}) {
  return (
    <span
      class={cx(
        "state",
        props.tone && `state-${props.tone}`,
        props.strong && "state-strong",
        props.second && "state-second",
      )}
    >
      <Icon of={props.icon} small={props.second === true} />
      <span>{props.children}</span>
    </span>
  );
}

const NOTICE_ICONS = { warn: refreshCw, danger: circleAlert, plain: info } as const;

/** What happened, what still holds, what happens next; in place, above what it is about. */
export function Notice(props: {
  tone: keyof typeof NOTICE_ICONS;
  title: string;
  icon?: string;
  /** It changes by the second: a screen reader is not told of each change. */
  quiet?: boolean;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div
      class={cx("notice", props.tone !== "warn" && `notice-${props.tone}`)}
      role={props.quiet ? undefined : props.tone === "danger" ? "alert" : "status"}
    >
      <Icon of={props.icon ?? NOTICE_ICONS[props.tone]} />
      <div class="notice-body">
        <p class="notice-title">{props.title}</p>
        {props.children && <p>{props.children}</p>}
      </div>
      {props.actions && <div class="notice-actions">{props.actions}</div>}
    </div>
  );
}

/** Nothing there yet: what will be here, and one action. */
export function Empty(props: { icon: string; title: string; what: string; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon of={props.icon} />
      <h2>{props.title}</h2>
      <p>{props.what}</p>
      {props.action}
    </div>
  );
}

/** Three blocks; CSS keeps them away for the first 300 ms. */
export function Loading(props: { label: string }) {
  return (
    <div class="loading" role="status" aria-label={props.label}>
      <div class="loading-block" />
      <div class="loading-block" />
      <div class="loading-block" />
    </div>
  );
}

/** Initials; decoration beside the name itself. */
export function Avatar(props: { name: string }) {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(props.name)}
    </span>
  );
}

/** "Dr Ines Halvorsen" gives "IH": titles are left out. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "" && !/^(dr|prof|mr|mrs|ms|mx)\.?$/i.test(word));
  const first = words[0];
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last].map((word) => (word ? Array.from(word)[0] : "")).join("").toUpperCase();
}

/** The product's mark: a door ajar. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2 21h3M5 21V3h12v18M17 21h5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
      <path d="M6 3.5 13 5.500V22.500L6 21z" fill="currentColor" />
    </svg>
  );
}
