#include "media/transport/dtls.h"

#include "../unit.h"

#include <string.h>

enum { QUEUE_MAX = 32, DATAGRAM_MAX = 2048 };

/* One side's outgoing datagrams. */
struct queue {
    uint8_t data[QUEUE_MAX][DATAGRAM_MAX];
    size_t size[QUEUE_MAX];
    size_t count;
    size_t largest;
};

static void queue_send(void *owner, const uint8_t *data, size_t size) {
    struct queue *queue = owner;
    assert_true(queue->count < QUEUE_MAX && size <= DATAGRAM_MAX);
    memcpy(queue->data[queue->count], data, size);
    queue->size[queue->count++] = size;
    queue->largest = size > queue->largest ? size : queue->largest;
}

struct pair {
    struct dtls_identity *server_identity;
    struct dtls_identity *client_identity;
    struct dtls *server;
    struct dtls *client;
    struct queue to_client;
    struct queue to_server;
};

static void pair_open(struct pair *pair, const char *client_profiles, bool wrong_fingerprint) {
    memset(pair, 0, sizeof *pair);
    pair->server_identity = dtls_identity_new(DTLS_SERVER, NULL);
    pair->client_identity = dtls_identity_new(DTLS_CLIENT, client_profiles);
    assert_non_null(pair->server_identity);
    assert_non_null(pair->client_identity);
    struct dtls_fingerprint of_server = {.hash = DTLS_SHA256};
    struct dtls_fingerprint of_client = {.hash = DTLS_SHA256};
    memcpy(of_server.value, dtls_identity_hash(pair->server_identity), 32);
    memcpy(of_client.value, dtls_identity_hash(pair->client_identity), 32);
    of_client.value[31] ^= wrong_fingerprint ? 1 : 0;
    pair->server = dtls_new(pair->server_identity, &of_client, 1, queue_send, &pair->to_client);
    pair->client = dtls_new(pair->client_identity, &of_server, 1, queue_send, &pair->to_server);
    dtls_start(pair->client);
}

static void deliver(struct queue *queue, struct dtls *to) {
    struct queue taken = *queue;
    queue->count = 0;
    for (size_t i = 0; i < taken.count; i++) {
        dtls_receive(to, taken.data[i], taken.size[i]);
    }
}

static void pair_run(struct pair *pair) {
    for (int round = 0; round < 10; round++) {
        deliver(&pair->to_server, pair->server);
        deliver(&pair->to_client, pair->client);
    }
}

static void pair_close(struct pair *pair) {
    dtls_free(pair->client);
    dtls_free(pair->server);
    dtls_identity_free(pair->client_identity);
    dtls_identity_free(pair->server_identity);
}

static void both_sides_end_with_the_same_keys(void **state) {
    (void)state;
    static const struct {
        const char *client;
        enum seal_profile expected;
    } CASES[] = {
        {"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM",
         SEAL_AEAD_AES_128_GCM},
        {"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM", SEAL_AEAD_AES_256_GCM},
        {"SRTP_AES128_CM_SHA1_80", SEAL_AES128_CM_SHA1_80},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        static struct pair pair;
        pair_open(&pair, CASES[i].client, false);
        struct seal_session_keys keys[4];
        assert_int_equal(dtls_session_keys(pair.server, &keys[0], &keys[1]), ERR_CONFLICT);
        pair_run(&pair);
        assert_int_equal(dtls_state_of(pair.server), DTLS_READY);
        assert_int_equal(dtls_state_of(pair.client), DTLS_READY);
        assert_true(pair.to_client.largest <= DTLS_LINK_MTU);
        memset(keys, 0, sizeof keys);
        assert_int_equal(dtls_session_keys(pair.server, &keys[0], &keys[1]), ERR_OK);
        assert_int_equal(dtls_session_keys(pair.client, &keys[2], &keys[3]), ERR_OK);
        assert_int_equal(keys[0].profile, CASES[i].expected);
        assert_memory_equal(keys[0].rtp.key, keys[3].rtp.key, SEAL_KEY_MAX);
        assert_memory_equal(keys[1].rtcp.key, keys[2].rtcp.key, SEAL_KEY_MAX);
        assert_memory_not_equal(keys[0].rtp.key, keys[1].rtp.key, 16);
        pair_close(&pair);
    }
}

