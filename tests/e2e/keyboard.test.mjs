// V18: invite, check in, start and admit with the keyboard alone, and axe on every page on the way.
import { check } from "./lib/access.mjs";
import { addContact, appointmentLink, practiceDay } from "./lib/appointments.mjs";
import { assert } from "./lib/person.mjs";
import { call } from "./lib/portal.mjs";
import { scene } from "./lib/stage.mjs";
import { openLink, signIn } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const TABS_MAX = 120;

/** Runs before the page's own code: a pointer that does anything is a failure of this test. */
function watchPointer() {
  window.pointersOfThisPage = 0;
  for (const sign of ["pointerdown", "mousedown", "touchstart"]) {
    window.addEventListener(sign, () => (window.pointersOfThisPage += 1), { capture: true });
  }
}

/** What has the focus: its role, its name, and whether one can see that it has it. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return { role: "", name: "", visible: true };
  const implied = { A: "link", BUTTON: "button", TEXTAREA: "textbox", SELECT: "combobox" };
  const types = { checkbox: "checkbox", radio: "radio" };
  const role = element.getAttribute("role") ?? (element.tagName === "INPUT" ? (types[element.type] ?? "textbox") : (implied[element.tagName] ?? ""));
  const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  const name =
    element.getAttribute("aria-label") ??
    (by.length > 0 ? by.map((id) => document.getElementById(id)?.textContent ?? "").join(" ") : undefined) ??
    element.labels?.[0]?.textContent ??
    element.textContent;
  const style = getComputedStyle(element);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return { role, name: name.replace(/\s+/g, " ").trim(), visible: ring || style.boxShadow !== "none" };
}

class Keys {
  constructor(person) {
    this.person = person;
    this.page = person.page;
  }

  static async of(stage, name, url, options = {}) {
    const person = await stage.person(name, options);
    await person.page.evaluateOnNewDocument(watchPointer);
    await person.goto(url);
    return new Keys(person);
  }

  /** Goes with Tab until this has the focus; what one passes on the way shows its focus too. */
  async to(role, name) {
    await this.person.see(role, name);
    const passed = [];
    for (let tabs = 0; tabs < TABS_MAX; tabs++) {
      const now = await this.page.evaluate(focused);
      if (now.role === role && now.name === name) {
        assert.ok(now.visible, `${role} "${name}" shows that it has the focus`);
        return;
      }
      passed.push(`${now.role} "${now.name}"`);
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${this.person.name} never came to ${role} "${name}" with Tab, but to ${[...new Set(passed)].join(", ")}`);
  }

  async press(role, name, key = "Enter") {
    await this.to(role, name);
    await this.page.keyboard.press(key);
  }

  async type(name, text) {
    await this.to("textbox", name);
    await this.page.keyboard.type(text);
  }

  /** One radio of a group: Tab goes to the chosen one, the arrows to the others. */
  async choose(name) {
    await this.person.see("radio", name);
    for (let tabs = 0; tabs < TABS_MAX && (await this.page.evaluate(focused)).role !== "radio"; tabs++) await this.page.keyboard.press("Tab");
    for (let steps = 0; steps < 8; steps++) {
      const now = await this.page.evaluate(focused);
      if (now.name === name && (await this.page.evaluate(() => document.activeElement.checked))) return;
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`the radio "${name}" was not chosen with the arrows`);
  }

  async withoutPointer() {
    assert.equal(await this.page.evaluate(() => window.pointersOfThisPage), 0, `${this.person.name} used the keyboard alone`);
  }
}

const value = (element) => element.value;

scene("V18: sign in, invite, check in, start, join and end with the keyboard alone; axe finds nothing on any page", { limitMs: 480_000 }, async (stage) => {
  const host = await Keys.of(stage, USERS.provider.name, stage.world.url);
  await host.person.see("button", "Sign in");
  await check(host.person, "sign in");
  await host.type("E-mail", USERS.provider.email);
  await host.type("Password", USERS.provider.password);
  await host.page.keyboard.press("Enter");
  await host.person.see("heading", "Nobody is waiting");
  await check(host.person, "the empty waiting room");

  await host.press("button", "Invite");
  const dialog = await host.person.see("dialog", "Invite");
  await check(host.person, "the invite dialog");
  await host.type("Name", "Amara Osei");
  await host.choose("Invite into the waiting room");
  await host.press("button", "Copy link");
  const ready = await host.person.see("dialog", "The link is ready");
  await check(host.person, "the link dialog");
  const link = await (await host.person.see("textbox", "Link", { within: ready })).evaluate(value);
  await host.press("button", "Done");
  await host.person.gone("dialog", "The link is ready");
  await dialog.dispose();
  // The empty room's own Invite is gone: the heading has the focus, not nothing.
  await host.person.until("the focus on the page's heading", async () => (await host.page.evaluate(focused)).name === "Waiting room");

  const guest = await Keys.of(stage, "Amara Osei", link, { width: 390, height: 844 });
  await guest.person.see("button", "Test my camera and microphone");
  await check(guest.person, "before the test");
  await guest.press("button", "Test my camera and microphone");
  await guest.person.heading("You are checked in");
  await check(guest.person, "waiting");

  await host.page.bringToFront();
  await host.person.itemSays("Waiting room", "Amara Osei", "checked in");
  await check(host.person, "the waiting room with a guest and a notification");
  await host.press("button", "Start video chat");
  await host.person.heading("Ready to start");
  await check(host.person, "ready to start");
  await host.press("button", "Join now");
  await host.person.see("button", "End visit");

  await guest.page.bringToFront();
  await guest.press("button", "Join now");
  await guest.person.see("button", "Leave");
  await check(guest.person, "the guest's visit");
  await guest.press("button", "Mute", "Space");
  await guest.person.see("button", "Unmute");

  await host.page.bringToFront();
  await host.person.see("group", "Amara Osei");
  await check(host.person, "the host's visit");
  await host.press("button", "People");
  await host.person.item("In the visit", "Amara Osei");
  await check(host.person, "the visit with its people");
  await host.press("button", "End visit");
  await host.person.heading("The visit has ended");
  await check(host.person, "the end at the host");
  await guest.page.bringToFront();
  await guest.person.heading("The visit has ended");
  await check(guest.person, "the end at the guest");
  await host.withoutPointer();
  await guest.withoutPointer();
});

scene("V18 A4 A6: ask to join and admit with the keyboard alone; axe finds nothing on any page", { limitMs: 480_000 }, async (stage) => {
  const colleague = await signIn(stage);
  // Not tomorrow: that may be today before this test is over, and today has to be without appointments.
  const day = practiceDay(2);
  const client = await addContact(colleague, { name: "Amara Osei", email: "amara@patients.example" });
  await call(colleague, "POST", "/appointments", {
    title: "Review",
    date: day,
    time: "23:00",
    length_min: 30,
    client_ids: [client.id],
  });
  await colleague.goto(`${stage.world.url}/#/appointments/${day}`);
  const link = await appointmentLink(colleague, "Review");
  await colleague.closePage();

  const host = await Keys.of(stage, USERS.provider.name, stage.world.url);
  await host.type("E-mail", USERS.provider.email);
  await host.type("Password", USERS.provider.password);
  await host.page.keyboard.press("Enter");
  await host.press("link", "Appointments");
  await host.person.see("heading", "No appointments on this day");
  await host.person.goto(`${stage.world.url}/#/appointments/${day}`);
  await host.person.item("Day", "Review");
  await check(host.person, "the day");
  await host.press("button", "Start visit");
  await host.person.heading("Ready to start");
  await host.press("button", "Join now");
  await host.person.see("button", "End visit");

  const first = await openLink(stage, "Bela Toth", link, { width: 390, height: 844 });
  const keys = new Keys(first);
  await nameAndTest(keys, "Bela", "Toth");
  await keys.press("button", "Join now");
  await first.see("button", "Leave");

  const asks = await Keys.of(stage, "Cem Ak", link, { width: 390, height: 844 });
  await nameAndTest(asks, "Cem", "Ak");
  await asks.person.see("button", "Ask to join");
  await check(asks.person, "ask to join");
  await asks.press("button", "Ask to join");

  await host.page.bringToFront();
  await host.person.seeText("Cem Ak asks to join");
  await check(host.person, "the visit with a request");
  await host.press("button", "Admit");
  await asks.page.bringToFront();
  await asks.person.seeText("You were admitted");
  await check(asks.person, "admitted");
  await asks.press("button", "Join now");
  await asks.person.see("button", "Leave");
  await host.page.bringToFront();
  await host.person.see("group", "Cem Ak");
  await host.withoutPointer();
  await asks.withoutPointer();
});

async function nameAndTest(keys, firstName, lastName) {
  await keys.person.see("button", "Test my camera and microphone");
  await check(keys.person, "the name before the test");
  await keys.type("First name", firstName);
  await keys.type("Last name", lastName);
  await keys.press("button", "Test my camera and microphone");
}
