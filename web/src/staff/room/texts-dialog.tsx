import { useEffect, useState } from "preact/hooks";
import type { GuestRow, Text } from "../../shared/api/types.ts";
import { staff } from "../../shared/text/index.ts";
import { texting } from "../../shared/text/en/texting.ts";
import { Composer, Log } from "../../shared/texting/conversation.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
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

/** W13: what one guest who waits and the staff write to each other. Whoever looks has seen it: the mark goes. */
export function TextsDialog(props: { desk: Desk; zone: string; id: string; row: GuestRow | undefined; maySend: boolean; onClose: () => void }) {
  const { desk, id, row } = props;
  const [loaded, load] = useTexts(desk, id, row?.texts?.count ?? 0);
  const name = row?.name || staff.room.unnamed;
  const last = loaded.state === "shown" ? loaded.texts[loaded.texts.length - 1]?.sequence : undefined;
  const unread = row?.texts?.unread ?? 0;

  useEffect(() => {
    if (unread > 0 && last !== undefined) void desk.api.markTextsRead(id, last).catch(() => undefined);
  }, [id, unread, last]);

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
