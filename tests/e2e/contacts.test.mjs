// The address book: who is in it, how they come into it, and how they are chosen for an invitation.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./lib/access.mjs";
import { contactOffered } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { signIn, signInHere } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const LIST = "Contacts";

async function openContacts(host) {
  await host.press("link", "Contacts");
  await host.heading("Contacts");
}

async function addContact(host, { name, email, mobile, born }) {
  await host.button("New contact");
  const dialog = await host.see("dialog", "New contact");
  await host.fill("Name", name, { within: dialog });
  if (email) await host.fill("E-mail", email, { within: dialog });
  if (mobile) await host.fill("Mobile number", mobile, { within: dialog });
  if (born) await host.fill("Date of birth", born, { within: dialog });
  await host.button("Save", { within: dialog });
  await host.gone("dialog", "New contact");
  await host.item(LIST, name);
}

/** Types into the search field what replaces all that stood there. */
async function search(host, words) {
  await host.fill("Search", words === "" ? " " : words);
  if (words === "") await host.page.keyboard.press("Backspace");
}

async function chooseFile(host, path) {
  const dialog = await host.see("dialog", "Import contacts");
  const input = await host.until("the field for a file", () => dialog.$("input[type=file]"));
  await input.uploadFile(path);
  return dialog;
}

scene("I1, S7: a contact is made, found, changed and removed, and all of the practice see the same book", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await host.see("heading", "Nobody is in the address book");
  await addContact(host, { name: "Zoë Müller", email: "zoe@example.org", mobile: "+44 7700 900123", born: "31.3.1984" });
  await host.itemSays(LIST, "Zoë Müller", "+447700900123");
  await host.itemSays(LIST, "Zoë Müller", "31 Mar 1984");
  await addContact(host, { name: "Anna Lind" });

  const other = await stage.person("another user");
  await other.goto(stage.world.url);
  await signInHere(other, USERS.other);
  await openContacts(other);
  await other.item(LIST, "Zoë Müller");

  await search(host, "mul");
  await host.itemGone(LIST, "Anna Lind");
  await host.item(LIST, "Zoë Müller");
  await search(host, "nobody");
  await host.see("heading", "Nobody is found for “nobody”");
  await search(host, "zoe@example.org");
  await host.item(LIST, "Zoë Müller");
  await search(host, "");
  await host.item(LIST, "Anna Lind");

  await host.button("Anna Lind");
  const dialog = await host.see("dialog", "Change contact");
  await host.fill("Name", "Anna Berg", { within: dialog });
  await host.fill("E-mail", "anna@", { within: dialog });
  await host.button("Save", { within: dialog });
  await host.seeText("This is not a whole e-mail address");
  await host.fill("E-mail", "anna@example.org", { within: dialog });
  await host.button("Save", { within: dialog });
  await host.itemSays(LIST, "Anna Berg", "anna@example.org");

  await host.button("More for Zoë Müller");
  await host.press("menuitem", "Remove");
  await host.button("Remove", { within: await host.see("dialog", "Remove this contact?") });
  await host.itemGone(LIST, "Zoë Müller");
  await host.item(LIST, "Anna Berg");
});

scene("I1: two who change one contact: the second is told, and nothing is written over", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await addContact(host, { name: "Anna Lind" });
  const second = await stage.person("another user");
  await second.goto(stage.world.url);
  await signInHere(second, USERS.other);
  await openContacts(second);
  for (const person of [host, second]) {
    await person.button("Anna Lind");
    await person.see("textbox", "Date of birth");
  }
  const save = async (person, name) => {
    const dialog = await person.see("dialog", "Change contact");
    await person.fill("Name", name, { within: dialog });
    await person.button("Save", { within: dialog });
  };
  await save(host, "Anna Berg");
  await host.item(LIST, "Anna Berg");
  await save(second, "Anna Dahl");
  await second.see("alert");
  await second.seeText("Somebody has changed this contact meanwhile");
});

