#include "media/router/rtcp.h"

#include "../unit.h"

#include <string.h>

enum { BUFFER = 1200 };

static struct rtcp_packet only_packet(struct writer *writer) {
    struct rtcp_packet packet;
    struct reader r = reader_of(writer->begin, writer_size(writer));
    assert_int_equal(writer_check(writer), ERR_OK);
    assert_int_equal(rtcp_next(&r, &packet), ERR_OK);
    struct rtcp_packet none;
    assert_int_equal(rtcp_next(&r, &none), ERR_AGAIN);
    return packet;
}

static void reports_come_back_as_written(void **state) {
    (void)state;
    uint8_t buffer[BUFFER];
    struct writer writer = writer_of(buffer, sizeof buffer);
    const struct rtcp_sender_info info = {7, UINT64_C(0x1122334455667788), 9, 10, 11};
    const struct rtcp_block blocks[2] = {{1, 255, -5, 0x10002, 3, 4, 5},
                                         {2, 0, 0x7fffff, 1, 2, 3, 4}};
    rtcp_write_sr(&writer, &info, blocks, 2);
    struct rtcp_packet packet = only_packet(&writer);
    struct rtcp_sender_info info_read;
    struct rtcp_block blocks_read[RTCP_BLOCKS_MAX];
    uint32_t reporter;
    size_t count;
    assert_int_equal(packet.type, RTCP_SR);
    assert_int_equal(rtcp_read_sender_info(&packet, &info_read), ERR_OK);
    assert_int_equal(info_read.ntp, info.ntp);
    assert_int_equal(info_read.octet_count, 11);
    assert_int_equal(rtcp_read_blocks(&packet, &reporter, blocks_read, &count), ERR_OK);
    assert_int_equal(reporter, 7);
    assert_int_equal(count, 2);
    assert_int_equal(blocks_read[0].lost, -5);
    assert_int_equal(blocks_read[1].lost, 0x7fffff);
    assert_int_equal(blocks_read[0].delay, 5);

    writer = writer_of(buffer, sizeof buffer);
    rtcp_write_rr(&writer, 8, blocks, 1);
    packet = only_packet(&writer);
    assert_int_equal(rtcp_read_blocks(&packet, &reporter, blocks_read, &count), ERR_OK);
    assert_int_equal(reporter, 8);
    assert_int_equal(blocks_read[0].highest, 0x10002);
}

static void a_nack_packs_and_unpacks(void **state) {
    (void)state;
    static const uint16_t LOST[] = {65530, 65535, 0, 10, 11, 40, 56, 57};
    uint8_t buffer[BUFFER];
    uint16_t read[RTCP_NACKS_MAX];
    size_t count;
    uint32_t media;
    struct writer writer = writer_of(buffer, sizeof buffer);
    rtcp_write_nack(&writer, 1, 2, LOST, 8);
    struct rtcp_packet packet = only_packet(&writer);
    assert_int_equal(rtcp_read_media_ssrc(&packet, &media), ERR_OK);
    assert_int_equal(media, 2);
    assert_int_equal(rtcp_read_nack(&packet, read, &count), ERR_OK);
    assert_int_equal(count, 8);
    assert_memory_equal(read, LOST, sizeof LOST);
}

