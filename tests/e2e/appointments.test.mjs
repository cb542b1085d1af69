// The staff's day of appointments: booking, moving, cancelling, the shared link, starting. What happens at the door is door.test.mjs.
import { check } from "./lib/access.mjs";
import { addContact, appointmentLink, bookAppointment, chooseClient, chooseRoom, grantRoom, startAppointment } from "./lib/appointments.mjs";
import { goIn, isOffered, stranger } from "./lib/door.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { endVisit, openLink, pressTest, signIn } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

async function openDay(host) {
  await host.press("link", "Appointments");
  await host.see("button", "New appointment");
}

const isFocused = async (person, role, name) => (await person.see(role, name)).evaluate((element) => element === document.activeElement);

const hasFocus = (person, role, name) => person.until(`the focus on ${role} "${name}"`, () => isFocused(person, role, name));

/** Presses Tab until the control has the focus. */
async function tabTo(person, role, name) {
  const TABS_MAX = 60;
  for (let count = 0; count < TABS_MAX; count++) {
    if (await isFocused(person, role, name)) return;
    await person.page.keyboard.press("Tab");
  }
  throw new Error(`${role} "${name}" is not reached with Tab`);
}

scene("A1: an appointment for two clients is booked, shown, moved and cancelled; its one link says so", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, { name: "Amara Osei", email: "amara@patients.example" });
  await addContact(host, { name: "Bo Ek", email: "bo@patients.example" });
  await openDay(host);
  await host.see("heading", "No appointments on this day");
  await bookAppointment(host, { title: "Review", date: "2032-03-31", time: "9.30", length: "45", clients: ["Amara Osei", "Bo Ek"] });
  // The day that it is on comes into sight, with its time in the practice's zone.
  await host.see("heading", "Wednesday, 31 March 2032");
  await host.seeText("Times are London time");
  for (const words of ["09:30", "45 min", "Amara Osei", "Bo Ek", "Review", "booked"]) await host.itemSays("Day", "Review", words);
  await host.reload();
  await host.see("heading", "Wednesday, 31 March 2032");
  await host.itemSays("Day", "Review", "09:30");

  const link = await appointmentLink(host, "Review");
  assert.match(link, /\/join#[A-Za-z0-9_-]+$/);
  assert.equal(await appointmentLink(host, "Review"), link, "one link, however often it is copied");

  // A second page of the same user follows without a reload.
  const other = await stage.person("second tab", { profile: host.profile });
  await other.goto(`${stage.world.url}/#/appointments/2032-04-01`);
  await other.see("heading", "No appointments on this day");
  await host.page.bringToFront();
  await host.button("Move", { within: await host.item("Day", "Review") });
  const move = await host.see("dialog", "Move appointment");
  assert.equal(await (await host.field("Time", { within: move })).evaluate((field) => field.value), "09:30");
  await host.fill("Date", "2032-04-01", { within: move });
  await host.fill("Time", "2:15 pm", { within: move });
  await host.button("Move", { within: move });
  await host.gone("dialog", "Move appointment");
  await host.see("heading", "Thursday, 1 April 2032");
  await host.itemSays("Day", "Review", "14:15");
  await other.page.bringToFront();
  await other.itemSays("Day", "Review", "14:15");
  await host.page.bringToFront();
  await host.button("Previous day");
  await host.see("heading", "No appointments on this day");
  await host.button("Next day");
  assert.equal(await appointmentLink(host, "Review"), link, "the link outlives the move");

  await host.button("Cancel appointment", { within: await host.item("Day", "Review") });
  await host.button("Keep", { within: await host.see("dialog", "Cancel this appointment?") });
  await host.item("Day", "Review");
  await host.button("Cancel appointment", { within: await host.item("Day", "Review") });
  await host.button("Cancel appointment", { within: await host.see("dialog", "Cancel this appointment?") });
  await host.see("heading", "No appointments on this day");
  await other.page.bringToFront();
  await other.see("heading", "No appointments on this day");
  const guest = await openLink(stage, "Amara Osei", link);
  await guest.heading("This invitation was cancelled");
});

