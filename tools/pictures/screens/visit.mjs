// A running visit: the stage at the host and at a guest, its panels, and its ends.
import { addContact, call, practiceDay } from "../../../tests/e2e/lib/appointments.mjs";
import { signInToPortal } from "../../../tests/e2e/lib/portal.mjs";
import { arrive, endVisit, join, pressTest, setPractice, signIn, startWith } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { comes, comesBy, DESKTOP, dismissAll, invite, LONG_NAME, PHONE } from "./common.mjs";

const HOST_LEFT_S = 600;

/** One guest in a browser, others without. */
async function begin(stage, host, album) {
  const mara = await invite(host, { via: "link", name: "Mara Lind" });
  const guest = await arrive(stage, "Mara Lind", mara.link, PHONE);
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Mara Lind", "checked in");
  await startWith(host, "Mara Lind");
  await guest.page.bringToFront();
  await guest.see("button", "Join now");
  await album.take(guest, "visit-guest-join-now");
  await join(guest);
  await guest.see("group", USERS.provider.name);
  await album.take(guest, "visit-guest");
  return { guest, id: mara.invitation.id };
}

async function panels(stage, host, album) {
  await host.page.bringToFront();
  await host.see("group", "Mara Lind");
  await album.take(host, "visit-host");
  await comes(stage, host, LONG_NAME);
  await invite(host, { via: "email", name: "Tomasz Zielinski", email: "tomasz@patients.example" });
  await host.seeText(`${LONG_NAME} is in the waiting room`);
  await album.take(host, "visit-host-arrival");
  await dismissAll(host);
  if (!(await host.seesNow("list", "Waiting room"))) await host.button("Waiting room");
  await host.itemSays("Waiting room", LONG_NAME, "checked in");
  await album.take(host, "visit-host-waiting-room");
  await host.button("People");
  await host.see("list", "In the visit");
  await album.take(host, "visit-host-people");
}

async function hold(host, guest, album) {
  await host.button("Hold Mara Lind");
  await guest.page.bringToFront();
  await guest.heading("You are on hold");
  await album.take(guest, "visit-on-hold");
  await host.page.bringToFront();
  await host.button("Waiting room");
  await host.itemSays("Waiting room", "Mara Lind", "on hold");
  await album.take(host, "visit-host-on-hold");
  await host.button("Take in Mara Lind");
  await guest.page.bringToFront();
  await guest.see("button", "Leave");
}

/** The host goes away and comes back; the server too. */
async function away(stage, host, guest, album) {
  await host.page.bringToFront();
  await host.button("Leave");
  await host.seeText("You are away from it");
  await album.take(host, "visit-host-away");
  await guest.page.bringToFront();
  await guest.seeText("The host is away");
  await album.take(guest, "visit-guest-host-away");
  await host.page.bringToFront();
  await host.button("Back to the visit");
  await host.see("group", "Mara Lind");
  await stage.world.kill();
  await host.seeText("connecting again");
  await album.take(host, "visit-line-lost");
  await stage.world.start();
  await host.gone("alert");
}

async function ends(stage, host, guest, album) {
  await guest.page.bringToFront();
  await guest.button("Leave");
  await guest.heading("You left the visit");
  await album.take(guest, "visit-guest-left");
  await join(guest);
  await host.page.bringToFront();
  if (!(await host.seesNow("list", "In the visit"))) await host.button("People");
  await host.button("Remove Mara Lind");
  if (await host.seesNow("dialog")) {
    await album.take(host, "visit-host-remove");
    await host.button("Remove", { within: await host.see("dialog") });
  }
  await guest.page.bringToFront();
  await guest.heading("You were removed from the visit");
  await album.take(guest, "visit-removed");
  await host.page.bringToFront();
  await endVisit(host);
  await host.heading("The visit has ended");
  await album.take(host, "visit-host-ended");
}

/** Eight are in: a booked client, who never has to ask, is told that it is full. */
async function full(stage, host, album) {
  const clients = [];
  for (let n = 1; n <= 6; n++) clients.push((await addContact(host, { name: `Client Number ${n}` })).id);
  clients.push((await addContact(host, { name: "Mara Lind", email: "mara@patients.example" })).id);
  const booking = { title: "Group", date: practiceDay(1), time: "10:00", length_min: 30, client_ids: clients };
  const appointment = await call(host, "POST", "/appointments", booking);
  const { link } = await call(host, "GET", `/appointments/${appointment.id}/link`);
  const late = await signInToPortal(stage, "Mara Lind", "mara@patients.example");
  await late.goto(link);
  await pressTest(late);
  await late.heading("You are checked in");
  await call(host, "POST", `/appointments/${appointment.id}/start`);
  await late.see("button", "Join now");
  for (let n = 1; n <= 7; n++) await (await comesBy(stage, link, `Guest Number ${n}`)).post("/guest/join");
  await host.page.bringToFront();
  await host.press("link", "Waiting room").catch(() => {});
  await host.button("Back to the visit");
  await host.see("group", "Guest Number 7");
  await album.take(host, "visit-eight");
  await late.page.bringToFront();
  await late.button("Join now");
  await late.heading("This visit is full");
  await album.take(late, "visit-full");
  await host.page.bringToFront();
  await endVisit(host);
  await host.press("link", "Back to the waiting room");
}

async function ended(stage, host, album) {
  const guest = await arrive(stage, "Ada Brennan", (await invite(host, { via: "link", name: "Ada Brennan" })).link, PHONE);
  await host.page.bringToFront();
  await startWith(host, "Ada Brennan");
  await guest.page.bringToFront();
  await join(guest);
  await host.page.bringToFront();
  await endVisit(host);
  await guest.page.bringToFront();
  await guest.heading("The visit has ended");
  await album.take(guest, "visit-ended");
}

export async function visit(stage, album) {
  await setPractice(stage, { host_left_s: HOST_LEFT_S });
  const host = await signIn(stage, USERS.provider, DESKTOP);
  const { guest } = await begin(stage, host, album);
  await panels(stage, host, album);
  await hold(host, guest, album);
  await away(stage, host, guest, album);
  await ends(stage, host, guest, album);
  await host.press("link", "Back to the waiting room");
  await full(stage, host, album);
  await ended(stage, host, album);
}
