#include "media/control/message.h"

#include "media/router/rtp.h"

#include "../unit.h"

#include <string.h>

static struct message good(uint32_t type) {
    struct message message = {.type = type, .request = 9};
    switch (type) {
    case MESSAGE_TRANSPORT_OPEN:
    case MESSAGE_TRANSPORT_RESTART:
        memset(message.body.credentials.credentials.ufrag, 'a', ICE_UFRAG_CHARS);
        memset(message.body.credentials.credentials.password, 'b', ICE_PASSWORD_CHARS);
        break;
    case MESSAGE_TRANSPORT_CONNECT:
        message.body.connect.fingerprint_count = 1;
        break;
    case MESSAGE_PRODUCER_OPEN:
        message.body.producer = (struct message_producer){.ssrc = 1, .payload_type = 96};
        break;
    case MESSAGE_CONSUMER_OPEN:
        message.body.consumer = (struct message_consumer){.ssrc = 1, .cname_size = 1};
        break;
    case MESSAGE_TRANSPORT_STATE:
        message.body.named.flag = MESSAGE_CONNECTED;
        break;
    default:
        break;
    }
    return message;
}

static enum message_direction direction_of(uint32_t type) {
    return type < MESSAGE_DONE ? MESSAGE_TO_WORKER : MESSAGE_TO_GATEWAY;
}

static void every_type_is_read_at_its_own_size_only(void **state) {
    (void)state;
    for (uint32_t type = 1; type < MESSAGE_TYPES; type++) {
        struct message message = good(type);
        struct message out = {0};
        size_t size = message_size(type);
        assert_true(size > MESSAGE_HEADER_BYTES && size <= sizeof message);
        assert_int_equal(message_read(&message, size, direction_of(type), &out), ERR_OK);
        assert_int_equal(out.type, type);
        assert_int_equal(out.request, 9);
        assert_int_equal(message_read(&message, size, !direction_of(type), &out), ERR_INVALID);
        for (size_t other = 0; other <= sizeof message; other++) {
            if (other != size) {
                assert_int_equal(message_read(&message, other, direction_of(type), &out),
                                 ERR_INVALID);
            }
        }
    }
}

static void unknown_types_are_refused(void **state) {
    (void)state;
    static const uint32_t TYPES[] = {0, MESSAGE_TYPES, 255, UINT32_MAX};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        struct message message = {.type = TYPES[i]};
        struct message out;
        assert_int_equal(message_size(TYPES[i]), 0);
        assert_int_equal(message_read(&message, sizeof message, MESSAGE_TO_WORKER, &out),
                         ERR_INVALID);
    }
}

static void refuse(const struct message *message) {
    struct message out;
    assert_int_equal(
        message_read(message, message_size(message->type), direction_of(message->type), &out),
        ERR_INVALID);
}

static void fields_out_of_range_are_refused(void **state) {
    (void)state;
    struct message message = good(MESSAGE_CONFIGURE);
    message.body.configure.with_tcp = 2;
    refuse(&message);
    message = good(MESSAGE_TRANSPORT_OPEN);
    message.body.credentials.credentials.ufrag[7] = '\0';
    refuse(&message);
    message = good(MESSAGE_TRANSPORT_RESTART);
    message.body.credentials.credentials.password[0] = ':';
    refuse(&message);
    message = good(MESSAGE_TRANSPORT_CONNECT);
    message.body.connect.fingerprint_count = DTLS_FINGERPRINTS_MAX + 1;
    refuse(&message);
    message = good(MESSAGE_TRANSPORT_CONNECT);
    message.body.connect.fingerprints[0].hash = (enum dtls_hash)(DTLS_SHA512 + 1);
    refuse(&message);
    message = good(MESSAGE_PRODUCER_OPEN);
    message.body.producer.ssrc = 0;
    refuse(&message);
    message = good(MESSAGE_PRODUCER_OPEN);
    message.body.producer.rtx_ssrc = 1;
    refuse(&message);
    message = good(MESSAGE_PRODUCER_OPEN);
    message.body.producer.payload_type = 128;
    refuse(&message);
    message = good(MESSAGE_PRODUCER_OPEN);
    message.body.producer.audio_level = RTP_EXTENSION_ID_MAX + 1;
    refuse(&message);
    message = good(MESSAGE_CONSUMER_OPEN);
    message.body.consumer.cname_size = MESSAGE_CNAME_MAX + 1;
    refuse(&message);
    message = good(MESSAGE_CONSUMER_PAUSE);
    message.body.named.flag = 2;
    refuse(&message);
    message = good(MESSAGE_TRANSPORT_STATE);
    message.body.named.flag = 0;
    refuse(&message);
    message = good(MESSAGE_DONE);
    message.body.done.err = ERR_COUNT;
    refuse(&message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_at_its_own_size_only),
        cmocka_unit_test(unknown_types_are_refused),
        cmocka_unit_test(fields_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
