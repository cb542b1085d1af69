// What a page of this test does: it connects while it waits, then takes part. Bundled for a browser, and run in Node
// over a WebRTC library there.
import { Device } from "mediasoup-client";

export class Person {
  constructor({ ask, handlerName }) {
    this.ask = ask;
    this.handlerName = handlerName;
    this.consumers = new Map();
    this.events = [];
    this.onTrack = () => {};
  }

  async wait() {
    const { rtpCapabilities } = await this.ask("router-capabilities", {});
    this.device = new Device(this.handlerName ? { handlerName: this.handlerName } : {});
    await this.device.load({ routerRtpCapabilities: rtpCapabilities });
    await this.build();
  }

  async build() {
    const send = await this.ask("transport.create", { direction: "send" });
    const recv = await this.ask("transport.create", { direction: "recv" });
    this.send = this.device.createSendTransport(send);
    this.recv = this.device.createRecvTransport(recv);
    for (const transport of [this.send, this.recv]) {
      transport.on("connect", ({ dtlsParameters }, done, fail) => {
        this.ask("transport.connect", { transportId: transport.id, dtlsParameters }).then(done, fail);
      });
    }
    this.send.on("produce", ({ kind, rtpParameters, appData }, done, fail) => {
      this.ask("produce", { transportId: this.send.id, kind, source: appData.source, rtpParameters }).then(done, fail);
    });
    await this.recv.consume(recv.warmup);
  }

  async takePart() {
    await this.ask("receive.start", { rtpCapabilities: this.device.rtpCapabilities });
  }

  produce(track, source) {
    return this.send.produce({ track, appData: { source }, stopTracks: false });
  }

  async hear(name, data) {
    this.events.push(name);
    if (name === "consumer.new") {
      const { id, producerId, kind, rtpParameters, participantId } = data;
      const consumer = await this.recv.consume({ id, producerId, kind, rtpParameters, streamId: participantId });
      this.consumers.set(id, consumer);
      this.onTrack(consumer.track, data);
      await this.ask("consumer.ready", { consumerId: id });
    } else if (name === "consumer.closed") {
      this.consumers.get(data.id)?.close();
      this.consumers.delete(data.id);
    } else if (name === "media.reset") {
      this.send.close();
      this.recv.close();
      this.consumers.clear();
      await this.build();
      await this.onReset?.();
    }
  }

  async restartIce() {
    for (const transport of [this.send, this.recv]) {
      const { iceParameters } = await this.ask("transport.restart-ice", { transportId: transport.id });
      await transport.restartIce({ iceParameters });
    }
  }

  async received() {
    const found = {};
    for (const consumer of this.consumers.values()) {
      for (const entry of (await consumer.getStats()).values()) {
        if (entry.type === "inbound-rtp" && entry.kind === consumer.kind) {
          found[consumer.kind] = {
            packets: entry.packetsReceived, frames: entry.framesDecoded, energy: entry.totalAudioEnergy,
            lost: entry.packetsLost, freezes: entry.freezeCount, jitter: entry.jitter,
          };
        }
      }
    }
    return found;
  }
}
