/* room_view: the waiting room as JSON for staff: a line (GuestRow) and the whole (WaitingRoom). */
#ifndef ANTEROOM_VISIT_ROOM_VIEW_H
#define ANTEROOM_VISIT_ROOM_VIEW_H

#include "visit/invitation/invitation_row.h"

struct command;
struct json_t;

/* The line of one invitation, with the state of its last message. */
must_check enum err room_view_guest(struct tx *tx, const struct invitation *row,
                                    struct json_t **out);

/* The whole room, as the command's actor sees it: with the visit that they host, if one runs.
 * ERR_NOT_FOUND. */
must_check enum err room_view_json(struct command *c, struct tx *tx, const struct id *room_id,
                                   struct json_t **out);

#endif
