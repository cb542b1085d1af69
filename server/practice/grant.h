/* grant: what a waiting room's owner lets other users do with it (I9, W12), as it lies in the store.
 *
 * access.h decides what a grant means; this file reads and writes it. Every function works in the
 * caller's transaction. */
#ifndef ANTEROOM_PRACTICE_GRANT_H
#define ANTEROOM_PRACTICE_GRANT_H

#include "command/access.h"

struct tx;
struct json_t;

enum {
    GRANT_ROOM_MAX = 24, /* delegates of one room; one more is refused */
    GRANT_USER_MAX = 64, /* rooms that one user sees as a delegate; further ones are not listed */
};

/* All false when nothing is granted. */
must_check enum err grant_load(struct tx *tx, const struct id *practice_id,
                               const struct id *room_id, const struct id *user_id,
                               struct grant *out);

/* Whether the command's actor may do this to the room, or to a visit in it that `host_id` hosts: reads owner
 * and grant, asks access_room. ERR_NOT_FOUND: not there, of another practice, or without the right: then the
 * room is noted for the audit log, unless the record that was named is noted already. */
must_check enum err grant_reach_room(struct command *c, struct tx *tx, const struct id *room_id,
                                     enum right right);
must_check enum err grant_reach_visit(struct command *c, struct tx *tx, const struct id *host_id,
                                      const struct id *room_id, enum right right);

/* Writes the grant; one that grants nothing is taken out. */
must_check enum err grant_save(struct command *c, struct tx *tx, const struct id *room_id,
                               const struct id *user_id, const struct grant *grant);

/* Tells the delegate's open pages: the event "rooms.changed" on their user stream; without the right
 * to view, their connections stop hearing of the room in this very commit. */
void grant_announce(struct command *c, const struct id *room_id, const struct id *user_id,
                    const struct grant *grant);

/* Ends whatever the user was granted and has granted (S8). */
must_check enum err grant_end_all(struct command *c, struct tx *tx, const struct id *user_id);

/* {"send","view","admit"} added to `object`. */
void grant_json(struct json_t *object, const struct grant *grant);

#endif
