// What people do in Anteroom, in the words of SPEC.md's "Names on screen".
import { hears, framesGrow } from "./media.mjs";
import { USERS } from "./world.mjs";

export async function signIn(stage, user = USERS.provider, options = {}) {
  const host = await stage.person(user.name, options);
  await host.goto(stage.world.url);
  await signInHere(host, user);
  return host;
}

export async function signInHere(host, user) {
  await host.fill("E-mail", user.email);
  await host.fill("Password", user.password);
  await host.button("Sign in");
  await host.see("button", "Invite");
}

const KINDS = {
  waiting_room: "Invite into the waiting room",
  connect_now: "Open chat with recipient upon send",
};

async function fillInvitation(host, { name, email, kind }) {
  await host.button("Invite");
  const dialog = await host.see("dialog", "Invite");
  if (name) await host.fill("Name", name, { within: dialog });
  if (email) await host.fill("E-mail", email, { within: dialog });
  await host.press("radio", KINDS[kind], { within: dialog });
  return dialog;
}

/** Invites by e-mail; resolves to the link that the message held. */
export async function inviteByMail(stage, host, { name, email, kind = "waiting_room" }) {
  const before = stage.world.outbox.messages.length;
  const dialog = await fillInvitation(host, { name, email, kind });
  await host.button("Send", { within: dialog });
  const fresh = (message) => message.to === email && stage.world.outbox.messages.indexOf(message) >= before;
  return (await stage.world.outbox.next(fresh)).link;
}

/** Copies a link; resolves to it, as the dialog shows it. */
export async function copyLink(host, { name, kind = "waiting_room" }) {
  const dialog = await fillInvitation(host, { name, kind });
  await host.button("Copy link", { within: dialog });
  const ready = await host.see("dialog", "The link is ready");
  const field = await host.see("textbox", "Link", { within: ready });
  const link = await field.evaluate((element) => element.value);
  await host.button(kind === "connect_now" ? "Open the visit" : "Done", { within: ready });
  await host.gone("dialog", "The link is ready");
  return link;
}

/** Somebody opens a link with a browser of their own. */
export async function openLink(stage, name, link, options = {}) {
  const guest = await stage.person(name, options);
  await guest.goto(link);
  return guest;
}

export const pressTest = (guest) => guest.button("Test my camera and microphone");

/** Opens the link, passes the device test and waits. */
export async function arrive(stage, name, link, options = {}) {
  const guest = await openLink(stage, name, link, options);
  await pressTest(guest);
  await guest.heading("You are checked in");
  return guest;
}

/** From the waiting room into the visit: the host's side. */
export async function startWith(host, ...names) {
  const row = await host.item("Waiting room", names[0]);
  await host.button("Start video chat", { within: row });
  await enter(host, ...names);
}

export async function enter(host, ...names) {
  await host.heading("Ready to start");
  for (const name of names) await host.item("About to enter", name);
  await host.button("Join now");
  await host.see("button", "End visit");
}

export async function join(guest) {
  await guest.button("Join now");
  await guest.see("button", "Leave");
}

/** Two people in a visit: pictures and sound both ways. */
export async function bothWays(host, hostName, guest, guestName, options = {}) {
  await Promise.all([framesGrow(host, guestName, options), framesGrow(guest, hostName, options)]);
  await Promise.all([hears(host, options), hears(guest, options)]);
}

/** The whole way from an invitation to a running visit. */
export async function visitWith(stage, host, { name, email, hostName = USERS.provider.name, ...options }) {
  const link = await inviteByMail(stage, host, { name, email });
  const guest = await arrive(stage, name, link, options);
  await startWith(host, name);
  await join(guest);
  await bothWays(host, hostName, guest, name);
  return { guest, link };
}

export async function signOut(host, user = USERS.provider) {
  await host.button(user.name);
  await host.press("menuitem", "Sign out");
  await host.see("button", "Sign in");
}

/** What the server tells this host's browser about when its first guest checked in. */
export const checkedInAt = (host) =>
  host.page.evaluate(async () => {
    const room = await (await fetch("/api/v1/waiting-room")).json();
    return room.guests[0].checked_in_at_ms;
  });

/** Ends the visit for everyone. */
export const endVisit = (host) => host.button("End visit");

/** Takes this guest out of the waiting room by one of their row's acts, which may stand in its menu and asks first. */
export async function takeOut(host, name, action) {
  const row = await host.item("Waiting room", name);
  await host.see("button", `More for ${name}`, { within: row });
  if (await host.seesNow("button", action, row)) {
    await host.button(action, { within: row });
  } else {
    await host.button(`More for ${name}`, { within: row });
    await host.press("menuitem", action);
  }
  await host.button(action, { within: await host.see("dialog") });
  await host.itemGone("Waiting room", name);
}

/** Changes what holds in the whole practice (seconds), as an administrator. */
export async function setPractice(stage, changes) {
  const admin = await signIn(stage, USERS.admin);
  const status = await admin.page.evaluate(async (wanted) => {
    const { practice } = await (await fetch("/api/v1/settings")).json();
    const body = JSON.stringify({ ...practice, ...wanted });
    return (await fetch("/api/v1/settings/practice", { method: "PUT", headers: { "Content-Type": "application/json" }, body })).status;
  }, changes);
  if (status !== 200) throw new Error(`the practice's settings were not taken: ${status}`);
  await admin.closePage();
}
