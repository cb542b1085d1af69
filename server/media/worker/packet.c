#include "media/worker/worker.h"

#include "media/transport/demux.h"

#include <string.h>

/* Browsers repeat their checks every 2.5 to 6 s (RFC 7675 section 5.1). */
enum { PATH_KEPT_MS = 8000 };

void packet_send(struct worker *worker, const struct ice_path *path, const uint8_t *data,
                 size_t size) {
    if (path->via != NET_VIA_UDP) {
        if (streams_send(&worker->streams, path->via, data, size)) {
            worker->counters.packets_out++;
            worker->counters.bytes_out += size;
        }
        return;
    }
    uint8_t *room = outbox_room(worker->outbox);
    if (data != room) {
        must(size <= OUTBOX_PACKET_MAX);
        memcpy(room, data, size);
    }
    outbox_push(worker->outbox, path, size);
}

void packet_send_rtcp(struct transport *transport, const struct writer *writer) {
    const struct ice_path *path = ice_selected(&transport->ice);
    if (transport->state != TRANSPORT_UP || path == NULL || writer->failed ||
        writer_size(writer) == 0) {
        return;
    }
    uint8_t *room = outbox_room(transport->worker->outbox);
    size_t size;
    if (seal_rtcp(transport->outward, writer->begin, writer_size(writer), room, OUTBOX_PACKET_MAX,
                  &size) == ERR_OK) {
        packet_send(transport->worker, path, room, size);
    }
}

/* A path belongs to the transport that keeps checking it: whoever sends a check of their own from another's forged
 * address takes nothing over. */
static bool is_anothers(struct worker *worker, const struct ice_path *path,
                        const struct transport *transport) {
    const struct transport *owner = table_find(&worker->transports, path_find(worker->paths, path));
    return owner != NULL && owner != transport &&
           ice_checked_since(&owner->ice, path, worker->now_us / 1000 - PATH_KEPT_MS);
}

static void take_stun(struct worker *worker, const struct ice_path *path, const uint8_t *data,
                      size_t size) {
    struct stun_message request;
    uint8_t reply[STUN_REPLY_MAX];
    struct writer writer = writer_of(reply, sizeof reply);
    struct transport *transport = NULL;
    if (stun_parse(data, size, &request) == ERR_OK) {
        struct bytes ufrag = ice_local_ufrag(&request);
        transport = ufrag.size == ICE_UFRAG_CHARS
                        ? table_find(&worker->ufrags, transport_ufrag_key((const char *)ufrag.data))
                        : NULL;
    }
    if (transport == NULL || is_anothers(worker, path, transport)) {
        worker->counters.dropped_stun++;
        return;
    }
    bool restarting = transport->ice.restarting;
    struct ice_credentials previous = transport->ice.previous;
    enum ice_verdict verdict =
        ice_answer(&transport->ice, data, &request, path, worker->now_us / 1000, &writer);
    if (verdict == ICE_DROP) {
        worker->counters.dropped_stun++;
        return;
    }
    if (restarting && !transport->ice.restarting) {
        table_remove(&worker->ufrags, transport_ufrag_key(previous.ufrag));
    }
    packet_send(worker, path, reply, writer_size(&writer));
    if (verdict != ICE_REFUSE) {
        path_note(worker->paths, path, transport->id);
        streams_proven(&worker->streams, path->via);
        transport_heard(transport);
    }
}

static void take_dtls(struct transport *transport, const struct ice_path *path, const uint8_t *data,
                      size_t size) {
    if (transport->dtls == NULL || transport->state == TRANSPORT_DOWN) {
        return;
    }
    transport->answering = *path;
    dtls_receive(transport->dtls, data, size);
    transport_follow_dtls(transport);
}

static struct source *source_of(const struct transport *transport, uint32_t ssrc) {
    for (size_t i = 0; i < transport->source_count; i++) {
        if (producer_has_ssrc(transport->sources[i]->producer, ssrc)) {
            return transport->sources[i];
        }
    }
    return NULL;
}

static void note_arrival(struct transport *transport, const struct source *source,
                         const struct rtp_packet *packet) {
    struct bytes number = rtp_extension(packet, source->producer->config.extensions.transport_cc);
    if (number.size == 2) {
        uint16_t sequence = (uint16_t)(number.data[0] << 8 | number.data[1]);
        twcc_receive(&transport->twcc, sequence, transport->worker->now_us);
    }
}

