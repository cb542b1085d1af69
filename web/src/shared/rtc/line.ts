import { Device, type types } from "mediasoup-client";
import { LiveError } from "../api/live.ts";
import { Scope } from "../state/scope.ts";
import type { MediaEvent } from "./events.ts";
import { Sender, type SendLine, type Wish } from "./sender.ts";
import type { Ask, ConsumerParameters, Direction, NewConsumer, NewTransport, Notification } from "./signalling.ts";

/** The one file that makes peer connections, by mediasoup-client. A line is one set of them: a transport each way. */

/** A transport that does not come back after a restart of ICE within this time is given up, and the line with it. */
const RESTART_MAX_MS = 2_500;
/** One layer at what a one-to-one visit is made for. */
const CAMERA_BITRATE_MAX_BPS = 1_200_000;
const CAMERA_BITRATE_START_KBPS = 600;

export interface LineOptions {
  scope: Scope;
  ask: Ask;
  dispatch: (event: MediaEvent) => void;
  /** The line is of no more use; told at most once. */
  onBroken: () => void;
}

/** Makes lines, all with one device: what the browser can do is found out once. */
export class LineMaker {
  #device: Device | null = null;

  /** Makes both transports at the server and here; they connect at once. */
  async open(options: LineOptions): Promise<Line> {
    const { ask } = options;
    this.#device ??= await loadDevice(ask);
    const recv = await ask("transport.create", { direction: "recv" });
    const send = await ask("transport.create", { direction: "send" });
    return new Line(options, this.#device, recv, send);
  }
}

async function loadDevice(ask: Ask): Promise<Device> {
  const { rtpCapabilities } = await ask("router-capabilities", {});
  const device = new Device();
  await device.load({ routerRtpCapabilities: rtpCapabilities });
  return device;
}

export class Line {
  readonly #scope: Scope;
  readonly #ask: Ask;
  readonly #options: LineOptions;
  readonly #device: Device;
  readonly #send: types.Transport;
  readonly #recv: types.Transport;
  readonly #senders: Record<"microphone" | "camera", Sender>;
  readonly #consumers = new Map<string, types.Consumer>();
  /** Being made; the stage may close one before it is. */
  readonly #coming = new Set<string>();
  #midCount = 0;
  readonly #connected: Record<Direction, boolean | null> = { send: null, recv: false };
  readonly #restarting = new Set<Direction>();
  #broken = false;
  #entered = false;
  #wasConnected = false;

