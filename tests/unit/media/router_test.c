#include "media/router/consumer.h"

#include "../unit.h"

#include <string.h>

static const struct producer_config VIDEO = {
    .kind = PRODUCER_VIDEO,
    .ssrc = 100,
    .rtx_ssrc = 101,
    .payload_type = 96,
    .rtx_payload_type = 97,
    .clock_hz = 90000,
    .extensions = {.transport_cc = 3, .orientation = 5},
};
static const struct producer_config AUDIO = {
    .kind = PRODUCER_AUDIO,
    .ssrc = 200,
    .payload_type = 111,
    .clock_hz = 48000,
    .extensions = {.audio_level = 1},
};
static const struct consumer_config RECEIVER = {
    .ssrc = 500,
    .rtx_ssrc = 501,
    .payload_type = 101,
    .rtx_payload_type = 102,
    .extensions = {.abs_send_time = 4, .audio_level = 10, .orientation = 11},
    .cname = "someone",
    .cname_size = 7,
    .first_sequence = 65534,
};

static const uint8_t KEY[] = {0x10, 0x00, 1, 2};
static const uint8_t DELTA[] = {0x10, 0x01, 1, 2};

static enum producer_verdict give(struct producer *producer, uint16_t sequence,
                                  const uint8_t *payload, size_t size,
                                  const struct producer_packet **out) {
    uint64_t left_out;
    struct rtp_packet packet = {
        .payload_type = producer->config.payload_type,
        .sequence = sequence,
        .timestamp = sequence * 3000U,
        .ssrc = producer->config.ssrc,
        .payload = {payload, size},
    };
    return producer_receive(producer, &packet, sequence * 10000LL + 1000000, out, &left_out);
}

/* Sends a packet through both; the sequence number at the receiver, or -1. */
static int pass(struct producer *producer, struct consumer *consumer, uint16_t sequence,
                const uint8_t *payload) {
    const struct producer_packet *packet;
    uint8_t buffer[CONSUMER_HEADER_MAX];
    struct writer writer = writer_of(buffer, sizeof buffer);
    if (give(producer, sequence, payload, sizeof KEY, &packet) != PRODUCER_FORWARD ||
        !consumer_forward(consumer, producer, packet, 5000000, &writer)) {
        return -1;
    }
    struct rtp_packet header;
    assert_int_equal(rtp_parse(buffer, writer_size(&writer), &header), ERR_OK);
    assert_int_equal(header.ssrc, 500);
    assert_int_equal(header.payload_type, 101);
    assert_int_equal(rtp_extension(&header, 4).size, 3);
    return header.sequence;
}

static void a_picture_begins_with_a_key_frame_and_has_no_gaps_of_ours(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    static struct consumer consumer;
    consumer_init(&consumer, &RECEIVER);
    assert_int_equal(pass(producer, &consumer, 10, KEY), -1);
    consumer_resume(&consumer);
    assert_int_equal(pass(producer, &consumer, 11, DELTA), -1);
    assert_int_equal(pass(producer, &consumer, 12, KEY), 65534);
    assert_int_equal(pass(producer, &consumer, 14, DELTA), 0);
    assert_int_equal(pass(producer, &consumer, 13, DELTA), 65535);
    assert_int_equal(pass(producer, &consumer, 13, DELTA), -1);
    consumer_pause(&consumer);
    assert_int_equal(pass(producer, &consumer, 15, KEY), -1);
    consumer_resume(&consumer);
    assert_int_equal(pass(producer, &consumer, 16, DELTA), -1);
    assert_int_equal(pass(producer, &consumer, 17, KEY), 1);
    assert_int_equal(pass(producer, &consumer, 18, DELTA), 2);
    producer_free(producer);
}

static void padding_leaves_no_gap(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    static struct consumer consumer;
    consumer_init(&consumer, &RECEIVER);
    consumer_resume(&consumer);
    assert_int_equal(pass(producer, &consumer, 1, KEY), 65534);
    for (uint16_t sequence = 2; sequence < 40; sequence++) {
        const struct producer_packet *packet;
        uint64_t left_out;
        struct rtp_packet padding = {.payload_type = 96, .sequence = sequence, .ssrc = 100};
        assert_int_equal(producer_receive(producer, &padding, 1, &packet, &left_out),
                         PRODUCER_NOTHING);
        consumer_leave_out(&consumer, left_out);
    }
    assert_int_equal(pass(producer, &consumer, 40, DELTA), 65535);
    assert_int_equal(pass(producer, &consumer, 41, DELTA), 0);
    producer_free(producer);
}

