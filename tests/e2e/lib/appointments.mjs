// Booking appointments as staff do, in the words of SPEC.md's "Names on screen".
import { addContact, call } from "./portal.mjs";
import { PRACTICE } from "./world.mjs";

export { addContact, call };

/** Grants rights in this owner's waiting room to whoever is signed in at `delegate`. */
export async function grantRoom(owner, delegate, rights) {
  const { user } = await call(delegate, "GET", "/session");
  await call(owner, "PUT", `/settings/grants/${user.id}`, rights);
}

/** The practice's day, as a date field has it; `days` later. */
export function practiceDay(days = 0) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: PRACTICE.zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const [year, month, day] = parts.format(Date.now()).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** The suggestion of this very contact: while the name is typed the list offers others too. */
export async function contactOffered(host, name) {
  for (const option of await host.page.$$('::-p-aria([role="option"])')) {
    if ((await option.evaluate((element) => element.querySelector(".recipient-name")?.textContent)) === name) return option;
  }
  return null;
}

/** Finds one of the address book by typing, and books them. */
export async function chooseClient(host, name, dialog) {
  await host.fill("Booked clients", name, { within: dialog });
  await host.pressThat(`${name} among the contacts found`, () => contactOffered(host, name));
  await host.see("button", `Remove ${name}`, { within: dialog });
}

export const chooseRoom = (person, ownerName, within = person.page) => person.choose("Waiting room of", ownerName, { within });

/** From any staff page: books an appointment, tomorrow unless told otherwise, and stays on its day. */
export async function bookAppointment(host, { title, date = practiceDay(1), time, length, clients, roomOf }) {
  if (!(await host.seesNow("button", "New appointment"))) await host.press("link", "Appointments");
  await host.button("New appointment");
  const dialog = await host.see("dialog", "New appointment");
  if (roomOf) await chooseRoom(host, roomOf, dialog);
  await host.fill("Title", title, { within: dialog });
  await host.fill("Date", date, { within: dialog });
  await host.fill("Time", time, { within: dialog });
  if (length) await host.fill("Length", length, { within: dialog });
  for (const name of clients) await chooseClient(host, name, dialog);
  await host.button("Book", { within: dialog });
  await host.gone("dialog", "New appointment");
  await host.item("Day", title);
}

/** Copies the shared link of one that the day shows; resolves to it. */
export async function appointmentLink(host, title) {
  await host.button("Copy link", { within: await host.item("Day", title) });
  const ready = await host.see("dialog", "The link is ready");
  const link = await (await host.see("textbox", "Link", { within: ready })).evaluate((element) => element.value);
  await host.button("Done", { within: ready });
  await host.gone("dialog", "The link is ready");
  return link;
}

/** From the day into the visit, whoever is there. */
export async function startAppointment(host, title) {
  await host.button("Start visit", { within: await host.item("Day", title) });
  await host.heading("Ready to start");
  await host.button("Join now");
  await host.see("button", "End visit");
}
