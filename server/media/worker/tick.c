#include "media/worker/worker.h"

enum { US = 1000 };

static struct writer rtcp_writer(uint8_t *buffer) {
    return writer_of(buffer, RTCP_PACKET_MAX);
}

static void ask_source(struct source *source) {
    struct worker *worker = source->transport->worker;
    uint8_t buffer[RTCP_PACKET_MAX];
    uint16_t lost[LOSS_MAX];
    int64_t now_ms = worker->now_us / US;
    struct producer *producer = source->producer;
    struct writer writer = rtcp_writer(buffer);
    size_t count = producer_nacks(producer, now_ms, lost);
    if (count > 0) {
        rtcp_write_nack(&writer, WORKER_FEEDBACK_SSRC, producer->config.ssrc, lost, count);
    }
    bool receives = source->transport->state == TRANSPORT_UP && !producer->paused;
    if (receives && keyframe_ask(&producer->keyframe, now_ms)) {
        rtcp_write_pli(&writer, WORKER_FEEDBACK_SSRC, producer->config.ssrc);
    }
    packet_send_rtcp(source->transport, &writer);
}

void tick_urgent(struct worker *worker) {
    size_t index = 0;
    worker->urgent = false;
    for (struct source *source; (source = table_next(&worker->sources, &index)) != NULL;) {
        if (source->producer->loss.count > 0 || source->producer->keyframe.state != KEY_NONE) {
            ask_source(source);
        }
    }
}

static void send_feedback(struct transport *transport) {
    uint8_t buffer[RTCP_PACKET_MAX];
    transport->feedback_us = transport->worker->now_us;
    while (twcc_due(&transport->twcc)) {
        struct writer writer = rtcp_writer(buffer);
        uint32_t media =
            transport->source_count == 0 ? 0 : transport->sources[0]->producer->config.ssrc;
        twcc_report(&transport->twcc, WORKER_FEEDBACK_SSRC, media, &writer);
        packet_send_rtcp(transport, &writer);
    }
}

static void send_reports(struct transport *transport) {
    uint8_t buffer[RTCP_PACKET_MAX];
    struct rtcp_block blocks[WORKER_TRANSPORT_PRODUCERS];
    int64_t now_us = transport->worker->now_us;
    size_t count = 0;
    transport->report_us = now_us;
    for (size_t i = 0; i < transport->source_count; i++) {
        if (producer_block(transport->sources[i]->producer, now_us, &blocks[count])) {
            count++;
        }
    }
    if (count > 0) {
        struct writer writer = rtcp_writer(buffer);
        rtcp_write_rr(&writer, WORKER_FEEDBACK_SSRC, blocks, count);
        packet_send_rtcp(transport, &writer);
    }
    for (size_t i = 0; i < transport->sink_count; i++) {
        struct sink *sink = transport->sinks[i];
        struct writer writer = rtcp_writer(buffer);
        if (sink->consumer.state == CONSUMER_FLOWS) {
            consumer_report(&sink->consumer, sink->source->producer, now_us, &writer);
            packet_send_rtcp(transport, &writer);
        }
    }
}

static uint32_t worse(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

static void tell_quality(struct transport *transport) {
    struct message message = {.type = MESSAGE_QUALITY,
                              .body.quality = {.transport = transport->id}};
    struct message_quality *quality = &message.body.quality;
    transport->quality_us = transport->worker->now_us;
    for (size_t i = 0; i < transport->source_count; i++) {
        quality->lost_up = worse(quality->lost_up, transport->sources[i]->producer->fraction_lost);
    }
    for (size_t i = 0; i < transport->sink_count; i++) {
        const struct consumer *consumer = &transport->sinks[i]->consumer;
        quality->lost_down = worse(quality->lost_down, consumer->fraction_lost);
        quality->round_trip_ms = worse(quality->round_trip_ms, consumer->rtt_us / US);
    }
    worker_tell(transport->worker, &message);
}

static void tell_speaking(struct source *source) {
    struct worker *worker = source->transport->worker;
    struct producer *producer = source->producer;
    bool speaking = !producer->paused && speech_now(&producer->speech, worker->now_us / US);
    if (speaking != source->told_speaking) {
        source->told_speaking = speaking;
        struct message message = {.type = MESSAGE_SPEAKING,
                                  .body.named = {.id = source->id, .flag = speaking}};
        worker_tell(worker, &message);
    }
}

static void tick_transport(struct transport *transport) {
    int64_t now_us = transport->worker->now_us;
    if (transport->state == TRANSPORT_SHAKES) {
        const struct ice_path *path = ice_selected(&transport->ice);
        if (path != NULL) {
            transport->answering = *path;
            dtls_tick(transport->dtls);
            transport_follow_dtls(transport);
        }
        return;
    }
    if (transport->state != TRANSPORT_UP) {
        return;
    }
    if (now_us - transport->heard_us > WORKER_LOST_MS * (int64_t)US) {
        transport_lost(transport);
        return;
    }
    if (now_us - transport->feedback_us >= WORKER_FEEDBACK_MS * (int64_t)US) {
        send_feedback(transport);
    }
    if (now_us - transport->report_us >= WORKER_REPORT_MS * (int64_t)US) {
        send_reports(transport);
    }
    bool carries = transport->source_count + transport->sink_count > 0;
    if (carries && now_us - transport->quality_us >= WORKER_QUALITY_MS * (int64_t)US) {
        tell_quality(transport);
    }
}

void tick_run(struct worker *worker) {
    size_t index = 0;
    worker->ticked_us = worker->now_us;
    for (struct transport *transport;
         (transport = table_next(&worker->transports, &index)) != NULL;) {
        tick_transport(transport);
    }
    index = 0;
    for (struct source *source; (source = table_next(&worker->sources, &index)) != NULL;) {
        if (source->producer->config.kind == PRODUCER_AUDIO) {
            tell_speaking(source);
        }
    }
    tick_urgent(worker);
    streams_tick(&worker->streams, worker->now_us / US);
}
