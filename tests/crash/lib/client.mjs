// One browser's share of the REST interface: its cookies, its address, and what came back.

let answered = 0;
let waiting = [];

function countAnswer() {
  answered += 1;
  const due = waiting.filter(({ at }) => at <= answered);
  waiting = waiting.filter(({ at }) => at > answered);
  for (const { done } of due) done();
}

/** Resolves when `count` more answers have come, to whichever client. */
export const moreAnswers = (count) => new Promise((done) => (count === 0 ? done() : waiting.push({ at: answered + count, done })));

export class Client {
  #cookies = new Map();

  /** `address` is whom the limits count: the server takes us for a proxy. */
  constructor(origin, address = "198.51.100.1") {
    this.origin = origin;
    this.address = address;
  }

  /** `key` is the Idempotency-Key: whoever asks again with it asks for the same thing. */
  async call(method, path, body, key) {
    const response = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        "Content-Type": "application/json",
        Origin: this.origin,
        Cookie: [...this.#cookies.values()].join("; "),
        "X-Forwarded-For": this.address,
        ...(key ? { "Idempotency-Key": key } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const cookie of response.headers.getSetCookie()) this.#cookies.set(cookie.split("=")[0], cookie.split(";")[0]);
    const text = await response.text();
    countAnswer();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }
}

export const PASSED = { result: "passed", browser: "passed", operating_system: "passed", camera: "passed", microphone: "passed" };
