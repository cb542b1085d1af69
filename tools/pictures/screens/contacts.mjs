// The address book and the import of one.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { addContact, call } from "../../../tests/e2e/lib/portal.mjs";
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { ARABIC_NAME, CHINESE_NAME, DESKTOP, escape, LONG_NAME } from "./common.mjs";

const CSV = [
  "Name,E-mail,Mobile,Date of birth,Favourite colour",
  "Cem Ak,cem@home.example,+447700900111,1984-03-31,blue",
  `${LONG_NAME},maximiliane.wolfeschlegelsteinhausenbergerdorff@patients.example,,,`,
  "Amara Osei,amara@patients.example,,,",
  "Dora Lund,dora@,+447700900112,,green",
  ",nobody@home.example,,,",
  "Eli Stone,eli@home.example,07700 9,31.2.1990,",
].join("\r\n");

async function importing(stage, host, album) {
  await host.button("Import");
  const dialog = await host.see("dialog", "Import contacts");
  await album.take(host, "contacts-import");
  const path = join(stage.world.folder, "contacts.csv");
  const choose = async (bytes) => {
    writeFileSync(path, bytes);
    await (await dialog.$("input[type=file]")).uploadFile(path);
  };
  await choose(Buffer.from([0xff, 0xfe, 0x41, 0x00]));
  await host.seeText("This file cannot be read");
  await album.take(host, "contacts-import-unreadable");
  await choose(CSV);
  await host.seeText("Rows with problems");
  await album.take(host, "contacts-import-preview");
  await escape(host, "Import contacts");
}

export async function contacts(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await host.press("link", "Contacts");
  await host.see("heading", "Nobody is in the address book");
  await album.take(host, "contacts-empty");
  for (const name of ["Bo Ek", CHINESE_NAME, "Fatima Zahra El Idrissi"]) await addContact(host, { name, mobile: "+447700900123" });
  await call(host, "POST", "/contacts", { name: "Amara Osei", email: "amara@patients.example", mobile: "+447700900124", birth_date: "1984-03-31", notes: "" });
  await addContact(host, { name: LONG_NAME, email: "maximiliane.wolfeschlegelsteinhausenbergerdorff-oyelaran@patients.example" });
  await addContact(host, { name: ARABIC_NAME });
  await host.press("link", "Waiting room");
  await host.press("link", "Contacts");
  await host.item("Contacts", "Amara Osei");
  await album.take(host, "contacts-list");
  await host.fill("Search", "nobody");
  await host.see("heading", "Nobody is found for “nobody”");
  await album.take(host, "contacts-nobody-found");
  await host.button("New contact");
  const dialog = await host.see("dialog", "New contact");
  await host.fill("E-mail", "amara@", { within: dialog });
  await host.button("Save", { within: dialog });
  await host.seeText("Enter a name");
  await album.take(host, "contacts-new-wrong");
  await escape(host, "New contact");
  await importing(stage, host, album);
}
