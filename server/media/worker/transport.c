#include "media/worker/worker.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { OPUS_HZ = 48000, VP8_HZ = 90000 };

uint64_t transport_ufrag_key(const char *ufrag) {
    uint64_t key;
    _Static_assert(sizeof key == ICE_UFRAG_CHARS, "a ufrag is a key");
    memcpy(&key, ufrag, sizeof key);
    return key;
}

enum err transport_open(struct worker *worker, uint32_t id,
                        const struct ice_credentials *credentials) {
    uint64_t ufrag = transport_ufrag_key(credentials->ufrag);
    struct transport *transport = calloc(1, sizeof *transport);
    if (transport == NULL) {
        return ERR_NOMEM;
    }
    transport->id = id;
    transport->worker = worker;
    ice_init(&transport->ice, credentials);
    twcc_init(&transport->twcc);
    enum err err = id == 0 ? ERR_INVALID : table_add(&worker->transports, id, transport);
    if (err != ERR_OK) {
        free(transport);
        return err;
    }
    err = table_add(&worker->ufrags, ufrag, transport);
    if (err != ERR_OK) {
        table_remove(&worker->transports, id);
        free(transport);
    }
    return err;
}

/* DTLS answers where the peer's last datagram came from, or where ICE sends. */
static void send_dtls(void *owner, const uint8_t *data, size_t size) {
    struct transport *transport = owner;
    packet_send(transport->worker, &transport->answering, data, size);
}

enum err transport_connect(struct transport *transport, const struct message_connect *connect) {
    if (transport->state != TRANSPORT_NEW) {
        return ERR_CONFLICT;
    }
    transport->dtls = dtls_new(transport->worker->identity, connect->fingerprints,
                               connect->fingerprint_count, send_dtls, transport);
    if (transport->dtls == NULL) {
        return ERR_NOMEM;
    }
    transport->state = TRANSPORT_SHAKES;
    return ERR_OK;
}

enum err transport_restart(struct transport *transport, const struct ice_credentials *credentials) {
    struct table *ufrags = &transport->worker->ufrags;
    enum err err = table_add(ufrags, transport_ufrag_key(credentials->ufrag), transport);
    if (err != ERR_OK) {
        return err;
    }
    if (transport->ice.restarting) {
        table_remove(ufrags, transport_ufrag_key(transport->ice.previous.ufrag));
    }
    ice_restart(&transport->ice, credentials);
    return ERR_OK;
}

void transport_tell_state(struct transport *transport, enum message_state state) {
    struct message message = {.type = MESSAGE_TRANSPORT_STATE,
                              .body.named = {.id = transport->id, .flag = state}};
    worker_tell(transport->worker, &message);
}

static enum err take_keys(struct transport *transport) {
    struct seal_session_keys local;
    struct seal_session_keys remote;
    enum err err = dtls_session_keys(transport->dtls, &local, &remote);
    if (err == ERR_OK) {
        transport->outward = seal_new(&local);
        transport->inward = seal_new(&remote);
        OPENSSL_cleanse(&local, sizeof local);
        OPENSSL_cleanse(&remote, sizeof remote);
        err = transport->outward == NULL || transport->inward == NULL ? ERR_NOMEM : ERR_OK;
    }
    return err;
}

static void want_key_frames(struct transport *transport) {
    for (size_t i = 0; i < transport->sink_count; i++) {
        struct sink *sink = transport->sinks[i];
        if (sink->consumer.state != CONSUMER_PAUSED) {
            sink_pause(sink, true);
            sink_pause(sink, false);
        }
    }
}

static void go_down(struct transport *transport, enum message_state state) {
    if (state == MESSAGE_FAILED) {
        transport->worker->counters.dtls_failed++;
    }
    transport->state = TRANSPORT_DOWN;
    transport_tell_state(transport, state);
}

void transport_follow_dtls(struct transport *transport) {
    enum dtls_state dtls = dtls_state_of(transport->dtls);
    if (transport->state == TRANSPORT_SHAKES && dtls == DTLS_READY) {
        if (take_keys(transport) != ERR_OK) {
            go_down(transport, MESSAGE_FAILED);
            return;
        }
        transport->state = TRANSPORT_UP;
        transport->heard_us = transport->worker->now_us;
        transport_tell_state(transport, MESSAGE_CONNECTED);
        want_key_frames(transport);
    } else if (transport->state != TRANSPORT_DOWN && (dtls == DTLS_FAILED || dtls == DTLS_CLOSED)) {
        go_down(transport, dtls == DTLS_FAILED ? MESSAGE_FAILED : MESSAGE_CLOSED);
    }
}

void transport_heard(struct transport *transport) {
    transport->heard_us = transport->worker->now_us;
    if (transport->state == TRANSPORT_LOST) {
        transport->state = TRANSPORT_UP;
        transport_tell_state(transport, MESSAGE_CONNECTED);
        want_key_frames(transport);
    }
}

void transport_lost(struct transport *transport) {
    transport->state = TRANSPORT_LOST;
    transport_tell_state(transport, MESSAGE_LOST);
}

void transport_close(struct transport *transport) {
    struct worker *worker = transport->worker;
    while (transport->sink_count > 0) {
        sink_close(transport->sinks[transport->sink_count - 1]);
    }
    while (transport->source_count > 0) {
        source_close(transport->sources[transport->source_count - 1]);
    }
    const struct ice_path *selected = ice_selected(&transport->ice);
    if (selected != NULL) {
        transport->answering = *selected;
    }
    dtls_free(transport->dtls);
    seal_free(transport->outward);
    seal_free(transport->inward);
    table_remove(&worker->ufrags, transport_ufrag_key(transport->ice.current.ufrag));
    if (transport->ice.restarting) {
        table_remove(&worker->ufrags, transport_ufrag_key(transport->ice.previous.ufrag));
    }
    table_remove(&worker->transports, transport->id);
    OPENSSL_cleanse(transport, sizeof *transport);
    free(transport);
}