/* One packet to one receiver: its own header, sealed straight into the outbox. */
static void send_to(struct worker *worker, struct sink *sink,
                    const struct producer_packet *packet) {
    struct transport *to = sink->transport;
    const struct ice_path *path = to->state == TRANSPORT_UP ? ice_selected(&to->ice) : NULL;
    if (path == NULL) {
        return;
    }
    uint8_t *room = outbox_room(worker->outbox);
    struct writer header = writer_of(room, CONSUMER_HEADER_MAX);
    size_t size;
    if (!consumer_forward(&sink->consumer, sink->source->producer, packet, worker->now_us,
                          &header) ||
        header.failed ||
        seal_rtp(to->outward, room, writer_size(&header), packet->rtp.payload.data,
                 packet->rtp.payload.size, OUTBOX_PACKET_MAX, &size) != ERR_OK) {
        return;
    }
    worker->counters.forwarded++;
    packet_send(worker, path, room, size);
}

static void forward(struct worker *worker, struct source *source, const struct rtp_packet *packet) {
    const struct producer_packet *stored;
    uint64_t left_out;
    enum producer_verdict verdict =
        producer_receive(source->producer, packet, worker->now_us, &stored, &left_out);
    if (verdict == PRODUCER_INVALID) {
        worker->counters.dropped_rtp++;
        return;
    }
    worker->urgent = worker->urgent || source->producer->loss.count > 0 ||
                     source->producer->keyframe.state == KEY_DUE;
    for (size_t i = 0; i < source->sink_count; i++) {
        if (verdict == PRODUCER_FORWARD) {
            send_to(worker, source->sinks[i], stored);
        } else if (left_out != 0) {
            consumer_leave_out(&source->sinks[i]->consumer, left_out);
        }
    }
}

static void take_rtp(struct transport *transport, const uint8_t *data, size_t size) {
    struct worker *worker = transport->worker;
    uint8_t plain[NET_DATAGRAM_MAX];
    struct rtp_packet packet;
    if (transport->inward == NULL ||
        seal_open_rtp(transport->inward, data, size, plain, &size) != ERR_OK) {
        worker->counters.dropped_seal++;
        return;
    }
    transport_heard(transport);
    struct source *source =
        rtp_parse(plain, size, &packet) == ERR_OK ? source_of(transport, packet.ssrc) : NULL;
    if (source == NULL) {
        worker->counters.dropped_rtp++;
        return;
    }
    note_arrival(transport, source, &packet);
    forward(worker, source, &packet);
}

static void take_rtcp(struct transport *transport, const uint8_t *data, size_t size) {
    uint8_t plain[NET_DATAGRAM_MAX];
    if (transport->inward == NULL ||
        seal_open_rtcp(transport->inward, data, size, plain, &size) != ERR_OK) {
        transport->worker->counters.dropped_seal++;
        return;
    }
    transport_heard(transport);
    rtcp_in_take(transport, plain, size);
}

/* The transport that a path belongs to: only who passed a check on this very path. */
static struct transport *checked_transport(struct worker *worker, const struct ice_path *path) {
    struct transport *transport = table_find(&worker->transports, path_find(worker->paths, path));
    return transport != NULL && ice_allows(&transport->ice, path) ? transport : NULL;
}

void packet_take(struct worker *worker, const struct ice_path *path, const uint8_t *data,
                 size_t size) {
    enum demux_kind kind = demux_kind_of(data, size);
    worker->counters.packets_in++;
    worker->counters.bytes_in += size;
    if (kind == DEMUX_NONE) {
        worker->counters.dropped_unknown_kind++;
        return;
    }
    if (kind == DEMUX_STUN) {
        take_stun(worker, path, data, size);
        return;
    }
    struct transport *transport = checked_transport(worker, path);
    if (transport == NULL) {
        worker->counters.dropped_unchecked++;
    } else if (kind == DEMUX_DTLS) {
        take_dtls(transport, path, data, size);
    } else if (kind == DEMUX_RTP) {
        take_rtp(transport, data, size);
    } else {
        take_rtcp(transport, data, size);
    }
}
