// A stage behind a pipe (tests/tools/stage_pipe.c), for tests that bring real WebRTC clients.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";

export class StagePipe {
  #child;
  #next = 1;
  #waiting = new Map();
  #listeners = new Map();
  #pid = null;

  static async start(program) {
    const pipe = new StagePipe();
    pipe.#child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    let ready;
    const isReady = new Promise((resolve) => (ready = resolve));
    createInterface({ input: pipe.#child.stdout }).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.type === "ready") ready();
      else pipe.#take(message);
    });
    await isReady;
    return pipe;
  }

  #take(message) {
    if (message.type === "reply") {
      const { resolve, reject } = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) reject(Object.assign(new Error(message.error.text), message.error));
      else resolve(message.data);
    } else if (message.type === "notify") {
      this.#listeners.get(message.participant)?.(message.name, message.data);
    } else if (message.type === "pid") {
      this.#pid(message.pid);
    } else {
      throw new Error(`stage: ${JSON.stringify(message)}`);
    }
  }

  #write(object) {
    this.#child.stdin.write(`${JSON.stringify(object)}\n`);
  }

  enter(place, participant, listener) {
    this.#listeners.set(participant, listener);
    this.#write({ op: "enter", place, participant });
  }

  admit(participant, visit) {
    this.#write({ op: "admit", participant, visit });
  }

  leave(participant) {
    this.#write({ op: "leave", participant });
  }

  request(participant, method, data) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#write({ op: "request", participant, id, method, data });
    });
  }

  workerPid() {
    return new Promise((resolve) => {
      this.#pid = resolve;
      this.#write({ op: "pid" });
    });
  }

  async stop() {
    const gone = once(this.#child, "exit");
    this.#child.stdin.end();
    const [code] = await gone;
    return code;
  }
}
