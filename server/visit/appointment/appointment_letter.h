/* appointment_letter: what the booked clients are told when their appointment is made, moved or cancelled, and when they
 * are booked or taken out later.
 *
 * Time with its zone, the shared link, the practice's telephone number: nothing medical, no title, no client's
 * name (I13). The text is made when it is sent (letter.h), from the appointment as it then is. Whom a message is for,
 * and who got none and why, is a row of appointment_letter_row.h: staff see it, and send again (I12). */
#ifndef ANTEROOM_VISIT_APPOINTMENT_LETTER_H
#define ANTEROOM_VISIT_APPOINTMENT_LETTER_H

#include "notify/sender.h"
#include "visit/appointment/appointment_letter_row.h"
#include "visit/appointment/appointment_row.h"

struct command;

/* Writes to these clients: one message for each address, by e-mail, else by text message where that is allowed and the
 * day's cap is not used up. Whoever cannot be written to gets none, and the row says why: so does one who was taken out
 * while another client of the same address stays booked, since a letter without a name cannot say who is meant. Call it
 * after the appointment's row was written. */
must_check enum err appointment_letter_queue(struct command *c, struct tx *tx,
                                             const struct appointment *appointment,
                                             enum appointment_news news,
                                             const struct id_list *client_ids);

/* Where this client can be written to now: channel and recipient of `message`, or the reason why not (a literal; NULL
 * when they can). */
must_check enum err appointment_letter_address(struct command *c, struct tx *tx,
                                               const struct appointment *appointment,
                                               enum appointment_news news,
                                               const struct id *client_id,
                                               struct outbox_row *message, const char **reason);

/* Nothing is told of it any more: its planned end is past and no visit of it runs. */
must_check enum err appointment_letter_over(struct tx *tx, const struct appointment *appointment,
                                            int64_t now_ms, bool *out);

/* Whether the message is one of these. */
bool appointment_letter_is(const struct outbox_row *message);
/* As letter_compose. ERR_EXPIRED: the appointment is over, the news no longer true (the client is told that it is
 * cancelled, and was booked again, or the other way round), or the same news was sent again by a later message. */
must_check enum err appointment_letter_compose(struct tx *tx, const struct outbox_row *message,
                                               int64_t now_ms, struct letter *out);

#endif
