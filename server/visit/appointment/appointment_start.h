/* appointment_start: the host opens an appointment's door. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_START_H
#define ANTEROOM_VISIT_APPOINTMENT_START_H

#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

struct command;

/* Starts a visit of the appointment with the actor as its host, and tells all who wait what they are now offered; the
 * running one, when the actor hosts it already. ERR_CONFLICT with the problem set: `appointment-cancelled`,
 * `started-by-another`, or `visit-running` (another visit of this host runs). The caller has checked the right. */
must_check enum err appointment_start_visit(struct command *c, struct tx *tx,
                                            const struct id *appointment_id, struct visit *out);

/* "Start video chat" by the names of some who came to one appointment: starts it, and admits them. They have passed
 * pre-flight. */
must_check enum err appointment_start_with(struct command *c, struct tx *tx,
                                           struct invitation *rows, size_t count,
                                           struct visit *out);

#endif
