import type { types } from "mediasoup-client";
import type { Live } from "../api/live.ts";
import type { ServerMessage } from "../api/messages.ts";
import type { Scope } from "../state/scope.ts";

/** The stage's requests and notifications with their types (docs/protocol-media.md), over the live connection. */
export type Source = "microphone" | "camera" | "screen";
export type Direction = "send" | "recv";

export interface ConsumerParameters {
  id: string;
  producerId: string;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
}

export interface NewConsumer extends ConsumerParameters {
  participantId: string;
  source: Source;
  paused: boolean;
}

export interface NewTransport {
  id: string;
  direction: Direction;
  iceParameters: types.IceParameters;
  iceCandidates: types.IceCandidate[];
  dtlsParameters: types.DtlsParameters;
  /** For recv: a consumer that never gets a packet; it makes the transport connect before there is anything to receive. */
  warmup?: ConsumerParameters;
}

interface Methods {
  "router-capabilities": { asks: Record<string, never>; answers: { rtpCapabilities: types.RtpCapabilities } };
  "transport.create": { asks: { direction: Direction }; answers: NewTransport };
  "transport.connect": { asks: { transportId: string; dtlsParameters: types.DtlsParameters }; answers: unknown };
  "transport.restart-ice": { asks: { transportId: string }; answers: { iceParameters: types.IceParameters } };
  /** `holding`: after a lost connection, the consumers that this page still has. */
  "receive.start": { asks: { rtpCapabilities: types.RtpCapabilities; holding?: string[] }; answers: unknown };
  produce: {
    asks: {
      transportId: string;
      kind: types.MediaKind;
      source: Source;
      rtpParameters: types.RtpParameters;
      paused: boolean;
    };
    answers: { id: string };
  };
  "producer.pause": { asks: { producerId: string }; answers: unknown };
  "producer.resume": { asks: { producerId: string }; answers: unknown };
  "consumer.ready": { asks: { consumerId: string }; answers: unknown };
}

export type Notification =
  | { name: "consumer.new"; data: NewConsumer }
  | { name: "consumer.closed"; data: { id: string } }
  | { name: "producer.paused"; data: { consumerId: string } }
  | { name: "producer.resumed"; data: { consumerId: string } }
  | { name: "transport.connected"; data: { transportId: string; direction: Direction } }
  | { name: "transport.lost"; data: { transportId: string; direction: Direction } }
  | { name: "media.reset"; data: Record<string, never> }
  | { name: "speaking"; data: { participantId: string; speaking: boolean } }
  | { name: "quality"; data: { participantId: string; level: number } };

export type Ask = <Method extends keyof Methods>(
  method: Method,
  data: Methods[Method]["asks"],
) => Promise<Methods[Method]["answers"]>;

/** Asks the stage; rejects with the live connection's LiveError. */
export function askOver(live: Live): Ask {
  return (method, data) => live.request(method, data) as Promise<never>;
}

/** Hands each of the stage's notifications to `listener` until `scope` ends. */
export function listenToStage(scope: Scope, live: Live, listener: (notification: Notification) => void): void {
  live.listen(scope, (message: ServerMessage) => {
    if (message.type === "notify") listener(message as unknown as Notification);
  });
}
