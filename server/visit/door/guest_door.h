/* guest_door: whoever comes by an appointment's one shared link.
 *
 * Who is it? 1. A booked client who is signed in to the portal in this browser: their own place, wherever it was
 * taken. 2. Else whoever holds the seat's cookie, which is named for the appointment. 3. Else somebody new: there
 * is no row yet; `take` makes one, of the ordinary kind, so that room, presence, media and endings know nothing of
 * doors. A client who is not booked, or has signed out, is one of 2 or 3. Whoever was in a visit that ended is somebody
 * new to the next one, but for the name and the test of their device. */
#ifndef ANTEROOM_VISIT_GUEST_DOOR_H
#define ANTEROOM_VISIT_GUEST_DOOR_H

#include "visit/guest/guest_view.h"

/* Fills in the place for an appointment's token. ERR_NOT_FOUND: the token is none. */
must_check enum err guest_door_find(struct command *c, struct tx *tx, const char *token,
                                    struct guest_place *out);

/* Writes the row of a place that is new, with the seat that has been given to it. ERR_CONFLICT with the problem set:
 * `door-full` or `room-full`. */
must_check enum err guest_door_insert(struct command *c, struct tx *tx, struct guest_place *place);

/* The guest pressed Join now: asks the door, and enters. A problem is set when it is closed: `not-started`,
 * `test-first`, `ask-to-join`, `denied`, `blocked`, `visit-full`. */
must_check enum err guest_door_join(struct command *c, struct tx *tx, struct guest_place *place);

#endif
