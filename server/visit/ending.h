/* ending: what follows when an invitation or a visit comes to its end; used by every command that ends
 * one, so that none forgets a part. */
#ifndef ANTEROOM_VISIT_ENDING_H
#define ANTEROOM_VISIT_ENDING_H

#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

struct command;

/* Puts `message` (cancel, remove, visit_end) to the row, saves it, tells the room and the guest, and
 * takes the guest out of the visit's media. Whoever had not joined the visit that ends belongs to none from then on, and
 * waits (W10). ERR_CONFLICT when the state does not allow it. A message that changes nothing tells nobody. */
must_check enum err ending_invitation(struct command *c, struct tx *tx, struct invitation *row,
                                      enum invitation_role role, enum invitation_message message);

/* Puts `message` (end, time_up) to the visit; when it is over now, ends the invitations of all who were in, tells all and
 * closes its media. ERR_CONFLICT when the state does not allow it. */
must_check enum err ending_visit(struct command *c, struct tx *tx, struct visit *visit,
                                 enum invitation_role role, enum visit_message message);

#endif