static void a_key_frame_is_asked_for_in_both_ways(void **state) {
    (void)state;
    /* RFC 5104 section 4.3.1: sender 1 asks the sources 77 and 78 for a full intra refresh. */
    static const uint8_t FIR[] = {0x84, 206, 0, 6, 0, 0, 0, 1, 0, 0,  0, 0, 0, 0,
                                  0,    77,  3, 0, 0, 0, 0, 0, 0, 78, 4, 0, 0, 0};
    uint8_t buffer[BUFFER];
    uint32_t ssrcs[RTCP_BLOCKS_MAX];
    uint32_t media;
    size_t count;
    struct reader r = reader_of(FIR, sizeof FIR);
    struct rtcp_packet packet;
    assert_int_equal(rtcp_next(&r, &packet), ERR_OK);
    assert_int_equal(packet.type, RTCP_PSFB);
    assert_int_equal(packet.count, RTCP_FORMAT_FIR);
    assert_int_equal(rtcp_read_fir(&packet, ssrcs, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(ssrcs[0], 77);
    assert_int_equal(ssrcs[1], 78);
    struct writer writer = writer_of(buffer, sizeof buffer);
    rtcp_write_pli(&writer, 1, 78);
    packet = only_packet(&writer);
    assert_int_equal(packet.type, RTCP_PSFB);
    assert_int_equal(packet.count, RTCP_FORMAT_PLI);
    assert_int_equal(rtcp_read_media_ssrc(&packet, &media), ERR_OK);
    assert_int_equal(media, 78);
}

/* RFC 3550 section 6.5: SSRC, type 1, length, the text, and zeros to the next word: at least one. */
static void a_cname_of_any_length_is_padded_right(void **state) {
    (void)state;
    static const char NAME[RTCP_CNAME_MAX + 1] =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    for (size_t size = 0; size <= RTCP_CNAME_MAX; size++) {
        uint8_t buffer[BUFFER];
        struct writer writer = writer_of(buffer, sizeof buffer);
        rtcp_write_sdes(&writer, 5, NAME, size);
        assert_int_equal(writer_size(&writer) % 4, 0);
        struct rtcp_packet packet = only_packet(&writer);
        struct reader r = reader_of(packet.body.data, packet.body.size);
        assert_int_equal(reader_u32(&r), 5);
        assert_int_equal(reader_u8(&r), 1);
        assert_int_equal(reader_u8(&r), size);
        assert_memory_equal(reader_take(&r, size), NAME, size);
        assert_in_range(reader_left(&r), 1, 4);
        while (reader_left(&r) > 0) {
            assert_int_equal(reader_u8(&r), 0);
        }
    }
}

static void every_cut_of_a_compound_ends_in_an_error_or_early(void **state) {
    (void)state;
    uint8_t buffer[BUFFER];
    struct writer writer = writer_of(buffer, sizeof buffer);
    const struct rtcp_sender_info info = {7, 8, 9, 10, 11};
    rtcp_write_sr(&writer, &info, NULL, 0);
    rtcp_write_sdes(&writer, 7, "abc", 3);
    for (size_t size = 0; size < writer_size(&writer); size++) {
        struct reader r = reader_of(buffer, size);
        struct rtcp_packet packet;
        enum err err;
        size_t packets = 0;
        while ((err = rtcp_next(&r, &packet)) == ERR_OK) {
            packets++;
        }
        assert_true(packets < 2);
        assert_int_equal(err, size == 0 || size == 28 ? ERR_AGAIN : ERR_TRUNCATED);
    }
}

static void bodies_shorter_than_their_count_are_refused(void **state) {
    (void)state;
    static const uint8_t ZEROS[24];
    struct rtcp_packet packet = {.count = 2, .body = {ZEROS, 8}};
    struct rtcp_block blocks[RTCP_BLOCKS_MAX];
    struct rtcp_sender_info info;
    uint16_t nacks[RTCP_NACKS_MAX];
    uint32_t ssrc;
    size_t count;
    packet.type = RTCP_RR;
    assert_int_equal(rtcp_read_blocks(&packet, &ssrc, blocks, &count), ERR_TRUNCATED);
    packet.type = RTCP_SR;
    assert_int_equal(rtcp_read_blocks(&packet, &ssrc, blocks, &count), ERR_TRUNCATED);
    assert_int_equal(rtcp_read_sender_info(&packet, &info), ERR_INVALID);
    packet.body.size = 10;
    assert_int_equal(rtcp_read_nack(&packet, nacks, &count), ERR_TRUNCATED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_come_back_as_written),
        cmocka_unit_test(a_nack_packs_and_unpacks),
        cmocka_unit_test(a_key_frame_is_asked_for_in_both_ways),
        cmocka_unit_test(a_cname_of_any_length_is_padded_right),
        cmocka_unit_test(every_cut_of_a_compound_ends_in_an_error_or_early),
        cmocka_unit_test(bodies_shorter_than_their_count_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
