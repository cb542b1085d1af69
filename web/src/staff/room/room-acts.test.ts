import assert from "node:assert/strict";
import test from "node:test";
import { Api } from "../../shared/api/client.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import type { CreatedInvitation, GuestRow } from "../../shared/api/types.ts";
import { clock } from "../../shared/state/clock.ts";
import { createStore } from "../../shared/state/store.ts";
import { RoomActs } from "./room-acts.ts";
import { reduceRoom, ROOM_AT_START } from "./room-state.ts";

const ROW: GuestRow = { id: "a", kind: "waiting_room", name: "Amara Osei", method: "email", state: "invited", invited_at_ms: 0, expires_at_ms: 100 };

/** A room with one row; each request takes the next answer. */
function room(...answers: ("lost" | CreatedInvitation)[]) {
  const store = createStore(reduceRoom, ROOM_AT_START);
  const shows = (row: GuestRow): void => store.dispatch({ type: "snapshot", stream: "room", seq: 1, data: { room_id: "r", owner_name: "", guests: [row], now_ms: 1 } });
  shows(ROW);
  const keys: string[] = [];
  const api = new Api(() => assert.fail("nobody was signed out"));
  api.sendInvitationAgain = (_id, key) => {
    keys.push(key);
    const answer = answers.shift() ?? "lost";
    return answer === "lost" ? Promise.reject(ApiProblem.noAnswer()) : Promise.resolve(answer);
  };
  return { store, shows, keys, acts: new RoomActs(api, store, () => undefined) };
}

test("I12: Send again whose answer was lost, pressed once more, is the same letter", async () => {
  const { store, keys, acts } = room("lost", { invitation: ROW });
  await acts.act("a", "send-again");
  assert.equal(store.state.peek().failed.get("a"), "network");
  await acts.act("a", "send-again");
  assert.equal(store.state.peek().failed.has("a"), false);
  assert.equal(keys[0], keys[1]);
});

test("I12: Send again once the row has changed, or the letter has gone out, is another letter", async () => {
  const { shows, keys, acts } = room("lost", { invitation: ROW }, { invitation: ROW });
  await acts.act("a", "send-again");
  shows({ ...ROW, expires_at_ms: 200 });
  await acts.act("a", "send-again");
  await acts.act("a", "send-again");
  assert.equal(new Set(keys).size, 3);
});

test("I12: Send again pressed much later is another letter, even where the row looks the same", async () => {
  const { keys, acts } = room("lost", { invitation: ROW });
  await acts.act("a", "send-again");
  clock.follow(clock.nowMs() + 10 * 60_000);
  await acts.act("a", "send-again");
  assert.equal(new Set(keys).size, 2);
});
