// The gateway on real sockets: what breaks, what is slow, what is sent ahead, TLS, and the way it stops.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, afterEach, test } from "node:test";
import { Certificates, Line, get, leaveNothing, live, post, start, within } from "./client.mjs";

const certificates = new Certificates();
after(() => certificates.end());
afterEach(leaveNothing);

/** For what a busy machine must not cut short. */
const HOUR_MS = 3_600_000;

const ROOM_EVENT = (text) => ({ type: "event", stream: "room", name: "guest.changed", data: { name: text } });

test("keep-alive, requests sent ahead and a large answer arrive whole and in order", async () => {
  const server = await start();
  const line = await Line.plain(server.port);
  line.say(get("/") + get("/api/v1/echo", "Idempotency-Key: k1\r\n") + get("/api/v1/big") + get("/assets/large-1234.bin") + get("/healthz"));
  assert.equal((await line.response()).body.toString(), "<p>staff");
  assert.equal(JSON.parse((await line.response()).body).key, "k1");
  const big = await line.response();
  assert.equal(big.body.length, 2 * 1024 * 1024 - 1);
  assert.equal((await line.response()).body.length, 1024 * 1024);
  assert.equal((await line.response()).body.toString(), '{"status":"ok"}');
  line.close();
  assert.equal((await server.stop()).code, 0);
});

test("a port that somebody else has on either loopback address is not shared with them", async (t) => {
  for (const host of ["127.0.0.1", "::1"]) {
    const other = createServer().listen(0, host);
    const open = await new Promise((resolve) => other.once("listening", () => resolve(true)).once("error", () => resolve(false)));
    if (!open) {
      t.diagnostic(`this machine has no ${host}`);
      continue;
    }
    const server = await start("--host", "localhost", "--port", other.address().port);
    assert.equal(server.first, "conflict", host);
    assert.equal((await server.ended).code, 1);
    other.close();
  }
});

test("a cookie carries the port and comes back without it", async () => {
  const server = await start();
  const line = await Line.plain(server.port);
  const first = await line.say(get("/api/v1/echo")).response();
  assert.equal(first.headers["set-cookie"], `session_${server.port}=0123456789abcdef; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Strict`);
  const second = await line.say(get("/api/v1/echo", `Cookie: session_${server.port}=abc; session_1=no\r\n`)).response();
  assert.equal(JSON.parse(second.body).session, "abc");
  line.close();
  assert.equal((await server.stop()).code, 0);
});

