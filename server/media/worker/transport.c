#include "media/worker/worker.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

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