static void a_nack_is_answered_over_rtx_once_in_a_while(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    static struct consumer consumer;
    uint8_t buffer[CONSUMER_HEADER_MAX];
    consumer_init(&consumer, &RECEIVER);
    consumer_resume(&consumer);
    assert_int_equal(pass(producer, &consumer, 1, KEY), 65534);
    assert_int_equal(pass(producer, &consumer, 2, DELTA), 65535);
    struct writer writer = writer_of(buffer, sizeof buffer);
    const struct producer_packet *packet =
        consumer_resend(&consumer, producer, 65535, 1000000, &writer);
    assert_non_null(packet);
    assert_int_equal((uint16_t)packet->number, 2);
    struct rtp_packet header;
    assert_int_equal(rtp_parse(buffer, writer_size(&writer), &header), ERR_OK);
    assert_int_equal(header.ssrc, 501);
    assert_int_equal(header.payload_type, 102);
    assert_int_equal(header.payload.size, 2);
    assert_memory_equal(header.payload.data, "\xff\xff", 2);
    assert_null(consumer_resend(&consumer, producer, 65535, 1010000, &writer));
    assert_null(consumer_resend(&consumer, producer, 0, 1000000, &writer));
    assert_null(consumer_resend(&consumer, producer, 65000, 1000000, &writer));
    writer = writer_of(buffer, sizeof buffer);
    assert_non_null(consumer_resend(&consumer, producer, 65535, 1030000, &writer));
    producer_free(producer);
}

