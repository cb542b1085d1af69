import type { ComponentChildren, Ref, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Scope } from "../state/scope.ts";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export interface MenuItem {
  label: string;
  icon: string;
  danger?: boolean;
  onPress: () => void;
}

/** A button that opens a menu. `trigger` draws the button and must pass on what it is given. */
export function Menu(props: {
  label: string;
  items: readonly MenuItem[];
  trigger: (button: { ref: Ref<HTMLButtonElement>; expanded: boolean; onPress: () => void }) => VNode;
}): ComponentChildren {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useLayoutEffect(() => {
    const part = menu.current;
    if (!open || !part) return;
    // Near the window's lower edge the menu opens upwards, so that it covers nothing that it belongs to.
    if (part.getBoundingClientRect().bottom > window.innerHeight) part.classList.add("menu-above");
    part.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    const scope = new Scope();
    const closeOutside = (event: Event): void => {
      if (event.target instanceof Node && !anchor.current?.contains(event.target)) setOpen(false);
    };
    scope.listen(document, "mousedown", closeOutside);
    scope.listen(document, "focusin", closeOutside);
    return () => scope.end();
  }, [open]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    const items = Array.from(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = nextItem(event.key, at, items.length);
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  };

  return (
    <div class="menu-anchor" ref={anchor}>
      {props.trigger({ ref: button, expanded: open, onPress: () => setOpen(!open) })}
      {open && (
        <div ref={menu} class={cx("menu")} role="menu" aria-label={props.label} onKeyDown={onKey}>
          {props.items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={cx("menu-item", item.danger && "menu-item-danger")}
              onClick={() => {
                close();
                item.onPress();
              }}
            >
              <Icon of={item.icon} />
              <span>{item.label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function nextItem(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}
