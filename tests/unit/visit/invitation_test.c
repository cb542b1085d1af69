#include "visit/invitation/invitation.h"

#include "../unit.h"

/* The diagram of invitation.h, written a second time by hand: one line a state, one column a
 * message, the letter is the state after it, '.' a refusal. */
static const char LETTERS[] = "iCAVLHEXR"; /* invited, checked in, admitted, in visit, left, on
                                              hold, ended, cancelled, removed */

static const char *const EXPECTED[INVITATION_ROLE_COUNT][INVITATION_STATE_COUNT] = {
    /* send_again check_in connect start join enter leave hold take_in visit_end cancel remove lapse hand_over */
    [INVITATION_BY_GUEST] =
        {
            ".CV...........", /* invited */
            ".C...V........", /* checked in */
            "....V.........", /* admitted */
            "..V.VVL.......", /* in visit */
            "....VVL.......", /* left */
            "..............", /* on hold */
            "..............", /* ended */
            "..............", /* cancelled */
            "..............", /* removed */
        },
    [INVITATION_BY_HOST] =
        {
            "i........EXR.i",
            "C..A.......R.C",
            "i........C.R..",
            "i......H.E.R..",
            "i........E.R..",
            ".......HVE.R..",
            "..............",
            "..........X...",
            "...........R..",
        },
    [INVITATION_BY_SYSTEM] =
        {
            ".........E....",
            "............i.",
            ".........C....",
            "......L..E....",
            ".........E....",
            ".........E....",
            "..............",
            "..............",
            "..............",
        },
};

static void every_state_role_and_message_agrees_with_the_table(void **state) {
    (void)state;
    for (int role = 0; role < INVITATION_ROLE_COUNT; role++) {
        for (int from = 0; from < INVITATION_STATE_COUNT; from++) {
            for (int message = 0; message < INVITATION_MESSAGE_COUNT; message++) {
                char expected = EXPECTED[role][from][message];
                enum invitation_state life = (enum invitation_state)from;
                enum err err = invitation_change(&life, (enum invitation_role)role,
                                                 (enum invitation_message)message);
                assert_int_equal(err, expected == '.' ? ERR_CONFLICT : ERR_OK);
                assert_int_equal(LETTERS[life], expected == '.' ? LETTERS[from] : expected);
            }
        }
    }
}

static void I4_expiry_is_exact_and_stops_arrivals_only(void **state) {
    (void)state;
    const int64_t sent_ms = 1700000000123;
    const int64_t expires_ms = invitation_expiry(sent_ms, 48 * 3600);
    assert_int_equal(expires_ms, sent_ms + 172800000);
    assert_false(invitation_expired(INVITATION_INVITED, expires_ms, expires_ms - 1));
    assert_true(invitation_expired(INVITATION_INVITED, expires_ms, expires_ms));
    for (int other = INVITATION_CHECKED_IN; other < INVITATION_STATE_COUNT; other++) {
        assert_false(invitation_expired((enum invitation_state)other, expires_ms, INT64_MAX));
    }
}

static void names_are_read_back(void **state) {
    (void)state;
    for (int i = 0; i < INVITATION_STATE_COUNT; i++) {
        enum invitation_state found = INVITATION_STATE_COUNT;
        assert_int_equal(
            invitation_state_parse(invitation_state_name((enum invitation_state)i), &found),
            ERR_OK);
        assert_int_equal(found, i);
    }
    enum invitation_kind kind = INVITATION_WAITING_ROOM;
    assert_int_equal(invitation_kind_parse("connect_now", &kind), ERR_OK);
    assert_int_equal(kind, INVITATION_CONNECT_NOW);
    assert_int_equal(invitation_kind_parse("now", &kind), ERR_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_role_and_message_agrees_with_the_table),
        cmocka_unit_test(I4_expiry_is_exact_and_stops_arrivals_only),
        cmocka_unit_test(names_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