static void a_packet_that_comes_by_rtx_takes_its_place(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    const struct producer_packet *out;
    uint64_t left_out;
    static const uint8_t WRAPPED[] = {0, 2, 0x10, 0x01, 9};
    struct rtp_packet rtx = {
        .payload_type = 97, .sequence = 77, .ssrc = 101, .payload = {WRAPPED, sizeof WRAPPED}};
    assert_int_equal(producer_receive(producer, &rtx, 1, &out, &left_out), PRODUCER_INVALID);
    assert_int_equal(give(producer, 1, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
    assert_int_equal(give(producer, 3, DELTA, sizeof DELTA, &out), PRODUCER_FORWARD);
    uint16_t nacks[LOSS_MAX];
    assert_int_equal(producer_nacks(producer, 0, nacks), 1);
    assert_int_equal(nacks[0], 2);
    assert_int_equal(producer_nacks(producer, LOSS_RETRY_MS - 1, nacks), 0);
    assert_int_equal(producer_receive(producer, &rtx, 1, &out, &left_out), PRODUCER_FORWARD);
    assert_int_equal((uint16_t)out->number, 2);
    assert_int_equal(out->rtp.ssrc, 100);
    assert_int_equal(out->rtp.payload_type, 96);
    assert_int_equal(out->rtp.payload.size, 3);
    assert_int_equal(producer_nacks(producer, 1000, nacks), 0);
    assert_int_equal(producer_receive(producer, &rtx, 1, &out, &left_out), PRODUCER_NOTHING);
    rtx.payload.size = 2;
    assert_int_equal(producer_receive(producer, &rtx, 1, &out, &left_out), PRODUCER_INVALID);
    producer_free(producer);
}

static void an_unannounced_payload_type_is_invalid(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    const struct producer_packet *out;
    uint64_t left_out;
    struct rtp_packet packet = {.payload_type = 98, .ssrc = 100, .payload = {KEY, sizeof KEY}};
    assert_int_equal(producer_receive(producer, &packet, 1, &out, &left_out), PRODUCER_INVALID);
    producer_free(producer);
}

static void the_ring_keeps_the_newest(void **state) {
    (void)state;
    struct producer *producer = producer_new(&AUDIO);
    const struct producer_packet *out;
    for (uint16_t sequence = 1; sequence <= 3 * PRODUCER_RING_AUDIO; sequence++) {
        assert_int_equal(give(producer, sequence, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
    }
    uint64_t newest = out->number;
    assert_non_null(producer_cached(producer, newest - PRODUCER_RING_AUDIO + 1));
    assert_null(producer_cached(producer, newest - PRODUCER_RING_AUDIO));
    assert_null(producer_cached(producer, newest + 1));
    assert_int_equal(give(producer, 2 * PRODUCER_RING_AUDIO, KEY, sizeof KEY, &out),
                     PRODUCER_NOTHING);
    producer_free(producer);
}

/* RFC 3550 appendix A.3. */
static void a_report_tells_what_was_lost_since_the_last(void **state) {
    (void)state;
    struct producer *producer = producer_new(&AUDIO);
    const struct producer_packet *out;
    struct rtcp_block block;
    assert_false(producer_block(producer, 0, &block));
    for (uint16_t sequence = 65500; sequence != 100; sequence++) {
        if (sequence % 4 != 0) {
            assert_int_equal(give(producer, sequence, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
        }
    }
    assert_true(producer_block(producer, 0, &block));
    assert_int_equal(block.ssrc, 200);
    assert_int_equal(block.highest, 0x10000 + 99);
    assert_int_equal(block.lost, 33);
    assert_in_range(block.fraction_lost, 60, 66);
    assert_int_equal(give(producer, 100, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
    assert_true(producer_block(producer, 0, &block));
    assert_int_equal(block.fraction_lost, 0);
    assert_int_equal(block.lost, 33);
    producer_free(producer);
}

static void sender_reports_carry_the_senders_clock_on(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    static struct consumer consumer;
    uint8_t buffer[256];
    struct rtcp_packet packet;
    struct rtcp_sender_info info;
    consumer_init(&consumer, &RECEIVER);
    consumer_resume(&consumer);
    struct writer writer = writer_of(buffer, sizeof buffer);
    consumer_report(&consumer, producer, 1000000, &writer);
    assert_int_equal(writer_size(&writer), 0);
    assert_int_equal(pass(producer, &consumer, 1, KEY), 65534);
    const struct rtcp_sender_info sent = {.ssrc = 100, .ntp = UINT64_C(5) << 32, .timestamp = 9000};
    producer_on_sender_info(producer, &sent, 1000000);
    consumer_report(&consumer, producer, 2500000, &writer);
    struct reader r = reader_of(buffer, writer_size(&writer));
    assert_int_equal(rtcp_next(&r, &packet), ERR_OK);
    assert_int_equal(rtcp_read_sender_info(&packet, &info), ERR_OK);
    assert_int_equal(info.ssrc, 500);
    assert_int_equal(info.ntp, (UINT64_C(6) << 32) + (UINT64_C(1) << 31));
    assert_int_equal(info.timestamp, 9000 + 135000);
    assert_int_equal(info.packet_count, 1);
    assert_int_equal(rtcp_next(&r, &packet), ERR_OK);
    assert_int_equal(packet.type, RTCP_SDES);
    const struct rtcp_block block = {
        .ssrc = 500, .fraction_lost = 12, .last_sr = (uint32_t)(info.ntp >> 16), .delay = 65536};
    consumer_on_block(&consumer, &block, 2500000 + 1000000 + 40000);
    assert_in_range(consumer.rtt_us, 39990, 40010);
    assert_int_equal(consumer.fraction_lost, 12);
    producer_free(producer);
}

static void a_gap_too_wide_to_ask_for_needs_a_key_frame(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    const struct producer_packet *out;
    uint16_t nacks[LOSS_MAX];
    assert_int_equal(give(producer, 1, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
    assert_int_equal(give(producer, 3 + LOSS_MAX, DELTA, sizeof DELTA, &out), PRODUCER_FORWARD);
    assert_int_equal(producer_nacks(producer, 0, nacks), 0);
    assert_true(keyframe_ask(&producer->keyframe, 5000));
    producer_free(producer);
}

static void a_packet_asked_for_in_vain_needs_a_key_frame(void **state) {
    (void)state;
    struct producer *producer = producer_new(&VIDEO);
    const struct producer_packet *out;
    uint16_t nacks[LOSS_MAX];
    assert_int_equal(give(producer, 1, KEY, sizeof KEY, &out), PRODUCER_FORWARD);
    assert_int_equal(give(producer, 3, DELTA, sizeof DELTA, &out), PRODUCER_FORWARD);
    for (int64_t n = 0; n < LOSS_TRIES_MAX; n++) {
        assert_int_equal(producer_nacks(producer, n * LOSS_RETRY_MS, nacks), 1);
        assert_false(keyframe_ask(&producer->keyframe, n * LOSS_RETRY_MS));
    }
    assert_int_equal(producer_nacks(producer, LOSS_TRIES_MAX * LOSS_RETRY_MS, nacks), 0);
    assert_true(keyframe_ask(&producer->keyframe, LOSS_TRIES_MAX * LOSS_RETRY_MS));
    producer_free(producer);
}

static void a_held_back_request_stays_pending_and_a_lost_one_is_repeated(void **state) {
    (void)state;
    struct keyframe keyframe = {0};
    assert_false(keyframe_ask(&keyframe, 0));
    keyframe_want(&keyframe, 0);
    assert_true(keyframe_ask(&keyframe, 0));
    keyframe_arrived(&keyframe);
    keyframe_want(&keyframe, 100);
    assert_int_equal(keyframe.state, KEY_PENDING);
    assert_false(keyframe_ask(&keyframe, 499));
    assert_true(keyframe_ask(&keyframe, 500));
    assert_false(keyframe_ask(&keyframe, 999));
    assert_true(keyframe_ask(&keyframe, 1000));
    keyframe_arrived(&keyframe);
    assert_false(keyframe_ask(&keyframe, 5000));
}

static void vp8_key_frames_are_told_by_their_first_packet(void **state) {
    (void)state;
    static const struct {
        uint8_t data[8];
        size_t size;
        bool expected;
    } CASES[] = {
        {{0x10, 0x00}, 2, true},
        {{0x10, 0x01}, 2, false},
        {{0x00, 0x00}, 2, false},                              /* not the first of its partition */
        {{0x11, 0x00}, 2, false},                              /* second partition */
        {{0x90, 0x80, 0x7f, 0x00}, 4, true},                   /* 7-bit picture id */
        {{0x90, 0x80, 0x80, 0x01, 0x00}, 5, true},             /* 15-bit picture id */
        {{0x90, 0xf0, 0x80, 0x01, 0x05, 0x20, 0x00}, 7, true}, /* all there is */
        {{0x90, 0xf0, 0x80, 0x01, 0x05, 0x20, 0x01}, 7, false},
        {{0x90, 0xf0, 0x80, 0x01, 0x05, 0x20}, 6, false}, /* cut */
        {{0x10}, 1, false},
        {{0}, 0, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(keyframe_starts_vp8(CASES[i].data, CASES[i].size), CASES[i].expected);
    }
}

static void numbers_map_there_and_back(void **state) {
    (void)state;
    static struct seqmap map;
    seqmap_init(&map, 0x10000 + 65530);
    uint64_t out;
    uint64_t in;
    seqmap_begin(&map, 70000);
    for (uint64_t n = 70000; n < 70020; n++) {
        if (n % 5 == 4) {
            seqmap_leave_out(&map, n);
            assert_false(seqmap_forward(&map, n, &out));
            continue;
        }
        assert_true(seqmap_forward(&map, n, &out));
        assert_true(seqmap_back(&map, (uint16_t)out, &in));
        assert_int_equal(in, n);
    }
    assert_int_equal(out, 0x10000 + 65530 + 15);
    seqmap_begin(&map, 80000);
    assert_true(seqmap_forward(&map, 80000, &out));
    assert_int_equal(out, 0x10000 + 65530 + 16);
    assert_true(seqmap_back(&map, (uint16_t)(out - 1), &in));
    assert_int_equal(in, 70018);
    assert_false(seqmap_forward(&map, 79999, &out));
    assert_false(seqmap_forward(&map, 70100, &out));
    assert_false(seqmap_back(&map, (uint16_t)(65530 + 17), &in));
}

static void speech_needs_more_than_a_click(void **state) {
    (void)state;
    struct speech speech = {0};
    speech_level(&speech, 10, 1000);
    assert_false(speech_now(&speech, 1000));
    for (int64_t n = 1; n < SPEECH_BEGIN_PACKETS; n++) {
        speech_level(&speech, 30, 1000 + 20 * n);
    }
    assert_true(speech_now(&speech, 1100));
    for (int64_t n = 0; n < 20; n++) {
        speech_level(&speech, 100, 1100 + 20 * n);
    }
    assert_true(speech_now(&speech, 1500));
    assert_false(speech_now(&speech, 1060 + SPEECH_END_MS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_begins_with_a_key_frame_and_has_no_gaps_of_ours),
        cmocka_unit_test(padding_leaves_no_gap),
        cmocka_unit_test(a_nack_is_answered_over_rtx_once_in_a_while),
        cmocka_unit_test(a_packet_that_comes_by_rtx_takes_its_place),
        cmocka_unit_test(an_unannounced_payload_type_is_invalid),
        cmocka_unit_test(the_ring_keeps_the_newest),
        cmocka_unit_test(a_report_tells_what_was_lost_since_the_last),
        cmocka_unit_test(sender_reports_carry_the_senders_clock_on),
        cmocka_unit_test(a_gap_too_wide_to_ask_for_needs_a_key_frame),
        cmocka_unit_test(a_packet_asked_for_in_vain_needs_a_key_frame),
        cmocka_unit_test(a_held_back_request_stays_pending_and_a_lost_one_is_repeated),
        cmocka_unit_test(vp8_key_frames_are_told_by_their_first_packet),
        cmocka_unit_test(numbers_map_there_and_back),
        cmocka_unit_test(speech_needs_more_than_a_click),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
