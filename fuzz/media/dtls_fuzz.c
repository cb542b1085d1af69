/* A handshake between two of our own ends, with a network in the middle that the input plays: it delivers, drops,
 * repeats, damages and makes up datagrams. Whatever it does, nobody is connected whose fingerprint is not the one
 * that was told, and no key leaves an end that is not connected.
 *
 *   | flags 1 | step | step | ...     a step is its number, then what it needs */
#include "media/transport/dtls.h"

#include <stdlib.h>
#include <string.h>

enum { DATAGRAMS_MAX = 16, DATAGRAM_BYTES = 2048, STEPS_MAX = 64, INVENTED_MAX = 1500 };

enum { FLAG_WRONG_CLIENT = 1, FLAG_WRONG_SERVER = 2 };

enum step { STEP_DELIVER, STEP_DROP, STEP_REPEAT, STEP_DAMAGE, STEP_INVENT, STEP_TICK, STEP_COUNT };

struct datagram {
    size_t size;
    uint8_t data[DATAGRAM_BYTES];
};

/* One end, and what it sent that has not arrived. */
struct end {
    struct dtls *dtls;
    struct datagram sent[DATAGRAMS_MAX];
    size_t count;
};

static void on_send(void *owner, const uint8_t *data, size_t size) {
    struct end *end = owner;
    if (end->count < DATAGRAMS_MAX && size <= DATAGRAM_BYTES) {
        struct datagram *datagram = &end->sent[end->count++];
        datagram->size = size;
        memcpy(datagram->data, data, size);
    }
}

static struct dtls_fingerprint fingerprint_of(const struct dtls_identity *identity, bool wrong) {
    struct dtls_fingerprint fingerprint = {.hash = DTLS_SHA256};
    memcpy(fingerprint.value, dtls_identity_hash(identity), DTLS_IDENTITY_HASH_BYTES);
    fingerprint.value[0] ^= wrong ? 1 : 0;
    return fingerprint;
}

/* Memory of its own for each datagram, so that one byte read too far is seen. */
static void deliver(struct end *to, const uint8_t *data, size_t size) {
    uint8_t *own = malloc(size == 0 ? 1 : size);
    must(own != NULL);
    memcpy(own, data, size);
    dtls_receive(to->dtls, own, size);
    free(own);
}

static void take_oldest(struct end *from, struct end *to, bool keep) {
    if (from->count == 0) {
        return;
    }
    struct datagram oldest = from->sent[0];
    if (!keep) {
        from->count--;
        memmove(&from->sent[0], &from->sent[1], from->count * sizeof from->sent[0]);
    }
    if (to != NULL) {
        deliver(to, oldest.data, oldest.size);
    }
}

static void damage(struct end *from, struct reader *input) {
    size_t at = reader_u16(input);
    uint8_t value = reader_u8(input);
    if (from->count > 0 && from->sent[0].size > 0) {
        from->sent[0].data[at % from->sent[0].size] ^= value;
    }
}

static void invent(struct end *to, struct reader *input) {
    size_t size = reader_u16(input) % INVENTED_MAX;
    size = size < reader_left(input) ? size : reader_left(input);
    const uint8_t *bytes = reader_take(input, size);
    if (bytes != NULL && size > 0) {
        deliver(to, bytes, size);
    }
}

static void step(struct end *from, struct end *to, unsigned number, struct reader *input) {
    switch (number % STEP_COUNT) {
    case STEP_DELIVER:
        take_oldest(from, to, false);
        break;
    case STEP_DROP:
        take_oldest(from, NULL, false);
        break;
    case STEP_REPEAT:
        take_oldest(from, to, true);
        break;
    case STEP_DAMAGE:
        damage(from, input);
        break;
    case STEP_INVENT:
        invent(to, input);
        break;
    default:
        dtls_tick(to->dtls);
    }
}

static void check(const struct end *end, bool wrong) {
    struct seal_session_keys local;
    struct seal_session_keys remote;
    bool ready = dtls_state_of(end->dtls) == DTLS_READY;
    must(!ready || !wrong);
    must(ready == (dtls_session_keys(end->dtls, &local, &remote) == ERR_OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct dtls_identity *server_identity;
    static struct dtls_identity *client_identity;
    static struct end server;
    static struct end client;
    if (server_identity == NULL) {
        server_identity = dtls_identity_new(DTLS_SERVER, NULL);
        client_identity = dtls_identity_new(DTLS_CLIENT, NULL);
        must(server_identity != NULL && client_identity != NULL);
    }
    struct reader input = reader_of(data, size);
    uint8_t flags = reader_u8(&input);
    bool wrong_client = (flags & FLAG_WRONG_CLIENT) != 0;
    bool wrong_server = (flags & FLAG_WRONG_SERVER) != 0;
    struct dtls_fingerprint of_client = fingerprint_of(client_identity, wrong_client);
    struct dtls_fingerprint of_server = fingerprint_of(server_identity, wrong_server);
    server.count = 0;
    client.count = 0;
    server.dtls = dtls_new(server_identity, &of_client, 1, on_send, &server);
    client.dtls = dtls_new(client_identity, &of_server, 1, on_send, &client);
    must(server.dtls != NULL && client.dtls != NULL);
    dtls_start(client.dtls);
    for (size_t i = 0; i < STEPS_MAX && reader_left(&input) > 0; i++) {
        uint8_t number = reader_u8(&input);
        bool to_client = (number & 0x80) != 0;
        step(to_client ? &server : &client, to_client ? &client : &server, number & 0x7fU, &input);
        check(&server, wrong_client);
        check(&client, wrong_server);
    }
    dtls_free(client.dtls);
    dtls_free(server.dtls);
    return 0;
}
