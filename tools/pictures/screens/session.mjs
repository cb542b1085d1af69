// Signing in and out, one's menu and one's device.
import { setPractice, signIn } from "../../../tests/e2e/lib/steps.mjs";
import { sessionsAge } from "../../../tests/e2e/lib/time-passed.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { DESKTOP, escape } from "./common.mjs";

/** The least that a practice can choose. */
const SIGN_OUT_AFTER_S = 300;
const LOCKED_LIMIT_MS = 90_000;

/** Nobody is there: the page asks, and then shows nothing. */
async function idle(stage, album) {
  await setPractice(stage, { sign_out_after_s: SIGN_OUT_AFTER_S });
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await sessionsAge(stage.world, SIGN_OUT_AFTER_S * 1000, 60_000);
  await host.see("dialog", "Still there?");
  await album.take(host, "session-still-there");
  await sessionsAge(stage.world, SIGN_OUT_AFTER_S * 1000, 5_000);
  await host.heading("Locked", LOCKED_LIMIT_MS);
  await album.take(host, "session-locked");
}

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
  await host.button(USERS.provider.name);
  await host.press("menuitem", "Sign out");
  await host.seeText("You are signed out");
  await album.take(host, "session-signed-out");
  await idle(stage, album);
}
