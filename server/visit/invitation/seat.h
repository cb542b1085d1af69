/* seat: the one place that an invitation gives, and which device holds it (I5). Pure.
 *
 *             take                     take (another device: moves; the same: stays)
 *    free ───────────────► held ◄──┐
 *                           │ └────┘
 *                           │ fix: the host started (waiting room), the guest joined (connect now)
 *                           ▼
 *                         fixed ──► (take by the same device stays; by another of the client whose seat
 *                                     it is moves; by any other is refused)
 *
 *    free, held, fixed ── close: cancelled, removed or ended ──► closed
 *
 * Opening a link is no message here: it changes nothing (mail scanners open links too).
 * The state is never stored: it follows from the invitation's state and from whether a device has
 * taken the seat, so the two cannot disagree. */
#ifndef ANTEROOM_VISIT_SEAT_H
#define ANTEROOM_VISIT_SEAT_H

#include "visit/invitation/invitation.h"

enum seat_state { SEAT_FREE, SEAT_HELD, SEAT_FIXED, SEAT_CLOSED, SEAT_STATE_COUNT };

/* How the device that asks stands to the seat. */
enum seat_device {
    SEAT_HOLDER,
    SEAT_CLIENT, /* not the holder's, but the seat is that of the booked client who is signed in on it */
    SEAT_STRANGER,
    SEAT_DEVICE_COUNT
};

enum seat_message {
    SEAT_TAKE, /* guest_take: a person's press */
    SEAT_USE,  /* any other act of a guest that needs the seat */
    SEAT_MESSAGE_COUNT
};

enum seat_answer {
    SEAT_REFUSED, /* not this device's: the visit has begun, or the link is dead */
    SEAT_STAYS,   /* this device holds it already */
    SEAT_MOVES,   /* this device gets it; an earlier one is told */
};

/* `taken`: some device holds the seat's secret. */
enum seat_state seat_state_of(enum invitation_state state, bool taken);

/* What the table says to `message` from `device`. */
enum seat_answer seat_decide(enum seat_state state, enum seat_device device,
                             enum seat_message message);

#endif
