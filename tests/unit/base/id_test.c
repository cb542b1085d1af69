#include "base/id.h"

#include "../unit.h"

#include <string.h>

static void only_thirty_two_lower_case_digits_are_an_id(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err expected;
    } CASES[] = {
        {"00112233445566778899aabbccddeeff", ERR_OK},
        {"00112233445566778899aabbccddeef", ERR_INVALID},
        {"00112233445566778899aabbccddeeff0", ERR_INVALID},
        {"00112233445566778899AABBCCDDEEFF", ERR_INVALID},
        {"00112233445566778899aabbccddeef'", ERR_INVALID},
        {"", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct id id;
        assert_int_equal(id_parse(CASES[i].text, strlen(CASES[i].text), &id), CASES[i].expected);
    }
}

static void two_new_ids_differ(void **state) {
    (void)state;
    struct id a = id_new();
    struct id b = id_new();
    assert_false(id_equal(&a, &b));
    assert_false(id_is_none(&a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_thirty_two_lower_case_digits_are_an_id),
        cmocka_unit_test(two_new_ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
