#include "media/router/twcc.h"

#include "../unit.h"
#include "media/router/rtcp.h"

#include <string.h>

enum { REPORTED_MAX = 2048 };

/* A report read back by a decoder of the test's own: arrival in units of 250 us, -1 when lost. */
struct reported {
    uint16_t base;
    size_t count;
    int64_t arrivals[REPORTED_MAX];
    uint8_t feedback_count;
};

static unsigned status_at(const uint8_t *chunks, size_t *chunk, size_t *inside) {
    unsigned word = (unsigned)chunks[2 * *chunk] << 8 | chunks[2 * *chunk + 1];
    if ((word & 0x8000) == 0) {
        if (++*inside == (word & 0x1fff)) {
            (*chunk)++;
            *inside = 0;
        }
        return word >> 13 & 3;
    }
    assert_true((word & 0x4000) != 0);
    unsigned status = word >> (12 - 2 * *inside) & 3;
    if (++*inside == 7) {
        (*chunk)++;
        *inside = 0;
    }
    return status;
}

static void decode(const uint8_t *data, size_t size, struct reported *out) {
    struct reader whole = reader_of(data, size);
    struct rtcp_packet packet;
    uint8_t statuses[REPORTED_MAX];
    assert_int_equal(rtcp_next(&whole, &packet), ERR_OK);
    assert_int_equal(packet.type, RTCP_RTPFB);
    assert_int_equal(packet.count, RTCP_FORMAT_TWCC);
    struct reader r = reader_of(packet.body.data, packet.body.size);
    reader_skip(&r, 8);
    out->base = reader_u16(&r);
    out->count = reader_u16(&r);
    int64_t at = (int64_t)reader_u24(&r) * 256;
    out->feedback_count = reader_u8(&r);
    size_t chunk = 0;
    size_t inside = 0;
    const uint8_t *chunks = r.at;
    for (size_t i = 0; i < out->count; i++) {
        statuses[i] = (uint8_t)status_at(chunks, &chunk, &inside);
    }
    reader_skip(&r, 2 * (chunk + (inside > 0 ? 1 : 0)));
    for (size_t i = 0; i < out->count; i++) {
        out->arrivals[i] = -1;
        if (statuses[i] != 0) {
            at += statuses[i] == 1 ? reader_u8(&r) : (int16_t)reader_u16(&r);
            out->arrivals[i] = at;
        }
    }
    assert_int_equal(reader_check(&r), ERR_OK);
    assert_true(reader_left(&r) < 4);
}

static struct reported report(struct twcc *twcc) {
    uint8_t buffer[RTCP_PACKET_MAX];
    struct reported reported;
    struct writer writer = writer_of(buffer, sizeof buffer);
    twcc_report(twcc, 1, 2, &writer);
    assert_int_equal(writer_check(&writer), ERR_OK);
    decode(buffer, writer_size(&writer), &reported);
    return reported;
}

static void what_arrived_is_reported_once_with_its_time(void **state) {
    (void)state;
    static struct twcc twcc;
    static const struct {
        uint16_t sequence;
        int64_t at_us;
    } PACKETS[] = {
        {65533, 1000000}, {65534, 1000500}, {0, 1090000}, {65535, 1001000}, {7, 1190000}};
    twcc_init(&twcc);
    assert_false(twcc_due(&twcc));
    for (size_t i = 0; i < 5; i++) {
        twcc_receive(&twcc, PACKETS[i].sequence, PACKETS[i].at_us);
    }
    assert_true(twcc_due(&twcc));
    struct reported reported = report(&twcc);
    assert_int_equal(reported.base, 65533);
    assert_int_equal(reported.count, 11);
    assert_int_equal(reported.arrivals[0], 4000);
    assert_int_equal(reported.arrivals[1], 4002);
    assert_int_equal(reported.arrivals[2], 4004);
    assert_int_equal(reported.arrivals[3], 4360);
    for (size_t i = 4; i < 10; i++) {
        assert_int_equal(reported.arrivals[i], -1);
    }
    assert_int_equal(reported.arrivals[10], 4760);
    assert_false(twcc_due(&twcc));
    twcc_receive(&twcc, 3, 1200000);
    assert_false(twcc_due(&twcc));
    twcc_receive(&twcc, 8, 1200000);
    reported = report(&twcc);
    assert_int_equal(reported.base, 8);
    assert_int_equal(reported.count, 1);
    assert_int_equal(reported.feedback_count, 1);
}

static void a_pause_longer_than_a_delta_begins_a_new_report(void **state) {
    (void)state;
    static struct twcc twcc;
    twcc_init(&twcc);
    twcc_receive(&twcc, 10, 1000000);
    twcc_receive(&twcc, 11, 20000000);
    struct reported reported = report(&twcc);
    assert_int_equal(reported.count, 1);
    assert_true(twcc_due(&twcc));
    reported = report(&twcc);
    assert_int_equal(reported.base, 11);
    assert_int_equal(reported.arrivals[0], 80000);
    assert_false(twcc_due(&twcc));
}

/* A thousand packets with every third lost and a jump that outruns the window. */
static void long_and_broken_streams_stay_within_the_bounds(void **state) {
    (void)state;
    static struct twcc twcc;
    twcc_init(&twcc);
    size_t seen = 0;
    size_t sent = 0;
    for (uint16_t n = 0; n < 1000; n++) {
        if (n % 3 != 0) {
            twcc_receive(&twcc, n, 1000000 + n * 700);
            sent++;
        }
    }
    while (twcc_due(&twcc)) {
        struct reported reported = report(&twcc);
        assert_true(reported.count <= TWCC_STATUSES_MAX);
        for (size_t i = 0; i < reported.count; i++) {
            seen += reported.arrivals[i] >= 0 ? 1 : 0;
        }
    }
    assert_int_equal(seen, sent);
    twcc_receive(&twcc, 20000, 3000000);
    struct reported reported = report(&twcc);
    assert_int_equal(reported.base, 20000);
    assert_int_equal(reported.count, 1);
    for (uint16_t n = 0; n < 3 * TWCC_WINDOW; n++) {
        twcc_receive(&twcc, (uint16_t)(20001 + n), 3000000 + n);
    }
    reported = report(&twcc);
    assert_int_equal(reported.base, 20001 + 2 * TWCC_WINDOW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_arrived_is_reported_once_with_its_time),
        cmocka_unit_test(a_pause_longer_than_a_delta_begins_a_new_report),
        cmocka_unit_test(long_and_broken_streams_stay_within_the_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
