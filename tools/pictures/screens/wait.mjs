// A guest on the way into the waiting room and in it.
import { call } from "../../../tests/e2e/lib/appointments.mjs";
import { openLink, pressTest, signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { DESKTOP, invite, LONG_TEXT, PHONE } from "./common.mjs";

async function failedTest(stage, host, album) {
  const { link } = await invite(host, { via: "link", name: "Jun-ho Park" });
  const guest = await openLink(stage, "Jun-ho Park", link, { ...PHONE, devices: "device-count=0" });
  await pressTest(guest);
  await guest.see("button", "Test again");
  await album.take(guest, "wait-test-failed");
  await guest.button("I need help");
  await guest.seeText("The practice knows that you need help");
  await album.take(guest, "wait-test-help");
  await host.page.bringToFront();
  await host.seeText("needs help with the device test");
  await album.take(host, "wait-host-help");
}

async function noticeAndTexts(host, guest, id, album) {
  const { room_id } = await call(host, "GET", "/session");
  await call(host, "PUT", `/rooms/${room_id}/notice`, { text: "Running 20 minutes late: Dr Halvorsen is with an emergency.", estimate_min: 20 });
  await guest.seeText("Running 20 minutes late");
  await album.take(guest, "wait-notice");
  await guest.fill("Message", "Shall I have the results at hand?");
  await guest.button("Send");
  await call(host, "POST", `/invitations/${id}/texts`, { text: LONG_TEXT });
  await guest.seeText("on the train");
  await guest.fill("Message", "x".repeat(460));
  await album.take(guest, "wait-texts");
}

export async function wait(stage, album) {
  const host = await signIn(stage, USERS.provider, DESKTOP);
  const unnamed = await openLink(stage, "somebody", (await invite(host, { via: "link" })).link, PHONE);
  await unnamed.see("textbox", "First name");
  await unnamed.button("Test my camera and microphone");
  await unnamed.seeText("Type your name");
  await album.take(unnamed, "wait-name");
  const { link, invitation } = await invite(host, { via: "link", name: "Mara Lind" });
  const guest = await openLink(stage, "Mara Lind", link, PHONE);
  await guest.see("button", "Test my camera and microphone");
  await album.take(guest, "wait-before");
  await pressTest(guest);
  await guest.heading("You are checked in");
  await album.take(guest, "wait-checked-in");
  await noticeAndTexts(host, guest, invitation.id, album);
  await failedTest(stage, host, album);
  await guest.page.bringToFront();
  await stage.world.kill();
  await guest.seeText("Your connection is lost");
  await album.take(guest, "wait-line-lost");
  await stage.world.start();
  await guest.seeText("If the line drops, you keep your place");
  const elsewhere = await openLink(stage, "Mara Lind, another device", link, PHONE);
  await elsewhere.seeText("Another device has this visit open");
  await album.take(elsewhere, "wait-elsewhere");
  await pressTest(elsewhere);
  await elsewhere.heading("You are checked in");
  await guest.page.bringToFront();
  await guest.heading("You continued on another device");
  await album.take(guest, "wait-moved");
}
