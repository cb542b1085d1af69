#include "visit/visit.h"

#include "../unit.h"

static const struct visit_graces GRACES = {.left_s = 60, .lost_s = 300};
static const int64_t NOW_MS = 1700000000000;

static const char LETTERS[] = "raE"; /* running, host away, ended */

/* Columns: end, host_left, host_lost, host_returned, restart, time_up (at the deadline). */
static const char *const EXPECTED[VISIT_STATE_COUNT] = {
    [VISIT_RUNNING] = "Eaara.",
    [VISIT_HOST_AWAY] = "EaaraE",
    [VISIT_ENDED] = "E.....",
};

static struct visit_life life_in(enum visit_state state) {
    struct visit_life life = {.state = state};
    if (state == VISIT_HOST_AWAY) {
        life.reason = VISIT_HOST_LOST;
        life.away_until_ms = NOW_MS;
    }
    if (state == VISIT_ENDED) {
        life.reason = VISIT_HOST_LEFT;
        life.ended_at_ms = NOW_MS - 5;
    }
    return life;
}

static void every_state_and_message_agrees_with_the_table(void **state) {
    (void)state;
    for (int from = 0; from < VISIT_STATE_COUNT; from++) {
        for (int message = 0; message < VISIT_MESSAGE_COUNT; message++) {
            char expected = EXPECTED[from][message];
            struct visit_life life = life_in((enum visit_state)from);
            enum err err = visit_change(&life, (enum visit_message)message, &GRACES, NOW_MS);
            assert_int_equal(err, expected == '.' ? ERR_CONFLICT : ERR_OK);
            assert_int_equal(LETTERS[life.state], expected == '.' ? LETTERS[from] : expected);
            assert_int_equal(life.state == VISIT_HOST_AWAY, life.away_until_ms != 0);
            assert_int_equal(life.state == VISIT_ENDED, life.ended_at_ms != 0);
            assert_int_equal(life.state == VISIT_RUNNING, life.reason == VISIT_NO_REASON);
        }
    }
}

static void V5_the_visit_ends_a_minute_after_the_host_left(void **state) {
    (void)state;
    struct visit_life life = {.state = VISIT_RUNNING};
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LEFT, &GRACES, NOW_MS), ERR_OK);
    assert_int_equal(life.away_until_ms, NOW_MS + 60000);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_TIME_UP, &GRACES, NOW_MS + 59999),
                     ERR_CONFLICT);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_TIME_UP, &GRACES, NOW_MS + 60000), ERR_OK);
    assert_int_equal(life.state, VISIT_ENDED);
    assert_int_equal(life.reason, VISIT_HOST_LEFT);
    assert_int_equal(life.ended_at_ms, NOW_MS + 60000);
}

static void V5_the_visit_ends_five_minutes_after_the_host_dropped(void **state) {
    (void)state;
    struct visit_life life = {.state = VISIT_RUNNING};
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LOST, &GRACES, NOW_MS), ERR_OK);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LOST, &GRACES, NOW_MS + 1000), ERR_OK);
    assert_int_equal(life.away_until_ms, NOW_MS + 300000);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_TIME_UP, &GRACES, NOW_MS + 299999),
                     ERR_CONFLICT);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_TIME_UP, &GRACES, NOW_MS + 300000), ERR_OK);
    assert_int_equal(life.reason, VISIT_HOST_LOST);
}

static void V5_leave_after_a_drop_never_lengthens_the_wait(void **state) {
    (void)state;
    struct visit_life life = {.state = VISIT_RUNNING};
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LOST, &GRACES, NOW_MS), ERR_OK);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LEFT, &GRACES, NOW_MS + 270000),
                     ERR_OK);
    assert_int_equal(life.away_until_ms, NOW_MS + 300000);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_RETURNED, &GRACES, NOW_MS + 280000),
                     ERR_OK);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_TIME_UP, &GRACES, NOW_MS + 300000),
                     ERR_CONFLICT);
    assert_int_equal(life.state, VISIT_RUNNING);
}

static void V9_a_restart_gives_a_dropped_host_the_whole_time_again(void **state) {
    (void)state;
    struct visit_life life = {.state = VISIT_RUNNING};
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LOST, &GRACES, NOW_MS), ERR_OK);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_RESTART, &GRACES, NOW_MS + 400000), ERR_OK);
    assert_int_equal(life.away_until_ms, NOW_MS + 700000);
    life = (struct visit_life){.state = VISIT_RUNNING};
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_HOST_LEFT, &GRACES, NOW_MS), ERR_OK);
    assert_int_equal(visit_change(&life, VISIT_MESSAGE_RESTART, &GRACES, NOW_MS + 30000), ERR_OK);
    assert_int_equal(life.away_until_ms, NOW_MS + 60000);
}

static void names_are_read_back(void **state) {
    (void)state;
    for (int i = 0; i < VISIT_STATE_COUNT; i++) {
        enum visit_state found = VISIT_STATE_COUNT;
        assert_int_equal(visit_state_parse(visit_state_name((enum visit_state)i), &found), ERR_OK);
        assert_int_equal(found, i);
    }
    for (int i = 0; i < VISIT_REASON_COUNT; i++) {
        enum visit_reason found = VISIT_REASON_COUNT;
        assert_int_equal(visit_reason_parse(visit_reason_name((enum visit_reason)i), &found),
                         ERR_OK);
        assert_int_equal(found, i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_message_agrees_with_the_table),
        cmocka_unit_test(V5_the_visit_ends_a_minute_after_the_host_left),
        cmocka_unit_test(V5_the_visit_ends_five_minutes_after_the_host_dropped),
        cmocka_unit_test(V5_leave_after_a_drop_never_lengthens_the_wait),
        cmocka_unit_test(V9_a_restart_gives_a_dropped_host_the_whole_time_again),
        cmocka_unit_test(names_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
