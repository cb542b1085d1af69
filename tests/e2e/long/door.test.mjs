// The door the other way round: the host on a phone, the guests on desktops (A6, A7, V17).
import { check } from "../lib/access.mjs";
import { ask, book, checkIn, client, DESKTOP, goIn, isOffered, openPeople, PHONE, stranger } from "../lib/door.mjs";
import { scene } from "../lib/stage.mjs";

scene("A4 A6 A7 V17: a host on a phone admits and denies guests on desktops", { limitMs: 480_000 }, async (stage) => {
  const { host, link, start } = await book(stage, ["Amara Osei", "Bela Toth"], { hostSize: PHONE });
  const a = await client(stage, "Amara Osei", link, DESKTOP);
  await checkIn(a);
  await host.page.bringToFront();
  await start();
  await goIn(a);
  const c = await stranger(stage, "Cleo Marsh", link, DESKTOP);
  await checkIn(c);
  await goIn(c);
  const d = await stranger(stage, "Dina Farouk", link, DESKTOP);
  await checkIn(d);
  await isOffered(d, "Ask to join");
  const e = await stranger(stage, "Evan Holt", link, DESKTOP);
  await checkIn(e);
  const b = await client(stage, "Bela Toth", link, DESKTOP);
  await checkIn(b);
  await goIn(b);
  await ask(d);
  await host.page.bringToFront();
  await host.seeText("Dina Farouk asks to join");
  await check(host, "a visit on a phone with a request");
  await host.button("Admit");
  await d.page.bringToFront();
  await d.seeText("You were admitted");
  await goIn(d);
  await ask(e);
  await openPeople(host);
  await host.button("Deny", { within: await host.item("Waiting to join", "Evan Holt") });
  await e.page.bringToFront();
  await e.seeText("You were not admitted");
  await host.page.bringToFront();
  await check(host, "People on a phone");
});
