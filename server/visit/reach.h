/* reach: a record that a user names, if that user may do this to it (access.h). What belongs to
 * another practice or to a room that the user has no right over is ERR_NOT_FOUND, like what does not
 * exist (S7). Whoever hosts a visit keeps it, and the guests that belong to it, to its end. Each
 * access is noted for the audit log. */
#ifndef ANTEROOM_VISIT_REACH_H
#define ANTEROOM_VISIT_REACH_H

#include "command/access.h"
#include "visit/appointment/appointment_row.h"
#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

must_check enum err reach_invitation(struct command *c, struct tx *tx, const struct id *id,
                                     enum right right, struct invitation *out);
must_check enum err reach_visit(struct command *c, struct tx *tx, const struct id *id,
                                enum right right, struct visit *out);

must_check enum err reach_appointment(struct command *c, struct tx *tx, const struct id *id,
                                      enum right right, struct appointment *out);

#endif
