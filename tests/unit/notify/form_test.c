#include "notify/form.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static void what_is_written_is_read_back(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    const struct form form = {.pairs = {{"Body", "Gr\xc3\xbc\xc3\x9f"
                                                 "e & = + %\n#"},
                                        {"To", "+49151"},
                                        {"Empty", ""}},
                              .count = 3};
    char *text = form_write(&form, arena);
    assert_string_equal(text, "Body=Gr%C3%BC%C3%9Fe+%26+%3D+%2B+%25%0A%23&To=%2B49151&Empty=");
    struct form back;
    assert_int_equal(form_read(text, arena, &back), ERR_OK);
    assert_int_equal(back.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(form_value(&back, form.pairs[i].name), form.pairs[i].value);
    }
    assert_string_equal(form_value(&back, "None"), "");
    arena_free(arena);
}

static void broken_forms_are_refused(void **state) {
    (void)state;
    static const char *const BROKEN[] = {"a=%", "a=%4", "a=%4g", "a=%00", "%=1", "a=1&b=%f"};
    struct arena *arena = arena_new(1 << 20);
    struct form form;
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        assert_int_equal(form_read(BROKEN[i], arena, &form), ERR_INVALID);
    }
    assert_int_equal(form_read("", arena, &form), ERR_OK);
    assert_int_equal(form.count, 0);
    assert_int_equal(form_read("a&b", arena, &form), ERR_OK);
    assert_int_equal(form.count, 2);
    arena_free(arena);
}

static void too_many_pairs_are_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    char text[2 * (FORM_PAIRS_MAX + 1) + 1];
    struct form form;
    for (size_t i = 0; i <= FORM_PAIRS_MAX; i++) {
        memcpy(text + 2 * i, "a&", 3);
    }
    assert_int_equal(form_read(text, arena, &form), ERR_TOO_LARGE);
    assert_int_equal(form_read(text + 2, arena, &form), ERR_OK);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(broken_forms_are_refused),
        cmocka_unit_test(too_many_pairs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
