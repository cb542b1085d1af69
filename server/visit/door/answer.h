/* answer: the host's word about one person at an appointment's door. */
#ifndef ANTEROOM_VISIT_ANSWER_H
#define ANTEROOM_VISIT_ANSWER_H

#include "visit/invitation/invitation_row.h"

struct command;

/* Puts `message` (admit, deny, block) to the row; when it changed anything, saves it and tells the room and the
 * guest. The visit is the caller's to announce. ERR_CONFLICT: door.h has no such row. */
must_check enum err answer_save(struct command *c, struct tx *tx, struct invitation *row,
                                enum door_message message);

#endif
