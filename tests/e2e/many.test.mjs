// The waiting room with 500 guests in it.
import { House } from "./lib/house.mjs";
import { assert } from "./lib/person.mjs";
import { scene, took } from "./lib/stage.mjs";
import { signIn } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

const MANY = 500;
const LIST = "Waiting room";
const TABS_MAX = 60;

/** What a person sees of the list: the names from top to bottom, whose row has the focus, and whose rows lie in the window. */
async function readList(host) {
  const list = await host.see("list", LIST);
  return list.evaluate((element) => {
    const nameOf = (row) => /Guest \d+/.exec(row.textContent)[0];
    const rows = [...element.querySelectorAll(":scope > li")];
    const focused = rows.find((row) => row.contains(document.activeElement));
    const isVisible = (row) => row.getBoundingClientRect().top >= 0 && row.getBoundingClientRect().bottom <= window.innerHeight;
    return { names: rows.map(nameOf), focused: focused && nameOf(focused), visible: rows.filter(isVisible).map(nameOf) };
  });
}

const until = (host, what, test) =>
  host.until(what, async () => {
    const list = await readList(host);
    return test(list) && list;
  });

const isCheckedIn = (host, name) =>
  host.until(`${name} checked in`, async () =>
    (await host.see("list", LIST)).evaluate(
      (element, wanted) => [...element.children].some((row) => row.textContent.includes(wanted) && row.textContent.includes("checked in")),
      name,
    ),
  );

/** Counts, from here on, the rows of the list in which anything was drawn anew but the minutes of the wait: they go on by themselves. */
async function countTouched(host) {
  const list = await host.see("list", LIST);
  await list.evaluate((element) => {
    const touched = new Set();
    window.rowsTouched = () => touched.size;
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const changed = target instanceof Element ? target : target.parentElement;
        if (changed?.closest(".guest-wait")) continue;
        for (const node of [target, ...addedNodes]) {
          const row = (node instanceof Element ? node : node.parentElement)?.closest("li");
          if (row) touched.add(row);
        }
      }
    }).observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

async function tabInto(host, test) {
  for (let n = 0; n < TABS_MAX; n++) {
    await host.page.keyboard.press("Tab");
    const list = await readList(host);
    if (list.focused && test(list)) return list;
  }
  throw new Error("the keyboard does not get there");
}

scene("W4: with 500 in the waiting room the list is whole, an arrival touches one row, and the keyboard moves through it", { proxies: "127.0.0.1, ::1" }, async (stage, t) => {
  const house = new House(stage.world);
  stage.onClose(async () => house.close());
  const caller = await house.signIn(USERS.provider);
  await house.fill(MANY);
  const { guests } = await caller.call("GET", "/waiting-room");
  const byWait = guests.toSorted((a, b) => a.checked_in_at_ms - b.checked_in_at_ms || (a.id < b.id ? -1 : 1)).map((row) => row.name);

  const began = performance.now();
  const host = await signIn(stage);
  const first = await until(host, `${MANY} rows`, (list) => list.names.length === MANY);
  took(t, "from the sign-in page to 500 rows", performance.now() - began);
  assert.deepEqual(first.names, byWait, "whoever has waited longest is on top");

  const [early, late] = [await house.invite(caller), await house.invite(caller)].map((guest) => ({ ...guest, guest, name: `Guest ${guest.n}` }));
  await until(host, "two who are invited", ({ names }) => names.at(-2) === early.name && names.at(-1) === late.name);

  // The hand is in the list: nothing moves under it, whoever comes.
  const inList = await tabInto(host, ({ focused }) => focused === byWait[0]);
  await countTouched(host);
  const sent = performance.now();
  await house.checkIn(late.guest);
  await isCheckedIn(host, late.name);
  took(t, "an arrival, from the guest's test to its row", performance.now() - sent);
  assert.equal(await host.page.evaluate(() => window.rowsTouched()), 1, "one guest came: one row changed");
  const during = await readList(host);
  assert.deepEqual([during.names, during.focused], [inList.names, inList.focused]);
  await host.see("button", "Dismiss");

  await tabInto(host, ({ focused }) => focused === byWait[1]);
  await until(host, "who has the focus in the window", ({ visible }) => visible.includes(byWait[1]));
  await host.page.keyboard.press("End");
  await until(host, "the end of the list in the window", ({ visible }) => visible.includes(late.name));
  await tabInto(host, ({ focused }) => focused === byWait[3]);
  await until(host, "the window follow the focus", ({ visible }) => visible.includes(byWait[3]));

  // The hand is gone: the list settles.
  await (await host.see("button", "Invite")).focus();
  await until(host, "the arrival above the one who is only invited", ({ names }) => names.at(-2) === late.name && names.at(-1) === early.name);
  await tabInto(host, ({ focused }) => focused === byWait[2]);
  await caller.call("POST", `/invitations/${guests.find((row) => row.name === byWait[0]).id}/remove`);
  const after = await until(host, "one row less", ({ names }) => names.length === MANY + 1);
  assert.equal(after.focused, byWait[2], "the focus stays with its guest");
});
