// Takes pictures of the screens as they are on a full day, to be looked at: build/screens/NAME-{desktop,phone,zoom}-{light,dark}.png.
// Guests that only stand in a list have no browsers: they speak the server's language, so that twelve in every state cost nothing.
//   tools/in tools/pictures/screens.mjs [NAME]      all, or those whose name holds NAME
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/command.mjs";
import { Stage } from "../../tests/e2e/lib/stage.mjs";
import { addContact, appointmentLink, call, practiceDay } from "../../tests/e2e/lib/appointments.mjs";
import { arrive, copyLink, openLink, pressTest, setPractice, signIn } from "../../tests/e2e/lib/steps.mjs";
import { PASSED, WireGuest } from "../../tests/e2e/lib/wire.mjs";
import { PRACTICE, USERS } from "../../tests/e2e/lib/world.mjs";

const folder = join(root, "build/screens");
const wanted = process.argv[2] ?? "";
const LONG_NAME = "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Oyelaran";
const SIZES = {
  desktop: { width: 1280, height: 800, deviceScaleFactor: 1 },
  phone: { width: 390, height: 844, deviceScaleFactor: 1 },
  zoom: { width: 640, height: 400, deviceScaleFactor: 2 },
};

async function picture(person, name) {
  if (!name.includes(wanted)) return;
  const before = person.page.viewport();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await person.page.setViewport(viewport);
    for (const scheme of ["light", "dark"]) {
      await person.page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      await person.page.screenshot({ path: join(folder, `${name}-${size}-${scheme}.png`), fullPage: true });
    }
  }
  await person.page.setViewport(before);
}

const invite = (host, how) => call(host, "POST", "/invitations", { kind: "waiting_room", ...how });

/** Somebody who came by a link of their own; `preflight` is what their device test found. */
async function comes(stage, host, name, preflight = PASSED) {
  const { link, invitation } = await invite(host, { via: "link", name });
  const guest = new WireGuest(stage.world.url, link);
  await guest.post("/guest/take");
  await guest.post("/guest/preflight", { preflight });
  await guest.listen();
  return { guest, id: invitation.id };
}

/** Twelve guests, each in another state or nearly so. */
async function fillRoom(stage, host, delegate) {
  const amara = await comes(stage, host, "Amara Osei");
  const left = await comes(stage, host, "Fatima Zahra El Idrissi");
  left.guest.close();
  await host.itemSays("Waiting room", "Fatima", "left");
  const long = await comes(stage, host, LONG_NAME, { ...PASSED, result: "sound_only", camera: "failed" });
  await comes(stage, host, "Jun-ho Park", { ...PASSED, result: "failed", camera: "failed", microphone: "failed" });
  const inVisit = await comes(stage, host, "Leonor Prado");
  const onHold = await comes(stage, host, "Peter Okonkwo");
  await call(delegate, "POST", "/visits", { invitation_ids: [inVisit.id, onHold.id] });
  for (const { guest } of [inVisit, onHold]) await guest.post("/guest/join");
  await call(delegate, "POST", `/invitations/${onHold.id}/hold`);
  await invite(host, { via: "email", name: "Tomasz Zielinski", email: "tomasz@patients.example" });
  await invite(host, { via: "email", name: "Luise Albrecht", email: "full@patients.example" });
  await invite(host, { via: "sms", name: "Ada Brennan", mobile: "+447700900182" });
  await invite(host, { via: "link", name: "Noor Rahman" });
  await invite(host, { via: "link" });
  const reconnecting = await comes(stage, host, "Maria-Magdalena Oyelaran-Wójcik");
  reconnecting.guest.close();
  for (const [name, state] of [["Maria-Magdalena", "reconnecting"], ["Leonor", "in the visit"], ["Peter", "on hold"], ["Luise", "failed"], ["Ada", "delivered"]]) {
    await host.itemSays("Waiting room", name, state);
  }
  return { amara, long: long.guest };
}

const LONG_TEXT =
  "I am on the train and may lose the line for a moment; my sister Wolfeschlegelsteinhausenbergerdorff sits beside me.\n" +
  "Can she take part? She has the results of last week, and I would like her to hear what you say.";

