/* guest_view: all that a guest's page shows (the schema's GuestView), for one device.
 *
 * What a device learns depends on whether it holds the seat: a stranger to it is told what the link is
 * good for and nothing of the person. An unknown link, one of another practice and a malformed one are
 * the same bytes by the same code (I7). */
#ifndef ANTEROOM_VISIT_GUEST_VIEW_H
#define ANTEROOM_VISIT_GUEST_VIEW_H

#include "practice/practice.h"
#include "visit/door/doorway.h"
#include "visit/invitation/invitation_row.h"
#include "visit/invitation/seat.h"

struct json_t;
struct command;

/* What the link leads to: found by the token and the request's seat cookie. */
struct guest_place {
    struct practice practice;
    bool known;   /* false: the token leads nowhere in this practice; the rest is empty */
    bool current; /* false: the link was replaced by a fresh one */
    struct invitation row;
    enum seat_device device;
    bool at_door; /* the link is an appointment's; the rest is for it */
    bool is_new;  /* nobody has taken this place: the row is not in the store yet */
    bool booked;  /* a booked client, signed in to the portal */
    bool rebound; /* the store does not know yet whose session of the portal is at the place */
    bool
        again; /* new, and on the device of somebody who was in the visit that ended before this one */
    struct id was_of;       /* that somebody's contact_id */
    struct doorway doorway; /* as it stood when the place was found */
};

/* The name of the cookie for this invitation's seat: one browser may hold several seats, but one at an
 * appointment. `out` holds GUEST_VIEW_COOKIE. */
enum { GUEST_VIEW_COOKIE = 5 + 16 + 1 };
void guest_view_cookie(const struct invitation *row, char out[GUEST_VIEW_COOKIE]);

/* Finds the place for c's practice and cookies. Not finding it is no error: see `known`. Notes the
 * access for the audit log, and the guest as its actor when the device holds the seat. */
must_check enum err guest_view_find(struct command *c, struct tx *tx, const char *token,
                                    struct guest_place *out);

/* Whether the link is dead or begun elsewhere: the problem's id ("invitation-expired",
 * "invitation-cancelled", "visit-ended", "visit-begun"); NULL while it can be used on this device. */
const char *guest_view_refusal(const struct guest_place *place, int64_t now_ms);

/* The view. NULL when memory is short. */
must_check enum err guest_view_json(struct tx *tx, const struct guest_place *place, int64_t now_ms,
                                    struct json_t **out);

/* The view of whoever holds the row's seat: for events. */
must_check enum err guest_view_of_holder(struct tx *tx, const struct invitation *row,
                                         int64_t now_ms, struct json_t **out);

#endif
