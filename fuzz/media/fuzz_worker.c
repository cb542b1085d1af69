#include "fuzz_worker.h"

#include "base/log.h"

#include <string.h>
#include <sys/socket.h>

struct worker *fuzz_worker(void) {
    static struct worker *worker;
    static int pair[2];
    if (worker == NULL) {
        log_set_level((enum log_level)(LOG_ERROR + 1));
        must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
        worker = worker_new(pair[1]);
        must(worker != NULL);
        worker->now_us = 1000000;
    }
    return worker;
}

struct ice_path fuzz_path(uint32_t id) {
    struct ice_path path = {.via = NET_VIA_UDP, .remote = {.port = (uint16_t)(1000 + id)}};
    path.remote.ip[15] = path.local[15] = 1;
    return path;
}

static void allow_path(struct transport *transport) {
    struct ice *ice = &transport->ice;
    ice->pairs[0] = (struct ice_pair){.path = fuzz_path(transport->id)};
    ice->pair_count = 1;
    ice->selected = 0;
    ice->state = ICE_NOMINATED;
    path_note(transport->worker->paths, &ice->pairs[0].path, transport->id);
}

static struct transport *open_transport(struct worker *worker, uint32_t id) {
    struct ice_credentials credentials;
    memset(credentials.ufrag, 'a' + (char)(id & 15), sizeof credentials.ufrag);
    memset(credentials.password, 'p', sizeof credentials.password);
    must(transport_open(worker, id, &credentials) == ERR_OK);
    struct transport *transport = table_find(&worker->transports, id);
    allow_path(transport);
    return transport;
}

struct transport *fuzz_worker_transport(struct worker *worker, uint32_t id) {
    const struct message_connect connect = {.transport = id, .fingerprint_count = 1};
    struct transport *transport = open_transport(worker, id);
    must(transport_connect(transport, &connect) == ERR_OK);
    return transport;
}

static void bring_up(struct transport *transport) {
    static const struct seal_session_keys ZEROS = {.profile = SEAL_AEAD_AES_128_GCM};
    transport->outward = seal_new(&ZEROS);
    transport->inward = seal_new(&ZEROS);
    must(transport->outward != NULL && transport->inward != NULL);
    transport->state = TRANSPORT_UP;
    transport->heard_us = transport->worker->now_us;
}

void fuzz_worker_visit(struct worker *worker) {
    struct transport *sender = open_transport(worker, FUZZ_TRANSPORT);
    struct transport *receiver = open_transport(worker, FUZZ_RECEIVER);
    const struct message_producer video = {.producer = FUZZ_VIDEO,
                                           .video = 1,
                                           .ssrc = 0x01010101,
                                           .rtx_ssrc = 0x02020202,
                                           .payload_type = 96,
                                           .rtx_payload_type = 97,
                                           .transport_cc = 5,
                                           .orientation = 11};
    const struct message_producer audio = {.producer = FUZZ_AUDIO,
                                           .ssrc = 0x03030303,
                                           .payload_type = 111,
                                           .transport_cc = 5,
                                           .audio_level = 10};
    const struct message_consumer consumer = {.consumer = FUZZ_CONSUMER,
                                              .ssrc = 0x04040404,
                                              .rtx_ssrc = 0x05050505,
                                              .payload_type = 101,
                                              .rtx_payload_type = 102,
                                              .abs_send_time = 4,
                                              .orientation = 11,
                                              .cname_size = 1,
                                              .cname = "c"};
    bring_up(sender);
    bring_up(receiver);
    must(source_open(sender, &video) == ERR_OK && source_open(sender, &audio) == ERR_OK);
    struct source *source = table_find(&worker->sources, FUZZ_VIDEO);
    must(sink_open(receiver, source, &consumer) == ERR_OK);
    sink_pause(table_find(&worker->sinks, FUZZ_CONSUMER), false);
}

void fuzz_worker_clear(struct worker *worker) {
    for (size_t index = 0; worker->transports.count > 0; index = 0) {
        transport_close(table_next(&worker->transports, &index));
    }
    outbox_flush(worker->outbox);
    worker->fact_begin = 0;
    worker->fact_count = 0;
    worker->ends = false;
}

bool fuzz_next(struct reader *input, struct bytes *out) {
    size_t size = reader_u16(input);
    out->data = reader_take(input, size);
    out->size = size;
    return !input->failed;
}
