#include "base/address.h"

#include "../unit.h"

#include <string.h>

static void only_plain_addresses_pass(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err expected;
    } CASES[] = {
        {"mara@example.org", ERR_OK},
        {"mara.lind+visit@mail.example.org", ERR_OK},
        {"o'neil@example.org", ERR_OK},
        {"demo@localhost", ERR_OK},
        {"", ERR_INVALID},
        {"mara", ERR_INVALID},
        {"@example.org", ERR_INVALID},
        {"mara@", ERR_INVALID},
        {"mara@example", ERR_INVALID},
        {"mara@@example.org", ERR_INVALID},
        {".mara@example.org", ERR_INVALID},
        {"mara.@example.org", ERR_INVALID},
        {"ma..ra@example.org", ERR_INVALID},
        {"mara@-example.org", ERR_INVALID},
        {"mara@example..org", ERR_INVALID},
        {"mara lind@example.org", ERR_INVALID},
        {"\"mara\"@example.org", ERR_INVALID},
        {"<mara@example.org>", ERR_INVALID},
        {"mara@example.org,eve@example.org", ERR_INVALID},
        {"mara@example.org\r\nRCPT TO:<eve@example.org>", ERR_INVALID},
        {"mara\n@example.org", ERR_INVALID},
        {"mar\xc3\xa4@example.org", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(address_check_email(CASES[i].text, strlen(CASES[i].text)),
                         CASES[i].expected);
    }
}

static void a_zero_byte_is_refused(void **state) {
    (void)state;
    static const char TEXT[] = "mara@example.org\0.evil.org";
    assert_int_equal(address_check_email(TEXT, sizeof TEXT - 1), ERR_INVALID);
}

static void over_long_addresses_are_refused(void **state) {
    (void)state;
    char text[400];
    memset(text, 'a', sizeof text);
    memcpy(text + 65, "@example.org", 13);
    assert_int_equal(address_check_email(text, strlen(text)), ERR_INVALID);
    assert_int_equal(address_check_email(text + 1, strlen(text + 1)), ERR_OK);
    memset(text, 'a', sizeof text);
    memcpy(text + 10, "@", 1);
    for (size_t i = 60; i < 300; i += 50) {
        text[i] = '.';
    }
    assert_int_equal(address_check_email(text, 254), ERR_OK);
    assert_int_equal(address_check_email(text, 255), ERR_INVALID);
}

static void an_address_is_found_whatever_its_case(void **state) {
    (void)state;
    char normal[ADDRESS_EMAIL_MAX + 1];
    address_normal_email("Mara.Lind@Example.ORG", normal);
    assert_string_equal(normal, "mara.lind@example.org");
}

static void a_number_becomes_e164_however_it_is_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected; /* NULL: refused */
    } CASES[] = {
        {"+442079460018", "+442079460018"},
        {"+44 20 7946 0018", "+442079460018"},
        {"+44 (0)20 7946-0018", "+442079460018"},
        {"+44 (20) 7946.0018", "+442079460018"},
        {"0044/20/79460018", "+442079460018"},
        {"+1\xc2\xa0"
         "415\xc2\xa0"
         "5550123",
         "+14155550123"},
        {"+3906698", "+3906698"},
        {"+390669", NULL},
        {"+123456789012345", "+123456789012345"},
        {"+1234567890123456", NULL},
        {"020 7946 0018", NULL},
        {"442079460018", NULL},
        {"+0442079460018", NULL},
        {"000442079460018", NULL},
        {"+44 (20 7946 0018", NULL},
        {"+44 20) 7946 0018", NULL},
        {"+44 ((20)) 7946 0018", NULL},
        {"++442079460018", NULL},
        {"+44 20 7946 0018 ext 3", NULL},
        {"+442079460018\r\nTo: +19005550123", NULL},
        {"+44\n2079460018", NULL},
        {"+44\t2079460018", NULL},
        {"+\xd9\xa4\xd9\xa4"
         "2079460018",
         NULL},
        {"+", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char out[ADDRESS_MOBILE_TEXT] = "untouched";
        enum err err = address_read_mobile(CASES[i].text, strlen(CASES[i].text), out);
        assert_int_equal(err, CASES[i].expected == NULL ? ERR_INVALID : ERR_OK);
        assert_string_equal(out, CASES[i].expected == NULL ? "untouched" : CASES[i].expected);
    }
}

static void a_number_with_a_zero_byte_is_refused(void **state) {
    (void)state;
    static const char TEXT[] = "+4420794\00018";
    char out[ADDRESS_MOBILE_TEXT];
    assert_int_equal(address_read_mobile(TEXT, sizeof TEXT - 1, out), ERR_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_plain_addresses_pass),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(over_long_addresses_are_refused),
        cmocka_unit_test(an_address_is_found_whatever_its_case),
        cmocka_unit_test(a_number_becomes_e164_however_it_is_written),
        cmocka_unit_test(a_number_with_a_zero_byte_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
