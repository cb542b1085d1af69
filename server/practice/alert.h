/* alert: how one user wants to be told of arrivals in waiting rooms (W16), as it lies in the store.
 *
 * The waiting room itself, its list and the notification on the page are always there: nothing here
 * turns them off (W17). The owner of a room is told of its arrivals always; whoever may view another's
 * room only if they have chosen that room. Every function works in the caller's transaction. */
#ifndef ANTEROOM_PRACTICE_ALERT_H
#define ANTEROOM_PRACTICE_ALERT_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>

struct tx;

enum { ALERT_USERS_MAX = 1 + 24 }; /* told of one arrival: the owner and GRANT_ROOM_MAX delegates */

struct alert {
    bool sound;
    bool desktop;
    bool email;
    bool sms;
    const char *mobile; /* E.164, in the tx's arena; NULL: none given */
};

/* The defaults, sound and desktop notification, when the user has set nothing. */
must_check enum err alert_load(struct tx *tx, const struct id *practice_id,
                               const struct id *user_id, struct alert *out);
must_check enum err alert_save(struct tx *tx, const struct id *practice_id,
                               const struct id *user_id, const struct alert *alert);

/* Whether the user has chosen to hear of another's room, and the choice itself; choosing twice is well. */
must_check enum err alert_room_chosen(struct tx *tx, const struct id *practice_id,
                                      const struct id *room_id, const struct id *user_id,
                                      bool *out);
must_check enum err alert_room_choose(struct tx *tx, const struct id *practice_id,
                                      const struct id *room_id, const struct id *user_id, bool on);

/* Whoever is told of an arrival in the room: its owner first, then the delegates who chose it and may
 * view it now; nobody who is disabled. `out` has room for ALERT_USERS_MAX. ERR_NOT_FOUND: no such room. */
must_check enum err alert_users(struct tx *tx, const struct id *practice_id,
                                const struct id *room_id, struct id *out, size_t *count);

#endif
