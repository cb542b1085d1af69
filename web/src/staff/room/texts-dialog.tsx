import { useEffect, useState } from "preact/hooks";
import type { GuestRow, Text } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { staff } from "../../shared/text/index.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { Composer, Log } from "../../shared/texting/conversation.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { roomOf } from "../rooms-state.ts";
import { isAtPage } from "./guest.ts";

const words = texting.staff;

type Loaded = { state: "loading" } | { state: "failed" } | { state: "shown"; texts: readonly Text[] };

/** The texts as the server has them now; asked for anew whenever the row's count says that there are more. */
function useTexts(desk: Desk, id: string, count: number): [Loaded, () => Promise<void>] {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const load = async (): Promise<void> => {
    try {
      const { texts } = await desk.api.getTexts(id);
      setLoaded((before) => (before.state === "shown" && before.texts.length > texts.length ? before : { state: "shown", texts }));
    } catch {
      setLoaded((before) => (before.state === "shown" ? before : { state: "failed" }));
    }
  };
  useEffect(() => void load(), [id, count]);
  return [loaded, load];
}

/** Whether somebody can look at this page now. */
function useVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const scope = new Scope();
    scope.listen(document, "visibilitychange", () => setVisible(document.visibilityState === "visible"));
    return () => scope.end();
  }, []);
  return visible;
}

/** The conversation that is open, wherever in the app one is: with a guest of the shown room, or of one's own. */
export function OpenTexts(props: { desk: Desk; zone: string }) {
  const { desk, zone } = props;
  const about = desk.aboutGuest.value;
  if (about?.what !== "texts") return null;
  const { shownId } = desk.rooms.state.value;
  const shown = desk.room.state.value.guests.get(about.id);
  const own = desk.ownRoom.state.value.guests.get(about.id);
  const maySend = own !== undefined || (roomOf(desk.rooms.state.value, shownId)?.send ?? false);
  return (
    <TextsDialog
      key={about.id}
      desk={desk}
      zone={zone}
      id={about.id}
      row={own ?? shown}
      maySend={maySend}
      onClose={() => desk.showAboutGuest(undefined)}
    />
  );
}

/** W13: what one guest who waits and the staff write to each other. Whoever looks has seen it: the mark goes. */
function TextsDialog(props: { desk: Desk; zone: string; id: string; row: GuestRow | undefined; maySend: boolean; onClose: () => void }) {
  const { desk, id, row } = props;
  const [loaded, load] = useTexts(desk, id, row?.texts?.count ?? 0);
  const name = row?.name || staff.room.unnamed;
  const last = loaded.state === "shown" ? loaded.texts[loaded.texts.length - 1]?.sequence : undefined;
  const unread = row?.texts?.unread ?? 0;

  const visible = useVisible();
  useEffect(() => {
    if (visible && unread > 0 && last !== undefined) void desk.api.markTextsRead(id, last).catch(() => undefined);
  }, [id, unread, last, visible]);

  const author = (text: Text): string => {
    if (text.from === "guest") return name;
    return text.name ?? words.staff;
  };
  const send = async (text: string, key: string): Promise<void> => {
    await desk.api.writeText(id, text, key);
    await load();
  };

  return (
    <Dialog title={words.title(name)} onClose={props.onClose}>
      {loaded.state === "loading" && <Loading label={words.loading} />}
      {loaded.state === "failed" && (
        <Notice tone="danger" title={words.notLoaded}>
          {words.notLoadedWhat}
        </Notice>
      )}
      {loaded.state === "shown" && <Log texts={loaded.texts} own="staff" author={author} zone={props.zone} nothing={words.empty} />}
      <Writing row={row} maySend={props.maySend} onSend={send} />
    </Dialog>
  );
}

/** The field, or why there is none. */
function Writing(props: { row: GuestRow | undefined; maySend: boolean; onSend: (text: string, key: string) => Promise<void> }) {
  if (!props.row) return <p class="texts-why">{words.gone}</p>;
  if (!props.maySend) return <p class="texts-why">{words.mayNot}</p>;
  if (!isAtPage(props.row)) return <p class="texts-why">{words.over}</p>;
  return <Composer focused onSend={props.onSend} />;
}
