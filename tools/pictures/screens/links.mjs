// What a link says that leads nowhere any more.
import { call } from "../../../tests/e2e/lib/appointments.mjs";
import { copyLink, openLink, setPractice, signIn } from "../../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../../tests/e2e/lib/world.mjs";
import { comes, invite, PHONE } from "./common.mjs";

const SOON_OVER_MS = 90_000;

async function used(stage, host) {
  const { link, invitation } = await invite(host, { via: "link", name: "Jun-ho Park" });
  const { guest } = await comes(stage, host, "Somebody else");
  guest.close();
  const here = await openLink(stage, "Jun-ho Park", link, PHONE);
  await here.button("Test my camera and microphone");
  await here.heading("You are checked in");
  await call(host, "POST", "/visits", { invitation_ids: [invitation.id] });
  return openLink(stage, "used", link, PHONE);
}

export async function links(stage, album) {
  await setPractice(stage, { connect_now_link_s: 60 });
  const admin = await signIn(stage, USERS.admin);
  const soonOver = await copyLink(admin, { name: "Peter Okonkwo", kind: "connect_now" });
  const host = await signIn(stage, USERS.provider);
  const begun = await used(stage, host);
  await begun.heading("This visit has already begun");
  await album.take(begun, "links-used");
  const taken = await invite(host, { via: "link", name: "Ada Brennan" });
  await call(host, "POST", `/invitations/${taken.invitation.id}/cancel`);
  const cancelled = await openLink(stage, "cancelled", taken.link, PHONE);
  await cancelled.heading("This invitation was cancelled");
  await album.take(cancelled, "links-cancelled");
  const unknown = await openLink(stage, "unknown", `${stage.world.url}/join#${"A".repeat(27)}`, PHONE);
  await unknown.heading("This link is not valid");
  await album.take(unknown, "links-unknown");
  const expired = await openLink(stage, "expired", soonOver, PHONE);
  await expired.heading("This invitation has expired", SOON_OVER_MS);
  await album.take(expired, "links-expired");
  await admin.page.bringToFront();
  await admin.see("button", "Send again");
  await album.take(admin, "links-ran-out");
}
