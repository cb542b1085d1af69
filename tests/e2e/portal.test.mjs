// A2: the clients' portal, on a phone.
import { check } from "./lib/access.mjs";
import { assert } from "./lib/person.mjs";
import { addContact, askForCode, book, call, moveTo, openPortal, signInToPortal } from "./lib/portal.mjs";
import { scene } from "./lib/stage.mjs";
import { join, pressTest, signIn } from "./lib/steps.mjs";
import { PRACTICE, USERS } from "./lib/world.mjs";

const MARTHA = { name: "Martha Hill", email: "martha@home.example", mobile: "+447700900182" };

const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

scene("A2: a client signs in with a code by e-mail, sees nothing but their own, and signs out", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, MARTHA);
  const client = await openPortal(stage, "Martha Hill");
  await check(client, "portal, address");
  await client.seeText(PRACTICE.telephone);
  const code = await askForCode(stage, client, MARTHA.email);
  await check(client, "portal, code");
  const field = await client.field("Code");
  assert.equal(await field.evaluate((element) => element.autocomplete), "one-time-code");
  assert.equal(await field.evaluate((element) => element.inputMode), "numeric");
  const message = stage.world.outbox.messages.at(-1);
  assert.doesNotMatch(message.text + message.subject, /Martha|Hill/, "I13: the message names nobody");
  await client.reload();
  await client.heading("Type your code");
  await client.fill("Code", wrong(code));
  await client.button("Sign in");
  await client.seeText("This is not the code that was sent");
  await client.fill("Code", `${code.slice(0, 3)} ${code.slice(3)}`);
  await client.button("Sign in");
  await client.seeText("You are signed in as Martha Hill");
  await client.seeText("You have no appointment now");
  await check(client, "portal, no appointment");
  await client.reload();
  await client.seeText("You are signed in as Martha Hill");
  const stored = await client.page.evaluate(() => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)]);
  assert.deepEqual(stored, ["", "{}", "{}"], "S5: nothing that a script could read");
  stage.world.assertNotLogged([MARTHA.email, "Martha"]);
  await client.button("Sign out");
  await client.see("button", "Send code");
  await client.reload();
  await client.see("button", "Send code");
});

scene("A2 S11: an unknown address looks the same, and five tries are all", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, MARTHA);
  const stranger = await openPortal(stage, "stranger");
  await stranger.fill("E-mail or mobile number", "nobody@home.example");
  await stranger.button("Send code");
  await stranger.heading("Type your code");
  const client = await openPortal(stage, "Martha Hill");
  const code = await askForCode(stage, client, "+44 7700 900182", MARTHA.mobile);
  const words = (person) => person.page.evaluate(() => document.querySelector("main").innerText);
  const same = (text) => text.replace("nobody@home.example", "X").replace("+44 7700 900182", "X");
  assert.equal(same(await words(stranger)), same(await words(client)));
  assert.ok(!stage.world.outbox.messages.some((message) => message.to === "nobody@home.example"));
  for (let i = 0; i < 4; i += 1) {
    await client.fill("Code", wrong(code));
    await client.button("Sign in");
    await client.seeText("This is not the code that was sent");
  }
  await client.fill("Code", wrong(code));
  await client.button("Sign in");
  await client.seeText("This code can no longer be used");
  await client.fill("Code", code);
  await client.button("Sign in");
  await client.seeText("This code can no longer be used");
  await client.button("Ask for another code");
  const second = await askForCode(stage, client, MARTHA.email);
  await client.fill("Code", second);
  await client.button("Sign in");
  await client.seeText("You are signed in as Martha Hill");
});

scene("A2: a couple with one address sign in one by one, each by name", {}, async (stage) => {
  const host = await signIn(stage);
  await addContact(host, MARTHA);
  await addContact(host, { name: "George Hill", email: MARTHA.email });
  const client = await openPortal(stage, "George Hill");
  await client.fill("Code", await askForCode(stage, client, MARTHA.email));
  await client.button("Sign in");
  await client.seeText("More than one person uses this address");
  const text = await client.page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(text, /Martha|George/, "whoever is there is not told who else is");
  await check(client, "portal, name");
  await client.fill("Your name", "George");
  await client.button("Sign in");
  await client.seeText("You are signed in as George Hill");
});

scene("A1 A2 I13: a booked client is told by e-mail and sees the appointment, its new time and its end in the portal", {}, async (stage) => {
  const host = await signIn(stage);
  const martha = await addContact(host, MARTHA);
  const george = await addContact(host, { name: "George Moss", email: "george@home.example" });
  const appointment = await book(host, [martha, george], 20, "Wound check");
  const letter = await stage.world.outbox.next((message) => message.to === MARTHA.email);
  assert.match(letter.text, /\(London time\)/);
  assert.ok(letter.link.startsWith(`${stage.world.url}/join#`));
  assert.doesNotMatch(letter.subject + letter.text, /Martha|George|Wound/);
  const client = await signInToPortal(stage, "Martha Hill", MARTHA.email);
  await client.itemSays("Your appointments", USERS.provider.name, "(London time)");
  await client.itemSays("Your appointments", USERS.provider.name, "Join now appears here when the host starts the visit");
  await check(client, "portal, an appointment");
  const seen = await client.page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(seen, /George|Wound/);
  const timeShown = () => client.until("a time", async () => /\d\d:\d\d/.exec((await client.items("Your appointments"))[0] ?? "")?.[0]);
  const before = await timeShown();
  await moveTo(host, appointment, 35);
  await client.page.bringToFront();
  await client.until("the new time", async () => (await timeShown()) !== before);
  const moved = await stage.world.outbox.next((message) => message.to === MARTHA.email && /new time/.test(message.subject));
  assert.ok(moved.text.includes(await timeShown()));
  assert.equal(moved.link, letter.link, "the link stays");
  await call(host, "POST", `/appointments/${appointment.id}/cancel`);
  await client.seeText("You have no appointment now");
  await stage.world.outbox.next((message) => message.to === "george@home.example" && /cancelled/.test(message.subject));
});

scene("A2 A3: Join now comes to the portal when the host starts, and leads the booked client in with nothing to type", {}, async (stage) => {
  const host = await signIn(stage);
  const martha = await addContact(host, MARTHA);
  const appointment = await book(host, [martha], 5);
  const client = await signInToPortal(stage, "Martha Hill", MARTHA.email);
  await client.itemSays("Your appointments", USERS.provider.name, "Join now appears here");
  await call(host, "POST", `/appointments/${appointment.id}/start`);
  await client.page.bringToFront();
  const item = await client.item("Your appointments", "The host has started the visit");
  await check(client, "portal, join now");
  await client.button("Join now", { within: item });
  await client.see("button", "Test my camera and microphone");
  assert.ok(!(await client.seesNow("textbox", "First name")), "the practice knows who it is");
  await pressTest(client);
  await join(client);
  await host.page.bringToFront();
  await host.itemSays("Waiting room", "Martha Hill", "in the visit");
});
