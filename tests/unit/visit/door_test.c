#include "visit/door/door.h"

#include "../unit.h"

#include <string.h>

/* The diagram of door.h, written a second time by hand: one line a state, one column a message; the letter is the
 * state after it, '.' a refusal. */
static const char LETTERS[] = "wskdb"; /* waiting, asked, admitted, denied, blocked */

static const char *const EXPECTED[DOOR_ROLE_COUNT][DOOR_STATE_COUNT] = {
    /* ask join admit deny block visit_end */
    [DOOR_BY_GUEST] =
        {
            "sw....", /* waiting */
            "sw....", /* asked */
            ".k....", /* admitted */
            "sd....", /* denied */
            ".b....", /* blocked */
        },
    [DOOR_BY_HOST] = {"..k.b.", "..kdb.", "..k...", "..kdb.", "..k.b."},
    [DOOR_BY_SYSTEM] = {".....w", ".....w", ".....w", ".....w", ".....w"},
};

static void every_state_role_and_message_agrees_with_the_table(void **state) {
    (void)state;
    for (int role = 0; role < DOOR_ROLE_COUNT; role++) {
        for (int from = 0; from < DOOR_STATE_COUNT; from++) {
            for (int message = 0; message < DOOR_MESSAGE_COUNT; message++) {
                char expected = EXPECTED[role][from][message];
                struct door door = {.state = (enum door_state)from, .at_ms = 1000};
                enum err err =
                    door_change(&door, (enum door_role)role, (enum door_message)message, 1000000);
                assert_int_equal(err, expected == '.' ? ERR_CONFLICT : ERR_OK);
                assert_int_equal(LETTERS[door.state], expected == '.' ? LETTERS[from] : expected);
                assert_int_equal(door.at_ms, (int)door.state == from ? 1000 : 1000000);
            }
        }
    }
}

static void A7_a_denied_guest_may_ask_again_after_a_minute(void **state) {
    (void)state;
    struct door door = {.state = DOOR_ASKED, .at_ms = 5000};
    assert_int_equal(door_change(&door, DOOR_BY_HOST, DOOR_DENY, 7000), ERR_OK);
    assert_int_equal(door_again_ms(door.at_ms, 7000), 67000);
    assert_int_equal(door_change(&door, DOOR_BY_GUEST, DOOR_ASK, 66999), ERR_AGAIN);
    assert_int_equal(door.state, DOOR_DENIED);
    assert_int_equal(door_change(&door, DOOR_BY_HOST, DOOR_DENY, 66999), ERR_OK);
    assert_int_equal(door_change(&door, DOOR_BY_GUEST, DOOR_ASK, 67000), ERR_OK);
    assert_int_equal(door.state, DOOR_ASKED);
    assert_int_equal(door_change(&door, DOOR_BY_HOST, DOOR_BLOCK, 70000), ERR_OK);
    assert_int_equal(door_change(&door, DOOR_BY_GUEST, DOOR_ASK, INT64_MAX), ERR_CONFLICT);
}

static void A7_a_clock_that_is_put_back_makes_the_minute_no_longer(void **state) {
    (void)state;
    struct door door = {.state = DOOR_DENIED, .at_ms = 7000000};
    assert_int_equal(door_again_ms(door.at_ms, 6999999), 6999999);
    assert_int_equal(door_again_ms(door.at_ms, 7000000), 7060000);
    assert_int_equal(door_change(&door, DOOR_BY_GUEST, DOOR_ASK, 6999999), ERR_OK);
    assert_int_equal(door.state, DOOR_ASKED);
    assert_int_equal(door.at_ms, 6999999);
}

/* SPEC's words, case by case: what is offered, for every number of people in against every capacity. */
static enum door_offer by_hand(const struct door_scene *scene, const struct door_person *person) {
    static const enum door_offer FULL[] = {DOOR_OFFER_ASK, DOOR_OFFER_ASKED, DOOR_OFFER_JOIN,
                                           DOOR_OFFER_DENIED, DOOR_OFFER_BLOCKED};
    if (!scene->running) {
        return DOOR_OFFER_WAIT;
    }
    if (person->booked || person->state == DOOR_ADMITTED) {
        return DOOR_OFFER_JOIN;
    }
    bool place_free = scene->in_count < scene->capacity;
    bool may_pass = !scene->guarded || person->known;
    return place_free && may_pass && person->state != DOOR_BLOCKED ? DOOR_OFFER_JOIN
                                                                   : FULL[person->state];
}

static void A3_A4_V4_every_input_of_the_offer(void **state) {
    (void)state;
    size_t cases = 0;
    for (int bits = 0; bits < 16; bits++) {
        for (int from = 0; from < DOOR_STATE_COUNT; from++) {
            for (int64_t capacity = 1; capacity <= 7; capacity++) {
                for (int64_t in = 0; in <= 8; in++, cases++) {
                    const struct door_scene scene = {.running = (bits & 1) != 0,
                                                     .in_count = in,
                                                     .capacity = capacity,
                                                     .guarded = (bits & 4) != 0};
                    const struct door_person person = {.booked = (bits & 2) != 0,
                                                       .known = (bits & 8) != 0,
                                                       .state = (enum door_state)from};
                    assert_int_equal(door_offer(&scene, &person), by_hand(&scene, &person));
                }
            }
        }
    }
    assert_int_equal(cases, 16 * 5 * 7 * 9);
}

static void names_are_read_back(void **state) {
    (void)state;
    for (int i = 0; i < DOOR_STATE_COUNT; i++) {
        enum door_state found = DOOR_STATE_COUNT;
        assert_int_equal(door_state_parse(door_state_name((enum door_state)i), &found), ERR_OK);
        assert_int_equal(found, i);
    }
    enum door_state untouched = DOOR_ASKED;
    assert_int_equal(door_state_parse("open", &untouched), ERR_INVALID);
    assert_int_equal(untouched, DOOR_ASKED);
    assert_string_equal(door_offer_name(DOOR_OFFER_JOIN), "join");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_role_and_message_agrees_with_the_table),
        cmocka_unit_test(A7_a_denied_guest_may_ask_again_after_a_minute),
        cmocka_unit_test(A7_a_clock_that_is_put_back_makes_the_minute_no_longer),
        cmocka_unit_test(A3_A4_V4_every_input_of_the_offer),
        cmocka_unit_test(names_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
