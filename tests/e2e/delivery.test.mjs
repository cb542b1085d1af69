// I12: what happened to an invitation's message stands in its row, with the reason; one click tries again.
import { check } from "./lib/access.mjs";
import { addContact, bookAppointment, chooseRoom, grantRoom } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { signIn } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const ADDRESS = "mara@patients.example";

/** Whom the mail server turns down now, and with which words. */
const refusals = new Map();
const refuse = (address) => refusals.get(address) ?? null;

async function inviteByMail(host, name, email) {
  await host.button("Invite");
  const dialog = await host.see("dialog", "Invite");
  await host.fill("Name", name, { within: dialog });
  await host.fill("E-mail", email, { within: dialog });
  await host.press("radio", "Invite into the waiting room", { within: dialog });
  await host.button("Send", { within: dialog });
  await host.item("Waiting room", name);
}

scene("I12: a mailbox that is full shows as failed with its reason, and one click sends the same link again", { refuse }, async (stage) => {
  refusals.set(ADDRESS, "mailbox full");
  const host = await signIn(stage, USERS.provider, { width: 390, height: 844 });
  await inviteByMail(host, "Mara Lind", ADDRESS);
  await host.itemSays("Waiting room", "Mara Lind", "failed: mailbox full");
  await check(host, "a failed message");
  refusals.delete(ADDRESS);
  await host.button("Send again", { within: await host.item("Waiting room", "Mara Lind") });
  const message = await stage.world.outbox.next(({ to }) => to === ADDRESS);
  assert.match(message.text, /works until .+ \(London time\)/);
  await host.itemSays("Waiting room", "Mara Lind", "sent");
  await host.until("the failure gone", async () => !(await host.items("Waiting room")).some((words) => words.includes("failed")));
});

scene("I12, I9: in another's room whoever may send sends again; whoever may only view sees why it failed", { refuse }, async (stage) => {
  refusals.set(ADDRESS, "mailbox full");
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  await owner.page.bringToFront();
  await inviteByMail(owner, "Mara Lind", ADDRESS);
  await owner.itemSays("Waiting room", "Mara Lind", "failed: mailbox full");
  await grantRoom(owner, delegate, { send: false, view: true, admit: false });
  await delegate.page.bringToFront();
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.itemSays("Waiting room", "Mara Lind", "failed: mailbox full");
  assert.equal(await delegate.seesNow("button", "Send again"), false, "viewing is not sending");
  await grantRoom(owner, delegate, { send: true, view: true, admit: false });
  refusals.delete(ADDRESS);
  await delegate.button("Send again", { within: await delegate.item("Waiting room", "Mara Lind") });
  await delegate.itemSays("Waiting room", "Mara Lind", "sent");
  await owner.page.bringToFront();
  await owner.itemSays("Waiting room", "Mara Lind", "sent");
});

scene("I12 A1: who was not told of an appointment is seen in the day with the reason, and one click sends the same link again", { refuse }, async (stage) => {
  refusals.set("bo@patients.example", "mailbox full");
  const told = (address, subject) => stage.world.outbox.next((mail) => mail.to === address && mail.subject === subject);
  const linkIn = (mail) => /\/join#[A-Za-z0-9_-]+/.exec(mail.text)[0];
  const host = await signIn(stage);
  await addContact(host, { name: "Amara Osei", email: "amara@patients.example" });
  await addContact(host, { name: "Bo Ek", email: "bo@patients.example" });
  await addContact(host, { name: "Cem Ak" });
  await bookAppointment(host, { title: "Review", time: "9:30", clients: ["Amara Osei", "Bo Ek", "Cem Ak"] });
  await host.itemSays("Day", "Review", "Booking to Amara Osei · sent");
  await host.itemSays("Day", "Review", "Booking to Bo Ek · failed: mailbox full");
  await host.itemSays("Day", "Review", "Booking to Cem Ak · failed: no e-mail address or mobile number");
  await check(host, "a day with messages that failed");
  const link = linkIn(await told("amara@patients.example", "Your appointment"));

  // Whom nobody can write to is not written to by pressing; the others are, and the line follows without a reload.
  const sendAgain = (name) =>
    host.pressThat(`Send again, to ${name}`, async () => {
      for (const line of await (await host.item("Day", "Review")).$$(".appointment-letter")) {
        if ((await line.evaluate((element) => element.innerText)).includes(name)) return line.$("::-p-aria([role='button'][name='Send again'])");
      }
      return null;
    });
  await sendAgain("Cem Ak");
  await host.itemSays("Day", "Review", "Change it in Contacts, or ring them up.");
  refusals.delete("bo@patients.example");
  await sendAgain("Bo Ek");
  assert.equal(linkIn(await told("bo@patients.example", "Your appointment")), link);
  await host.itemSays("Day", "Review", "Booking to Amara Osei and Bo Ek · sent");

  // A cancelled appointment stays in sight until everybody is told.
  refusals.set("bo@patients.example", "mailbox full");
  await host.button("Cancel appointment", { within: await host.item("Day", "Review") });
  await host.button("Cancel appointment", { within: await host.see("dialog", "Cancel this appointment?") });
  await host.itemSays("Day", "Review", "Cancellation to Bo Ek · failed: mailbox full");
  await host.itemSays("Day", "Review", "cancelled");
  await check(host, "a cancelled appointment of which somebody is still to be told");
  refusals.delete("bo@patients.example");
  await sendAgain("Bo Ek");
  await told("bo@patients.example", "Your appointment was cancelled");
});
