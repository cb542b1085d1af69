// The waiting room: empty, with twelve guests in every state, and the dialogs that open from it.
import { call } from "../../../tests/e2e/lib/appointments.mjs";
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { PASSED, WireGuest } from "../../../tests/e2e/lib/wire.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { ARABIC_NAME, CHINESE_NAME, comes, DESKTOP, dismissAll, escape, invite, LONG_NAME, LONG_TEXT } from "./common.mjs";

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

async function inviteDialogs(host, album) {
  await host.button("Invite");
  const dialog = await host.see("dialog", "Invite");
  await host.press("radio", "Invite into the waiting room", { within: dialog });
  await album.take(host, "room-invite");
  await host.fill("E-mail", "nobody@", { within: dialog });
  await host.fill("Mobile number", "07700 900 1", { within: dialog });
  await host.button("Send", { within: dialog });
  await album.take(host, "room-invite-wrong");
  await escape(host, "Invite");
  await host.button("Invite");
  await host.fill("Name", CHINESE_NAME);
  await host.press("radio", "Invite into the waiting room");
  await host.button("Copy link");
  await host.see("dialog", "The link is ready");
  await album.take(host, "room-link");
  await escape(host, "The link is ready");
}

async function rowDialogs(host, album) {
  await host.button(`2 new messages with ${LONG_NAME}`);
  await host.see("log", "Messages");
  await album.take(host, "room-texts-open");
  await escape(host, `Messages with ${LONG_NAME}`);
  await host.button("Change the notice");
  await album.take(host, "room-notice");
  await escape(host, "Notice for everybody who waits");
  await host.button("More for Bo Ek");
  await album.take(host, "room-menu");
  await host.press("menuitem", "Hand over");
  await host.see("combobox", "Hand over to");
  await album.take(host, "room-hand-over");
  await escape(host, "Hand over Bo Ek");
  await host.button("More for Bo Ek");
  await host.press("menuitem", "Remove");
  await host.see("dialog");
  await album.take(host, "room-remove");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog");
}

export async function room(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await album.take(host, "room-empty");
  const delegate = await signIn(stage, USERS.other);
  await host.page.bringToFront();
  const { user } = await call(delegate, "GET", "/session");
  await call(host, "PUT", `/settings/grants/${user.id}`, { send: true, view: true, admit: true });
  const guests = await fillRoom(stage, host, delegate);
  await album.take(host, "room-toasts");
  await dismissAll(host);
  await album.take(host, "room-twelve");
  await talk(host, delegate, guests);
  await dismissAll(host);
  await album.take(host, "room-texts");
  await rowDialogs(host, album);
  await host.press("checkbox", "Select Amara Osei");
  await album.take(host, "room-selected");
  for (const name of [LONG_NAME, "Bo Ek"]) await host.press("checkbox", `Select ${name}`);
  await album.take(host, "room-selected-most");
  await host.button("Start video chat", { within: await host.item("Waiting room", "Amara Osei") });
  await host.item("About to enter", "Amara Osei");
  await album.take(host, "room-ready");
  await host.press("link", "Waiting room");
  await host.item("Waiting room", "Amara Osei");
  await inviteDialogs(host, album);
  for (const name of [ARABIC_NAME, CHINESE_NAME]) await comes(stage, host, name);
  await host.itemSays("Waiting room", ARABIC_NAME, "checked in");
  await album.take(host, "room-names");
  await delegate.page.bringToFront();
  await delegate.see("combobox", "Waiting room of");
  await album.take(delegate, "room-delegate");
  await host.page.bringToFront();
  await stage.world.kill();
  await host.seeText("Reconnecting");
  await album.take(host, "room-line-lost");
  await stage.world.start();
}
