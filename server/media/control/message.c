#include "media/control/message.h"

#include "media/router/rtp.h"

#include <stdbool.h>
#include <string.h>

_Static_assert(offsetof(struct message, body) % 4 == 0, "the body follows the header");

static bool any(const struct message *message) {
    (void)message;
    return true;
}

static bool good_configure(const struct message *message) {
    return message->body.configure.with_tcp <= 1;
}

static bool is_ice_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

static bool all_ice_chars(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (!is_ice_char(text[i])) {
            return false;
        }
    }
    return true;
}

static bool good_credentials(const struct message *message) {
    const struct ice_credentials *credentials = &message->body.credentials.credentials;
    return all_ice_chars(credentials->ufrag, sizeof credentials->ufrag) &&
           all_ice_chars(credentials->password, sizeof credentials->password);
}

static bool good_connect(const struct message *message) {
    const struct message_connect *connect = &message->body.connect;
    if (connect->fingerprint_count == 0 || connect->fingerprint_count > DTLS_FINGERPRINTS_MAX) {
        return false;
    }
    for (size_t i = 0; i < connect->fingerprint_count; i++) {
        if ((unsigned)connect->fingerprints[i].hash > DTLS_SHA512) {
            return false;
        }
    }
    return true;
}

static bool good_flag(const struct message *message) {
    return message->body.named.flag <= 1;
}

static bool good_state(const struct message *message) {
    uint32_t state = message->body.named.flag;
    return state >= MESSAGE_CONNECTED && state <= MESSAGE_FAILED;
}

static bool good_streams(uint32_t ssrc, uint32_t rtx_ssrc, uint8_t type, uint8_t rtx_type) {
    return ssrc != 0 && ssrc != rtx_ssrc && type < 128 && rtx_type < 128 &&
           (rtx_ssrc == 0 || type != rtx_type);
}

static bool good_producer(const struct message *message) {
    const struct message_producer *p = &message->body.producer;
    return p->video <= 1 && p->paused <= 1 &&
           good_streams(p->ssrc, p->rtx_ssrc, p->payload_type, p->rtx_payload_type) &&
           p->transport_cc <= RTP_EXTENSION_ID_MAX && p->audio_level <= RTP_EXTENSION_ID_MAX &&
           p->orientation <= RTP_EXTENSION_ID_MAX;
}

static bool good_consumer(const struct message *message) {
    const struct message_consumer *c = &message->body.consumer;
    return good_streams(c->ssrc, c->rtx_ssrc, c->payload_type, c->rtx_payload_type) &&
           c->abs_send_time <= RTP_EXTENSION_ID_MAX && c->audio_level <= RTP_EXTENSION_ID_MAX &&
           c->orientation <= RTP_EXTENSION_ID_MAX && c->cname_size >= 1 &&
           c->cname_size <= MESSAGE_CNAME_MAX;
}

static bool good_done(const struct message *message) {
    return message->body.done.err < ERR_COUNT;
}

static bool good_configured(const struct message *message) {
    return message->body.configured.err < ERR_COUNT;
}

static bool good_quality(const struct message *message) {
    return message->body.quality.lost_up <= 255 && message->body.quality.lost_down <= 255;
}

struct row {
    size_t body_size;
    enum message_direction direction;
    bool (*good)(const struct message *message);
};

static const struct row ROWS[MESSAGE_TYPES] = {
    [MESSAGE_CONFIGURE] = {sizeof(struct message_configure), MESSAGE_TO_WORKER, good_configure},
    [MESSAGE_TRANSPORT_OPEN] = {sizeof(struct message_credentials), MESSAGE_TO_WORKER,
                                good_credentials},
    [MESSAGE_TRANSPORT_CONNECT] = {sizeof(struct message_connect), MESSAGE_TO_WORKER, good_connect},
    [MESSAGE_TRANSPORT_RESTART] = {sizeof(struct message_credentials), MESSAGE_TO_WORKER,
                                   good_credentials},
    [MESSAGE_TRANSPORT_CLOSE] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_PRODUCER_OPEN] = {sizeof(struct message_producer), MESSAGE_TO_WORKER, good_producer},
    [MESSAGE_PRODUCER_PAUSE] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_PRODUCER_CLOSE] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_CONSUMER_OPEN] = {sizeof(struct message_consumer), MESSAGE_TO_WORKER, good_consumer},
    [MESSAGE_CONSUMER_PAUSE] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_CONSUMER_KEY] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_CONSUMER_CLOSE] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_COUNT] = {sizeof(struct message_named), MESSAGE_TO_WORKER, good_flag},
    [MESSAGE_DONE] = {sizeof(struct message_done), MESSAGE_TO_GATEWAY, good_done},
    [MESSAGE_CONFIGURED] = {sizeof(struct message_configured), MESSAGE_TO_GATEWAY, good_configured},
    [MESSAGE_COUNTERS] = {sizeof(struct message_counters), MESSAGE_TO_GATEWAY, any},
    [MESSAGE_TRANSPORT_STATE] = {sizeof(struct message_named), MESSAGE_TO_GATEWAY, good_state},
    [MESSAGE_SPEAKING] = {sizeof(struct message_named), MESSAGE_TO_GATEWAY, good_flag},
    [MESSAGE_QUALITY] = {sizeof(struct message_quality), MESSAGE_TO_GATEWAY, good_quality},
};

size_t message_size(uint32_t type) {
    if (type >= MESSAGE_TYPES || ROWS[type].body_size == 0) {
        return 0;
    }
    return MESSAGE_HEADER_BYTES + ROWS[type].body_size;
}

enum err message_read(const void *data, size_t size, enum message_direction direction,
                      struct message *out) {
    struct message message = {0};
    if (size < MESSAGE_HEADER_BYTES || size > sizeof message) {
        return ERR_INVALID;
    }
    memcpy(&message, data, size);
    if (message_size(message.type) != size || ROWS[message.type].direction != direction ||
        !ROWS[message.type].good(&message)) {
        return ERR_INVALID;
    }
    *out = message;
    return ERR_OK;
}
