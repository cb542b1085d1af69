/* appointment_letter: what the booked clients are told when their appointment is made, moved or cancelled.
 *
 * Time with its zone, the shared link, the practice's telephone number: nothing medical, no title, no client's
 * name (I13). The text is made when it is sent (letter.h), from the appointment as it then is. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_LETTER_H
#define ANTEROOM_VISIT_APPOINTMENT_LETTER_H

#include "notify/sender.h"
#include "visit/appointment/appointment_row.h"

struct command;

enum appointment_news { APPOINTMENT_CREATED, APPOINTMENT_MOVED, APPOINTMENT_CANCELLED };

/* Queues one message for each address of the booked clients: by e-mail, else by text message where that is
 * allowed and the day's cap is not used up. Whoever has neither, or is no longer in the address book, gets
 * none. Call it after the appointment's row was written. */
must_check enum err appointment_letter_queue(struct command *c, struct tx *tx,
                                             const struct appointment *appointment,
                                             enum appointment_news news);

/* Whether the message is one of these. */
bool appointment_letter_is(const struct outbox_row *message);
/* As letter_compose. ERR_EXPIRED: the appointment is over, or, but for the news of it, cancelled. */
must_check enum err appointment_letter_compose(struct tx *tx, const struct outbox_row *message,
                                               int64_t now_ms, struct letter *out);

#endif
