// The waiting room under load: guests are invited, some by e-mail, check in, write, and are handed over, until the server is gone.
// Notes what was acknowledged, and afterwards finds each of it once.
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { Client, PASSED } from "./client.mjs";

const MAIL_EVERY = 5; // one invitation in so many goes by e-mail; the others' links are copied
const MAIL_LIMIT_MS = 120_000;

const tokenOf = (link) => new URL(link).hash.slice(1);
const addressOf = (name) => `${name}@guest.example`;

/** Who the rooms belong to, and what was acknowledged in them: guests by id. */
export class Rooms {
  guests = new Map();
  mailed = new Map(); // names whose letters must come, with the id of their invitation

  constructor(world, host, other) {
    this.world = world;
    this.host = host;
    this.other = other;
  }

  static async open(world, host, other) {
    const rooms = new Rooms(world, host, other);
    rooms.hostRoom = (await host.call("GET", "/waiting-room")).body.room_id;
    rooms.otherRoom = (await other.call("GET", "/waiting-room")).body.room_id;
    return rooms;
  }

  /** Invites and checks guests in until the server is gone. */
  async write(label) {
    for (let n = 0; ; n++) {
      try {
        await this.#come(`${label}-${n}`, n);
      } catch {
        return; // The connection broke: the server is gone, and what was on its way was not acknowledged.
      }
    }
  }

  async #come(name, n) {
    if (n % MAIL_EVERY === 0) return this.#mail(name);
    const made = await this.host.call("POST", "/invitations", { kind: "waiting_room", via: "link", name });
    if (made.status !== 201) return;
    const { id } = made.body.invitation;
    const known = { name, state: "invited", texts: [], tried: null, moved: "no" };
    this.guests.set(id, known);
    known.guest = new Client(this.world.url, `198.18.${randomInt(256)}.${randomInt(256)}`);
    known.token = tokenOf(made.body.link);
    if ((await known.guest.call("POST", "/guest/take", { token: known.token })).status !== 200) return;
    const tested = await known.guest.call("POST", "/guest/preflight", { token: known.token, preflight: PASSED });
    if (tested.status !== 200) return;
    known.state = "checked_in";
    await this.#say(known);
    if (n % 2 === 0) await this.#handOver(id, known);
  }

  async #mail(name) {
    const made = await this.host.call("POST", "/invitations", { kind: "waiting_room", via: "email", name, email: addressOf(name) });
    if (made.status === 201) this.mailed.set(name, made.body.invitation.id);
  }

  /** `tried` is the text on its way: it may be there or not, and with its key it can be sent again. */
  async #say(known) {
    known.tried = { text: `Text of ${known.name}`, key: randomUUID() };
    const { text, key } = known.tried;
    const said = await known.guest.call("POST", "/guest/texts", { token: known.token, text }, key);
    if (said.status === 200) known.texts.push(text);
  }

  async #handOver(id, known) {
    known.moved = "perhaps";
    const done = await this.host.call("POST", `/invitations/${id}/hand-over`, { from_room_id: this.hostRoom, room_id: this.otherRoom });
    if (done.status === 204) known.moved = "yes";
    else if (done.status < 500) known.moved = "no";
  }

  /** After the restart: each guest is in one room, in the state and with the words that were acknowledged. */
  async check(cycle) {
    const here = await this.#rows(this.host);
    const there = await this.#rows(this.other);
    for (const [id, known] of this.guests) {
      const { name, state, moved } = known;
      assert.equal(Number(here.has(id)) + Number(there.has(id)), 1, `${name}, acknowledged in or before cycle ${cycle}, is in one room`);
      if (moved === "yes") assert.ok(there.has(id), `${name} was handed over`);
      if (moved === "no") assert.ok(here.has(id), `${name} was not handed over`);
      const row = here.get(id) ?? there.get(id);
      assert.equal(row.name, name);
      if (state === "checked_in") assert.equal(row.state, "checked_in", name);
      known.moved = there.has(id) ? "yes" : "no";
      this.#checkCount(known, row.texts?.count ?? 0);
    }
    await this.#checkWords();
    await this.#checkMail();
  }

  async #rows(user) {
    const room = await user.call("GET", "/waiting-room");
    assert.equal(room.status, 200, "the session outlasts the crash too");
    return new Map(room.body.guests.map((row) => [row.id, row]));
  }

  #checkCount({ name, texts, tried }, count) {
    const unsure = tried && texts.length === 0 ? 1 : 0;
    assert.ok(count >= texts.length && count <= texts.length + unsure, `${name}: ${count} texts, ${texts.length} were acknowledged`);
  }

  /** Whoever got no answer sends the same once more, and then it is there once. */
  async #checkWords() {
    for (const known of [...this.guests.values()].filter(({ tried, checked }) => tried && !checked)) {
      const { guest, token, tried, name } = known;
      const again = await guest.call("POST", "/guest/texts", { token, text: tried.text }, tried.key);
      assert.equal(again.status, 200, JSON.stringify(again.body));
      assert.deepEqual(again.body.texts.map(({ text }) => text), [tried.text], `${name}'s text is there once`);
      known.texts = [tried.text];
      known.checked = true;
    }
  }

  /** A letter comes once, or twice where the server died between its leaving and its record: then with the same link. */
  async #checkMail() {
    const { messages } = this.world.outbox;
    for (const name of this.mailed.keys()) await this.world.outbox.next(({ to }) => to === addressOf(name), MAIL_LIMIT_MS);
    for (const name of this.mailed.keys()) {
      const came = messages.filter(({ to }) => to === addressOf(name));
      assert.ok(came.length <= 2, `${name}'s letter came ${came.length} times`);
      assert.equal(new Set(came.map(({ link }) => link)).size, 1, `${name} has one link`);
      assert.equal(new Set(came.map(({ id }) => id)).size, 1, `${name}'s letters have one Message-ID`);
      this.twice += came.length - 1;
    }
    this.letters += this.mailed.size;
    this.mailed.clear();
  }

  twice = 0;
  letters = 0;

  totals() {
    const all = [...this.guests.values()];
    return { guests: all.length, texts: all.filter(({ texts }) => texts.length > 0).length, handedOver: all.filter(({ moved }) => moved === "yes").length };
  }

  /** Every cycle must find room to write in. */
  async clear() {
    for (const [id, { moved }] of this.guests) await (moved === "yes" ? this.other : this.host).call("POST", `/invitations/${id}/remove`);
    this.guests.clear();
  }
}