test("truncated and oversized requests get their answer and cost nobody else anything", async () => {
  const server = await start();
  const other = await Line.plain(server.port);
  const cases = [
    ["garbage\r\n\r\n", 400],
    [`GET /${"a".repeat(5000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
    [`GET / HTTP/1.1\r\nHost: x\r\n${"a: b\r\n".repeat(200)}\r\n`, 431],
    [`GET / HTTP/1.1\r\nHost: x\r\na: ${"b".repeat(60000)}\r\n\r\n`, 431],
    ["GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400],
    [post(server.port, "/api/v1/say", `{"text":"${"x".repeat(70000)}"}`), 413],
    [post(server.port, "/api/v1/say", "{"), 400],
    [`POST /api/v1/say HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`, 403],
    [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]), 400],
  ];
  for (const [request, status] of cases) {
    const line = await Line.plain(server.port);
    const response = await line.say(request).response();
    assert.equal(response.status, status, String(request).slice(0, 60));
    if (status !== 403) assert.equal(response.headers["content-type"], "application/problem+json");
    line.close();
  }
  const cut = await Line.plain(server.port);
  cut.say("GET / HTTP/1.1\r\nHos");
  cut.endWriting();
  await cut.ended();
  assert.equal((await other.say(get("/healthz")).response()).status, 200);
  other.close();
  assert.equal((await server.stop()).code, 0);
});

test("an answer to a request that is still being sent is heard before the end", async () => {
  const server = await start("--linger-ms", HOUR_MS);
  const line = await Line.plain(server.port);
  line.say(`POST /api/v1/say HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: http://127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n`);
  for (let i = 0; i < 50; i += 1) line.say("x".repeat(10000));
  assert.equal((await line.response()).status, 413);
  line.close();
  assert.equal((await server.stop()).code, 0);
});

test("slow heads and slow bodies are cut off", async () => {
  const server = await start("--head-ms", 300, "--body-ms", 300);
  const head = await Line.plain(server.port);
  const body = await Line.plain(server.port);
  head.say("GET / HTTP/1.1\r\n");
  body.say(`POST /api/v1/say HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: http://127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
  assert.equal((await head.response()).status, 408);
  assert.equal((await body.response()).status, 408);
  for (const line of [head, body]) line.close();
  assert.equal((await server.stop()).code, 0);
});

test("idle connections are cut off", async () => {
  const server = await start("--idle-ms", 300);
  const line = await Line.plain(server.port);
  await line.ended();
  line.close();
  assert.equal((await server.stop()).code, 0);
});

test("whoever does not read a large answer is cut off", async () => {
  const server = await start("--send-ms", 300);
  const line = await Line.plain(server.port);
  line.pause();
  for (let i = 0; i < 16; i += 1) line.say(get("/assets/large-1234.bin"));
  await line.refused();
  assert.equal((await server.stop()).code, 0);
});

test("a client that goes before its answer leaves nothing behind", async () => {
  const server = await start("--drain-ms", 300);
  for (let i = 0; i < 8; i += 1) {
    const line = await Line.plain(server.port);
    line.say(get("/api/v1/never"));
    line.close();
    const other = await Line.plain(server.port);
    other.say(get("/api/v1/big"));
    other.close();
  }
  const line = await Line.plain(server.port);
  assert.equal((await line.say(get("/healthz")).response()).status, 200);
  line.close();
  assert.equal((await server.stop()).code, 0);
});

for (const cap of ["--per-address", "--connections"]) test(`connections are capped: ${cap}`, async () => {
  const server = await start(cap, 2);
  const first = await Line.plain(server.port);
  const second = await Line.plain(server.port);
  assert.equal((await first.say(get("/healthz")).response()).status, 200);
  assert.equal((await second.say(get("/healthz")).response()).status, 200);
  const third = await Line.plain(server.port);
  await third.ended();
  second.close();
  let fourth;
  for (let status = 0; status !== 200; ) {
    fourth?.close();
    fourth = await Line.plain(server.port);
    status = (await fourth.say(get("/healthz")).response()).status;
  }
  first.close();
  fourth.close();
  assert.equal((await server.stop()).code, 0);
});

test("plain HTTP is refused where no proxy is named", async () => {
  const server = await start("--host", "0.0.0.0");
  assert.equal(server.first, "invalid");
  const behind = await start("--host", "0.0.0.0", "--proxies", "10.0.0.0/8");
  assert.ok(behind.port > 0);
  assert.equal((await behind.stop()).code, 0);
});

test("X-Forwarded-For is believed from a named proxy only", async () => {
  for (const [proxies, peer] of [["127.0.0.1", "203.0.113.9"], ["10.0.0.1", "127.0.0.1"]]) {
    const server = await start("--proxies", proxies);
    const line = await Line.plain(server.port);
    const response = await line.say(get("/api/v1/echo", "X-Forwarded-For: 203.0.113.9\r\n")).response();
    assert.equal(JSON.parse(response.body).peer, peer);
    line.close();
    assert.equal((await server.stop()).code, 0);
  }
});

test("a live connection needs the right Origin", async () => {
  const server = await start();
  for (const [headers, status] of [
    [{}, 101],
    [{ Origin: "http://evil.example" }, 403],
    [{ Origin: `https://127.0.0.1:${server.port}` }, 403],
    [{ "Sec-WebSocket-Version": 8 }, 400],
  ]) {
    const line = await Line.plain(server.port);
    const response = await line.shake(server.port, headers);
    assert.equal(response.status, status);
    assert.equal(response.accepted, status === 101);
    line.close();
  }
  assert.equal((await server.stop()).code, 0);
});

test("what is committed reaches every page of the room and no guest", async () => {
  const server = await start();
  const one = await live(server.port);
  const two = await live(server.port);
  const guest = await live(server.port, { type: "hello", as: "guest", token: "a".repeat(32) });
  assert.equal(one.welcome.type, "welcome");
  assert.deepEqual(one.snapshot.data, { guests: [], presence: {} });
  assert.equal(guest.snapshot.stream, "guest");
  const request = await Line.plain(server.port);
  assert.equal((await request.say(post(server.port, "/api/v1/say", { text: "hello" })).response()).status, 204);
  for (const { line } of [one, two]) {
    let message = await line.message();
    while (message.name === "guest.presence") message = await line.message();
    assert.deepEqual({ ...message, seq: undefined }, { ...ROOM_EVENT("hello"), seq: undefined });
  }
  guest.line.sayMessage({ type: "beat" });
  assert.deepEqual(await guest.line.message(), { type: "beat" });
  const again = await live(server.port, { type: "hello", as: "guest", token: "a".repeat(32) });
  assert.deepEqual(await guest.line.message(), { type: "bye", reason: "seat_moved" });
  await guest.line.ended();
  for (const { line } of [one, two, again]) line.close();
  request.close();
  assert.equal((await server.stop()).code, 0);
});

test("a session that ends says bye to its pages", async () => {
  const server = await start();
  const page = await live(server.port);
  const request = await Line.plain(server.port);
  request.say(`DELETE /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: http://127.0.0.1:${server.port}\r\n\r\n`);
  assert.equal((await request.response()).status, 204);
  assert.deepEqual(await page.line.message(), { type: "bye", reason: "signed_out" });
  assert.equal(await page.line.message(), null);
  await page.line.ended();
  request.close();
  assert.equal((await server.stop()).code, 0);
});

test("media messages are answered by their number", async () => {
  const server = await start();
  const { line } = await live(server.port);
  line.sayMessage({ type: "media", id: 4, method: "router-capabilities", data: {} });
  assert.deepEqual(await line.message(), { type: "reply", id: 4, data: { rtpCapabilities: {} } });
  line.sayMessage({ type: "media", id: 5, method: "produce", data: {} });
  assert.deepEqual(await line.message(), { type: "reply", id: 5, error: { id: "denied", title: "Not you." } });
  line.close();
  assert.equal((await server.stop()).code, 0);
});

test("pings come, and frames that break the protocol end only their own connection", async () => {
  const server = await start();
  const good = await live(server.port);
  const frame = good.line.until("a ping", (bytes) => bytes.includes(Buffer.from([0x89, 0x00])));
  for (const bytes of [[0x81, 0x02, 0x7b, 0x7d], [0xf1, 0x80, 0, 0, 0, 0], [0x82, 0x80, 0, 0, 0, 0], [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0]]) {
    const { line } = await live(server.port);
    line.say(Buffer.from(bytes));
    await line.ended();
    line.close();
  }
  await frame;
  good.line.close();
  assert.equal((await server.stop()).code, 0);
});

test("a page that does not read is cut, and the others hear everything", async () => {
  const server = await start();
  const slow = await live(server.port);
  const quick = await live(server.port);
  slow.line.pause();
  const request = await Line.plain(server.port);
  const text = "x".repeat(50000);
  let heard = 0;
  const all = (async () => {
    while (heard < 400) {
      const message = await quick.line.message();
      assert.notEqual(message, null);
      if (message.name === "guest.changed") heard += 1;
    }
  })();
  for (let i = 0; i < 400; i += 1) {
    assert.equal((await request.say(post(server.port, "/api/v1/say", { text })).response()).status, 204);
  }
  await within(all, "400 events");
  await slow.line.refused();
  quick.line.close();
  request.close();
  assert.equal((await server.stop()).code, 0);
});

test("TLS 1.3 and 1.2 are spoken, 1.1 and strangers' protocols are not", async () => {
  certificates.make("one.example");
  const server = await start("--certificate", certificates.path("certificate.pem"), "--key", certificates.path("key.pem"));
  for (const version of ["TLSv1.3", "TLSv1.2"]) {
    const line = await Line.secure(server.port, { minVersion: version, maxVersion: version });
    assert.equal(line.socket.getProtocol(), version);
    line.say(get("/assets/large-1234.bin") + get("/api/v1/echo"));
    const large = await line.response();
    assert.equal(large.body.length, 1024 * 1024);
    assert.match(large.headers["strict-transport-security"], /max-age=/);
    assert.equal((await line.response()).status, 200);
    line.close();
  }
  await assert.rejects(Line.secure(server.port, { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }));
  await assert.rejects(Line.secure(server.port, { ALPNProtocols: ["h2"] }));
  const plain = await Line.plain(server.port);
  plain.say(get("/"));
  await plain.ended();
  assert.equal((await server.stop()).code, 0);
});

test("a live connection over TLS", async () => {
  const server = await start("--certificate", certificates.path("certificate.pem"), "--key", certificates.path("key.pem"));
  const line = await Line.secure(server.port);
  const shaken = await line.shake(server.port, { Origin: `https://127.0.0.1:${server.port}` });
  assert.equal(shaken.status, 101);
  line.sayMessage({ type: "hello", as: "user" });
  assert.equal((await line.message()).type, "welcome");
  const stopped = server.stop();
  for (let message = await line.message(); message !== null; message = await line.message()) {
    if (message.type === "bye") assert.equal(message.reason, "restart");
  }
  assert.equal((await stopped).code, 0);
});

test("SIGHUP reads the certificate again; a broken one is kept out", async () => {
  certificates.make("one.example");
  const server = await start("--certificate", certificates.path("certificate.pem"), "--key", certificates.path("key.pem"));
  const name = async () => {
    const line = await Line.secure(server.port);
    const { subject } = line.socket.getPeerCertificate();
    assert.equal((await line.say(get("/healthz")).response()).status, 200);
    line.close();
    return subject.CN;
  };
  const reloaded = async (event) => {
    const before = server.log().split(event).length;
    server.signal("SIGHUP");
    while (server.log().split(event).length === before) await new Promise((resolve) => setImmediate(resolve));
  };
  assert.equal(await name(), "one.example");
  const old = await Line.secure(server.port);
  certificates.make("two.example");
  await reloaded("gateway.certificate-read");
  assert.equal(await name(), "two.example");
  assert.equal((await old.say(get("/healthz")).response()).status, 200, "an older connection goes on");
  old.close();
  writeFileSync(certificates.path("key.pem"), "no key");
  await reloaded("gateway.certificate-kept");
  assert.equal(await name(), "two.example");
  assert.equal((await server.stop()).code, 0);
});

test("SIGTERM finishes what is under way, says bye to pages, then ends", async () => {
  const server = await start("--drain-ms", HOUR_MS);
  const page = await live(server.port);
  const idle = await Line.plain(server.port);
  const busy = await Line.plain(server.port);
  assert.equal((await idle.say(get("/healthz")).response()).status, 200);
  assert.equal((await busy.say(get("/healthz")).response()).status, 200);
  busy.say(get("/api/v1/big") + get("/healthz"));
  const stopped = server.stop();
  const big = await busy.response();
  assert.equal(big.body.length, 2 * 1024 * 1024 - 1);
  assert.deepEqual(await page.line.message(), { type: "bye", reason: "restart" });
  await page.line.ended();
  await idle.ended();
  await busy.ended();
  await assert.rejects(Line.plain(server.port));
  assert.equal((await stopped).code, 0);
});

test("a command that never answers does not hold the end up", async () => {
  const server = await start("--drain-ms", 300);
  const line = await Line.plain(server.port);
  line.say(get("/api/v1/never"));
  const probe = await Line.plain(server.port);
  assert.equal((await probe.say(get("/healthz")).response()).status, 200);
  assert.equal((await server.stop()).code, 0);
  await line.ended();
  probe.close();
});

test("a second SIGTERM ends it at once", async () => {
  const server = await start("--drain-ms", HOUR_MS);
  const line = await Line.plain(server.port);
  line.say(get("/api/v1/never"));
  const probe = await Line.plain(server.port);
  assert.equal((await probe.say(get("/healthz")).response()).status, 200);
  server.signal("SIGTERM");
  await probe.ended();
  assert.equal((await within(server.stop(), "the end")).code, 0, server.log());
  await line.ended();
});
