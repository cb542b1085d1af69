// How a guest's page stands after the visit: left, on hold, ended, started again, removed; and blocked at the door.
import { addContact, call, practiceDay } from "../../../tests/e2e/lib/appointments.mjs";
import { openLink, pressTest, signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { DESKTOP, PHONE } from "./common.mjs";

export async function ends(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  const clients = [await addContact(host, { name: "Amara Osei" }), await addContact(host, { name: "Bela Toth" })];
  const booking = { title: "Review", date: practiceDay(1), time: "10:00", length_min: 30, client_ids: clients.map(({ id }) => id) };
  const appointment = await call(host, "POST", "/appointments", booking);
  const { link } = await call(host, "GET", `/appointments/${appointment.id}/link`);
  const start = () => call(host, "POST", `/appointments/${appointment.id}/start`);
  const guest = await openLink(stage, "Mara Lind", link, PHONE);
  await guest.fill("First name", "Mara");
  await guest.fill("Last name", "Lind");
  await pressTest(guest);
  await guest.heading("You are checked in");
  const first = await start();
  await enter(guest);
  await guest.button("Leave");
  await guest.heading("You left the visit");
  await album.take(guest, "ends-left");
  await enter(guest);
  const { id } = (await call(host, "GET", `/visits/${first.id}`)).participants.find(({ role }) => role === "guest");
  await call(host, "POST", `/invitations/${id}/hold`);
  await guest.heading("You are on hold");
  await album.take(guest, "ends-on-hold");
  await call(host, "POST", `/visits/${first.id}/end`);
  await guest.heading("The visit has ended");
  await album.take(guest, "ends-ended");
  const second = await start();
  await guest.heading("The host has started the visit again");
  await album.take(guest, "ends-again");
  await enter(guest);
  const inside = (await call(host, "GET", `/visits/${second.id}`)).participants.find(({ role }) => role === "guest");
  await call(host, "POST", `/invitations/${inside.id}/remove`);
  await guest.heading("You were removed from the visit");
  await album.take(guest, "ends-removed");
  await host.button("Back to the visit");
  await host.see("button", "End visit");
  await partings(stage, album, host, link);
}

/** Join now, Leave and End visit while the server cannot be reached. */
async function partings(stage, album, host, link) {
  const guest = await openLink(stage, "Tove Berg", link, PHONE);
  await guest.fill("First name", "Tove");
  await guest.fill("Last name", "Berg");
  await pressTest(guest);
  // Where somebody was removed, whoever types a name asks.
  await guest.button("Ask to join");
  await host.page.bringToFront();
  await host.button("Admit");
  await guest.page.bringToFront();
  await guest.see("button", "Join now");
  await stage.world.kill();
  await guest.button("Join now");
  await guest.seeText("You keep your place");
  await album.take(guest, "ends-press-held");
  await stage.world.start();
  await guest.see("button", "Leave");
  await stage.world.kill();
  await guest.button("Leave");
  await guest.seeText("The practice cannot be reached");
  await album.take(guest, "ends-leaving");
  await host.page.bringToFront();
  await host.button("End visit");
  await host.seeText("The server cannot be reached");
  await album.take(host, "ends-ending");
  await host.button("Back to the visit");
  await host.button("Leave");
  await host.seeText("The server cannot be reached");
  await album.take(host, "ends-host-leaving");
  await stage.world.start();
}

async function enter(guest) {
  await guest.page.bringToFront();
  await guest.button("Join now");
  await guest.see("button", "Leave");
}
