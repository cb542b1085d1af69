import { useEffect, useId, useState } from "preact/hooks";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { GuestRow, HandOverRooms } from "../../shared/api/types.ts";
import { common, staff } from "../../shared/text/index.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog } from "../../shared/ui/dialog.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import type { HandedOver } from "./room-state.ts";

const words = staff.handOver;

type Rooms = HandOverRooms["rooms"];
type Loaded = { state: "loading" } | { state: "failed" } | { state: "shown"; rooms: Rooms };

interface Props {
  desk: Desk;
  id: string;
  /** The guest's row; undefined once they are no longer in this room. */
  row: GuestRow | undefined;
  /** Where they went, when somebody else was first. */
  gone: HandedOver | undefined;
  onClose: () => void;
}

/** W12: the guest goes over to another provider's waiting room, which one chooses by name. */
export function HandOverDialog(props: Props) {
  const { desk, id, row } = props;
  const [name] = useState(row?.name || staff.room.unnamed);
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const [roomId, setRoomId] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const [failed, setFailed] = useState<string>();

  useEffect(() => {
    desk.api.getHandOverRooms(id).then(
      ({ rooms }) => setLoaded({ state: "shown", rooms }),
      () => setLoaded({ state: "failed" }),
    );
  }, [id]);

  const rooms = loaded.state === "shown" ? loaded.rooms : [];
  const chosen = rooms.find((room) => room.room_id === roomId);
  const ready = row !== undefined && rooms.length > 0;

  const handOver = async (): Promise<void> => {
    if (busy || !ready) return;
    setMissing(!chosen);
    if (!chosen) return;
    setBusy(true);
    setFailed(undefined);
    try {
      await desk.handOver(id, chosen.room_id, words.done(name, chosen.owner_name));
      props.onClose();
    } catch (problem) {
      setFailed(problemWords(problem));
      setBusy(false);
    }
  };

  return (
    <Dialog
      narrow
      title={words.title(name)}
      onClose={props.onClose}
      onSubmit={() => void handOver()}
      foot={
        <>
          <Button onPress={props.onClose}>{ready ? common.cancel : common.close}</Button>
          {ready && (
            <Button variant="primary" class="to-end" submit busy={busy && words.busy}>
              {words.act}
            </Button>
          )}
        </>
      }
    >
      {failed !== undefined && row && <Notice tone="danger" title={failed} />}
      {!row && <Notice tone="plain" title={props.gone ? words.wentTo(name, props.gone.ownerName) : words.gone(name)} />}
      {row && <Choice loaded={loaded} roomId={roomId} missing={missing && !chosen} onChoose={setRoomId} />}
    </Dialog>
  );
}

function Choice(props: { loaded: Loaded; roomId: string; missing: boolean; onChoose: (roomId: string) => void }) {
  const { loaded } = props;
  const id = useId();
  if (loaded.state === "loading") return <Loading label={words.loading} />;
  if (loaded.state === "failed") return <Notice tone="danger" title={words.notLoaded} />;
  if (loaded.rooms.length === 0) return <p>{words.nobody}</p>;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {words.to}
      </label>
      <select
        id={id}
        class="input select"
        aria-invalid={props.missing ? "true" : undefined}
        aria-describedby={`${id}-note`}
        value={props.roomId}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {/* Nobody is chosen for one: a guest in the wrong room waits for the wrong person. */}
        <option value="">{words.choose}</option>
        {loaded.rooms.map((room) => (
          <option key={room.room_id} value={room.room_id}>
            {room.owner_name}
          </option>
        ))}
      </select>
      <p id={`${id}-note`} class={props.missing ? "field-error" : "field-hint"} role={props.missing ? "alert" : undefined}>
        {props.missing ? words.choose : words.what}
      </p>
    </div>
  );
}

/** The server names to whom the guest went: its own sentence is shown. */
function problemWords(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return words.failed.other;
  if (problem.id === "guest-handed-over" && problem.title) return problem.title;
  return problem.id in words.failed ? words.failed[problem.id as keyof typeof words.failed] : words.failed.other;
}
