import users from "lucide-static/icons/users.svg?inner";
import x from "lucide-static/icons/x.svg?inner";
import { signal, type Signal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { Scope } from "../shared/state/scope.ts";
import { common } from "../shared/text/index.ts";
import { visit as words } from "../shared/text/en/visit.ts";
import { IconButton } from "../shared/ui/button.tsx";
import { PeopleInVisit } from "./people.tsx";
import type { VisitStageProps } from "./stage-props.ts";

/** One of the panels beside the pictures. Each has a control of the same name; one is open at a time. */
export interface StagePanel {
  id: string;
  label: string;
  icon: string;
  /** Whoever waits for the host's word behind it; 0 for nobody. Told by a white pill upon the control. */
  waitingCount: number;
  content: ComponentChildren;
}

export interface StagePanels {
  list: readonly StagePanel[];
  /** The open one's id. The page may look at it: what is on screen already needs no notification. */
  open: Signal<string | null>;
}

/** Where the page brings no panels of its own (a guest's): who is in the visit. */
export function ownPanels(props: VisitStageProps, open: Signal<string | null>): StagePanels {
  const content = <PeopleInVisit visit={props.visit} presence={props.presence} selfId={props.self.id} />;
  return { list: [{ id: "people", label: words.people.title, icon: users, waitingCount: 0, content }], open };
}

export const closedPanel = (): Signal<string | null> => signal(null);

/** The control's id: the focus goes back there when the panel closes. */
export const controlId = (panel: Pick<StagePanel, "id">): string => `control-${panel.id}`;

/** The open panel. Whoever opened it by a press finds the focus in it; Esc closes. Not modal: the visit goes on. */
export function Panel(props: { panel: StagePanel; takesFocus: boolean; onClose: () => void }) {
  const { panel } = props;
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (props.takesFocus) heading.current?.focus();
  }, [panel.id]);
  const part = useRef<HTMLElement>(null);
  useKeptFocus(part, heading);
  const close = (): void => {
    props.onClose();
    document.getElementById(controlId(panel))?.focus();
  };
  return (
    <section
      ref={part}
      class="panel theme-part"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <div class="panel-head">
        <h2 ref={heading} id={titleId} tabIndex={-1}>
          {panel.label}
        </h2>
        <IconButton icon={x} label={common.close} onPress={close} />
      </div>
      {/* It scrolls by keyboard too, where nothing in it takes the focus. */}
      <div class="panel-body" role="group" aria-labelledby={titleId} tabIndex={0}>
        {panel.content}
      </div>
    </section>
  );
}

/** Where the focused line goes away (somebody was taken in, or left), the focus stays in the panel. */
function useKeptFocus(part: RefObject<HTMLElement | null>, heading: RefObject<HTMLElement | null>): void {
  const wasInside = useRef(false);
  useEffect(() => {
    const scope = new Scope();
    scope.listen(document, "focusin", (event) => {
      wasInside.current = event.target instanceof Node && part.current?.contains(event.target) === true;
    });
    return () => scope.end();
  }, []);
  // Before anything is drawn: a key that is pressed then goes to the panel.
  useLayoutEffect(() => {
    if (wasInside.current && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  });
}
