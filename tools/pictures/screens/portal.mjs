// The clients' portal.
import { addContact, askForCode, book, call, openPortal } from "../../../tests/e2e/lib/portal.mjs";
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";

const MARTHA = { name: "Martha Hill", email: "martha@home.example", mobile: "+447700900182" };
const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

async function shared(stage, host, album) {
  for (const name of ["George Moss", "Ida Moss"]) await addContact(host, { name, email: "moss@home.example" });
  const client = await openPortal(stage, "George Moss");
  await client.fill("Code", await askForCode(stage, client, "moss@home.example"));
  await client.button("Sign in");
  await client.seeText("More than one person uses this address");
  await album.take(client, "portal-name");
}

export async function portal(stage, album) {
  const host = await signIn(stage, USERS.provider);
  const martha = await addContact(host, MARTHA);
  const client = await openPortal(stage, "Martha Hill");
  await album.take(client, "portal-address");
  await client.button("Send code");
  await album.take(client, "portal-address-missing");
  const code = await askForCode(stage, client, MARTHA.email);
  await album.take(client, "portal-code");
  await client.fill("Code", wrong(code));
  await client.button("Sign in");
  await client.seeText("This is not the code that was sent");
  await album.take(client, "portal-code-wrong");
  await client.fill("Code", code);
  await client.button("Sign in");
  await client.seeText("You have no appointment now");
  await album.take(client, "portal-empty");
  const soon = await book(host, [martha], 5, "Wound check");
  await book(host, [martha], 60 * 30, "Second look");
  await client.page.bringToFront();
  await client.page.reload();
  await client.itemSays("Your appointments", USERS.provider.name, "appears here");
  await album.take(client, "portal-list");
  await call(host, "POST", `/appointments/${soon.id}/start`);
  await client.page.bringToFront();
  await client.see("button", "Join now");
  await album.take(client, "portal-join");
  await stage.world.kill();
  await client.seeText("Your connection is lost");
  await album.take(client, "portal-line-lost");
  await stage.world.start();
  await shared(stage, host, album);
}
