#include "base/clock.h"

#include "../unit.h"

static void what_happened_later_is_never_the_older_of_two(void **state) {
    (void)state;
    static const struct {
        int64_t last_ms, wall_ms, expected_ms;
    } CASES[] = {
        {0, 1000000, 1000000},                       /* the first reading */
        {1000000, 1000001, 1000001},                 /* time passes */
        {1000000, 9000000, 9000000},                 /* put forward */
        {1000000, 999999, 1000000},                  /* put back a little: it stands still */
        {1000000, 1000000 - CLOCK_STEP_MS, 1000000}, /* by a minute */
        {1000000, 999999 - CLOCK_STEP_MS, 999999 - CLOCK_STEP_MS}, /* by more: it goes back */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(clock_steady(CASES[i].last_ms, CASES[i].wall_ms), CASES[i].expected_ms);
    }
}

static void it_is_the_wall_clock(void **state) {
    (void)state;
    int64_t before_ms = clock_wall_ms();
    int64_t first_ms = clock_steady_ms();
    assert_true(first_ms >= before_ms);
    assert_true(clock_steady_ms() >= first_ms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_happened_later_is_never_the_older_of_two),
        cmocka_unit_test(it_is_the_wall_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
