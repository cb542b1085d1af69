#include "visit/invitation/seat.h"

/* Rows: state; columns: device, message. A stranger can only take, and only while nothing is fixed; a client on
 * another device of theirs can always take. */
static const enum seat_answer TABLE[SEAT_STATE_COUNT][SEAT_DEVICE_COUNT][SEAT_MESSAGE_COUNT] = {
    [SEAT_FREE] = {[SEAT_HOLDER] = {SEAT_REFUSED, SEAT_REFUSED},
                   [SEAT_CLIENT] = {SEAT_MOVES, SEAT_REFUSED},
                   [SEAT_STRANGER] = {SEAT_MOVES, SEAT_REFUSED}},
    [SEAT_HELD] = {[SEAT_HOLDER] = {SEAT_STAYS, SEAT_STAYS},
                   [SEAT_CLIENT] = {SEAT_MOVES, SEAT_REFUSED},
                   [SEAT_STRANGER] = {SEAT_MOVES, SEAT_REFUSED}},
    [SEAT_FIXED] = {[SEAT_HOLDER] = {SEAT_STAYS, SEAT_STAYS},
                    [SEAT_CLIENT] = {SEAT_MOVES, SEAT_REFUSED},
                    [SEAT_STRANGER] = {SEAT_REFUSED, SEAT_REFUSED}},
    [SEAT_CLOSED] = {[SEAT_HOLDER] = {SEAT_REFUSED, SEAT_REFUSED},
                     [SEAT_CLIENT] = {SEAT_REFUSED, SEAT_REFUSED},
                     [SEAT_STRANGER] = {SEAT_REFUSED, SEAT_REFUSED}},
};

enum seat_state seat_state_of(enum invitation_state state, bool taken) {
    if (invitation_final(state)) {
        return SEAT_CLOSED;
    }
    if (invitation_with_visit(state)) {
        return SEAT_FIXED;
    }
    return taken ? SEAT_HELD : SEAT_FREE;
}

enum seat_answer seat_decide(enum seat_state state, enum seat_device device,
                             enum seat_message message) {
    must((unsigned)state < SEAT_STATE_COUNT && (unsigned)device < SEAT_DEVICE_COUNT &&
         (unsigned)message < SEAT_MESSAGE_COUNT);
    return TABLE[state][device][message];
}
