/* Decrypted RTP packets through a producer and a consumer. */
#include "fuzz_worker.h"

static void pass(struct producer *producer, struct consumer *consumer, struct bytes bytes,
                 int64_t now_us) {
    const struct producer_packet *stored;
    struct rtp_packet packet;
    uint8_t buffer[CONSUMER_HEADER_MAX];
    struct writer header = writer_of(buffer, sizeof buffer);
    uint64_t left_out;
    if (rtp_parse(bytes.data, bytes.size, &packet) != ERR_OK) {
        return;
    }
    for (unsigned id = 0; id < 256; id++) {
        struct bytes value = rtp_extension(&packet, (uint8_t)id);
        must(value.size <= packet.extensions.size);
    }
    if (producer_receive(producer, &packet, now_us, &stored, &left_out) == PRODUCER_FORWARD &&
        consumer_forward(consumer, producer, stored, now_us, &header) && !header.failed) {
        must(rtp_parse(buffer, writer_size(&header), &packet) == ERR_OK);
        header = writer_of(buffer, sizeof buffer);
        (void)consumer_resend(consumer, producer, packet.sequence, now_us, &header);
    } else if (left_out != 0) {
        consumer_leave_out(consumer, left_out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct producer_config CONFIG = {.kind = PRODUCER_VIDEO,
                                                  .ssrc = 0x01010101,
                                                  .rtx_ssrc = 0x02020202,
                                                  .payload_type = 96,
                                                  .rtx_payload_type = 97,
                                                  .clock_hz = 90000,
                                                  .extensions = {5, 10, 11}};
    static const struct consumer_config RECEIVER = {.ssrc = 7,
                                                    .rtx_ssrc = 8,
                                                    .payload_type = 101,
                                                    .rtx_payload_type = 102,
                                                    .extensions = {4, 10, 11},
                                                    .cname = "c",
                                                    .cname_size = 1};
    static struct consumer consumer;
    struct reader input = reader_of(data, size);
    struct producer *producer = producer_new(&CONFIG);
    struct bytes packet;
    uint16_t lost[LOSS_MAX];
    struct rtcp_block block;
    must(producer != NULL);
    consumer_init(&consumer, &RECEIVER);
    consumer_resume(&consumer);
    int64_t now_us = 1000000;
    for (size_t i = 0; i < FUZZ_INPUTS_MAX && fuzz_next(&input, &packet); i++) {
        now_us += 30000;
        pass(producer, &consumer, packet, now_us);
        (void)producer_nacks(producer, now_us / 1000, lost);
    }
    (void)producer_block(producer, now_us, &block);
    producer_free(producer);
    return 0;
}
