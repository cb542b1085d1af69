#include "base/bytes.h"

#include "../unit.h"

#include <string.h>

static void reads_integers_in_network_order(void **state) {
    (void)state;
    const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
    struct reader r = reader_of(data, sizeof data);
    assert_int_equal(reader_u8(&r), 0x01);
    assert_int_equal(reader_u16(&r), 0x0203);
    assert_int_equal(reader_u24(&r), 0x040506);
    assert_int_equal(reader_u32(&r), 0x0708090a);
    assert_int_equal(reader_u64(&r), 0x0b0c0d0e0f101112);
    assert_int_equal(reader_check(&r), ERR_OK);
    assert_int_equal(reader_left(&r), 0);
}

static void a_step_out_of_bounds_sticks(void **state) {
    (void)state;
    const uint8_t data[] = {1, 2, 3};
    struct reader r = reader_of(data, sizeof data);
    assert_int_equal(reader_u16(&r), 0x0102);
    assert_int_equal(reader_u16(&r), 0);
    assert_int_equal(reader_u8(&r), 0);
    assert_null(reader_take(&r, 0));
    assert_int_equal(reader_check(&r), ERR_TRUNCATED);
}

static void a_writer_stops_at_its_end(void **state) {
    (void)state;
    uint8_t data[5] = {0};
    struct writer w = writer_of(data, 4);
    writer_u24(&w, 0x010203);
    writer_u16(&w, 0xffff);
    writer_u8(&w, 0xff);
    assert_int_equal(writer_check(&w), ERR_TOO_LARGE);
    assert_memory_equal(data, ((uint8_t[]){1, 2, 3, 0, 0}), 5);
}

static void hex_goes_both_ways(void **state) {
    (void)state;
    char text[9];
    uint8_t back[4] = {9, 9, 9, 9};
    bytes_to_hex((uint8_t[]){0, 0x7f, 0x80, 0xff}, 4, text);
    assert_string_equal(text, "007f80ff");
    assert_int_equal(bytes_from_hex("007f80fg", 8, back, 4), ERR_INVALID);
    assert_int_equal(bytes_from_hex("007f80f", 7, back, 4), ERR_INVALID);
    assert_memory_equal(back, ((uint8_t[]){9, 9, 9, 9}), 4);
    assert_int_equal(bytes_from_hex(text, 8, back, 4), ERR_OK);
    assert_memory_equal(back, ((uint8_t[]){0, 0x7f, 0x80, 0xff}), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_integers_in_network_order),
        cmocka_unit_test(a_step_out_of_bounds_sticks),
        cmocka_unit_test(a_writer_stops_at_its_end),
        cmocka_unit_test(hex_goes_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
