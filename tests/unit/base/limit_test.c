#include "base/limit.h"

#include "../unit.h"

#include <string.h>

static struct limit *three_a_minute(size_t keys) {
    struct limit *limit =
        limit_new(&(struct limit_config){.keys = keys, .burst = 3, .refill_ms = 20000});
    assert_non_null(limit);
    return limit;
}

static enum err take(struct limit *limit, const char *key, int64_t now_ms, int64_t *retry_ms) {
    return limit_take(limit, key, strlen(key), now_ms, retry_ms);
}

static void a_burst_passes_and_the_next_try_is_told_when(void **state) {
    (void)state;
    struct limit *limit = three_a_minute(64);
    int64_t retry_ms = -1;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(take(limit, "a", 1000, &retry_ms), ERR_OK);
        assert_int_equal(retry_ms, 0);
    }
    assert_int_equal(take(limit, "a", 6000, &retry_ms), ERR_RATE);
    assert_int_equal(retry_ms, 15000);
    assert_int_equal(take(limit, "a", 20999, NULL), ERR_RATE);
    assert_int_equal(take(limit, "a", 21000, NULL), ERR_OK);
    assert_int_equal(take(limit, "a", 21000, NULL), ERR_RATE);
    limit_free(limit);
}

static void one_key_does_not_slow_another(void **state) {
    (void)state;
    struct limit *limit = three_a_minute(64);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(take(limit, "a", 0, NULL), ERR_OK);
    }
    assert_int_equal(take(limit, "a", 0, NULL), ERR_RATE);
    assert_int_equal(take(limit, "b", 0, NULL), ERR_OK);
    limit_free(limit);
}

static void a_token_that_was_given_back_can_be_taken_again(void **state) {
    (void)state;
    struct limit *limit = three_a_minute(64);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(take(limit, "a", 0, NULL), ERR_OK);
        limit_return(limit, "a", 1, 0);
    }
    for (int i = 0; i < 3; i++) {
        limit_return(limit, "a", 1, 0);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(take(limit, "a", 0, NULL), ERR_OK);
    }
    assert_int_equal(take(limit, "a", 0, NULL), ERR_RATE);
    limit_free(limit);
}

static void a_flood_of_keys_does_not_free_whoever_is_slowed_down(void **state) {
    (void)state;
    struct limit *limit = three_a_minute(LIMIT_ROW);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(take(limit, "slowed", 0, NULL), ERR_OK);
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(limit_take(limit, &i, sizeof i, 0, NULL), ERR_OK);
    }
    assert_int_equal(take(limit, "slowed", 0, NULL), ERR_RATE);
    limit_free(limit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_and_the_next_try_is_told_when),
        cmocka_unit_test(one_key_does_not_slow_another),
        cmocka_unit_test(a_token_that_was_given_back_can_be_taken_again),
        cmocka_unit_test(a_flood_of_keys_does_not_free_whoever_is_slowed_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
