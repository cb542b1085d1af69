/* delivery: how the sending of a message went, on record and on the pages of the staff (I12).
 *
 * One way for every message that staff see: an invitation's in its row of the waiting room, an appointment's beside each
 * booked client. Its commands are the sender's reports and the SMS gateway's callback. */
#ifndef ANTEROOM_VISIT_DELIVERY_H
#define ANTEROOM_VISIT_DELIVERY_H

#include "notify/outbox.h"

struct command;
struct json_t;

/* The schema's Delivery; `reason` may be "". NULL: no memory. */
struct json_t *delivery_json(enum outbox_state state, const char *reason);

/* Send again, of a message that still waits to be tried: it is tried at once. A second one would be one too many. */
must_check enum err delivery_hasten(struct command *c, struct tx *tx,
                                    const struct outbox_row *message);

#endif
