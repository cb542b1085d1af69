// The demo's and the tests' outbox: a real SMTP server and an SMS gateway with Twilio's shape that deliver nowhere and keep what
// came, and a page that shows it.
// To `Accept: application/json` the page answers a list of {to, kind, subject, text, link}, oldest first.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { EventEmitter } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const MESSAGE_MAX_BYTES = 1_000_000;
const KEPT_MAX = 1_000;

const STYLE = `body{font:18px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:44rem;padding:0 1rem;background:#f4f2ed;color:#1d2a2c}
article{background:#fff;border-radius:12px;padding:1rem 1.5rem;margin:1rem 0}h2{font-size:1.2rem;margin:.25rem 0}
p{margin:.25rem 0}pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}a{color:#0f5a61}
@media(prefers-color-scheme:dark){body{background:#12191a;color:#eceae4}article{background:#1b2425}a{color:#8fd0cf}}`;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

/** The first link in a text; mail programs wrap none of ours, they are on a line of their own. */
export function linkIn(text) {
  return /https?:\/\/[^\s<>"]+/.exec(text)?.[0] ?? "";
}

function article(message) {
  const link = message.link ? `<p><a href="${escape(message.link)}" target="_blank" rel="noreferrer">Open the link</a></p>` : "";
  return `<article><p>${message.kind === "sms" ? "Text message to" : "To"} ${escape(message.to)}</p><h2>${escape(message.subject)}</h2>${link}<pre>${escape(message.text)}</pre></article>`;
}

function page(messages) {
  const body = messages.length === 0 ? "<p>Nothing was sent yet.</p>" : messages.toReversed().map(article).join("\n");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Outbox</title><link rel="stylesheet" href="/style.css"></head>
<body><h1>What Anteroom sent</h1><p>The demo delivers to nobody: mail and text messages for patients appear here, newest first.</p>${body}</body></html>`;
}

const SMS_PATH = /^\/2010-04-01\/Accounts\/[A-Za-z0-9]+\/Messages\.json$/;

async function bodyOf(stream) {
  let body = "";
  for await (const bytes of stream) {
    body += bytes;
    if (body.length > MESSAGE_MAX_BYTES) throw new Error("too large");
  }
  return body;
}

function signedIn(header, { account, token }) {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${account}:${token}`).toString("base64")}`);
  const given = Buffer.from(header ?? "");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Tells the sender that the message was delivered, signed as the gateway's API asks for. A sender that is away is not told. */
function reportDelivered(url, sid, token) {
  const form = { MessageSid: sid, MessageStatus: "delivered" };
  const signed = Object.keys(form).sort().reduce((text, name) => text + name + form[name], url);
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Twilio-Signature": createHmac("sha1", token).update(signed).digest("base64"),
  };
  // The demo's own certificate is self-signed.
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  const call = send(url, { method: "POST", headers, rejectUnauthorized: false }, (response) => response.resume());
  call.on("error", () => {});
  call.end(new URLSearchParams(form).toString());
}

async function takeSms(request, response, sms, keep) {
  const reply = (status, body) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  if (!signedIn(request.headers.authorization, sms)) return reply(401, { code: 20003, message: "Authenticate" });
  const form = new URLSearchParams(await bodyOf(request));
  const text = form.get("Body") ?? "";
  const sid = `SM${randomBytes(16).toString("hex")}`;
  keep({ to: form.get("To") ?? "", kind: "sms", subject: "", text, link: linkIn(text), id: sid });
  reply(201, { sid, status: "queued" });
  const callback = form.get("StatusCallback");
  if (callback) reportDelivered(callback, sid, sms.token);
}

function answer(request, response, messages) {
  const headers = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
    "X-Content-Type-Options": "nosniff",
  };
  const send = (status, type, body) => response.writeHead(status, { ...headers, "Content-Type": type }).end(body);
  const path = new URL(request.url, "http://outbox").pathname;
  if (path === "/style.css") return send(200, "text/css", STYLE);
  if (path !== "/") return send(404, "text/plain", "There is one page here: /\n");
  if ((request.headers.accept ?? "").includes("application/json")) {
    return send(200, "application/json", JSON.stringify(messages));
  }
  return send(200, "text/html; charset=utf-8", page(messages));
}

const listen = (server, port, host) =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server.address().port));
  });

/**
 * Starts both servers. `refuse(address)` may give a reason to turn a recipient down with (as a full mailbox would be).
 * The result has `url`, `smtpPort`, `sms` (url, account, token), `messages`, `next(test)` that waits for a message that passes the test (one that is there
 * already counts), and `close()`.
 */
export async function startOutbox({ host = "127.0.0.1", port = 0, refuse = () => null } = {}) {
  const messages = [];
  const news = new EventEmitter().setMaxListeners(0);

  const sms = { account: `AC${randomBytes(16).toString("hex")}`, token: randomBytes(16).toString("hex") };

  function keep(message) {
    messages.push(message);
    if (messages.length > KEPT_MAX) messages.shift();
    news.emit("message", message);
  }

  async function keepMail(stream, session) {
    const mail = await simpleParser(stream);
    if (stream.sizeExceeded) throw Object.assign(new Error("too large"), { responseCode: 552 });
    const text = (mail.text ?? "").trim();
    const to = session.envelope.rcptTo.map((recipient) => recipient.address).join(", ");
    keep({ to, kind: "email", subject: mail.subject ?? "", text, link: linkIn(text), id: mail.messageId ?? "" });
  }

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MESSAGE_MAX_BYTES,
    onRcptTo({ address }, _session, done) {
      const reason = refuse(address);
      done(reason ? Object.assign(new Error(reason), { responseCode: 552 }) : null);
    },
    onData(stream, session, done) {
      keepMail(stream, session).then(() => done(), done);
    },
  });
  smtp.on("error", () => {}); // A client that hangs up in the middle is no news here.
  const web = createServer((request, response) => answer(request, response, messages));
  const gateway = createServer((request, response) => {
    if (request.method !== "POST" || !SMS_PATH.test(request.url)) return response.writeHead(404).end();
    return takeSms(request, response, sms, keep).catch(() => response.destroy());
  });
  const smtpPort = await listen(smtp.server, 0, "127.0.0.1");
  const smsPort = await listen(gateway, 0, "127.0.0.1");
  const webPort = await listen(web, port, host);

  const next = (test, limitMs = 120_000) =>
    new Promise((resolve, reject) => {
      const there = messages.find(test);
      if (there) return resolve(there);
      const finish = (settle, value) => {
        clearTimeout(timer);
        news.off("message", take);
        settle(value);
      };
      const take = (message) => test(message) && finish(resolve, message);
      const timer = setTimeout(() => finish(reject, new Error("the message did not come")), limitMs);
      news.on("message", take);
    });

  const close = async () => {
    web.closeAllConnections();
    gateway.closeAllConnections();
    await Promise.all([
      new Promise((resolve) => web.close(resolve)),
      new Promise((resolve) => gateway.close(resolve)),
      new Promise((resolve) => smtp.close(resolve)),
    ]);
  };
  const shown = host.includes(":") ? `[${host}]` : host;
  const url = `http://${shown === "127.0.0.1" ? "localhost" : shown}:${webPort}/`;
  return { url, smtpPort, sms: { ...sms, url: `http://127.0.0.1:${smsPort}` }, messages, next, close };
}
