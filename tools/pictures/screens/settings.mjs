// Settings: alerts with their tests, who may work in the waiting room, the practice's times.
import { call } from "../../../tests/e2e/lib/portal.mjs";
import { signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { DESKTOP } from "./common.mjs";

const open = async (host) => {
  await host.press("link", "Settings");
  await host.see("region", "My waiting room");
};

export async function settings(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  await open(host);
  await album.take(host, "settings-provider");
  await host.button("Grant access");
  await host.button("Test sound");
  await host.seeText("You should have heard two rising tones");
  await host.button("Test e-mail");
  await host.seeText("On its way");
  await host.press("checkbox", "Text message");
  await host.seeText("Enter your mobile number first");
  await album.take(host, "settings-tested");
  const other = await signIn(stage, USERS.other);
  const { user } = await call(other, "GET", "/session");
  await call(host, "PUT", `/settings/grants/${user.id}`, { send: true, view: true, admit: false });
  await host.page.bringToFront();
  await host.page.reload();
  await host.see("region", "My waiting room");
  await host.seeText(USERS.other.name);
  await album.take(host, "settings-granted");
  const admin = await signIn(stage, USERS.admin, DESKTOP);
  await open(admin);
  await admin.fill("Waiting-room link lives for", "forever");
  await admin.button("Save");
  await admin.seeText("Write a length of time");
  await album.take(admin, "settings-admin");
}
