#include "media/worker/worker.h"

#include <string.h>

enum { RTX_PAYLOAD_MAX = RTP_PACKET_MAX + CONSUMER_RTX_PREFIX };

static struct sink *sink_of(const struct transport *transport, uint32_t ssrc) {
    for (size_t i = 0; i < transport->sink_count; i++) {
        if (transport->sinks[i]->consumer.config.ssrc == ssrc) {
            return transport->sinks[i];
        }
    }
    return NULL;
}

static struct source *source_of(const struct transport *transport, uint32_t ssrc) {
    for (size_t i = 0; i < transport->source_count; i++) {
        if (transport->sources[i]->producer->config.ssrc == ssrc) {
            return transport->sources[i];
        }
    }
    return NULL;
}

static enum err take_report(struct transport *transport, const struct rtcp_packet *packet) {
    struct rtcp_block blocks[RTCP_BLOCKS_MAX];
    uint32_t reporter;
    size_t count;
    enum err err = rtcp_read_blocks(packet, &reporter, blocks, &count);
    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; i < count; i++) {
        struct sink *sink = sink_of(transport, blocks[i].ssrc);
        if (sink != NULL) {
            consumer_on_block(&sink->consumer, &blocks[i], transport->worker->now_us);
        }
    }
    return ERR_OK;
}

static enum err take_sender_report(struct transport *transport, const struct rtcp_packet *packet) {
    struct rtcp_sender_info info;
    enum err err = rtcp_read_sender_info(packet, &info);
    if (err != ERR_OK) {
        return err;
    }
    struct source *source = source_of(transport, info.ssrc);
    if (source != NULL) {
        producer_on_sender_info(source->producer, &info, transport->worker->now_us);
    }
    return take_report(transport, packet);
}

/* The payload of an RTX packet is the original sequence number and the original payload in one run. */
static void resend(struct sink *sink, uint16_t sequence) {
    struct transport *transport = sink->transport;
    struct worker *worker = transport->worker;
    const struct ice_path *path = ice_selected(&transport->ice);
    uint8_t header_bytes[CONSUMER_HEADER_MAX];
    uint8_t payload[RTX_PAYLOAD_MAX];
    struct writer header = writer_of(header_bytes, sizeof header_bytes);
    const struct producer_packet *packet =
        consumer_resend(&sink->consumer, sink->source->producer, sequence, worker->now_us, &header);
    if (packet == NULL || path == NULL || header.failed) {
        return;
    }
    size_t header_size = writer_size(&header) - CONSUMER_RTX_PREFIX;
    uint8_t *room = outbox_room(worker->outbox);
    memcpy(room, header_bytes, header_size);
    memcpy(payload, header_bytes + header_size, CONSUMER_RTX_PREFIX);
    memcpy(payload + CONSUMER_RTX_PREFIX, packet->rtp.payload.data, packet->rtp.payload.size);
    size_t size;
    if (seal_rtp(transport->outward, room, header_size, payload,
                 packet->rtp.payload.size + CONSUMER_RTX_PREFIX, OUTBOX_PACKET_MAX,
                 &size) == ERR_OK) {
        worker->counters.resent++;
        worker->counters.forwarded++;
        packet_send(worker, path, room, size);
    }
}

static enum err take_nack(struct transport *transport, const struct rtcp_packet *packet) {
    uint16_t lost[RTCP_NACKS_MAX];
    uint32_t ssrc;
    size_t count;
    enum err err = rtcp_read_media_ssrc(packet, &ssrc);
    if (err == ERR_OK) {
        err = rtcp_read_nack(packet, lost, &count);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct sink *sink = transport->state == TRANSPORT_UP ? sink_of(transport, ssrc) : NULL;
    for (size_t i = 0; sink != NULL && i < count; i++) {
        resend(sink, lost[i]);
    }
    return ERR_OK;
}

static void want_key_frame(struct transport *transport, uint32_t ssrc) {
    struct sink *sink = sink_of(transport, ssrc);
    if (sink != NULL && sink->source->producer->config.kind == PRODUCER_VIDEO) {
        keyframe_want(&sink->source->producer->keyframe, transport->worker->now_us / 1000);
        transport->worker->urgent = true;
    }
}

static enum err take_pli(struct transport *transport, const struct rtcp_packet *packet) {
    uint32_t ssrc;
    enum err err = rtcp_read_media_ssrc(packet, &ssrc);
    if (err == ERR_OK) {
        want_key_frame(transport, ssrc);
    }
    return err;
}

static enum err take_fir(struct transport *transport, const struct rtcp_packet *packet) {
    uint32_t ssrcs[RTCP_BLOCKS_MAX];
    size_t count;
    enum err err = rtcp_read_fir(packet, ssrcs, &count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        want_key_frame(transport, ssrcs[i]);
    }
    return err;
}

/* What is not in this table is of no use to us: REMB, transport feedback, SDES, BYE, extended reports. */
static const struct {
    uint8_t type;
    uint8_t format; /* of feedback packets; 0: any count */
    enum err (*take)(struct transport *transport, const struct rtcp_packet *packet);
} ROWS[] = {
    {RTCP_SR, 0, take_sender_report},          {RTCP_RR, 0, take_report},
    {RTCP_RTPFB, RTCP_FORMAT_NACK, take_nack}, {RTCP_PSFB, RTCP_FORMAT_PLI, take_pli},
    {RTCP_PSFB, RTCP_FORMAT_FIR, take_fir},
};

static enum err take_one(struct transport *transport, const struct rtcp_packet *packet) {
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (ROWS[i].type == packet->type &&
            (ROWS[i].format == 0 || ROWS[i].format == packet->count)) {
            return ROWS[i].take(transport, packet);
        }
    }
    return ERR_OK;
}

void rtcp_in_take(struct transport *transport, const uint8_t *data, size_t size) {
    struct reader r = reader_of(data, size);
    struct rtcp_packet packet;
    enum err err;
    while ((err = rtcp_next(&r, &packet)) == ERR_OK) {
        err = take_one(transport, &packet);
        if (err != ERR_OK) {
            break;
        }
    }
    if (err != ERR_AGAIN) {
        transport->worker->counters.dropped_rtcp++;
    }
}
