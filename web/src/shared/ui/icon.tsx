import { cx } from "./cx.ts";

/**
 * A drawing from lucide, imported as `lucide-static/icons/NAME.svg?inner`. It is decoration: the word beside it, or the
 * control's label, says what it means.
 */
export function Icon(props: { of: string; small?: boolean; class?: string }) {
  return (
    <svg
      class={cx("icon", props.small && "icon-small", props.class)}
      viewBox="0 0 24 24"
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: props.of }}
    />
  );
}
