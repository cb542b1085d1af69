import video from "lucide-static/icons/video.svg?inner";
import { useEffect, useRef } from "preact/hooks";
import type { Session } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import type { Desk } from "../desk.ts";
import { roomOf } from "../rooms-state.ts";
import { longestWaiting, presenceOf } from "./guest.ts";
import { GuestItem } from "./guest-item.tsx";
import { MOST_SELECTED_ID } from "./row-view.ts";
import { SELECTED_MAX } from "./room-state.ts";

const text = staff.room;

function ColumnHeads() {
  return (
    <div class="room-head" aria-hidden="true">
      <span class="room-head-wait">{text.column.wait}</span>
      <span class="room-head-guest">{text.column.guest}</span>
      <span class="room-head-state">{text.column.state}</span>
      <span class="room-head-test">{text.column.test}</span>
    </div>
  );
}

/** W8: takes the heads' place while guests are chosen; the same height, so that no row jumps. */
function SelectionBar(props: { desk: Desk; selected: readonly string[] }) {
  const { desk, selected } = props;
  const full = selected.length === SELECTED_MAX;
  return (
    <div class="room-head room-selection">
      <p class="room-selection-count" role="status">
        {text.selectedOf(selected.length, SELECTED_MAX)}
      </p>
      <p id={MOST_SELECTED_ID} class={full ? "room-selection-most" : "hidden-text"}>
        {text.mostSelected}
      </p>
      <Button variant="ghost" onPress={() => desk.room.dispatch({ type: "selection-cleared" })}>
        {text.clear}
      </Button>
      <Button
        variant="primary"
        icon={video}
        onPress={() => desk.go({ page: "ready", invitationIds: selected })}
      >
        {text.start}
      </Button>
    </div>
  );
}

/** The list, live. Its order holds still while somebody points at it or has the focus in it. */
export function GuestList(props: { desk: Desk; session: Session; hidden: boolean }) {
  const { desk, session } = props;
  const list = useRef<HTMLUListElement>(null);
  const lastFocused = useRef<Element | null>(null);
  const { order, guests, presence, selected, busy, failed, visit } = desk.room.state.value;
  const rights = roomOf(desk.rooms.state.value, desk.rooms.state.value.shownId);

  useEffect(() => {
    const scope = new Scope();
    const element = list.current;
    if (!element) return undefined;
    let pointed = false;
    let focused = false;
    const tell = (): void => {
      const attended = pointed || focused;
      if (desk.room.state.peek().attended !== attended) desk.room.dispatch({ type: "attended", attended });
    };
    scope.listen(element, "pointerenter", (event) => {
      // A finger that has tapped does not rest anywhere.
      pointed = (event as PointerEvent).pointerType === "mouse";
      tell();
    });
    scope.listen(element, "pointerleave", () => {
      pointed = false;
      tell();
    });
    scope.listen(document, "focusin", (event) => {
      const target = event.target as Element;
      focused = element.contains(target);
      lastFocused.current = focused ? target : null;
      tell();
    });
    scope.listen(element, "focusout", (event) => {
      focused = element.contains((event as FocusEvent).relatedTarget as Node | null);
      tell();
    });
    scope.onEnd(() => desk.room.dispatch({ type: "attended", attended: false }));
    return () => scope.end();
  }, []);

  useEffect(() => {
    // What had the focus is gone with its row: the page's heading says where one is, and the list may settle.
    const gone = lastFocused.current?.isConnected === false && document.activeElement === document.body;
    if (gone) document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  });

  const longest = longestWaiting(order, guests, presence);
  const running = visit?.state === "running";
  return (
    <>
      {!props.hidden && (selected.length > 0 ? <SelectionBar desk={desk} selected={selected} /> : <ColumnHeads />)}
      <ul ref={list} class="room-list" role="list" aria-label={text.list}>
        {order.map((id) => {
          const row = guests.get(id);
          if (!row) return null;
          const since = presence.get(id);
          return (
            <GuestItem
              key={id}
              desk={desk}
              zone={session.practice.zone}
              row={row}
              presence={presenceOf(presence, id)}
              sinceMs={since?.since_ms}
              selected={selected.includes(id)}
              selectionFull={selected.length === SELECTED_MAX}
              selecting={selected.length > 0}
              isLongest={id === longest}
              mayStart={!running}
              atDoorOf={running && row.appointment_id !== undefined && visit.appointment_id === row.appointment_id ? visit.id : undefined}
              mayAdmit={rights?.admit ?? false}
              maySend={rights?.send ?? false}
              busy={busy.get(id)}
              problem={failed.get(id)}
            />
          );
        })}
      </ul>
    </>
  );
}
