/* appointment_refusal: why an appointment is left as it is, in the same words wherever it is asked. Each is ERR_CONFLICT
 * with the problem set. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_REFUSAL_H
#define ANTEROOM_VISIT_APPOINTMENT_REFUSAL_H

#include "base/err.h"

struct command;

must_check enum err appointment_refuse_cancelled(struct command *c); /* appointment-cancelled */
must_check enum err appointment_refuse_over(struct command *c);      /* appointment-over */

#endif
