// Takes pictures of the screens as they are on a full day, to be looked at: build/screens/NAME-{desktop,phone,zoom,narrow}-{light,dark}.png,
// and prints what can be measured on them: WCAG by axe, what is cut, too small to read or to touch, or wider than the window.
//   tools/in tools/pictures/screens.mjs [NAME...]      all, or the parts that begin as these names do, and of them those pictures
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/command.mjs";
import { Stage } from "../../tests/e2e/lib/stage.mjs";
import { Album } from "./album.mjs";
import { contacts } from "./screens/contacts.mjs";
import { day } from "./screens/day.mjs";
import { door } from "./screens/door.mjs";
import { ends } from "./screens/ends.mjs";
import { links } from "./screens/links.mjs";
import { portal } from "./screens/portal.mjs";
import { room } from "./screens/room.mjs";
import { session } from "./screens/session.mjs";
import { settings } from "./screens/settings.mjs";
import { visit } from "./screens/visit.mjs";
import { wait } from "./screens/wait.mjs";

/** A mailbox that takes nothing. */
const refuse = (address) => (address.startsWith("full@") ? "mailbox full" : null);

/** Each part has a practice of its own; its pictures' names begin with the part's. */
const PARTS = {
  room: { body: room, options: { timing: { left_after_ms: 20_000 }, refuse } },
  day: { body: day, options: { refuse } },
  visit: { body: visit },
  wait: { body: wait },
  door: { body: door },
  ends: { body: ends },
  links: { body: links },
  portal: { body: portal },
  contacts: { body: contacts },
  settings: { body: settings },
  session: { body: session },
};

const folder = join(root, "build/screens");
const names = process.argv.slice(2);
let failures = 0;

/** `wanted`: how the names begin of the pictures to take. */
async function takePart({ body, options = {} }, wanted) {
  const stage = await Stage.open(options);
  const album = new Album(folder, wanted);
  try {
    await body(stage, album);
  } catch (error) {
    await stage.pictures("screens");
    failures += 1;
    console.error(error);
  } finally {
    await stage.close();
    for (const [finding, where] of album.findings) console.log(`${finding}: ${where.join(", ")}`);
  }
}

mkdirSync(folder, { recursive: true });
for (const [part, what] of Object.entries(PARTS)) {
  const wanted = names.filter((name) => name === part || name.startsWith(`${part}-`));
  if (names.length === 0) await takePart(what, [part]);
  else if (wanted.length > 0) await takePart(what, wanted);
}
console.log(`The pictures are in ${folder}`);
process.exitCode = failures > 0 ? 1 : 0;
