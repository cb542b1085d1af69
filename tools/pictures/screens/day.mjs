// Appointments: the day, empty and full, and what is done with one.
import { addContact, appointmentLink, call, chooseClient, practiceDay } from "../../../tests/e2e/lib/appointments.mjs";
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { ARABIC_NAME, comesBy, DESKTOP, dismissAll, escape, laterToday, LONG_NAME } from "./common.mjs";

/** A day with appointments of every kind: one person, seven, long names, somebody waiting. */
async function fillDay(stage, host) {
  const names = ["Amara Osei", LONG_NAME, "Fatima Zahra El Idrissi", "Jun-ho Park", "Leonor Prado", "Peter Okonkwo", "Bo Ek", ARABIC_NAME];
  const ids = [];
  for (const name of names) {
    const email = name === "Peter Okonkwo" ? "full@patients.example" : `${ids.length}@patients.example`;
    ids.push((await addContact(host, { name, email })).id);
  }
  const book = (title, inMinutes, length_min, clients) =>
    call(host, "POST", "/appointments", { title, date: practiceDay(), time: laterToday(inMinutes), length_min, client_ids: clients.map((n) => ids[n]) });
  const over = await book("Review of the plan", 1, 30, [0]);
  const visit = await call(host, "POST", `/appointments/${over.id}/start`);
  await call(host, "POST", `/visits/${visit.id}/end`);
  await book("First consultation", 45, 45, [1]);
  await book("Couple, second meeting", 20, 30, [2, 3]);
  await book("Group: sleep", 120, 90, [0, 1, 2, 3, 4, 5, 6]);
  await book("", 60, 20, [7]);
  await host.item("Day", "Group: sleep");
  const link = await appointmentLink(host, "Couple, second meeting");
  for (const name of ["Jun-ho Park", "Mara Lind"]) {
    await comesBy(stage, link, name);
    await host.itemSays("Day", "Couple", name);
  }
  // What has not left yet would be taken back by a cancellation, which then has nothing to tell.
  await host.itemSays("Day", "Group: sleep", "Booking to Peter Okonkwo · failed");
}

async function newAppointment(host, album) {
  await host.button("New appointment");
  const dialog = await host.see("dialog", "New appointment");
  await album.take(host, "day-new");
  await host.button("Book", { within: dialog });
  await host.see("alert", undefined, { within: dialog }).catch(() => {});
  await album.take(host, "day-new-wrong");
  await host.fill("Title", "Talk about the results", { within: dialog });
  for (const name of ["Amara Osei", LONG_NAME]) {
    await host.fill("Booked clients", name, { within: dialog });
    await host.press("option", undefined, { within: await host.see("listbox", "Contacts", { within: dialog }) });
    await host.see("button", `Remove ${name}`, { within: dialog });
  }
  await album.take(host, "day-new-filled");
  await host.fill("Booked clients", "pa", { within: dialog });
  await host.see("option");
  await album.take(host, "day-new-suggestions");
  await host.page.keyboard.press("Escape");
  await escape(host, "New appointment");
}

export async function day(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await host.press("link", "Appointments");
  await host.see("heading", "No appointments on this day");
  await album.take(host, "day-empty");
  await fillDay(stage, host);
  await dismissAll(host);
  await album.take(host, "day-full");
  await newAppointment(host, album);
  const couple = await host.item("Day", "Couple");
  await host.button("Copy link", { within: couple });
  await host.see("dialog", "The link is ready");
  await album.take(host, "day-link");
  await host.button("Done");
  await host.button("Move", { within: await host.item("Day", "Couple") });
  await host.see("dialog", "Move appointment");
  await album.take(host, "day-move");
  await escape(host, "Move appointment");
  await host.button("Cancel appointment", { within: await host.item("Day", "Couple") });
  await host.see("dialog", "Cancel this appointment?");
  await album.take(host, "day-cancel");
  await escape(host, "Cancel this appointment?");
  await host.button("Change clients", { within: await host.item("Day", "Couple") });
  const clients = await host.see("dialog", "Change clients");
  await host.button("Remove Jun-ho Park", { within: clients });
  await chooseClient(host, LONG_NAME, clients);
  await album.take(host, "day-clients");
  await escape(host, "Change clients");
  await host.button("Cancel appointment", { within: await host.item("Day", "Group: sleep") });
  await host.button("Cancel appointment", { within: await host.see("dialog", "Cancel this appointment?") });
  await host.itemSays("Day", "Group: sleep", "Cancellation to Peter Okonkwo · failed");
  await album.take(host, "day-cancelled");
  await host.press("link", "Waiting room");
  await host.item("Waiting room", "Mara Lind");
  await album.take(host, "day-in-the-room");
  await host.button("Start video chat", { within: await host.item("Waiting room", "Mara Lind") });
  await host.item("About to enter", "Mara Lind");
  await album.take(host, "day-ready");
}
