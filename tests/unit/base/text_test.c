#include "base/text.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static void what_hides_turns_or_piles_up_is_left_out(void **state) {
    (void)state;
    static const struct {
        const char *typed;
        const char *kept;
    } CASES[] = {
        {"Ada Quill", "Ada Quill"},
        {"  Ren\u00e9 \t", "Ren\u00e9"},
        {"Ada \u202ellihQ\u202c", "Ada llihQ"},
        {"\u202a+44 7700 900123\u202c", "+44 7700 900123"},
        {"\u2066Ada\u2069", "Ada"},
        {"\ufeffAda", "Ada"},
        {"A\u2060da", "Ada"},
        {"\u00a0Ada\u3000", "Ada"},
        {"\u200b", ""},
        {"\u3164 \u2800", ""},
        {"\u200e\u200f", ""},
        {"\ufe0f", ""},
        {"\u2764\ufe0f", "\u2764\ufe0f"},
        {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
         "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"}, /* Persian needs its non-joiner */
        {"\u05d0\u05d1\u200f!", "\u05d0\u05d1\u200f!"},
        {"Nguy\u1ec5n", "Nguy\u1ec5n"},
        {"e\u0302\u0323\u0301", "e\u0302\u0323\u0301"},
        {"a\u0300\u0300\u0300\u0300\u0300\u0300b", "a\u0300\u0300\u0300\u0300b"},
        {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9a\x95", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9a\x95"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", CASES[i].typed);
        assert_int_equal(text_clean(text, strlen(text)), strlen(CASES[i].kept));
        assert_string_equal(text, CASES[i].kept);
    }
}

static void controls_and_line_separators_are_seen(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool in_a_line;
        bool in_lines;
    } CASES[] = {
        {"Ada\tQuill", true, true}, {"one\ntwo", true, false}, {"a\x7f", true, true},
        {"a\xc2\x85", true, true},  {"a\u2028b", true, true},  {"a\u2029b", true, true},
        {"\u00c4da", false, false}, {"a\rb", true, true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t size = strlen(CASES[i].text);
        assert_int_equal(text_has_control(CASES[i].text, size, false), CASES[i].in_a_line);
        assert_int_equal(text_has_control(CASES[i].text, size, true), CASES[i].in_lines);
    }
}

static void characters_are_counted_not_bytes(void **state) {
    (void)state;
    assert_int_equal(text_count("Ren\u00e9 \xf0\x9f\x91\xa9", 10), 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_hides_turns_or_piles_up_is_left_out),
        cmocka_unit_test(controls_and_line_separators_are_seen),
        cmocka_unit_test(characters_are_counted_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
