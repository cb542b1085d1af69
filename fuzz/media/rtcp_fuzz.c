/* Decrypted RTCP compounds from both ends of a visit, after a few packets of video have passed. */
#include "fuzz_worker.h"

#include <string.h>

static void send_video(struct worker *worker, struct seal *sealer, uint16_t sequence) {
    static const uint8_t KEY_FRAME[] = {0x10, 0x00, 1, 2};
    uint8_t packet[64];
    struct writer writer = writer_of(packet, sizeof packet);
    const struct rtp_packet header = {
        .payload_type = 96, .sequence = sequence, .timestamp = sequence, .ssrc = 0x01010101};
    const struct ice_path path = fuzz_path(FUZZ_TRANSPORT);
    size_t size;
    rtp_write_header(&writer, &header, NULL, 0);
    must(seal_rtp(sealer, packet, writer_size(&writer), KEY_FRAME, sizeof KEY_FRAME, sizeof packet,
                  &size) == ERR_OK);
    packet_take(worker, &path, packet, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct seal_session_keys ZEROS = {.profile = SEAL_AEAD_AES_128_GCM};
    struct worker *worker = fuzz_worker();
    struct reader input = reader_of(data, size);
    struct seal *sealer = seal_new(&ZEROS);
    struct bytes compound;
    must(sealer != NULL);
    fuzz_worker_visit(worker);
    for (uint16_t sequence = 0; sequence < 8; sequence++) {
        send_video(worker, sealer, sequence);
    }
    struct transport *ends[] = {table_find(&worker->transports, FUZZ_RECEIVER),
                                table_find(&worker->transports, FUZZ_TRANSPORT)};
    for (size_t i = 0; i < FUZZ_INPUTS_MAX && fuzz_next(&input, &compound); i++) {
        rtcp_in_take(ends[i % 2], compound.data, compound.size);
        worker->now_us += 100000;
        tick_run(worker);
    }
    fuzz_worker_clear(worker);
    seal_free(sealer);
    return 0;
}
