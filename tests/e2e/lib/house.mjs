// A full house: providers with waiting rooms, and guests who have checked in, each from an address of their own.
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { anteroom } from "../../../tools/lib/server.mjs";
import { PASSED } from "./wire.mjs";

const ROOM_MAX = 1000; // Open invitations of one room.
const AT_ONCE = 32;

/** Somebody who speaks HTTP, from an address that the server is told by its trusted proxy. */
export class Caller {
  cookies = new Map();

  constructor(house, address) {
    this.house = house;
    this.address = address;
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Resolves to the answer's body; any status but 2xx is an error. */
  call(method, path, body) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
      Origin: this.house.origin,
      Cookie: this.cookie,
      "X-Forwarded-For": this.address,
    };
    return new Promise((resolve, reject) => {
      const request = this.house.request(`${this.house.origin}/api/v1${path}`, { method, headers, agent: this.house.agent }, (response) => {
        let said = "";
        response.setEncoding("utf8").on("data", (part) => (said += part));
        response.on("end", () => {
          for (const cookie of response.headers["set-cookie"] ?? []) {
            const [name, value] = cookie.split(";")[0].split(/=(.*)/);
            this.cookies.set(name, value);
          }
          if (response.statusCode >= 300) reject(new Error(`${method} ${path}: ${response.statusCode} ${said}`));
          else resolve(said === "" ? null : JSON.parse(said));
        });
      });
      request.on("error", reject);
      request.end(text);
    });
  }
}

export class House {
  providers = [];
  guests = [];

  /** `world` trusts every loopback address as a proxy. */
  constructor(world) {
    const secure = world.url.startsWith("https:");
    this.world = world;
    this.origin = world.url;
    this.request = secure ? httpsRequest : httpRequest;
    this.agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: AT_ONCE, rejectUnauthorized: false });
  }

  async signIn({ email, password }) {
    const caller = new Caller(this, `198.51.100.${this.providers.length + 1}`);
    await caller.call("POST", "/session", { email, password });
    this.providers.push(caller);
    return caller;
  }

  /** Another provider with a room of their own. */
  async hire() {
    const n = this.providers.length;
    const user = { email: `provider-${n}@northgate.example`, password: `sorrel-marten-${n}` };
    const args = ["user", "add", "--config", this.world.configPath, "--email", user.email, "--name", `Dr Number ${n}`, "--role", "provider"];
    await anteroom(args, `${user.password}\n`);
    return this.signIn(user);
  }

  /** Invites somebody with a link: {token, id}, and the caller who follows it. */
  async invite(host) {
    const n = this.guests.length;
    const guest = { n, caller: new Caller(this, `198.18.${n >> 8}.${n & 255}`) };
    this.guests.push(guest);
    const made = await host.call("POST", "/invitations", { kind: "waiting_room", via: "link", name: `Guest ${n}` });
    guest.id = made.invitation.id;
    guest.token = new URL(made.link).hash.slice(1);
    await guest.caller.call("POST", "/guest/take", { token: guest.token });
    return guest;
  }

  checkIn(guest) {
    return guest.caller.call("POST", "/guest/preflight", { token: guest.token, preflight: PASSED });
  }

  /** `count` guests, checked in, as many in a room as it holds; some places are left for who comes later. */
  async fill(count, spare = 0) {
    while (this.providers.length * (ROOM_MAX - spare) < count) await this.hire();
    let begun = 0;
    const worker = async () => {
      while (begun < count) {
        const host = this.providers[Math.floor(begun++ / (ROOM_MAX - spare))];
        await this.checkIn(await this.invite(host));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  close() {
    this.agent.destroy();
  }
}
