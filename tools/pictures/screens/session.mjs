// Signing in and out, one's menu and one's device.
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { DESKTOP, escape } from "./common.mjs";

export async function session(stage, album) {
  const stranger = await stage.person("stranger", DESKTOP);
  await stranger.goto(stage.world.url);
  await stranger.see("button", "Sign in");
  await album.take(stranger, "session-sign-in");
  await stranger.fill("E-mail", "nobody@");
  await stranger.button("Sign in");
  await stranger.seeText("Enter your password");
  await album.take(stranger, "session-sign-in-missing");
  await stranger.fill("E-mail", USERS.provider.email);
  await stranger.fill("Password", "not this one");
  await stranger.button("Sign in");
  await stranger.seeText("The e-mail address or the password is wrong");
  await album.take(stranger, "session-sign-in-wrong");
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await host.button(USERS.provider.name);
  await album.take(host, "session-menu");
  await host.press("menuitem", "My device");
  const dialog = await host.see("dialog", "My device");
  await host.see("button", "Test again", { within: dialog });
  await album.take(host, "session-my-device");
  await host.button("Help", { within: dialog });
  await album.take(host, "session-my-device-help");
  await escape(host, "My device");
  await stage.world.kill();
  const early = await stage.person("early", DESKTOP);
  await early.goto(`${stage.world.url}/`).catch(() => {});
  await stage.world.start();
  await host.button(USERS.provider.name);
  await host.press("menuitem", "Sign out");
  await host.seeText("You are signed out");
  await album.take(host, "session-signed-out");
}
