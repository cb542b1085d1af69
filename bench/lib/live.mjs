// One live connection (schema/events.md), as small as can be, so that thousands fit into a process: pings are answered, text
// messages handed on as they are.
import { randomBytes } from "node:crypto";
import { connect as connectPlain } from "node:net";
import { connect as connectSecure, createSecureContext } from "node:tls";

const PONG = Buffer.concat([Buffer.from([0x8a, 0x80]), randomBytes(4)]);
const secureContext = createSecureContext();

function masked(text) {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const size = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...size]), mask, payload.map((byte, index) => byte ^ mask[index % 4])]);
}

/** The head and the payload's size of the first frame; undefined while the head is not there. */
function firstFrame(bytes) {
  const short = bytes.length < 2 ? -1 : bytes[1] & 0x7f;
  if (short < 0) return undefined;
  if (short < 126) return { head: 2, size: short };
  if (short === 126) return bytes.length < 4 ? undefined : { head: 4, size: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? undefined : { head: 10, size: Number(bytes.readBigUInt64BE(2)) };
}

function handshake(url, { cookie, address }) {
  const lines = [
    "GET /api/v1/live HTTP/1.1",
    `Host: ${url.host}`,
    `Origin: ${url.origin}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    `Cookie: ${cookie}`,
    `X-Forwarded-For: ${address}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/**
 * Connects, says `hello` and resolves to the socket when the snapshot has come. `heard(text, socket)` gets every text message.
 * Rejects when the server says bye or the connection ends before.
 */
export function openLive(origin, { cookie, address, hello }, heard = () => {}) {
  const url = new URL(origin);
  const secure = url.protocol === "https:";
  const place = { host: url.hostname === "localhost" ? "127.0.0.1" : url.hostname, port: Number(url.port) };
  const socket = secure ? connectSecure({ ...place, secureContext, rejectUnauthorized: false }) : connectPlain(place);
  let rest = Buffer.alloc(0);
  let upgraded = false;
  return new Promise((resolve, reject) => {
    const hear = (payload) => {
      const text = payload.toString();
      heard(text);
      if (text.startsWith('{"type":"snapshot"')) resolve(socket);
      else if (text.startsWith('{"type":"bye"')) reject(new Error(text));
    };
    const upgrade = () => {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return false;
      const status = rest.toString("latin1", 9, 12);
      if (status !== "101") return socket.destroy(new Error(`the handshake got ${status}`)) && false;
      rest = rest.subarray(end + 4);
      socket.write(masked(JSON.stringify(hello)));
      return true;
    };
    socket.setNoDelay(true);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed")));
    socket.on(secure ? "secureConnect" : "connect", () => socket.write(handshake(url, { cookie, address })));
    socket.on("data", (bytes) => {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      upgraded = upgraded || upgrade();
      for (let frame = upgraded ? firstFrame(rest) : undefined; frame && rest.length >= frame.head + frame.size; frame = firstFrame(rest)) {
        const opcode = rest[0] & 0x0f;
        if (opcode === 9) socket.write(PONG);
        else if (opcode === 1) hear(rest.subarray(frame.head, frame.head + frame.size));
        rest = rest.subarray(frame.head + frame.size);
      }
    });
  });
}
