// What the scenes share: guests without browsers, who cost nothing, and a day that is full.
import { call } from "../../../tests/e2e/lib/appointments.mjs";
import { PASSED, WireGuest } from "../../../tests/e2e/lib/wire.mjs";
import { PRACTICE } from "../../../tests/e2e/lib/world.mjs";

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export const LONG_NAME = "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Oyelaran";
/** Names from right to left, and without a space. */
export const ARABIC_NAME = "فاطمة الزهراء بنت محمد";
export const CHINESE_NAME = "欧阳建国";

export const LONG_TEXT =
  "I am on the train and may lose the line for a moment; my sister Wolfeschlegelsteinhausenbergerdorff sits beside me.\n" +
  "Can she take part? She has the results of last week, and I would like her to hear what you say.";

export const invite = (host, how) => call(host, "POST", "/invitations", { kind: "waiting_room", ...how });

/** Somebody who came by a link of their own; `preflight` is what their device test found. */
export async function comes(stage, host, name, preflight = PASSED) {
  const { link, invitation } = await invite(host, { via: "link", name });
  const guest = new WireGuest(stage.world.url, link);
  await guest.post("/guest/take");
  await guest.post("/guest/preflight", { preflight });
  await guest.listen();
  return { guest, id: invitation.id };
}

/** Somebody who came by an appointment's link and gave this name. */
export async function comesBy(stage, link, name) {
  const guest = new WireGuest(stage.world.url, link);
  await guest.post("/guest/take", { name });
  await guest.post("/guest/preflight", { preflight: PASSED });
  await guest.listen();
  return guest;
}

export async function dismissAll(host) {
  while (await host.seesNow("button", "Dismiss")) await host.button("Dismiss");
}

/** Closes the dialog that has this name. */
export async function escape(host, dialog) {
  await host.page.keyboard.press("Escape");
  await host.gone("dialog", dialog);
}

/** The practice's clock so many minutes from now, on this day still. */
export function laterToday(minutes) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: PRACTICE.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [hour, minute] = clock.format(Date.now()).split(":").map(Number);
  const at = Math.min(hour * 60 + minute + minutes, 23 * 60 + 59);
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}
