import { assert } from "./lib/person.mjs";
import { scene } from "./lib/stage.mjs";
import { arrive, signIn } from "./lib/steps.mjs";

const MOBILE = "+44 7700 900182";
const E164 = "+447700900182";

scene("I1 I12 I13: an invitation by text message is delivered, and its link leads into the waiting room", {}, async (stage) => {
  const host = await signIn(stage);
  await host.button("Invite");
  const dialog = await host.see("dialog", "Invite");
  await host.fill("Name", "Amara Osei", { within: dialog });
  await host.fill("Mobile number", "07700 900182", { within: dialog });
  await host.press("radio", "Invite into the waiting room", { within: dialog });
  await host.button("Send", { within: dialog });
  await host.seeText("Write it with its country code");
  await host.fill("Mobile number", MOBILE, { within: dialog });
  await host.button("Send", { within: dialog });
  const message = await stage.world.outbox.next((sent) => sent.kind === "sms" && sent.to === E164);
  assert.doesNotMatch(message.text, /Amara|Osei/, "I13: the message names nobody");
  await host.itemSays("Waiting room", "Amara Osei", "SMS");
  await host.itemSays("Waiting room", "Amara Osei", "delivered");
  await arrive(stage, "Amara Osei", message.link);
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
});
