// W13: a guest who waits and the staff write to each other; what a room tells all its guests.
import { check } from "./lib/access.mjs";
import { chooseRoom, grantRoom } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, copyLink, endVisit, join, signIn, startWith } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const HOST = USERS.provider.name;

/** Opens the messages with this guest from the row's menu. */
export async function openMessages(host, name) {
  const row = await host.item("Waiting room", name);
  await host.button(`More for ${name}`, { within: row });
  await host.press("menuitem", "Write a message");
  return host.see("dialog", `Messages with ${name}`);
}

async function write(person, text, within = person.page) {
  await person.fill("Message", text, { within });
  await person.button("Send", { within });
  await person.until(`"${text}" among the messages`, () => says(person, text));
}

/** Whether the log holds this text; a textarea's value is no text of the page. */
const says = (person, text) =>
  person.page.evaluate(
    (wanted) => [...document.querySelectorAll("[role=log]")].some((log) => log.innerText.includes(wanted)),
    text,
  );

scene("W13, W3: host and one guest write to each other while waiting; the room shows what is unread; another guest learns nothing", {}, async (stage) => {
  const host = await signIn(stage);
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }), { width: 390, height: 844 });
  const noah = await arrive(stage, "Noah Berg", await copyLink(host, { name: "Noah Berg" }));
  await mara.page.bringToFront();
  await write(mara, "My picture is upside down");
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Mara Lind", "1 new message");
  // Wherever in the app one is, the navigation has the number.
  await host.press("link", "Settings");
  await host.until("the number beside Waiting room", () => host.page.evaluate(() => document.querySelector("nav .navigation-badge")?.innerText === "1"));
  await check(host, "navigation with a number");
  await host.press("link", "Waiting room");
  await host.button("1 new message with Mara Lind");
  const dialog = await host.see("dialog", "Messages with Mara Lind");
  await host.until("the guest's text", () => says(host, "My picture is upside down"));
  await write(host, "Turn the phone round, please", dialog);
  await check(host, "messages with a guest");
  await host.button("Close", { within: dialog });
  await host.itemSays("Waiting room", "Mara Lind", "2 messages");

  await mara.page.bringToFront();
  await mara.until("the host's text", () => says(mara, "Turn the phone round, please"));
  await mara.until("who wrote it", () => says(mara, HOST));
  await check(mara, "guest waiting, with messages");
  // Nothing of it is lost by a reload, nor by a server that is killed.
  await mara.reload();
  await mara.until("the messages after a reload", () => says(mara, "My picture is upside down"));
  await stage.world.kill();
  await mara.seeText("Your connection is lost");
  await stage.world.start();
  await mara.seeText("Connected.");
  await write(mara, "Better now");
  await mara.until("all three", async () => (await says(mara, "My picture is upside down")) && (await says(mara, "Turn the phone round, please")));

  await noah.page.bringToFront();
  await noah.heading("You are checked in");
  const seen = await noah.page.evaluate(() => document.documentElement.innerHTML);
  assert.ok(!seen.includes("upside down") && !seen.includes("Turn the phone"), "another guest's page holds nothing of it");

  // In the visit it is over: the guest's page has no field for it any more.
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Mara Lind", "1 new message");
  await startWith(host, "Mara Lind");
  await mara.page.bringToFront();
  await join(mara);
  assert.equal(await mara.seesNow("log", "Messages"), false);
  await host.page.bringToFront();
  await endVisit(host);
  stage.world.assertNotLogged(["upside down", "Turn the phone", "Better now"]);
});

scene("W13: what was not answered is sent again as the same text", {}, async (stage) => {
  const host = await signIn(stage);
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }));
  // The server keeps the text; its answer is lost, three times over.
  let lost = 0;
  await mara.page.setRequestInterception(true);
  mara.page.on("request", (request) => {
    if (!request.url().endsWith("/guest/texts") || lost >= 3) {
      void request.continue();
      return;
    }
    lost += 1;
    const headers = Object.fromEntries(Object.entries(request.headers()));
    void mara.page.cookies().then(async (cookies) => {
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      await fetch(request.url(), { method: "POST", headers: { ...headers, cookie, origin: stage.world.url }, body: request.postData() }).catch(() => {});
      await request.abort("connectionreset");
    });
  });
  await mara.fill("Message", "Are you there?");
  await mara.button("Send");
  await mara.seeText("Not sent: there is no connection. Send it again.");
  assert.equal(lost, 3);
  await mara.button("Send");
  await mara.until("the text", () => says(mara, "Are you there?"));
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Mara Lind", "1 new message");
});

scene("W13, I9: a delegate who may view reads, who may send writes; both see who wrote", {}, async (stage) => {
  const owner = await signIn(stage);
  const delegate = await signIn(stage, USERS.other);
  const mara = await arrive(stage, "Mara Lind", await copyLink(owner, { name: "Mara Lind" }));
  await write(mara, "Hello");
  await grantRoom(owner, delegate, { send: false, view: true, admit: false });
  await delegate.page.bringToFront();
  await chooseRoom(delegate, USERS.provider.name);
  await delegate.button("1 new message with Mara Lind");
  await delegate.see("dialog", "Messages with Mara Lind");
  await delegate.until("the guest's text", () => says(delegate, "Hello"));
  assert.equal(await delegate.seesNow("textbox", "Message"), false, "viewing is not writing");
  await grantRoom(owner, delegate, { send: true, view: true, admit: false });
  await write(delegate, "The doctor is on her way");
  await delegate.button("Close");
  await mara.page.bringToFront();
  await mara.until("who wrote it", () => says(mara, USERS.other.name));
});

scene("W13: a notice and an estimate reach every guest who waits, live, and are taken back with one press", {}, async (stage) => {
  const host = await signIn(stage);
  const mara = await arrive(stage, "Mara Lind", await copyLink(host, { name: "Mara Lind" }), { width: 390, height: 844 });
  const noah = await arrive(stage, "Noah Berg", await copyLink(host, { name: "Noah Berg" }));
  await host.page.bringToFront();
  await host.button("Write a notice");
  const dialog = await host.see("dialog", "Notice for everybody who waits");
  await check(host, "the notice's dialog");
  await host.button("Show to guests", { within: dialog });
  await host.seeText("Write a notice, or choose a time");
  await host.button("Running 10 minutes late", { within: dialog });
  const select = await host.see("combobox", "Visits start in about", { within: dialog });
  await select.select("20");
  await host.button("Show to guests", { within: dialog });
  await host.gone("dialog", "Notice for everybody who waits");
  await host.seeText("Running 10 minutes late");
  for (const guest of [mara, noah]) {
    await guest.page.bringToFront();
    await guest.seeText("Running 10 minutes late");
    await guest.seeText("Your visit starts at about");
    await guest.seeText("(London time)");
  }
  await check(mara, "guest waiting, with a notice");
  await host.page.bringToFront();
  await check(host, "waiting room with a notice");
  await host.button("Clear the notice");
  await host.see("button", "Write a notice");
  for (const guest of [mara, noah]) {
    await guest.page.bringToFront();
    await guest.until("the notice gone", async () => !(await guest.page.evaluate(() => document.body.innerText)).includes("Running 10"));
  }
  // Whoever comes later reads what holds then.
  await host.page.bringToFront();
  await host.button("Write a notice");
  await host.fill("Notice", "Back at eleven");
  await host.button("Show to guests");
  await host.see("button", "Change the notice");
  await mara.page.bringToFront();
  await mara.seeText("Back at eleven");
  await mara.reload();
  await mara.seeText("Back at eleven");
});