scene("A1 A4: clients are taken out and added, also while the visit runs; each is told, and the door follows at once", { limitMs: 480_000 }, async (stage) => {
  const told = (address, subject) => stage.world.outbox.next((mail) => mail.to === address && mail.subject === subject);
  const host = await signIn(stage);
  await addContact(host, { name: "Amara Osei", email: "amara@patients.example" });
  await addContact(host, { name: "Bo Ek", email: "bo@patients.example" });
  await bookAppointment(host, { title: "Review", time: "9:30", clients: ["Amara Osei"] });
  const link = await appointmentLink(host, "Review");

  // The right one is booked instead: who comes and who goes stands there by name before anybody is told.
  await host.button("Change clients", { within: await host.item("Day", "Review") });
  let dialog = await host.see("dialog", "Change clients");
  await host.button("Remove Amara Osei", { within: dialog });
  await host.button("Save", { within: dialog });
  await host.seeText("Choose at least one client");
  await chooseClient(host, "Bo Ek", dialog);
  await host.seeText("Added: Bo Ek");
  await host.seeText("Taken out: Amara Osei");
  await check(host, "changing the clients");
  await host.button("Save", { within: dialog });
  await host.gone("dialog", "Change clients");
  await host.itemSays("Day", "Review", "Booking to Bo Ek · sent");
  await host.until("Amara Osei booked no more", async () => !(await host.items("Day"))[0].includes("Amara Osei"));
  assert.match((await told("bo@patients.example", "Your appointment")).text, new RegExp(link));
  await told("amara@patients.example", "Your appointment was cancelled");

  // While it runs: one booked, one is in by the link, the next one has to ask, until a second client is booked.
  const day = await stage.person("second tab", { profile: host.profile });
  await day.goto(host.page.url());
  await startAppointment(host, "Review");
  const inside = await stranger(stage, "Mara Lind", link);
  await pressTest(inside);
  await goIn(inside);
  const outside = await stranger(stage, "Noa Berg", link);
  await pressTest(outside);
  await isOffered(outside, "Ask to join");
  await day.page.bringToFront();
  await day.button("Change clients", { within: await day.item("Day", "Review") });
  dialog = await day.see("dialog", "Change clients");
  await day.seeText("whoever is added may join at once");
  await chooseClient(day, "Amara Osei", dialog);
  await day.button("Save", { within: dialog });
  await day.itemSays("Day", "Review", "Bo Ek, Amara Osei");
  await isOffered(outside, "Join now");
  await host.page.bringToFront();
  await endVisit(host);
});

scene("A1: what cannot be booked is told at its field: nobody, an eighth client, a time that the clocks leave out", {}, async (stage) => {
  const host = await signIn(stage);
  const names = ["Amara Osei", "Bo Ek", "Cem Ak", "Dana Holm", "Emil Vik", "Fay Lund", "Gus Berg", "Hana Ito"];
  for (const name of names) await addContact(host, { name });
  await openDay(host);
  await host.button("New appointment");
  const dialog = await host.see("dialog", "New appointment");
  await host.button("Book", { within: dialog });
  await host.seeText("Enter a time");
  await host.seeText("Choose at least one client");
  await host.fill("Title", "Group", { within: dialog });
  await host.fill("Date", "2032-03-28", { within: dialog });
  await host.fill("Time", "01:30", { within: dialog });
  await host.fill("Length", "90 min", { within: dialog });
  await host.seeText("The clocks change on this day");
  for (const name of names.slice(0, 7)) await chooseClient(host, name, dialog);
  await host.seeText("Seven is the most");
  assert.equal(await (await host.field("Booked clients", { within: dialog })).evaluate((field) => field.readOnly), true);
  await host.button("Remove Gus Berg", { within: dialog });
  await chooseClient(host, "Hana Ito", dialog);
  await host.button("Book", { within: dialog });
  // London's clocks jump from 01:00 to 02:00 on that day.
  const time = await host.field("Time", { within: dialog });
  await host.until("the time refused", () => time.evaluate((field) => field.getAttribute("aria-invalid") === "true"));
  await host.fill("Time", "02:30", { within: dialog });
  await host.button("Book", { within: dialog });
  await host.gone("dialog", "New appointment");
  await host.itemSays("Day", "Group", "02:30");
  await host.itemSays("Day", "Group", "Hana Ito");
  await host.seeText("The clocks go forward by 1 h on this day");
  assert.equal((await host.items("Day"))[0].includes("Gus Berg"), false);
});

