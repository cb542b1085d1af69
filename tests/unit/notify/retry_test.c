#include "notify/retry.h"

#include "../unit.h"

#include <stdbool.h>

static void delays_double_up_to_the_longest(void **state) {
    (void)state;
    const uint32_t middle = 0;
    assert_int_equal(retry_delay_ms(1, middle), 3750);
    assert_int_equal(retry_delay_ms(2, middle), 7500);
    assert_int_equal(retry_delay_ms(5, middle), 60000);
    assert_int_equal(retry_delay_ms(40, middle), RETRY_LONGEST_MS * 3 / 4);
}

static void I12_jitter_stays_within_a_quarter(void **state) {
    (void)state;
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (uint32_t random = 0; random < 100000; random += 7) {
        int64_t delay_ms = retry_delay_ms(3, random * 2654435761u);
        least = delay_ms < least ? delay_ms : least;
        most = delay_ms > most ? delay_ms : most;
    }
    assert_in_range(least, 15000, 15100);
    assert_in_range(most, 24900, 25000);
}

static void no_attempt_begins_at_or_after_the_deadline(void **state) {
    (void)state;
    int64_t at_ms = -1;
    assert_true(retry_next(1, 0, 1000, 1000 + 3751, &at_ms));
    assert_int_equal(at_ms, 4750);
    at_ms = -1;
    assert_false(retry_next(1, 0, 1000, 1000 + 3750, &at_ms));
    assert_int_equal(at_ms, -1);
    assert_false(retry_next(RETRY_ATTEMPTS_MAX, 0, 0, INT64_MAX, &at_ms));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays_double_up_to_the_longest),
        cmocka_unit_test(I12_jitter_stays_within_a_quarter),
        cmocka_unit_test(no_attempt_begins_at_or_after_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
