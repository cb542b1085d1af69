// Days in a second: what was written before is made older while the server is down.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Kills the server, makes every session (of `limitMs` without activity) end `leftMs` from now, and starts it again. */
export async function sessionsAge(world, limitMs, leftMs) {
  await world.kill();
  const database = new DatabaseSync(join(world.data, "anteroom.db"));
  try {
    database.prepare("UPDATE session SET active_at_ms = ? WHERE ended_at_ms IS NULL").run(Date.now() + leftMs - limitMs);
  } finally {
    database.close();
  }
  await world.start();
}

/** Kills the server, makes every invitation so much older, and starts it again. */
export async function invitationsAge(world, ms) {
  await world.kill();
  const database = new DatabaseSync(join(world.data, "anteroom.db"));
  try {
    database
      .prepare("UPDATE invitation SET invited_at_ms = invited_at_ms - $ms, expires_at_ms = expires_at_ms - $ms, checked_in_at_ms = checked_in_at_ms - $ms")
      .run({ $ms: ms });
  } finally {
    database.close();
  }
  await world.start();
}
