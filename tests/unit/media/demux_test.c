#include "media/transport/demux.h"

#include "../unit.h"

static void first_bytes_decide(void **state) {
    (void)state;
    static const struct {
        unsigned char first;
        unsigned char second;
        size_t size;
        enum demux_kind expected;
    } CASES[] = {
        {0, 1, 20, DEMUX_STUN},    {3, 1, 20, DEMUX_STUN},    {0, 1, 19, DEMUX_NONE},
        {4, 0, 64, DEMUX_NONE},    {16, 0, 64, DEMUX_NONE},   {19, 0, 64, DEMUX_NONE},
        {20, 0, 13, DEMUX_DTLS},   {63, 0, 13, DEMUX_DTLS},   {22, 0, 12, DEMUX_NONE},
        {64, 0, 64, DEMUX_NONE},   {127, 0, 64, DEMUX_NONE},  {128, 96, 12, DEMUX_RTP},
        {191, 96, 12, DEMUX_RTP},  {128, 191, 12, DEMUX_RTP}, {128, 192, 8, DEMUX_RTCP},
        {128, 223, 8, DEMUX_RTCP}, {128, 224, 12, DEMUX_RTP}, {128, 96, 11, DEMUX_NONE},
        {128, 200, 7, DEMUX_NONE}, {192, 96, 64, DEMUX_NONE}, {255, 0, 64, DEMUX_NONE},
        {0, 0, 1, DEMUX_NONE},     {0, 0, 0, DEMUX_NONE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        unsigned char data[64] = {CASES[i].first, CASES[i].second};
        assert_int_equal(demux_kind_of(data, CASES[i].size), CASES[i].expected);
    }
    assert_int_equal(demux_kind_of(NULL, 0), DEMUX_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_bytes_decide)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
