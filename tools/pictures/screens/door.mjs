// At the door of an appointment that is full: waiting, asking, asked, denied, admitted.
import { addContact, call, practiceDay } from "../../../tests/e2e/lib/appointments.mjs";
import { openLink, pressTest, signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { ARABIC_NAME, comesBy, DESKTOP, dismissAll, LONG_NAME, PHONE } from "./common.mjs";

export async function door(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  const client = await addContact(host, { name: "Amara Osei" });
  const booking = { title: "Review", date: practiceDay(1), time: "10:00", length_min: 30, client_ids: [client.id] };
  const appointment = await call(host, "POST", "/appointments", booking);
  const { link } = await call(host, "GET", `/appointments/${appointment.id}/link`);
  const guest = await openLink(stage, "Mara Lind", link, PHONE);
  await guest.fill("First name", "Mara");
  await guest.fill("Last name", "Lind");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await album.take(guest, "door-waiting");
  const first = await comesBy(stage, link, "Bo Ek");
  await call(host, "POST", `/appointments/${appointment.id}/start`);
  await guest.page.bringToFront();
  await guest.see("button", "Join now");
  await album.take(guest, "door-join");
  await first.post("/guest/join");
  await guest.see("button", "Ask to join");
  await album.take(guest, "door-ask");
  await guest.button("Ask to join");
  await host.page.bringToFront();
  await host.seeText("Mara Lind asks to join");
  await dismissAllArrivals(host);
  await album.take(host, "door-host-asked");
  await album.take(guest, "door-asked");
  await host.page.bringToFront();
  await host.button("Deny");
  await guest.page.bringToFront();
  await guest.seeText("You were not admitted");
  await album.take(guest, "door-denied");
  await severalAsk(stage, host, link, album);
  await answered(host, guest, album);
}

/** Those who ask stay; who came to the waiting room is put away. */
async function dismissAllArrivals(host) {
  for (const toast of await host.page.$$(".toast")) {
    if (!(await toast.evaluate((element) => element.innerText)).includes("is in the waiting room")) continue;
    await (await toast.$('::-p-aria([role="button"][name="Dismiss"])')).click();
  }
}

/** In the visit itself: the notifications, the People panel with those who wait, and one who was denied. */
async function severalAsk(stage, host, link, album) {
  await host.page.bringToFront();
  await host.button("Back to the visit");
  await host.see("button", "End visit");
  for (const name of [LONG_NAME, ARABIC_NAME, "Jun-ho Park"]) {
    const guest = await comesBy(stage, link, name);
    await guest.post("/guest/ask");
    await host.itemSays("Waiting room", name, "asks to join");
  }
  await album.take(host, "door-visit-asked");
  await host.button("People");
  await host.see("list", "Waiting to join");
  await album.take(host, "door-people");
}

async function answered(host, guest, album) {
  await host.page.bringToFront();
  await host.button("Admit all");
  await host.gone("list", "Waiting to join");
  await dismissAll(host);
  await album.take(host, "door-people-admitted");
  await guest.page.bringToFront();
  await guest.see("button", "Ask to join", { limitMs: 90_000 });
  await guest.button("Ask to join");
  await host.page.bringToFront();
  await host.button("Admit", { within: await host.item("Waiting to join", "Mara Lind") });
  await guest.page.bringToFront();
  await guest.seeText("You were admitted");
  await album.take(guest, "door-admitted");
}
