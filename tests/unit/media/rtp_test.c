#include "media/router/rtp.h"

#include "../unit.h"

#include <string.h>

static void headers_are_read(void **state) {
    (void)state;
    static const struct {
        const char *what;
        uint8_t data[40];
        size_t size;
        enum err expected;
        size_t payload_size;
    } CASES[] = {
        {"plain", {0x80, 0xe0, 0, 1}, 14, ERR_OK, 2},
        {"no payload", {0x80, 0x60, 0, 1}, 12, ERR_OK, 0},
        {"version 1", {0x40, 0x60, 0, 1}, 12, ERR_INVALID, 0},
        {"csrc", {0x81, 0x60, 0, 1}, 16, ERR_OK, 0},
        {"csrc cut", {0x82, 0x60, 0, 1}, 16, ERR_TRUNCATED, 0},
        {"padding", {0xa0, 0x60, 0, 1, [15] = 2}, 16, ERR_OK, 2},
        {"padding only", {0xa0, 0x60, 0, 1, [15] = 4}, 16, ERR_OK, 0},
        {"padding too long", {0xa0, 0x60, 0, 1, [15] = 5}, 16, ERR_INVALID, 0},
        {"padding of none", {0xa0, 0x60, 0, 1}, 16, ERR_INVALID, 0},
        {"padding without payload", {0xa0, 0x60, 0, 1}, 12, ERR_INVALID, 0},
        {"extension cut", {0x90, 0x60, 0, 1, [12] = 0xbe, 0xde, 0, 2}, 20, ERR_TRUNCATED, 0},
        {"extension", {0x90, 0x60, 0, 1, [12] = 0xbe, 0xde, 0, 1}, 21, ERR_OK, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct rtp_packet packet;
        assert_int_equal(rtp_parse(CASES[i].data, CASES[i].size, &packet), CASES[i].expected);
        if (CASES[i].expected == ERR_OK) {
            assert_int_equal(packet.payload.size, CASES[i].payload_size);
        }
    }
    static const uint8_t LONG[RTP_PACKET_MAX + 1] = {0x80};
    struct rtp_packet packet;
    assert_int_equal(rtp_parse(LONG, sizeof LONG, &packet), ERR_TOO_LARGE);
}

static void both_forms_of_extensions_are_found(void **state) {
    (void)state;
    static const uint8_t ONE[] = {0x90, 96,   0, 1, 0,    0, 0,    1,    0, 0, 0, 2,
                                  0xbe, 0xde, 0, 2, 0x10, 7, 0x00, 0x21, 8, 9, 0, 0};
    static const uint8_t TWO[] = {0x90, 96,   0, 1, 0, 0, 0, 1, 0, 0, 0, 2,
                                  0x10, 0x00, 0, 2, 1, 1, 7, 0, 2, 2, 8, 9};
    const struct {
        const uint8_t *data;
        size_t size;
    } CASES[] = {{ONE, sizeof ONE}, {TWO, sizeof TWO}};
    for (size_t i = 0; i < 2; i++) {
        struct rtp_packet packet;
        assert_int_equal(rtp_parse(CASES[i].data, CASES[i].size, &packet), ERR_OK);
        struct bytes first = rtp_extension(&packet, 1);
        struct bytes second = rtp_extension(&packet, 2);
        assert_int_equal(first.size, 1);
        assert_int_equal(first.data[0], 7);
        assert_int_equal(second.size, 2);
        assert_memory_equal(second.data, "\x08\x09", 2);
        assert_int_equal(rtp_extension(&packet, 3).size, 0);
        assert_int_equal(rtp_extension(&packet, 0).size, 0);
    }
}

static void an_element_that_runs_over_the_block_is_not_found(void **state) {
    (void)state;
    static const uint8_t DATA[] = {0x90, 96, 0,    1,    0, 0, 0,    1, 0,    0,
                                   0,    2,  0xbe, 0xde, 0, 1, 0x1f, 7, 0x21, 8};
    struct rtp_packet packet;
    assert_int_equal(rtp_parse(DATA, sizeof DATA, &packet), ERR_OK);
    assert_int_equal(rtp_extension(&packet, 1).size, 0);
    assert_int_equal(rtp_extension(&packet, 2).size, 0);
}

static void what_we_write_is_what_we_read(void **state) {
    (void)state;
    uint8_t buffer[64];
    static const uint8_t TIME[3] = {1, 2, 3};
    static const uint8_t LEVEL[1] = {0x85};
    const struct rtp_element elements[] = {
        {.id = 4, .size = 3, .value = TIME}, {.id = 9}, {.id = 10, .size = 1, .value = LEVEL}};
    struct rtp_packet in = {
        .marker = true, .payload_type = 101, .sequence = 65535, .timestamp = 7, .ssrc = 0xdeadbeef};
    struct rtp_packet out;
    struct writer writer = writer_of(buffer, sizeof buffer);
    rtp_write_header(&writer, &in, elements, 3);
    assert_int_equal(writer_check(&writer), ERR_OK);
    assert_int_equal(writer_size(&writer), 24);
    assert_int_equal(rtp_parse(buffer, writer_size(&writer), &out), ERR_OK);
    assert_true(out.marker);
    assert_int_equal(out.payload_type, 101);
    assert_int_equal(out.sequence, 65535);
    assert_int_equal(out.ssrc, 0xdeadbeef);
    assert_memory_equal(rtp_extension(&out, 4).data, TIME, 3);
    assert_memory_equal(rtp_extension(&out, 10).data, LEVEL, 1);
    assert_int_equal(rtp_extension(&out, 9).size, 0);
}

static void numbers_are_extended_to_the_nearest(void **state) {
    (void)state;
    static const struct {
        uint64_t newest;
        uint16_t sequence;
        uint64_t expected;
    } CASES[] = {
        {0x10005, 6, 0x10006},
        {0x10005, 4, 0x10004},
        {0x1ffff, 0, 0x20000},
        {0x20000, 0xffff, 0x1ffff},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(rtp_extend(CASES[i].newest, CASES[i].sequence), CASES[i].expected);
    }
    assert_true(rtp_extend(5, 0xffff) > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_read),
        cmocka_unit_test(both_forms_of_extensions_are_found),
        cmocka_unit_test(an_element_that_runs_over_the_block_is_not_found),
        cmocka_unit_test(what_we_write_is_what_we_read),
        cmocka_unit_test(numbers_are_extended_to_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
