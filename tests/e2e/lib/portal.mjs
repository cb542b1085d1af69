// What a client does in the portal, and what staff do for it through the interface, in the words of SPEC.md.
import { PRACTICE } from "./world.mjs";

/** One call of the interface from a person's own page; fails unless it is answered well. */
export function call(person, method, path, body) {
  const ask = async (options) => {
    const response = await fetch(`/api/v1${options.path}`, {
      method: options.method,
      headers: options.body ? { "Content-Type": "application/json" } : {},
      ...(options.body ? { body: options.body } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  return person.page.evaluate(ask, { method, path, body: body && JSON.stringify(body) }).then((answer) => {
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  });
}

export const addContact = (host, { name, email = "", mobile = "" }) => call(host, "POST", "/contacts", { name, email, mobile });

/** An instant as the practice's clocks show it: what a booking asks for. */
function onTheClocks(atMs, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).formatToParts(atMs);
  const part = (type) => parts.find((found) => found.type === type).value;
  return { date: `${part("year")}-${part("month")}-${part("day")}`, time: `${part("hour")}:${part("minute")}` };
}

/** Books these contacts for half an hour, `inMinutes` from now. */
export const book = (host, contacts, inMinutes, title = "") =>
  call(host, "POST", "/appointments", {
    title,
    ...onTheClocks(Date.now() + inMinutes * 60_000, PRACTICE.zone),
    length_min: 30,
    client_ids: contacts.map((contact) => contact.id),
  });

export const moveTo = (host, appointment, inMinutes) =>
  call(host, "POST", `/appointments/${appointment.id}/move`, {
    ...onTheClocks(Date.now() + inMinutes * 60_000, PRACTICE.zone),
    length_min: 30,
  });

export const PHONE = { width: 390, height: 844 };

export async function openPortal(stage, name, options = PHONE) {
  const client = await stage.person(name, options);
  await client.goto(`${stage.world.url}/portal`);
  await client.see("button", "Send code");
  return client;
}

/** Asks for a code; resolves to the digits of the message that came. */
export async function askForCode(stage, client, address, to = address) {
  const before = stage.world.outbox.messages.length;
  await client.fill("E-mail or mobile number", address);
  await client.button("Send code");
  await client.heading("Type your code");
  const { outbox } = stage.world;
  const message = await outbox.next((sent) => sent.to === to && outbox.messages.indexOf(sent) >= before && /\b\d{6}\b/.test(sent.text));
  return /\b\d{6}\b/.exec(message.text)[0];
}

export async function signInToPortal(stage, name, address, options = PHONE) {
  const client = await openPortal(stage, name, options);
  const code = await askForCode(stage, client, address);
  await client.fill("Code", code);
  await client.button("Sign in");
  await client.see("button", "Sign out");
  return client;
}
