// I12: what happened to an invitation's message stands in its row, with the reason; one click tries again.
import { check } from "./lib/access.mjs";
import { grantRoom } from "./lib/appointments.mjs";
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

scene("I12, I9: in another's room whoever may send sends again; whoever may only view sees why it failed", { refuse, limitMs: 240_000 }, async (stage) => {
  refusals.set(ADDRESS, "mailbox full");
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  await owner.page.bringToFront();
  await inviteByMail(owner, "Mara Lind", ADDRESS);
  await owner.itemSays("Waiting room", "Mara Lind", "failed: mailbox full");
  await grantRoom(owner, delegate, { send: false, view: true, admit: false });
  await delegate.page.bringToFront();
  const select = await delegate.see("combobox", "Waiting room of");
  await select.evaluate((element) => {
    element.value = element.options[1].value;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await delegate.itemSays("Waiting room", "Mara Lind", "failed: mailbox full");
  assert.equal(await delegate.seesNow("button", "Send again"), false, "viewing is not sending");
  await grantRoom(owner, delegate, { send: true, view: true, admit: false });
  refusals.delete(ADDRESS);
  await delegate.button("Send again", { within: await delegate.item("Waiting room", "Mara Lind") });
  await delegate.itemSays("Waiting room", "Mara Lind", "sent");
  await owner.page.bringToFront();
  await owner.itemSays("Waiting room", "Mara Lind", "sent");
});