  constructor(options: LineOptions, device: Device, recv: NewTransport, send: NewTransport) {
    this.#device = device;
    this.#options = options;
    this.#scope = options.scope;
    this.#ask = options.ask;
    this.#recv = device.createRecvTransport(transportOptions(recv));
    this.#send = device.createSendTransport(transportOptions(send));
    this.#attend(this.#recv, "recv");
    this.#attend(this.#send, "send");
    this.#send.on("produce", (_producing, callback) => {
      // The stage is told when the visit takes this page in, so the id here is only the browser's side of it.
      localIds += 1;
      callback({ id: `local-${localIds}` });
    });
    const line: SendLine = { id: send.id, add: (track) => this.#add(track) };
    const onFailed = (): void => this.#break();
    this.#senders = {
      microphone: new Sender("microphone", line, this.#ask, onFailed),
      camera: new Sender("camera", line, this.#ask, onFailed),
    };
    this.#scope.onEnd(() => this.#close());
    if (recv.warmup) this.#consume(recv.warmup).catch(() => this.#break());
  }

  /** The ids of the feeds that have come by this line. */
  get feeds(): ReadonlySet<string> {
    return new Set(this.#consumers.keys());
  }

  want(source: "microphone" | "camera", wish: Wish): void {
    this.#senders[source].want(wish);
  }

  /** The visit has taken this page in: from now on pictures and sound of the others come. */
  async enter(): Promise<void> {
    if (this.#entered) return;
    this.#entered = true;
    await this.#ask("receive.start", { rtpCapabilities: this.#device.recvRtpCapabilities });
  }

  /** After a lost live connection: the stage may have kept this line as it was. Rejects where it has not. */
  async resume(): Promise<void> {
    if (this.#entered) {
      const holding = [...this.#consumers.keys(), ...this.#coming];
      await this.#ask("receive.start", { rtpCapabilities: this.#device.recvRtpCapabilities, holding });
      this.refresh();
    } else {
      await this.#renewIce("recv");
    }
    this.#report();
  }

  /** What the stage tells of this line's transports and consumers. */
  hear(notification: Notification): void {
    switch (notification.name) {
      case "consumer.new":
        void this.#receive(notification.data);
        return;
      case "consumer.closed":
        this.#coming.delete(notification.data.id);
        this.#consumers.get(notification.data.id)?.close();
        this.#consumers.delete(notification.data.id);
        this.#options.dispatch({ type: "feed_closed", consumerId: notification.data.id });
        return;
      case "producer.paused":
      case "producer.resumed": {
        const { consumerId } = notification.data;
        this.#options.dispatch({ type: "feed_paused", consumerId, paused: notification.name === "producer.paused" });
        return;
      }
      case "transport.lost":
        for (const direction of ["recv", "send"] as const) {
          if (this.#transport(direction).id === notification.data.transportId) void this.#restartIce(direction);
        }
        return;
      default:
    }
  }

  /** The network may be another one: finds its way anew at once. */
  refresh(): void {
    for (const direction of ["recv", "send"] as const) {
      if (this.#connected[direction] === false) void this.#restartIce(direction);
    }
  }

  async #add(
    track: MediaStreamTrack,
  ): Promise<{ producer: types.Producer; rtpParameters: types.RtpParameters }> {
    const camera = track.kind === "video";
    const producer = await this.#send.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      ...(camera
        ? {
            encodings: [{ maxBitrate: CAMERA_BITRATE_MAX_BPS }],
            codecOptions: { videoGoogleStartBitrate: CAMERA_BITRATE_START_KBPS },
          }
        : { codecOptions: { opusFec: true } }),
    });
    return { producer, rtpParameters: producer.rtpParameters };
  }

  async #receive(data: NewConsumer): Promise<void> {
    const { id, participantId, source, paused } = data;
    this.#coming.add(id);
    try {
      const consumer = await this.#consume(data);
      if (!this.#coming.delete(id)) {
        consumer.close();
        return;
      }
      this.#consumers.set(id, consumer);
      const { track } = consumer;
      this.#options.dispatch({ type: "feed_opened", feed: { consumerId: id, participantId, source, paused, track } });
      await this.#ask("consumer.ready", { consumerId: id });
    } catch {
      // One that the stage closed meanwhile is not missed.
      if (this.#coming.has(id) || this.#consumers.has(id)) this.#break();
    }
  }

  /** The client library numbers what it receives by itself, but gives two that come together the same number. */
  #consume(data: ConsumerParameters & { participantId?: string }): Promise<types.Consumer> {
    const { id, producerId, kind, rtpParameters, participantId } = data;
    this.#midCount += 1;
    return this.#recv.consume({
      id,
      producerId,
      kind,
      rtpParameters: { ...rtpParameters, mid: `r${this.#midCount}` },
      ...(participantId === undefined ? {} : { streamId: participantId }),
    });
  }

  #attend(transport: types.Transport, direction: Direction): void {
    transport.on("connect", ({ dtlsParameters }, callback, errback) => {
      this.#ask("transport.connect", { transportId: transport.id, dtlsParameters }).then(callback, errback);
    });
    transport.on("connectionstatechange", (state) => {
      if (this.#scope.ended) return;
      this.#connected[direction] = state === "connected";
      if (state === "failed") void this.#restartIce(direction);
      this.#report();
    });
  }

  #report(): void {
    const { send, recv } = this.#connected;
    const connected = recv === true && send !== false;
    this.#wasConnected ||= connected;
    this.#options.dispatch({ type: "link", link: connected ? "connected" : this.#wasConnected ? "lost" : "connecting" });
  }

  async #restartIce(direction: Direction): Promise<void> {
    if (this.#restarting.has(direction) || this.#broken || this.#scope.ended) return;
    this.#restarting.add(direction);
    try {
      await this.#renewIce(direction);
      this.#scope.after(RESTART_MAX_MS, () => {
        this.#restarting.delete(direction);
        if (this.#connected[direction] !== true) this.#break();
      });
    } catch (error) {
      this.#restarting.delete(direction);
      // Without the live connection there is nobody to ask; its return resumes the line.
      if (!isLost(error)) this.#break();
    }
  }

  async #renewIce(direction: Direction): Promise<void> {
    const transport = this.#transport(direction);
    const { iceParameters } = await this.#ask("transport.restart-ice", { transportId: transport.id });
    await transport.restartIce({ iceParameters });
  }

  #transport(direction: Direction): types.Transport {
    return direction === "send" ? this.#send : this.#recv;
  }

  #break(): void {
    if (this.#broken || this.#scope.ended) return;
    this.#broken = true;
    this.#options.onBroken();
  }

  #close(): void {
    this.#coming.clear();
    this.#consumers.clear();
    this.#senders.microphone.end();
    this.#senders.camera.end();
    this.#send.close();
    this.#recv.close();
  }
}

function isLost(error: unknown): boolean {
  return error instanceof LiveError && error.id === "lost";
}

let localIds = 0;

function transportOptions(made: NewTransport): types.TransportOptions {
  const { id, iceParameters, iceCandidates, dtlsParameters } = made;
  return { id, iceParameters, iceCandidates, dtlsParameters };
}
