import type { types } from "mediasoup-client";
import type { Ask, Source } from "./signalling.ts";

/** What one source should be at; the last wish wins. */
export interface Wish {
  track: MediaStreamTrack | null;
  /** Muted, or the video stopped: nothing is sent, and the others are told. */
  paused: boolean;
  /** The visit has taken this page in; before that the line is made ready and nothing leaves. */
  admitted: boolean;
}

/** The part of a sending transport that this needs. */
export interface SendLine {
  readonly id: string;
  /** Adds a track to the line. `rtpParameters` are for the stage, whenever it may have them. */
  add(track: MediaStreamTrack): Promise<{ producer: SentProducer; rtpParameters: types.RtpParameters }>;
}

export interface SentProducer {
  replaceTrack(options: { track: MediaStreamTrack | null }): Promise<void>;
}

/**
 * Brings one source (microphone or camera) step by step to what is wished: negotiated with the browser, known to the
 * stage, paused or not, with the right track. Steps never overlap; a wish that changes on the way is met after the step.
 */
export class Sender {
  readonly #source: Source;
  readonly #line: SendLine;
  readonly #ask: Ask;
  #wish: Wish = { track: null, paused: false, admitted: false };
  #added: { producer: SentProducer; rtpParameters: types.RtpParameters; kind: types.MediaKind } | null = null;
  #sentTrack: MediaStreamTrack | null = null;
  /** Its id at the stage, and what the stage believes of it. */
  #known: { id: string; paused: boolean } | null = null;
  #busy = false;
  #ended = false;
  readonly #onFailed: (error: unknown) => void;

  /** `onFailed` is told once, when a step failed: the line is of no more use. */
  constructor(source: Source, line: SendLine, ask: Ask, onFailed: (error: unknown) => void) {
    this.#source = source;
    this.#line = line;
    this.#ask = ask;
    this.#onFailed = onFailed;
  }

  want(wish: Wish): void {
    this.#wish = wish;
    void this.#work();
  }

  end(): void {
    this.#ended = true;
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let step = this.#nextStep(); step && !this.#ended; step = this.#nextStep()) await step();
    } catch (error) {
      if (!this.#ended) this.#onFailed(error);
      this.#ended = true;
    }
    this.#busy = false;
  }

  /** What is still to do; null when all is as wished. */
  #nextStep(): (() => Promise<unknown>) | null {
    const { track, paused, admitted } = this.#wish;
    const added = this.#added;
    if (!added) return track ? () => this.#add(track) : null;
    const still = paused || !track;
    const sent = admitted && !still ? track : null;
    const steps: (() => Promise<unknown>)[] = [];
    if (this.#sentTrack !== sent) steps.push(() => this.#replace(added.producer, sent));
    if (admitted && !this.#known) steps.push(() => this.#tell(added, still));
    else if (this.#known && this.#known.paused !== still) steps.push(() => this.#pause(still));
    return steps.length > 0 ? () => Promise.all(steps.map((step) => step())) : null;
  }

  async #add(track: MediaStreamTrack): Promise<void> {
    const added = await this.#line.add(track);
    this.#added = { ...added, kind: this.#source === "microphone" ? "audio" : "video" };
    this.#sentTrack = track;
  }

  async #replace(producer: SentProducer, track: MediaStreamTrack | null): Promise<void> {
    this.#sentTrack = track;
    await producer.replaceTrack({ track });
  }

  async #tell(added: { rtpParameters: types.RtpParameters; kind: types.MediaKind }, paused: boolean): Promise<void> {
    const { kind, rtpParameters } = added;
    const source = this.#source;
    const { id } = await this.#ask("produce", { transportId: this.#line.id, kind, source, rtpParameters, paused });
    this.#known = { id, paused };
  }

  async #pause(paused: boolean): Promise<void> {
    const known = this.#known;
    if (!known) return;
    await this.#ask(paused ? "producer.pause" : "producer.resume", { producerId: known.id });
    this.#known = { id: known.id, paused };
  }
}
