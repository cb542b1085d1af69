#include "base/clock.h"

#include "../unit.h"

#include <time.h>

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

/* What the machine's wall clock says. */
static int64_t wall_ms;

int __wrap_clock_gettime(clockid_t which, struct timespec *out);

int __wrap_clock_gettime(clockid_t which, struct timespec *out) {
    assert_int_equal(which, CLOCK_REALTIME);
    *out = (struct timespec){.tv_sec = wall_ms / 1000, .tv_nsec = wall_ms % 1000 * 1000000};
    return 0;
}

static int64_t steady_at(int64_t ms) {
    wall_ms = ms;
    return clock_steady_ms();
}

static void it_is_the_wall_clock(void **state) {
    (void)state;
    assert_int_equal(steady_at(1800000000123), 1800000000123);
    assert_int_equal(clock_wall_ms(), 1800000000123);
    assert_int_equal(steady_at(1800000000122), 1800000000123);
    assert_int_equal(steady_at(1800000000124), 1800000000124);
    assert_int_equal(steady_at(1700000000000), 1700000000000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_happened_later_is_never_the_older_of_two),
        cmocka_unit_test(it_is_the_wall_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
