// The door of an appointment under load: guests come by the shared link, ask, and are answered, until the server is gone. Notes what
// was acknowledged, and afterwards holds the door against it.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { Client, PASSED } from "./client.mjs";

const LOOKS_MAX = 20; // of one visitor for the host's answer, before the next visitor comes

/** Starts an appointment for one booked client; whoever else comes by its link finds one free place, and then the door. */
export async function openDoor(host, contactId, cycle) {
  const booking = { title: `Crash ${cycle}`, date: "2031-03-04", time: "10:00", length_min: 30, client_ids: [contactId] };
  const booked = await host.call("POST", "/appointments", booking);
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  const { link } = (await host.call("GET", `/appointments/${booked.body.id}/link`)).body;
  const started = await host.call("POST", `/appointments/${booked.body.id}/start`);
  assert.equal(started.status, 201, JSON.stringify(started.body));
  return { token: new URL(link).hash.slice(1), visitId: started.body.id, capacity: booked.body.capacity, guests: new Map() };
}

const offerOf = (answer) => (answer.status === 200 ? (answer.body.door?.offer ?? answer.body.state) : `status ${answer.status}`);

/** One guest by the shared link, as far as they get: in, or asking and looking for the answer. Notes what was acknowledged. */
async function comeToDoor(guest, door, name) {
  const { token } = door;
  if ((await guest.call("POST", "/guest/take", { token, name })).status !== 200) return false;
  let view = await guest.call("POST", "/guest/preflight", { token, preflight: PASSED });
  if (view.status !== 200) return true;
  const known = { name, guest, state: "checked_in", answer: null, tried: null };
  door.guests.set(view.body.invitation_id, known);
  if (offerOf(view) === "ask") {
    const asked = await guest.call("POST", "/guest/ask", { token });
    if (asked.status === 200) known.state = "asked";
    for (let looks = 0; looks < LOOKS_MAX && offerOf(view) !== "join" && view.status === 200; looks++) {
      view = await guest.call("POST", "/guest/open", { token });
    }
  }
  if (offerOf(view) === "join" && (await guest.call("POST", "/guest/join", { token })).status === 200) known.state = "in";
  return true;
}

export async function visit(world, door, label) {
  try {
    let more = true;
    for (let n = 0; more; n++) more = await comeToDoor(new Client(world.url, `198.19.${randomInt(256)}.${randomInt(256)}`), door, `${label}-${n}`);
  } catch {
    // The server is gone.
  }
}

/** The host answers whoever asks, two of three with Admit. */
export async function answer(host, door) {
  try {
    for (;;) {
      const { body } = await host.call("GET", `/visits/${door.visitId}`);
      for (const { id } of (body.waiting_to_join ?? []).filter(({ state }) => state === "asked")) {
        const known = door.guests.get(id);
        if (!known) continue;
        known.tried = randomInt(3) > 0 ? "admit" : "deny";
        const done = await host.call("POST", `/invitations/${id}/${known.tried}`, known.tried === "deny" ? {} : undefined);
        if (done.status < 300) known.answer = known.tried;
        else known.tried = known.answer ?? known.tried;
      }
    }
  } catch {
    // The server is gone.
  }
}

/** What a guest may find after the restart, by what was acknowledged before it. */
function expected({ state, answer: said, tried }) {
  if (state === "in") return ["in_visit"];
  if (said === "admit") return ["join", "in_visit"];
  if (said === "deny") return ["denied"];
  if (state === "asked") return tried ? ["asked", "join", "denied"] : ["asked"];
  return ["ask", "asked", "join", "in_visit"];
}

export async function checkDoor(host, door, cycle) {
  const { token } = door;
  let uninvited = 0;
  for (const [id, known] of door.guests) {
    const view = await known.guest.call("POST", "/guest/open", { token });
    assert.equal(view.body.invitation_id, id, `${known.name} still has the seat`);
    const found = view.body.state === "in_visit" ? "in_visit" : offerOf(view);
    const allowed = expected(known);
    assert.ok(allowed.includes(found), `cycle ${cycle}, ${known.name}: ${found}, not ${allowed}; ${known.state}, ${known.answer}, ${known.tried}`);
    if (found === "in_visit" && known.tried !== "admit") uninvited += 1;
  }
  assert.ok(uninvited <= door.capacity, `${uninvited} are in without the host's word, the appointment holds ${door.capacity}`);
  const { body } = await host.call("GET", `/visits/${door.visitId}`);
  const inside = body.participants.filter(({ role, state }) => role === "guest" && state === "in_visit");
  assert.ok(inside.length <= 7, `${inside.length} guests beside the host`);
  for (const { id } of inside) assert.ok(door.guests.has(id), "whoever is in came by the link");
  assert.ok((await host.call("POST", `/visits/${door.visitId}/end`)).status < 300);
}
