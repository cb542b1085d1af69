// D3: the staff's own device test, at any time.
import { check } from "./lib/access.mjs";
import { scene } from "./lib/stage.mjs";
import { signIn, signInHere } from "./lib/steps.mjs";
import { keepTracks, liveTracks } from "./lib/tracks.mjs";
import { USERS } from "./lib/world.mjs";

async function openMyDevice(host) {
  await host.button(USERS.provider.name);
  await host.press("menuitem", "My device");
  return host.see("dialog", "My device");
}

scene("D3: My device tests before the first visit, again when asked, and lets the devices go when it closes", {}, async (stage) => {
  const host = await stage.person(USERS.provider.name);
  await host.page.evaluateOnNewDocument(keepTracks);
  await host.goto(stage.world.url);
  await signInHere(host, USERS.provider);
  const dialog = await openMyDevice(host);
  for (const item of ["Browser", "Operating system", "Camera", "Microphone"]) await host.itemSays("Device test", item, "passed");
  await host.button("Test again", { within: dialog });
  for (const item of ["Camera", "Microphone"]) await host.itemSays("Device test", item, "passed");
  await host.until("live devices", async () => (await liveTracks(host)) > 0);
  await host.button("Help", { within: dialog });
  await host.see("heading", "When it still does not work");
  await check(host, "my device with help");
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", "My device");
  await host.until("the devices to be let go", async () => (await liveTracks(host)) === 0);
});

scene("D3 D4: a provider whose camera is refused is told in My device how to allow it", {}, async (stage) => {
  const host = await signIn(stage, USERS.provider, { asks: true });
  const permit = (camera) =>
    host.profile.context.setPermission(
      stage.world.url,
      { permission: { name: "camera" }, state: camera },
      { permission: { name: "microphone" }, state: "granted" },
    );
  await permit("denied");
  const dialog = await openMyDevice(host);
  await host.itemSays("Device test", "Camera", "is not allowed to use your camera");
  await host.itemSays("Device test", "Microphone", "passed");
  await permit("granted");
  await host.button("Test again", { within: dialog });
  await host.itemSays("Device test", "Camera", "passed");
});