/** Texts that were read and that were not, a notice with an estimate, and somebody who was handed over. */
async function talk(host, delegate, guests) {
  for (const text of ["Good morning", LONG_TEXT]) await guests.long.post("/guest/texts", { text });
  await guests.amara.guest.post("/guest/texts", { text: "The picture is upside down" });
  await call(host, "POST", `/invitations/${guests.amara.id}/texts`, { text: "Turn the phone round, please" });
  await call(host, "POST", `/invitations/${guests.amara.id}/texts/read`, { sequence: 2 });
  const { room_id } = await call(host, "GET", "/session");
  const given = { text: "Running 20 minutes late: Dr Halvorsen is with an emergency. Thank you for your patience; nobody is forgotten.", estimate_min: 20 };
  await call(host, "PUT", `/rooms/${room_id}/notice`, given);
  const { room_id: from } = await call(delegate, "GET", "/session");
  const { link, invitation } = await invite(delegate, { via: "link", name: "Bo Ek" });
  const bo = new WireGuest(new URL(link).origin, link);
  await bo.checkIn();
  await bo.listen();
  await call(delegate, "POST", `/invitations/${invitation.id}/hand-over`, { from_room_id: from, room_id });
  await host.itemSays("Waiting room", "Bo Ek", "handed over by");
}

/** What a guest in a browser sees of it. */
async function waitingGuest(stage, host) {
  const { link, invitation } = await invite(host, { via: "link", name: "Mara Lind" });
  const guest = await arrive(stage, "Mara Lind", link, { width: 390, height: 844 });
  await picture(guest, "guest-waiting");
  await guest.fill("Message", "Shall I have the results at hand?");
  await guest.button("Send");
  await call(host, "POST", `/invitations/${invitation.id}/texts`, { text: LONG_TEXT });
  await guest.seeText("on the train");
  await guest.fill("Message", "x".repeat(460));
  await picture(guest, "guest-waiting-texts");
  await call(host, "POST", `/invitations/${invitation.id}/remove`);
  await guest.closePage();
  await host.page.bringToFront();
}

/** The practice's clock so many minutes from now, on this day still. */
function laterToday(minutes) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: PRACTICE.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [hour, minute] = clock.format(Date.now()).split(":").map(Number);
  const at = Math.min(hour * 60 + minute + minutes, 23 * 60 + 59);
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}

/** A day with appointments of every kind: one person, seven, long names, somebody waiting. */
async function fillDay(stage, host) {
  const names = ["Amara Osei", LONG_NAME, "Fatima Zahra El Idrissi", "Jun-ho Park", "Leonor Prado", "Peter Okonkwo", "Bo Ek"];
  const ids = [];
  for (const name of names) ids.push((await addContact(host, { name })).id);
  const book = (title, inMinutes, length_min, clients) =>
    call(host, "POST", "/appointments", { title, date: practiceDay(), time: laterToday(inMinutes), length_min, client_ids: clients.map((n) => ids[n]) });
  const over = await book("Review of the plan", 1, 30, [0]);
  const visit = await call(host, "POST", `/appointments/${over.id}/start`);
  await call(host, "POST", `/visits/${visit.id}/end`);
  await book("First consultation", 45, 45, [1]);
  await book("Couple, second meeting", 20, 30, [2, 3]);
  await book("Group: sleep", 120, 90, [0, 1, 2, 3, 4, 5, 6]);
  await host.press("link", "Appointments");
  await host.item("Day", "Group: sleep");
  const link = await appointmentLink(host, "Couple, second meeting");
  for (const name of ["Jun-ho Park", "Mara Lind"]) {
    const guest = new WireGuest(stage.world.url, link);
    await guest.post("/guest/take", { name });
    await guest.post("/guest/preflight", { preflight: PASSED });
    await guest.listen();
    await host.itemSays("Day", "Couple", name);
  }
}

async function staffScreens(stage) {
  const host = await signIn(stage, USERS.provider, { width: 1280, height: 800 });
  await picture(host, "room-empty");
  const delegate = await signIn(stage, USERS.other);
  await host.page.bringToFront();
  const { user } = await call(delegate, "GET", "/session");
  await call(host, "PUT", `/settings/grants/${user.id}`, { send: true, view: true, admit: true });
  const guests = await fillRoom(stage, host, delegate);
  await picture(host, "room-toasts");
  while (await host.seesNow("button", "Dismiss")) await host.button("Dismiss");
  await picture(host, "room-twelve");
  await talk(host, delegate, guests);
  while (await host.seesNow("button", "Dismiss")) await host.button("Dismiss");
  await picture(host, "room-texts");
  await host.button(`2 new messages with ${LONG_NAME}`);
  await host.see("log", "Messages");
  await picture(host, "texts");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", `Messages with ${LONG_NAME}`);
  await host.button("Change the notice");
  await picture(host, "notice");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Notice for everybody who waits");
  await host.button("More for Bo Ek");
  await picture(host, "row-menu");
  await host.press("menuitem", "Hand over");
  await host.see("combobox", "Hand over to");
  await picture(host, "hand-over");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Hand over Bo Ek");
  await waitingGuest(stage, host);
  await host.press("checkbox", "Select Amara Osei");
  await picture(host, "room-selected");
  await host.button("Clear");
  await host.button("Invite");
  await host.see("dialog", "Invite");
  await picture(host, "invite");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Invite");
  await host.press("link", "Appointments");
  await host.see("heading", "No appointments on this day");
  await picture(host, "day-empty");
  await fillDay(stage, host);
  while (await host.seesNow("button", "Dismiss")) await host.button("Dismiss");
  await picture(host, "day");
  await host.press("link", "Waiting room");
  await host.item("Waiting room", "Mara Lind");
  await picture(host, "room-appointment");
  await host.button("Start video chat", { within: await host.item("Waiting room", "Mara Lind") });
  await host.item("About to enter", "Mara Lind");
  await picture(host, "ready-appointment");
}

