#include "visit/invitation/seat.h"

#include "../unit.h"

/* I5, line by line: what each device may do in each state of the invitation, taken or not. */
static void I5_every_state_device_and_message(void **state) {
    (void)state;
    static const struct {
        enum invitation_state invitation;
        bool taken;
        enum seat_device device;
        enum seat_answer take;
        enum seat_answer use;
    } CASES[] = {
        {INVITATION_INVITED, false, SEAT_STRANGER, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_INVITED, false, SEAT_HOLDER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_INVITED, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_INVITED, true, SEAT_STRANGER, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_CHECKED_IN, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_CHECKED_IN, true, SEAT_STRANGER, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_ADMITTED, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_ADMITTED, true, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_IN_VISIT, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_IN_VISIT, true, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_LEFT, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_LEFT, true, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_ON_HOLD, true, SEAT_HOLDER, SEAT_STAYS, SEAT_STAYS},
        {INVITATION_ON_HOLD, true, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_ENDED, true, SEAT_HOLDER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_ENDED, true, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_CANCELLED, false, SEAT_STRANGER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_REMOVED, true, SEAT_HOLDER, SEAT_REFUSED, SEAT_REFUSED},
        {INVITATION_INVITED, false, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_INVITED, true, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_CHECKED_IN, true, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_IN_VISIT, true, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_LEFT, true, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_ON_HOLD, true, SEAT_CLIENT, SEAT_MOVES, SEAT_REFUSED},
        {INVITATION_ENDED, true, SEAT_CLIENT, SEAT_REFUSED, SEAT_REFUSED},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        enum seat_state seat = seat_state_of(CASES[i].invitation, CASES[i].taken);
        assert_int_equal(seat_decide(seat, CASES[i].device, SEAT_TAKE), CASES[i].take);
        assert_int_equal(seat_decide(seat, CASES[i].device, SEAT_USE), CASES[i].use);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(I5_every_state_device_and_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