static void a_wrong_fingerprint_fails_and_gives_no_keys(void **state) {
    (void)state;
    static struct pair pair;
    struct seal_session_keys keys[2];
    pair_open(&pair, NULL, true);
    pair_run(&pair);
    assert_int_equal(dtls_state_of(pair.server), DTLS_FAILED);
    assert_int_equal(dtls_session_keys(pair.server, &keys[0], &keys[1]), ERR_CONFLICT);
    pair_close(&pair);
}

static void store_u24(uint8_t *at, size_t value) {
    at[0] = (uint8_t)(value >> 16);
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)value;
}

/* Cuts a ClientHello record into two fragments (RFC 6347 section 4.2.3), each in its own datagram.
 */
static void deliver_in_two(struct dtls *server, const uint8_t *hello, size_t size) {
    enum { RECORD = 13, HANDSHAKE = 12 };
    size_t body = size - RECORD - HANDSHAKE;
    size_t cut = body / 2;
    for (size_t part = 0; part < 2; part++) {
        uint8_t datagram[DATAGRAM_MAX];
        size_t from = part == 0 ? 0 : cut;
        size_t length = part == 0 ? cut : body - cut;
        memcpy(datagram, hello, RECORD + HANDSHAKE);
        datagram[10] =
            (uint8_t)(40 *
                      part); /* the record's sequence number, not one that the client uses next */
        datagram[11] = (uint8_t)((HANDSHAKE + length) >> 8);
        datagram[12] = (uint8_t)(HANDSHAKE + length);
        store_u24(datagram + RECORD + 6, from);
        store_u24(datagram + RECORD + 9, length);
        memcpy(datagram + RECORD + HANDSHAKE, hello + RECORD + HANDSHAKE + from, length);
        dtls_receive(server, datagram, RECORD + HANDSHAKE + length);
    }
}

static void a_client_hello_in_two_fragments_is_understood(void **state) {
    (void)state;
    static struct pair pair;
    pair_open(&pair, NULL, false);
    assert_int_equal(pair.to_server.count, 1);
    deliver_in_two(pair.server, pair.to_server.data[0], pair.to_server.size[0]);
    pair.to_server.count = 0;
    assert_true(pair.to_client.count > 0);
    pair_run(&pair);
    assert_int_equal(dtls_state_of(pair.server), DTLS_READY);
    assert_int_equal(dtls_state_of(pair.client), DTLS_READY);
    pair_close(&pair);
}

static void garbage_before_and_after_the_handshake_changes_nothing(void **state) {
    (void)state;
    static struct pair pair;
    uint8_t garbage[200];
    memset(garbage, 0x17, sizeof garbage);
    pair_open(&pair, NULL, false);
    dtls_receive(pair.server, garbage, sizeof garbage);
    pair_run(&pair);
    assert_int_equal(dtls_state_of(pair.server), DTLS_READY);
    for (size_t size = 13; size < sizeof garbage; size++) {
        dtls_receive(pair.server, garbage, size);
    }
    assert_int_equal(dtls_state_of(pair.server), DTLS_READY);
    pair_close(&pair);
}

static void close_notify_is_seen(void **state) {
    (void)state;
    static struct pair pair;
    pair_open(&pair, NULL, false);
    pair_run(&pair);
    dtls_free(pair.client);
    pair.client = NULL;
    deliver(&pair.to_server, pair.server);
    assert_int_equal(dtls_state_of(pair.server), DTLS_CLOSED);
    pair_close(&pair);
}

static void no_common_srtp_profile_fails(void **state) {
    (void)state;
    static struct pair pair;
    pair_open(&pair, "SRTP_AES128_CM_SHA1_32", false);
    pair_run(&pair);
    assert_int_not_equal(dtls_state_of(pair.server), DTLS_READY);
    pair_close(&pair);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_end_with_the_same_keys),
        cmocka_unit_test(a_wrong_fingerprint_fails_and_gives_no_keys),
        cmocka_unit_test(a_client_hello_in_two_fragments_is_understood),
        cmocka_unit_test(garbage_before_and_after_the_handshake_changes_nothing),
        cmocka_unit_test(close_notify_is_seen),
        cmocka_unit_test(no_common_srtp_profile_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
