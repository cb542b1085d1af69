/* invitation: the life of one invitation and of the guest who comes by it. No clock, no store.
 *
 *                       check_in                start               join
 *        invited ──────────────────► checked_in ──────► admitted ──────► in_visit ◄─────┐ join
 *          │ │ │                      │   ▲ ▲ └─┐          │        leave │ │  ▲ └────► left
 *          │ │ │                      │   │ └───┘ check_in │              │ │  │         │
 *          │ │ │                      │   └── visit_end ───┘              │ │  │         │
 *          │ │ └── connect ───────────┼───────────────────────────────────┘ │  │take_in  │
 *          │ │     (connect now)      │                                hold │  │         │
 *          │ └─ visit_end ─┐          │                                     ▼  │         │
 *          │ cancel        │          │                                   on_hold        │
 *          ▼               ▼          │                                     │            │
 *      cancelled         ended ◄──────┼──── visit_end (in_visit too) ───────┴────────────┘
 *                                     │
 *      removed ◄──────── remove ──────┴──── from every state but cancelled and ended
 *      invited ◄──────── send_again ──────── from invited; from admitted, in_visit and left, whose
 *                                            seat is lost (V8): a fresh connect-now link leads back.
 *                                            Who is checked_in stays so: the same link once more (I5)
 *
 *    lapse leads from checked_in back to invited: at an appointment that is over, whoever is gone waits no more.
 *    enter leads from checked_in and left into in_visit: whoever comes to an appointment is let in by its door
 *    (door.h), not by start.
 *
 * What holds:
 *   invited     a link is out; nobody has passed pre-flight with it. Expired is no state: it is this
 *               one seen at or after expires_at (invitation_expired); expiry stops arrivals only (I4).
 *   checked_in  pre-flight is passed and a device holds the seat; may wait for ever.
 *   admitted    the host started a visit with this guest; the seat is fixed; Join now is offered. Who has not
 *               joined when the visit ends waits on, in the same place, for the next one (W10).
 *   in_visit    the guest may produce and consume in the visit's media.
 *   left        the guest pressed Leave; the same device may join again while the visit runs.
 *   on_hold     taken out of the running visit by the host; no media until taken in again.
 *   ended       its visit is over. cancelled, removed: the provider withdrew it. These are final.
 *
 * A press that arrives twice (two tabs, a repeated request) finds a row of the table that leads
 * back to the same state; whatever has no row is refused and changes nothing. */
#ifndef ANTEROOM_VISIT_INVITATION_H
#define ANTEROOM_VISIT_INVITATION_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum invitation_kind { INVITATION_WAITING_ROOM, INVITATION_CONNECT_NOW };

enum invitation_state {
    INVITATION_INVITED,
    INVITATION_CHECKED_IN,
    INVITATION_ADMITTED,
    INVITATION_IN_VISIT,
    INVITATION_LEFT,
    INVITATION_ON_HOLD,
    INVITATION_ENDED,
    INVITATION_CANCELLED,
    INVITATION_REMOVED,
    INVITATION_STATE_COUNT
};

/* Who sends the message. The host is whoever has the right over the room; route rights are checked
 * before. */
enum invitation_role {
    INVITATION_BY_GUEST, /* the device that holds the seat */
    INVITATION_BY_HOST,
    INVITATION_BY_SYSTEM,
    INVITATION_ROLE_COUNT
};

enum invitation_message {
    INVITATION_SEND_AGAIN, /* invite_send_again */
    INVITATION_CHECK_IN,   /* guest_preflight, waiting room */
    INVITATION_CONNECT,    /* guest_preflight, connect now */
    INVITATION_START,      /* host_start */
    INVITATION_JOIN,       /* guest_join */
    INVITATION_ENTER,      /* guest_join at an appointment's door, when door.h says so */
    INVITATION_LEAVE,      /* guest_leave; at an appointment guest_lost too: the place is free */
    INVITATION_HOLD,       /* host_hold */
    INVITATION_TAKE_IN,    /* host_take_in */
    INVITATION_VISIT_END,  /* host_end, visit_tick */
    INVITATION_CANCEL,     /* invite_cancel */
    INVITATION_REMOVE,     /* invite_remove */
    INVITATION_LAPSE, /* guest_lost: the appointment is over, and so is the wait of whoever is gone */
    INVITATION_HAND_OVER, /* handover_guest: to another room; invited and checked_in stay as they are */
    INVITATION_MESSAGE_COUNT
};

/* The state after `message` from `role`; ERR_CONFLICT when the table has no such row (`next`
 * untouched). */
must_check enum err invitation_next(enum invitation_state state, enum invitation_role role,
                                    enum invitation_message message, enum invitation_state *next);

/* The one change of state: replaces *state after the table was asked; ERR_CONFLICT leaves it. */
must_check enum err invitation_change(enum invitation_state *state, enum invitation_role role,
                                      enum invitation_message message);

/* Whether an arrival at now_ms comes too late: only for `invited`, from expires_at_ms on, to the
 * millisecond. */
bool invitation_expired(enum invitation_state state, int64_t expires_at_ms, int64_t now_ms);

/* When an invitation sent at now_ms with a life of lifetime_s ends. */
int64_t invitation_expiry(int64_t now_ms, int64_t lifetime_s);

/* ended, cancelled or removed: nothing changes it any more. */
bool invitation_final(enum invitation_state state);

/* Whether the guest belongs to a visit: admitted, in_visit, left or on_hold. */
bool invitation_with_visit(enum invitation_state state);

/* Whether the guest is at the waiting page: checked_in, admitted or on_hold. */
bool invitation_waits(enum invitation_state state);

/* The names of SQL and JSON: "checked_in"; never NULL. */
const char *invitation_state_name(enum invitation_state state);
const char *invitation_kind_name(enum invitation_kind kind);
/* ERR_INVALID on a word that is no name. */
must_check enum err invitation_state_parse(const char *name, enum invitation_state *out);
must_check enum err invitation_kind_parse(const char *name, enum invitation_kind *out);

#endif
