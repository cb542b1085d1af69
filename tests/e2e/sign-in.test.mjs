import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { signIn, signInHere, signOut } from "./lib/steps.mjs";
import { USERS } from "./lib/world.mjs";

scene("S1: a wrong password is refused in words, the right one signs in", {}, async (stage) => {
  const host = await stage.person("provider");
  await host.goto(stage.world.url);
  await host.fill("E-mail", USERS.provider.email);
  await host.fill("Password", "not the password");
  await host.button("Sign in");
  await host.see("alert");
  assert.ok(!(await host.seesNow("button", "Invite")), "a wrong password shows nothing of the practice");
  await signInHere(host, USERS.provider);
  await host.see("heading", "Waiting room");
});

scene("S3: signing out ends the session in every tab where it is open", {}, async (stage) => {
  const first = await signIn(stage);
  const second = await stage.person("second tab", { profile: first.profile });
  await second.goto(stage.world.url);
  await second.see("button", "Invite");
  // A tab in the background is not drawn: nobody presses or reads anything there.
  await first.page.bringToFront();
  await signOut(first);
  await second.page.bringToFront();
  await second.see("button", "Sign in");
  await first.page.bringToFront();
  await first.reload();
  await first.see("button", "Sign in");
});

scene("S3: signing out everywhere ends the sessions in other browsers too", {}, async (stage) => {
  const here = await signIn(stage);
  const elsewhere = await signIn(stage);
  const colleague = await signIn(stage, USERS.other);
  await here.button(USERS.provider.name);
  await here.press("menuitem", "Sign out everywhere");
  await here.see("button", "Sign in");
  await elsewhere.see("button", "Sign in");
  await elsewhere.reload();
  await elsewhere.see("button", "Sign in");
  // A colleague stays signed in.
  await colleague.reload();
  await colleague.see("button", "Invite");
});

scene("S5: the browser keeps nothing of what was shown", {}, async (stage) => {
  const host = await signIn(stage);
  const kept = await host.page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    readable: document.cookie,
  }));
  assert.deepEqual(kept, { local: 0, session: 0, databases: 0, caches: 0, workers: 0, readable: "" });
});
