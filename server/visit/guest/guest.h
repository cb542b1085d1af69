/* guest: what every command of a guest begins with. */
#ifndef ANTEROOM_VISIT_GUEST_H
#define ANTEROOM_VISIT_GUEST_H

#include "visit/guest/guest_view.h"

enum { GUEST_TOKEN_MAX = 64 }; /* characters of a link's token, as far as they are read */

/* Finds the place that the token leads to, where the link works and this device may send `message` to its
 * seat. A client's portal session counts it as activity. Counts against the rate limit. ERR_RATE; or a problem is set: the link is dead or begun elsewhere,
 * ERR_UNAUTHENTICATED `seat-elsewhere`. */
must_check enum err guest_find_usable(struct command *c, struct tx *tx, const char *token,
                                      enum seat_message message, struct guest_place *out);

/* Takes the guest into the visit that the row names: `message` is connect, join or enter. Announces all but the
 * door. ERR_CONFLICT: the state does not allow it; `visit-ended` or `visit-full`. */
must_check enum err guest_enter(struct command *c, struct tx *tx, struct invitation *row,
                                enum invitation_message message);
/* The row, with a state in which the guest is in the visit no more, is saved and announced; at an appointment the
 * door has a place free. */
must_check enum err guest_out(struct command *c, struct tx *tx, struct invitation *row);

/* Answers with the place's view. */
must_check enum err guest_reply_view(struct command *c, struct tx *tx,
                                     const struct guest_place *place);

#endif
