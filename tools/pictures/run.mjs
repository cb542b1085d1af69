// Takes README's pictures from the running product: docs/pictures/waiting-room.png, waiting.png and visit.png. The people before the
// cameras are drawn, since a fake camera's green card says little about how a visit looks.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/command.mjs";
import { launch, newPage, newProfile } from "../../tests/e2e/lib/browsers.mjs";
import { Stage } from "../../tests/e2e/lib/stage.mjs";
import { arrive, bothWays, copyLink, inviteByMail, join as joinVisit, signIn, startWith } from "../../tests/e2e/lib/steps.mjs";
import { USERS } from "../../tests/e2e/lib/world.mjs";

const folder = join(root, "docs/pictures");
const FRAMES = 24;
const HOST = USERS.provider.name;

const PEOPLE = {
  host: { wall: "#c9d6d3", shelf: "#b4c4c0", skin: "#e3b491", hair: "#5b3a24", coat: "#f4f4f0", shirt: "#4f7f86" },
  guest: { wall: "#e4d8c4", shelf: "#d2c2a8", skin: "#8d5a3b", hair: "#221812", coat: "#b5563c", shirt: "#f0e2cf" },
};

/** Somebody at a table, 960 by 540, a little to the left or the right: nobody sits as still as a picture. */
function drawing({ wall, shelf, skin, hair, coat, shirt }, moved) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-107 0 854 480" width="960" height="540">
<rect x="-107" width="854" height="480" fill="${wall}"/><rect x="40" y="90" width="150" height="14" fill="${shelf}"/>
<rect x="60" y="40" width="18" height="50" fill="${coat}" opacity=".6"/><rect x="84" y="52" width="14" height="38" fill="${shirt}"/>
<rect x="104" y="46" width="20" height="44" fill="${shelf}"/><circle cx="560" cy="110" r="46" fill="${shelf}"/>
<path d="M560 64v92M514 110h92" stroke="${wall}" stroke-width="6"/>
<g transform="translate(${moved} 0)"><path d="M224 210c0-80 44-122 96-122s98 42 98 122c0 60 10 96 22 120H200c14-28 24-62 24-120z" fill="${hair}"/>
<path d="M150 480c4-104 70-138 124-146h92c56 8 122 42 126 146z" fill="${coat}"/>
<path d="M274 334l46 70 46-70-16-12h-60z" fill="${shirt}"/><path d="M290 280h60v52c0 18-60 18-60 0z" fill="${skin}"/>
<ellipse cx="320" cy="216" rx="66" ry="84" fill="${skin}"/>
<path d="M254 204c0-60 30-88 68-88 40 0 66 28 66 88-14-34-40-50-62-54-18 24-46 40-72 54z" fill="${hair}"/>
<circle cx="294" cy="214" r="6" fill="#2b2320"/><circle cx="346" cy="214" r="6" fill="#2b2320"/>
<path d="M296 256c14 14 34 14 48 0" stroke="#7a3b2e" stroke-width="5" fill="none" stroke-linecap="round"/></g></svg>`;
}

/** A file that Chromium plays as the camera: the drawing as motion JPEG. */
async function camera(stage, browser, name) {
  const page = await newPage(await newProfile(browser), { width: 960, height: 540 });
  const frames = [];
  for (let n = 0; n < FRAMES; n++) {
    await page.setContent(`<body style="margin:0">${drawing(PEOPLE[name], 4 * Math.sin((2 * Math.PI * n) / FRAMES))}`);
    frames.push(await page.screenshot({ type: "jpeg", quality: 92 }));
  }
  await page.close();
  const path = join(stage.world.folder, `${name}.mjpeg`);
  writeFileSync(path, Buffer.concat(frames));
  return { args: [`--use-file-for-fake-video-capture=${path}`] };
}

mkdirSync(folder, { recursive: true });
const stage = await Stage.open();
try {
  const painter = await launch("chromium");
  const hostCamera = await camera(stage, painter, "host");
  const guestCamera = await camera(stage, painter, "guest");
  await painter.close();
  const host = await signIn(stage, USERS.provider, { ...hostCamera, width: 1280, height: 720 });
  await inviteByMail(stage, host, { name: "Tomasz Zielinski", email: "tomasz@patients.example" });
  await arrive(stage, "Leonor Prado", await copyLink(host, { name: "Leonor Prado" }));
  const guest = await arrive(stage, "Amara Osei", await copyLink(host, { name: "Amara Osei" }), { ...guestCamera, width: 420, height: 800 });
  await host.itemSays("Waiting room", "Amara Osei", "checked in");
  while (await host.seesNow("button", "Dismiss")) await host.button("Dismiss");
  await host.picture(join(folder, "waiting-room.png"));
  await guest.picture(join(folder, "waiting.png"));
  await startWith(host, "Amara Osei");
  await joinVisit(guest);
  await bothWays(host, HOST, guest, "Amara Osei");
  await host.picture(join(folder, "visit.png"));
} catch (error) {
  await stage.pictures("pictures");
  throw error;
} finally {
  await stage.close();
}