const GUEST = { width: 390, height: 844 };

/** A guest without a browser who is in the visit that `start` begins. */
async function inVisit(stage, link, name, start) {
  const guest = new WireGuest(stage.world.url, link);
  await guest.post("/guest/take", { name });
  await guest.post("/guest/preflight", { preflight: PASSED });
  await guest.listen();
  await start();
  await guest.post("/guest/join");
}

async function linkPages(stage, host) {
  const other = await signIn(stage, USERS.other);
  const shared = await invite(other, { via: "link", name: "Jun-ho Park" });
  await inVisit(stage, shared.link, "Jun-ho Park", () => call(other, "POST", "/visits", { invitation_ids: [shared.invitation.id] }));
  const used = await openLink(stage, "used", shared.link, GUEST);
  await used.heading("This visit has already begun");
  await picture(used, "guest-link-used");
  const taken = await invite(host, { via: "link", name: "Ada Brennan" });
  const before = await openLink(stage, "before the test", taken.link, GUEST);
  await before.see("button", "Test my camera and microphone");
  await picture(before, "guest-before");
  await call(host, "POST", `/invitations/${taken.invitation.id}/cancel`);
  const cancelled = await openLink(stage, "cancelled", taken.link, GUEST);
  await cancelled.heading("This invitation was cancelled");
  await picture(cancelled, "guest-link-cancelled");
  const unknown = await openLink(stage, "unknown", `${stage.world.url}/join#${"A".repeat(27)}`, GUEST);
  await unknown.heading("This link is not valid");
  await picture(unknown, "guest-link-unknown");
}

/** At the door of an appointment that is full: waiting, asking, asked, denied. */
async function doorPages(stage, host) {
  const client = await addContact(host, { name: "Amara Osei" });
  const appointment = await call(host, "POST", "/appointments", { title: "Review", date: practiceDay(1), time: "10:00", length_min: 30, client_ids: [client.id] });
  const { link } = await call(host, "GET", `/appointments/${appointment.id}/link`);
  const guest = await openLink(stage, "Mara Lind", link, GUEST);
  await guest.fill("First name", "Mara");
  await guest.fill("Last name", "Lind");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await picture(guest, "guest-waiting");
  await inVisit(stage, link, "Bo Ek", () => call(host, "POST", `/appointments/${appointment.id}/start`));
  await guest.see("button", "Ask to join");
  await picture(guest, "guest-ask");
  await guest.button("Ask to join");
  await host.page.bringToFront();
  await host.see("button", "Deny");
  await picture(host, "host-asked");
  await guest.page.bringToFront();
  await picture(guest, "guest-asked");
  await host.page.bringToFront();
  await host.button("Deny");
  await guest.page.bringToFront();
  await guest.seeText("You were not admitted");
  await picture(guest, "guest-denied");
}

async function guestScreens(stage) {
  await setPractice(stage, { connect_now_link_s: 60 });
  const admin = await signIn(stage, USERS.admin);
  const soonOver = await copyLink(admin, { name: "Peter Okonkwo", kind: "connect_now" });
  const host = await signIn(stage, USERS.provider, { width: 1280, height: 800 });
  await linkPages(stage, host);
  await doorPages(stage, host);
  const expired = await openLink(stage, "expired", soonOver, GUEST);
  await expired.heading("This invitation has expired", 90_000);
  await picture(expired, "guest-link-expired");
}

/** The screens of one practice. */
async function take(screens, options) {
  const stage = await Stage.open(options);
  try {
    await screens(stage);
  } catch (error) {
    await stage.pictures("screens");
    throw error;
  } finally {
    await stage.close();
  }
}

mkdirSync(folder, { recursive: true });
if (!wanted.startsWith("guest")) {
  await take(staffScreens, { timing: { left_after_ms: 20_000 }, refuse: (address) => (address.startsWith("full@") ? "mailbox full" : null) });
}
if (wanted === "" || /^(guest|host)/.test(wanted)) await take(guestScreens, {});
console.log(`The pictures are in ${folder}`);
