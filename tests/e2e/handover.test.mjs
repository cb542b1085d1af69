// W12: a guest goes over to another provider's waiting room.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, join, openLink, pressTest, signIn, startWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const OTHER = USERS.other.name;

async function openHandOver(host, name) {
  const row = await host.item("Waiting room", name);
  await host.button(`More for ${name}`, { within: row });
  await host.press("menuitem", "Hand over");
  const dialog = await host.see("dialog", `Hand over ${name}`);
  await host.see("combobox", "Hand over to", { within: dialog });
  return dialog;
}

const choose = (host, dialog, ownerName) => host.choose("Hand over to", ownerName, { within: dialog });

const checkedInAt = (host, name) =>
  host.page.evaluate(async (wanted) => {
    const room = await (await fetch("/api/v1/waiting-room")).json();
    return room.guests.find((guest) => guest.name === wanted)?.checked_in_at_ms;
  }, name);

scene("W12: a guest is handed over by name, keeps time, page and seat, and is seen by the other provider in the same room of time", {}, async (stage) => {
  const host = await signIn(stage);
  const other = await signIn(stage, USERS.other);
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }), { width: 390, height: 844 });
  await mara.seeText(`With ${USERS.provider.name}.`);
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Mara Lind", "checked in");
  const sinceMs = await checkedInAt(host, "Mara Lind");
  const dialog = await openHandOver(host, "Mara Lind");
  // Nobody is chosen beforehand: a guest in the wrong room waits for the wrong person.
  await host.button("Hand over", { within: dialog });
  await host.see("alert", undefined, { within: dialog });
  await choose(host, dialog, OTHER);
  await check(host, "hand over");
  await host.button("Hand over", { within: dialog });
  await host.itemGone("Waiting room", "Mara Lind");

  await other.page.bringToFront();
  await other.itemSays("Waiting room", "Mara Lind", "checked in");
  await other.itemSays("Waiting room", "Mara Lind", `handed over by ${USERS.provider.name}`);
  await other.seeText("Mara Lind is in the waiting room");
  assert.equal(await checkedInAt(other, "Mara Lind"), sinceMs, "the time since when they wait");
  await check(other, "waiting room with a guest who was handed over");

  await mara.page.bringToFront();
  await mara.seeText(`With ${OTHER}.`);
  await mara.heading("You are checked in");
  // The line goes on: what the new room tells its guests comes, and presence reaches the new room.
  await other.page.bringToFront();
  await other.button("Write a notice");
  await other.fill("Notice", "Back in a moment");
  await other.button("Show to guests");
  await mara.page.bringToFront();
  await mara.seeText("Back in a moment");
  await mara.page.goto("about:blank");
  await other.page.bringToFront();
  await other.itemSays("Waiting room", "Mara Lind", "reconnecting");
  await mara.page.bringToFront();
  await mara.page.goBack();
  await mara.heading("You are checked in");
  await other.page.bringToFront();
  await other.itemSays("Waiting room", "Mara Lind", "checked in");
  await startWith(other, "Mara Lind");
  await mara.page.bringToFront();
  await join(mara);
  await other.page.bringToFront();
  await other.see("group", "Mara Lind");
  await endVisit(other);
});

scene("W12: of two members of staff who hand the same guest over, the second is told to whom they went", {}, async (stage) => {
  const host = await signIn(stage);
  const second = await signIn(stage);
  await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }));
  await host.page.bringToFront();
  const first = await openHandOver(host, "Mara Lind");
  await second.page.bringToFront();
  const late = await openHandOver(second, "Mara Lind");
  await choose(second, late, USERS.admin.name);
  await host.page.bringToFront();
  await choose(host, first, OTHER);
  await host.button("Hand over", { within: first });
  await host.itemGone("Waiting room", "Mara Lind");
  await second.page.bringToFront();
  await second.seeText(`Mara Lind was handed over to ${OTHER}`);
  await second.gone("button", "Hand over", { within: late });
  await second.button("Close", { within: late });
  await second.itemGone("Waiting room", "Mara Lind");
});

scene("W12: who is invited can be handed over, and comes into the other room; a guest of a visit cannot", {}, async (stage) => {
  const host = await signIn(stage);
  const other = await signIn(stage, USERS.other);
  const link = await copyLink(host, { name: "Noah Berg" });
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }));
  await host.page.bringToFront();
  const dialog = await openHandOver(host, "Noah Berg");
  await choose(host, dialog, OTHER);
  await host.button("Hand over", { within: dialog });
  await host.itemGone("Waiting room", "Noah Berg");
  const noah = await openLink(stage, "Noah Berg", link);
  await noah.seeText(`With ${OTHER}.`);
  await pressTest(noah);
  await noah.heading("You are checked in");
  await other.page.bringToFront();
  await other.itemSays("Waiting room", "Noah Berg", "checked in");

  await host.page.bringToFront();
  await startWith(host, "Mara Lind");
  await mara.page.bringToFront();
  await join(mara);
  const status = await host.page.evaluate(async () => {
    const room = await (await fetch("/api/v1/waiting-room")).json();
    const guest = room.guests.find((each) => each.name === "Mara Lind");
    const path = `/api/v1/invitations/${guest.id}/hand-over`;
    const { rooms } = await (await fetch(path)).json();
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ from_room_id: room.room_id, room_id: rooms[0].room_id }),
    });
    return response.status;
  });
  assert.equal(status, 409);
  await host.page.bringToFront();
  await endVisit(host);
});
