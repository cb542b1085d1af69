// A guest without a browser: the REST calls with a cookie of their own, and the live connection byte by byte.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";

export const PASSED = {
  result: "passed",
  browser: "passed",
  operating_system: "passed",
  camera: "passed",
  microphone: "passed",
};

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 };

function maskedFrame(opcode, payload) {
  if (payload.length > 125) throw new Error("only short frames are sent here");
  const mask = randomBytes(4);
  const body = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]));
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, body]);
}

/** Splits what came into frames: [{opcode, payload}], and the rest. */
export function readFrames(bytes) {
  const frames = [];
  let at = 0;
  while (bytes.length - at >= 2) {
    let size = bytes[at + 1] & 0x7f;
    let head = 2;
    if (size === 126) {
      if (bytes.length - at < 4) break;
      size = bytes.readUInt16BE(at + 2);
      head = 4;
    } else if (size === 127) {
      if (bytes.length - at < 10) break;
      size = Number(bytes.readBigUInt64BE(at + 2));
      head = 10;
    }
    if (bytes.length - at < head + size) break;
    frames.push({ opcode: bytes[at] & 0x0f, payload: bytes.subarray(at + head, at + head + size) });
    at += head + size;
  }
  return { frames, rest: bytes.subarray(at) };
}

/** Somebody who speaks HTTP without a browser, from an address that a named proxy tells; remembers what was refused. */
export class WireCaller {
  refusals = [];
  #cookies = new Map();

  constructor(origin, address) {
    this.origin = origin;
    this.address = address;
  }

  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The values of all cookies that were set. */
  secrets() {
    return [...this.#cookies.values()].filter((value) => value !== "");
  }

  async call(method, path, body, text = body === undefined ? undefined : JSON.stringify(body)) {
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        "Content-Type": "application/json",
        Origin: this.origin,
        Cookie: this.cookie,
        "X-Forwarded-For": this.address,
      },
      body: text,
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/);
      this.#cookies.set(name, value);
    }
    const answer = await response.text();
    if (response.status >= 400) this.refusals.push(`${path}: ${answer}`);
    return { status: response.status, body: answer === "" ? null : JSON.parse(answer) };
  }
}

/** One live connection: every byte and every frame that came is kept. */
class WireLine {
  frames = [];
  received = [];
  #rest = Buffer.alloc(0);
  #waiting = new Set();

  constructor(origin) {
    this.origin = origin;
  }

  async open(hello, cookie, stream) {
    const { hostname, port, host } = new URL(this.origin);
    this.socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
    await once(this.socket, "connect");
    this.socket.on("error", () => {});
    const request = [
      "GET /api/v1/live HTTP/1.1",
      `Host: ${host}`,
      `Origin: ${this.origin}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      `Cookie: ${cookie}`,
    ];
    this.socket.write(`${request.join("\r\n")}\r\n\r\n`);
    await this.#upgraded();
    this.socket.on("data", (bytes) => this.#take(bytes));
    this.#take(Buffer.alloc(0));
    this.send(hello);
    await this.until((frame) => frame.message?.type === "snapshot" && frame.message.stream === stream);
  }

  async #upgraded() {
    let head = Buffer.alloc(0);
    while (head.indexOf("\r\n\r\n") < 0) {
      const [bytes] = await once(this.socket, "data");
      head = Buffer.concat([head, bytes]);
    }
    if (!head.toString("latin1").startsWith("HTTP/1.1 101")) throw new Error(head.toString("latin1").split("\r\n")[0]);
    this.received.push(head);
    this.#rest = head.subarray(head.indexOf("\r\n\r\n") + 4);
  }

  #take(bytes) {
    this.received.push(bytes);
    const { frames, rest } = readFrames(Buffer.concat([this.#rest, bytes]));
    this.#rest = rest;
    for (const frame of frames) {
      if (frame.opcode === OPCODE.ping) this.socket.write(maskedFrame(OPCODE.pong, frame.payload));
      const kept = { ...frame, message: frame.opcode === OPCODE.text ? JSON.parse(frame.payload.toString()) : null };
      this.frames.push(kept);
      for (const waiter of this.#waiting) waiter(kept);
    }
  }

  send(message) {
    this.socket.write(maskedFrame(OPCODE.text, Buffer.from(JSON.stringify(message))));
  }

  until(test, limitMs = 60_000) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(value);
      };
      const look = (frame) => test(frame) && finish(resolve, frame);
      const timer = setTimeout(() => finish(reject, new Error("the frame did not come")), limitMs);
      this.#waiting.add(look);
    });
  }

  /** Waits for an event whose data passes, also for one that has come already. */
  async heard(name, test) {
    const passes = (frame) => frame.message?.name === name && test(frame.message.data);
    return this.frames.find(passes) ?? this.until(passes);
  }

  /** Asks and waits for the answer: whatever the server sent before has then come too. */
  async roundTrip() {
    const answered = this.until((frame) => frame.message?.type === "beat");
    this.send({ type: "beat" });
    await answered;
  }

  /** What came that is neither a ping nor the answer to a beat. */
  news() {
    return this.frames.filter((frame) => frame.opcode !== OPCODE.ping && frame.message?.type !== "beat");
  }

  /** All that came, as it came. */
  bytes() {
    return Buffer.concat(this.received);
  }

  close() {
    this.socket?.destroy();
  }
}

/** A staff page's connection: `caller` has signed in. */
export class WireHost extends WireLine {
  #caller;

  constructor(caller) {
    super(caller.origin);
    this.#caller = caller;
  }

  listen() {
    return this.open({ type: "hello", as: "user" }, this.#caller.cookie, "room");
  }
}

export class WireGuest extends WireLine {
  #cookie = "";

  constructor(origin, link) {
    super(origin);
    this.token = new URL(link).hash.slice(1);
  }

  async post(path, body = {}) {
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: this.origin, Cookie: this.#cookie },
      body: JSON.stringify({ token: this.token, ...body }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#cookie = cookie.split(";")[0];
    return { status: response.status, body: await response.json() };
  }

  /** Takes the seat, reports a passed test, and listens. */
  async checkIn() {
    for (const [path, body] of [["/guest/take", {}], ["/guest/preflight", { preflight: PASSED }]]) {
      const answer = await this.post(path, body);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }

  listen() {
    return this.open({ type: "hello", as: "guest", token: this.token }, this.#cookie, "guest");
  }
}
