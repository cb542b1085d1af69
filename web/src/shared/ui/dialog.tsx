import x from "lucide-static/icons/x.svg?inner";
import type { ComponentChildren } from "preact";
import { createPortal } from "preact/compat";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { common } from "../text/index.ts";
import { Scope } from "../state/scope.ts";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";
import { focusable, keepTabInside } from "./focus.ts";

export interface DialogProps {
  title: string;
  onClose: () => void;
  narrow?: boolean;
  /** Wraps body and foot, so that Enter in a field submits. */
  onSubmit?: () => void;
  children: ComponentChildren;
  /** Second act first, primary last with class `to-end`. */
  foot?: ComponentChildren;
}

/** The open ones, the topmost last: keys are for that one alone. */
const open: object[] = [];

/** The first field of the body; where it has none the first button of the foot, which is never the one that destroys. */
function focusFirst(dialog: HTMLElement): void {
  for (const place of [".dialog-body", ".dialog-foot"]) {
    const part = dialog.querySelector<HTMLElement>(place);
    const first = part && focusable(part)[0];
    if (first) {
      first.focus();
      return;
    }
  }
  dialog.focus();
}

/** Where the fields come later than the dialog, the first of them takes the focus, if nobody has moved it meanwhile. */
function focusFieldThatComes(dialog: HTMLElement): MutationObserver {
  const isField = (element: HTMLElement): boolean => element.matches("input, select, textarea");
  const meanwhile = document.activeElement;
  const observer = new MutationObserver(() => {
    const body = dialog.querySelector<HTMLElement>(".dialog-body");
    const field = body && focusable(body).find(isField);
    if (!field) return;
    observer.disconnect();
    if (document.activeElement === meanwhile || document.activeElement === document.body) field.focus();
  });
  if (!(meanwhile instanceof HTMLElement && isField(meanwhile))) observer.observe(dialog, { childList: true, subtree: true });
  return observer;
}

/** A modal dialog; a sheet from below on a phone. Focus goes to the first field, stays inside, and returns (to the page's heading when what opened it is gone). Esc closes. */
export function Dialog(props: DialogProps) {
  const titleId = useId();
  const bodyId = useId();
  const dialog = useRef<HTMLDivElement>(null);
  const close = useRef(props.onClose);
  close.current = props.onClose;

  useLayoutEffect(() => {
    const part = dialog.current;
    if (!part) return undefined;
    const before = document.activeElement;
    focusFirst(part);
    // Where there is nothing to fill in, a screen reader reads the words that the buttons answer.
    const body = document.getElementById(bodyId);
    if (body && !body.contains(document.activeElement)) part.setAttribute("aria-describedby", bodyId);
    const observer = focusFieldThatComes(part);
    return () => {
      observer.disconnect();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // What opened it is gone with what it did: the page's heading says where one is.
      else document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    };
  }, []);

  // Before anything is drawn: Escape counts from the first moment that the dialog is seen.
  useLayoutEffect(() => {
    const scope = new Scope();
    const self = {};
    open.push(self);
    scope.onEnd(() => open.splice(open.indexOf(self), 1));
    scope.listen(document, "keydown", (event) => {
      if (open[open.length - 1] !== self) return;
      if (event.key === "Escape") close.current();
      else if (dialog.current) keepTabInside(dialog.current, event);
    });
    return () => scope.end();
  }, []);

  const content = (
    <>
      <div id={bodyId} class="dialog-body">
        {props.children}
      </div>
      {props.foot && <div class="dialog-foot">{props.foot}</div>}
    </>
  );
  return createPortal(
    <div
      class="dialog-scrim"
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div
        ref={dialog}
        class={cx("dialog", props.narrow && "dialog-narrow")}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
      >
        <div class="dialog-head">
          <h2 id={titleId}>{props.title}</h2>
          <IconButton icon={x} label={common.close} onPress={props.onClose} />
        </div>
        {props.onSubmit ? (
          <form
            class="dialog-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              props.onSubmit?.();
            }}
          >
            {content}
          </form>
        ) : (
          content
        )}
      </div>
    </div>,
    document.body,
  );
}