scene("A1 I9: a delegate sees an owner's day and books for them; who was granted nothing finds no room to choose", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  const admin = await signIn(stage, USERS.admin);
  await owner.page.bringToFront();
  await addContact(owner, { name: "Amara Osei" });
  await grantRoom(owner, delegate, { send: true, view: true, admit: false });
  await delegate.page.bringToFront();
  await openDay(delegate);
  await bookAppointment(delegate, { title: "Review", date: "2032-03-31", time: "10:00", clients: ["Amara Osei"], roomOf: USERS.provider.name });
  await delegate.itemSays("Day", "Review", "10:00");
  assert.equal(await delegate.seesNow("button", "Start visit", await delegate.item("Day", "Review")), false, "sending is not admitting");
  await owner.page.bringToFront();
  await openDay(owner);
  await owner.goto(`${stage.world.url}/#/appointments/2032-03-31`);
  await owner.item("Day", "Review");
  await owner.see("button", "Start visit");
  await admin.page.bringToFront();
  await admin.goto(`${stage.world.url}/#/appointments/2032-03-31`);
  await admin.see("heading", "No appointments on this day");
  assert.equal(await admin.seesNow("combobox", "Waiting room of"), false);

  // The right to admit comes into the open page; the owner's day follows the delegate's visit.
  await grantRoom(owner, delegate, { send: true, view: true, admit: true });
  await delegate.page.bringToFront();
  await delegate.see("button", "Start visit");
  await startAppointment(delegate, "Review");
  await owner.page.bringToFront();
  await owner.itemSays("Day", "Review", "running");
  assert.equal(await owner.seesNow("button", "Back to the visit"), false, "the visit is the delegate's");
  await delegate.page.bringToFront();
  await endVisit(delegate);
  await owner.page.bringToFront();
  await owner.itemSays("Day", "Review", "ended");

  // With the right to view alone the day can be looked at, and nothing else.
  await grantRoom(owner, delegate, { send: false, view: true, admit: false });
  await delegate.page.bringToFront();
  await delegate.goto(`${stage.world.url}/#/appointments/2032-03-31`);
  await chooseRoom(delegate, USERS.provider.name);
  // The day may be in sight before the page hears what was taken back.
  const controls = ["Start visit", "Copy link", "Move", "Cancel appointment", "New appointment"];
  await delegate.until(
    () => `the day with none of ${controls.join(", ")}`,
    async () => {
      for (const control of controls) if (await delegate.seesNow("button", control)) return false;
      return (await delegate.items("Day")).some((words) => words.includes("Review"));
    },
  );
});

scene("A3 W1 W8: whoever waits by the link is seen in the day and in the room; the visit starts from either, also for nobody", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, { name: "Amara Osei" });
  await openDay(host);
  await bookAppointment(host, { title: "Review", time: "09:30", length: "15", clients: ["Amara Osei"] });
  const link = await appointmentLink(host, "Review");

  // Nobody has come yet: the visit can be opened all the same.
  await host.button("Start visit", { within: await host.item("Day", "Review") });
  await host.heading("Ready to start");
  await host.seeText("Nobody has come yet");
  await host.item("Booked clients who have not signed in", "Amara Osei");
  await check(host, "ready to start an appointment");
  await host.reload();
  await host.heading("Ready to start");
  await host.press("link", "Appointments");

  const guest = await openLink(stage, "Mara Lind", link);
  await guest.fill("First name", "Mara");
  await guest.fill("Last name", "Lind");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await host.page.bringToFront();
  await host.itemSays("Day", "Review", "Mara Lind waits");
  await host.press("link", "Waiting room");
  await host.itemSays("Waiting room", "Mara Lind", "09:30 Review");
  await host.button("Start video chat", { within: await host.item("Waiting room", "Mara Lind") });
  await host.heading("Ready to start");
  await host.item("About to enter", "Mara Lind");
  await host.button("Join now");
  await host.see("button", "End visit");
  await guest.page.bringToFront();
  await guest.button("Join now");
  await guest.see("button", "Leave");
  await host.page.bringToFront();
  await host.see("group", "Mara Lind");
  await endVisit(host);
  await guest.page.bringToFront();
  await guest.heading("The visit has ended");
});

scene("V18 A1: the day and its dialogs pass axe, and an appointment is booked by keyboard alone", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, { name: "Amara Osei", email: "amara@patients.example" });
  await openDay(host);
  await check(host, "empty day");
  await tabTo(host, "button", "New appointment");
  await host.page.keyboard.press("Enter");
  const dialog = await host.see("dialog", "New appointment");
  await hasFocus(host, "textbox", "Title");
  await host.page.keyboard.type("Review");
  await tabTo(host, "textbox", "Date");
  await host.page.keyboard.type("2032-03-31");
  await tabTo(host, "textbox", "Time");
  await host.page.keyboard.type("9");
  await tabTo(host, "textbox", "Length");
  await host.page.keyboard.type("20");
  await tabTo(host, "textbox", "Booked clients");
  await host.page.keyboard.type("ama");
  await host.see("option");
  await check(host, "suggestions of clients");
  await tabTo(host, "textbox", "Booked clients");
  await host.page.keyboard.type("r");
  // The only one who is found: Enter takes her, and sends nothing yet. It waits for the answer to all that was typed.
  await host.page.keyboard.press("Enter");
  await host.see("button", "Remove Amara Osei", { within: dialog });
  await check(host, "new appointment");
  await host.page.keyboard.press("Enter");
  await host.itemSays("Day", "Review", "09:00");
  await check(host, "a day");
  await tabTo(host, "button", "Move");
  await host.page.keyboard.press("Enter");
  await host.see("dialog", "Move appointment");
  await check(host, "moving");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Move appointment");
  // The focus is back where it was.
  await host.until("the focus on Move", () => host.page.evaluate(() => document.activeElement?.textContent === "Move"));
  await tabTo(host, "button", "Cancel appointment");
  await host.page.keyboard.press("Enter");
  await host.see("dialog", "Cancel this appointment?");
  await check(host, "cancelling");
});