static bool ssrc_is_taken(const struct transport *transport, uint32_t ssrc) {
    for (size_t i = 0; i < transport->source_count; i++) {
        if (ssrc != 0 && producer_has_ssrc(transport->sources[i]->producer, ssrc)) {
            return true;
        }
    }
    return false;
}

static struct producer_config config_of(const struct message_producer *open) {
    return (struct producer_config){
        .kind = open->video ? PRODUCER_VIDEO : PRODUCER_AUDIO,
        .ssrc = open->ssrc,
        .rtx_ssrc = open->rtx_ssrc,
        .payload_type = open->payload_type,
        .rtx_payload_type = open->rtx_payload_type,
        .clock_hz = open->video ? VP8_HZ : OPUS_HZ,
        .extensions = {.transport_cc = open->transport_cc,
                       .audio_level = open->audio_level,
                       .orientation = open->orientation},
    };
}

enum err source_open(struct transport *transport, const struct message_producer *open) {
    struct worker *worker = transport->worker;
    struct producer_config config = config_of(open);
    if (transport->source_count == WORKER_TRANSPORT_PRODUCERS) {
        return ERR_FULL;
    }
    if (ssrc_is_taken(transport, open->ssrc) || ssrc_is_taken(transport, open->rtx_ssrc)) {
        return ERR_CONFLICT;
    }
    struct source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return ERR_NOMEM;
    }
    source->producer = producer_new(&config);
    enum err err =
        source->producer == NULL ? ERR_NOMEM : table_add(&worker->sources, open->producer, source);
    if (err != ERR_OK) {
        producer_free(source->producer);
        free(source);
        return err;
    }
    source->id = open->producer;
    source->transport = transport;
    source->producer->paused = open->paused != 0;
    transport->sources[transport->source_count++] = source;
    return ERR_OK;
}

void source_close(struct source *source) {
    struct transport *transport = source->transport;
    while (source->sink_count > 0) {
        sink_close(source->sinks[source->sink_count - 1]);
    }
    for (size_t i = 0; i < transport->source_count; i++) {
        if (transport->sources[i] == source) {
            transport->sources[i] = transport->sources[--transport->source_count];
            break;
        }
    }
    table_remove(&transport->worker->sources, source->id);
    producer_free(source->producer);
    free(source);
}

/* What was not forwarded leaves a gap in the numbers: each flow begins anew. */
void source_pause(struct source *source, bool paused) {
    source->producer->paused = paused;
    for (size_t i = 0; i < source->sink_count && !paused; i++) {
        struct sink *sink = source->sinks[i];
        if (sink->consumer.state == CONSUMER_FLOWS) {
            sink_pause(sink, true);
            sink_pause(sink, false);
        }
    }
}

static struct consumer_config receiver_of(const struct message_consumer *open) {
    struct consumer_config config = {
        .ssrc = open->ssrc,
        .rtx_ssrc = open->rtx_ssrc,
        .payload_type = open->payload_type,
        .rtx_payload_type = open->rtx_payload_type,
        .extensions = {.abs_send_time = open->abs_send_time,
                       .audio_level = open->audio_level,
                       .orientation = open->orientation},
        .cname_size = open->cname_size,
        .first_sequence = open->first_sequence,
    };
    memcpy(config.cname, open->cname, open->cname_size);
    return config;
}

enum err sink_open(struct transport *transport, struct source *source,
                   const struct message_consumer *open) {
    struct consumer_config config = receiver_of(open);
    if (transport->sink_count == WORKER_TRANSPORT_CONSUMERS ||
        source->sink_count == WORKER_SOURCE_CONSUMERS) {
        return ERR_FULL;
    }
    struct sink *sink = calloc(1, sizeof *sink);
    if (sink == NULL) {
        return ERR_NOMEM;
    }
    enum err err = table_add(&transport->worker->sinks, open->consumer, sink);
    if (err != ERR_OK) {
        free(sink);
        return err;
    }
    sink->id = open->consumer;
    sink->transport = transport;
    sink->source = source;
    consumer_init(&sink->consumer, &config);
    transport->sinks[transport->sink_count++] = sink;
    source->sinks[source->sink_count++] = sink;
    return ERR_OK;
}

static void take_out(struct sink **list, size_t *count, const struct sink *sink) {
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == sink) {
            list[i] = list[--*count];
            return;
        }
    }
}

void sink_close(struct sink *sink) {
    struct transport *transport = sink->transport;
    take_out(transport->sinks, &transport->sink_count, sink);
    take_out(sink->source->sinks, &sink->source->sink_count, sink);
    if (transport->outward != NULL) {
        seal_forget(transport->outward, sink->consumer.config.ssrc);
        seal_forget(transport->outward, sink->consumer.config.rtx_ssrc);
    }
    table_remove(&transport->worker->sinks, sink->id);
    free(sink);
}

void sink_pause(struct sink *sink, bool paused) {
    struct producer *producer = sink->source->producer;
    if (paused) {
        consumer_pause(&sink->consumer);
        return;
    }
    consumer_resume(&sink->consumer);
    if (sink->consumer.state == CONSUMER_BEGINS && producer->config.kind == PRODUCER_VIDEO) {
        keyframe_want(&producer->keyframe, sink->transport->worker->now_us / 1000);
        sink->transport->worker->urgent = true;
    }
}
