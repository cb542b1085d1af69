// Coming to an appointment's door, as SPEC.md's section A has it.
import { bookAppointment, addContact, appointmentLink, practiceDay, startAppointment } from "./appointments.mjs";
import { openLink, pressTest, signIn } from "./steps.mjs";
import { signInToPortal } from "./portal.mjs";
import { USERS } from "./world.mjs";

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

const emailOf = (name) => `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@patients.example`;

/**
 * A host with an appointment for `booked` tomorrow, whose day is on the page; `known` are in the address book too. Resolves to the
 * host, the shared link, and what goes to that day again and what starts the visit from it.
 */
export async function book(stage, booked, { known = [], hostSize = DESKTOP, title = "Review" } = {}) {
  const host = await signIn(stage, USERS.provider, hostSize);
  for (const name of [...booked, ...known]) await addContact(host, { name, email: emailOf(name) });
  const day = practiceDay(1);
  await bookAppointment(host, { title, date: day, time: "23:30", length: "30", clients: booked });
  const toItsDay = () => host.goto(`${stage.world.url}/#/appointments/${day}`);
  return { host, link: await appointmentLink(host, title), toItsDay, start: () => startAppointment(host, title) };
}

/** Somebody signed in to the portal; the link then is theirs by their booking. */
export async function client(stage, name, link, size = PHONE) {
  const person = await signInToPortal(stage, name, emailOf(name), size);
  await person.goto(link);
  return person;
}

/** Somebody by the link alone, who types a name first (A5). */
export async function stranger(stage, name, link, size = PHONE) {
  const person = await openLink(stage, name, link, size);
  await typeName(person, name);
  return person;
}

export async function typeName(person, name) {
  const [first, ...rest] = name.split(" ");
  await person.fill("First name", first);
  await person.fill("Last name", rest.join(" "));
}

/** Passes the test; resolves when the page says that they are checked in. */
export async function checkIn(person) {
  await pressTest(person);
  await person.heading("You are checked in");
}

/** Waits until the page offers this and not the other. */
export async function isOffered(person, offer) {
  await person.page.bringToFront();
  await person.see("button", offer);
  const other = offer === "Join now" ? "Ask to join" : "Join now";
  if (await person.seesNow("button", other)) throw new Error(`${person.name} sees both "${offer}" and "${other}"`);
}

export async function goIn(person) {
  await isOffered(person, "Join now");
  await person.button("Join now");
  await person.see("button", "Leave");
}

export async function ask(person) {
  await isOffered(person, "Ask to join");
  await person.button("Ask to join");
  await person.seeText("The host has been asked");
}

/** The host's People panel, opened where it is not. */
export async function openPeople(host) {
  await host.page.bringToFront();
  if (!(await host.seesNow("list", "In the visit"))) await host.button("People");
  await host.see("list", "In the visit");
}