scene("I1, V18: by keyboard alone a recipient is chosen from the address book while the name is typed", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await addContact(host, { name: "Anna Lind", email: "anna.lind@example.org" });
  await addContact(host, { name: "Anna Berg", email: "anna.berg@example.org" });
  await host.press("link", "Waiting room");
  await host.see("heading", "Waiting room");
  await host.button("Invite");
  const dialog = await host.see("dialog", "Invite");
  await host.fill("Name", "anna li", { within: dialog });
  // While it is typed the list may offer both.
  await host.until("Anna Lind alone among the contacts found", async () => {
    const offered = await host.page.$$('::-p-aria([role="option"])');
    return offered.length === 1 && (await contactOffered(host, "Anna Lind"));
  });
  const { keyboard } = host.page;
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  const value = async (label) => (await host.see("textbox", label, { within: dialog })).evaluate((element) => element.value);
  await host.until("the chosen e-mail address", async () => (await value("E-mail")) === "anna.lind@example.org");
  assert.equal(await value("Name"), "Anna Lind");
  await host.gone("option");

  await host.fill("Name", "anna", { within: dialog });
  await host.see("option");
  await keyboard.press("Escape");
  await host.until("the suggestions go", async () => (await host.page.$("[role=option]")) === null);
  await host.see("dialog", "Invite");
  await host.fill("Name", "Anna Berg", { within: dialog });
  await host.fill("E-mail", "anna.berg@example.org", { within: dialog });
  await host.press("radio", "Invite into the waiting room", { within: dialog });
  await host.button("Send", { within: dialog });
  const message = await stage.world.outbox.next((one) => one.to === "anna.berg@example.org");
  assert.ok(message.link);
  await host.item("Waiting room", "Anna Berg");
});

scene("I1: a contact is invited from the address book", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await addContact(host, { name: "Cem Ak", email: "cem@example.org" });
  await host.button("Invite Cem Ak");
  const dialog = await host.see("dialog", "Invite");
  await host.press("radio", "Invite into the waiting room", { within: dialog });
  await host.button("Send", { within: dialog });
  await stage.world.outbox.next((one) => one.to === "cem@example.org");
  await host.press("link", "Waiting room");
  await host.item("Waiting room", "Cem Ak");
});

scene("I1: a spreadsheet is shown row by row before it is imported", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await addContact(host, { name: "Anna Lind", email: "anna@example.org" });
  const path = join(stage.world.folder, "people.csv");
  const rows = ["\ufeffFirst name;Surname;E-mail;Mobile;Insurance", "Anna;Lind;anna@example.org;;A1", "Bo;Ek;bo@;0170;A2"];
  for (let count = 0; count < 60; count += 1) rows.push(`Person;Nr ${String(count).padStart(2, "0")};p${count}@example.org;;`);
  writeFileSync(path, rows.join("\r\n"));
  await host.button("Import");
  const dialog = await chooseFile(host, path);
  await host.seeText("60 new contacts");
  await host.seeText("1 is in the address book already and is left out");
  await host.seeText("1 row has a problem and is left out");
  await host.seeText("Line 3 · Bo Ek");
  await host.seeText("E-mail: This is not a whole e-mail address.");
  await host.seeText("Columns left out: Insurance");
  await host.button("Import 60 contacts", { within: dialog });
  await host.gone("dialog", "Import contacts");
  await host.seeText("61 contacts");
  await host.until("the first 50 of them", async () => (await host.items(LIST)).length === 50);
  await host.button("Show more");
  await host.item(LIST, "Person Nr 59");
  await host.until("all 61 of them", async () => (await host.items(LIST)).length === 61);

  await host.button("Import");
  await chooseFile(host, path);
  await host.seeText("There is nothing to import.");
  writeFileSync(path, Buffer.from("Name\nM\xfcller\n", "latin1"));
  await chooseFile(host, path);
  await host.seeText("It is not written in UTF-8.");
  writeFileSync(path, "Insurance\nA1\n");
  await chooseFile(host, path);
  await host.seeText("No column is called Name.");
});

scene("V18: the address book and its dialogs pass axe in both themes and fit a small phone", {}, async (stage) => {
  const host = await signIn(stage);
  await openContacts(host);
  await host.see("heading", "Nobody is in the address book");
  await check(host, "empty address book");
  await addContact(host, { name: "Hyacinth Montgomery-Featherstonehaugh", email: "hyacinth.montgomery-featherstonehaugh@example.org" });
  await check(host, "address book");
  await host.button("Hyacinth Montgomery-Featherstonehaugh");
  await host.see("textbox", "Date of birth");
  await check(host, "contact dialog");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "Change contact");
  await host.button("Import");
  const path = join(stage.world.folder, "people.csv");
  writeFileSync(path, "Name,E-mail,Insurance\nAnna Lind,anna@,A1\nBo Ek,bo@example.org,A2\n");
  await chooseFile(host, path);
  await host.seeText("1 new contact");
  await check(host, "import preview");
  await host.page.keyboard.press("Escape");
  await host.press("link", "Waiting room");
  await host.button("Invite");
  await host.fill("Name", "hyac");
  await host.see("option");
  await check(host, "invite dialog with suggestions");
});
