// A server under test and a client that says exactly the bytes that it is told: no HTTP library gets in between.
import { spawn, execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import tls from "node:tls";

const program = process.argv[2];
/** Ten times what anything here takes: only a failure comes near it. */
const LIMIT_MS = 60_000;

const running = new Set();
const lines = new Set();

/** Starts a server; `stop` ends it in order and says how it ended. */
export async function start(...options) {
  const child = spawn(program, options.map(String), { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let log = "";
  child.stderr.on("data", (data) => (log += data));
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal, log: () => log })));
  void ended.then(() => running.delete(child));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([new Promise((resolve) => lines.once("line", resolve)), ended.then(() => "ended")]);
  return {
    port: Number(first),
    first,
    ended,
    pid: child.pid,
    signal: (name) => child.kill(name),
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Ends what a test that failed has left: else the run would wait for it. */
export function leaveNothing() {
  for (const child of running) child.kill("SIGKILL");
  for (const line of lines) line.close();
  lines.clear();
}

process.on("exit", leaveNothing);

/** Rejects when `promise` takes too long. */
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came: ${what}`)), LIMIT_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** One connection: what came is kept, and waited for. */
export class Line {
  #socket;
  #bytes = Buffer.alloc(0);
  #ended = false;
  #waiting = [];

  constructor(socket) {
    this.#socket = socket;
    lines.add(this);
    socket.on("data", (data) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#check();
    });
    for (const name of ["end", "close"]) {
      socket.on(name, () => {
        this.#ended = true;
        this.#check();
      });
    }
    socket.on("error", () => undefined);
  }

  static async plain(port, host = "127.0.0.1") {
    const socket = net.connect({ port, host });
    await within(new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject)), "connect");
    return new Line(socket);
  }

  static async secure(port, options = {}) {
    const socket = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"], ...options });
    await within(new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject)), "TLS");
    return new Line(socket);
  }

  get socket() {
    return this.#socket;
  }

  #check() {
    this.#waiting = this.#waiting.filter((waiting) => {
      const found = waiting.test(this.#bytes, this.#ended);
      if (found) waiting.resolve(found);
      return !found;
    });
  }

  /** The first true answer of `test(bytes, ended)`. */
  until(what, test) {
    return within(
      new Promise((resolve) => {
        this.#waiting.push({ test, resolve });
        this.#check();
      }),
      `${what}; so far: ${JSON.stringify(this.#bytes.toString("latin1").slice(0, 300))}`,
    );
  }

  say(data) {
    this.#socket.write(data);
    return this;
  }

  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  close() {
    this.#socket.destroy();
  }

  endWriting() {
    this.#socket.end();
  }

  /** Takes one whole response off the front. */
  async response() {
    const response = await this.until("a response", (bytes, ended) => {
      const head = bytes.indexOf("\r\n\r\n");
      if (head < 0) return ended ? { status: 0, headers: {}, body: Buffer.alloc(0), size: bytes.length } : null;
      const [first, ...lines] = bytes.subarray(0, head).toString("latin1").split("\r\n");
      const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]));
      const status = Number(first.split(" ")[1]);
      const length = status === 304 || status < 200 ? 0 : Number(headers["content-length"] ?? 0);
      if (bytes.length < head + 4 + length) return ended ? { status, headers, cut: true, body: bytes.subarray(head + 4), size: bytes.length } : null;
      return { status, headers, body: bytes.subarray(head + 4, head + 4 + length), size: head + 4 + length };
    });
    this.#bytes = this.#bytes.subarray(response.size);
    return response;
  }

  ended() {
    return this.until("the end", (_, ended) => ended);
  }

  /** Until the peer is gone, as somebody notices who does not read: what is written comes back as an error. */
  refused() {
    return within(
      new Promise((resolve) => {
        const again = () => {
          if (this.#socket.destroyed) resolve();
          else this.#socket.write("x", () => setImmediate(again));
        };
        again();
      }),
      "a refusal",
    );
  }

  /** The next frame: {opcode, payload}; null at the end. */
  async frame() {
    const frame = await this.until("a frame", (bytes, ended) => {
      if (bytes.length < 2) return ended ? { end: true, size: 0 } : null;
      let size = bytes[1] & 127;
      let head = 2;
      if (size === 126) {
        if (bytes.length < 4) return null;
        size = bytes.readUInt16BE(2);
        head = 4;
      } else if (size === 127) {
        if (bytes.length < 10) return null;
        size = Number(bytes.readBigUInt64BE(2));
        head = 10;
      }
      if (bytes.length < head + size) return ended ? { end: true, size: 0 } : null;
      return { opcode: bytes[0] & 15, payload: bytes.subarray(head, head + size), size: head + size };
    });
    this.#bytes = this.#bytes.subarray(frame.size);
    return frame.end ? null : frame;
  }

  /** The next text message as JSON; pings are answered, or the server would take the page for gone in the end. */
  async message() {
    for (;;) {
      const frame = await this.frame();
      if (frame === null || frame.opcode === 8) return null;
      if (frame.opcode === 9) this.sayFrame(10, frame.payload);
      if (frame.opcode === 1) return JSON.parse(frame.payload.toString());
    }
  }

  sayFrame(opcode, payload) {
    const bytes = Buffer.from(payload);
    const mask = randomBytes(4);
    const head = bytes.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | bytes.length]) : Buffer.from([0x80 | opcode, 0xfe, bytes.length >> 8, bytes.length & 255]);
    return this.say(Buffer.concat([head, mask, bytes.map((byte, index) => byte ^ mask[index % 4])]));
  }

  sayMessage(message) {
    return this.sayFrame(1, JSON.stringify(message));
  }

  /** Becomes a WebSocket; the response to the handshake. */
  async shake(port, headers = {}) {
    const key = randomBytes(16).toString("base64");
    const all = {
      Host: `127.0.0.1:${port}`,
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Version": 13,
      "Sec-WebSocket-Key": key,
      Origin: `http://127.0.0.1:${port}`,
      ...headers,
    };
    this.say(`GET /api/v1/live HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    const response = await this.response();
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    return { ...response, accepted: response.headers["sec-websocket-accept"] === accept };
  }
}

/** A live connection that has been welcomed, its snapshot read. */
export async function live(port, hello = { type: "hello", as: "user" }) {
  const line = await Line.plain(port);
  await line.shake(port);
  line.sayMessage(hello);
  const welcome = await line.message();
  const snapshot = await line.message();
  return { line, welcome, snapshot };
}

/** Certificates that openssl makes in a folder of its own. */
export class Certificates {
  #folder = mkdtempSync(join(tmpdir(), "anteroom-gateway-"));

  path(name) {
    return join(this.#folder, name);
  }

  make(name) {
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", `/CN=${name}`,
        "-keyout", this.path("key.pem"), "-out", this.path("certificate.pem")],
      { stdio: "ignore" },
    );
  }

  end() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const get = (path, more = "") => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;

export function post(port, path, body, more = "") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
