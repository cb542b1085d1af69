/* appointment_letter_row: which message tells which client what about an appointment, in the store.
 *
 * A message of the outbox has an address and knows nobody; here stands whom it is for, and who got none and why. The newest
 * row of a client is the one that counts: staff see it beside the client's name (I12). */
#ifndef ANTEROOM_VISIT_APPOINTMENT_LETTER_ROW_H
#define ANTEROOM_VISIT_APPOINTMENT_LETTER_ROW_H

#include "command/fields.h"
#include "notify/outbox.h"

enum {
    APPOINTMENT_LETTERS_MAX = 64
}; /* clients of one appointment whose newest is listed: the last written to */

enum appointment_news {
    APPOINTMENT_CREATED,
    APPOINTMENT_MOVED,
    APPOINTMENT_CANCELLED, /* for one client alone: they are no longer booked */
    APPOINTMENT_NEWS_COUNT
};

struct appointment_letter {
    struct id practice_id;
    struct id appointment_id;
    struct id contact_id;
    enum appointment_news news;
    struct id message_id; /* none: nothing could be sent */
    /* How it went: the message's state and reason; without a message failed, and why there is none. */
    enum outbox_state state; /* only read */
    const char *reason;      /* written without a message; else "" */
    int64_t written_at_ms;
};

struct appointment_letter_list {
    struct appointment_letter *rows;
    size_t count;
};

/* Conditions in SQL. `l` is a letter; `o`, joined by LEFT JOIN, its message. */
/* The newest of its client. */
#define APPOINTMENT_LETTER_IS_LAST                                                                 \
    "l.sequence = (SELECT MAX(n.sequence) FROM appointment_letter n"                               \
    " WHERE n.practice_id = l.practice_id AND n.appointment_id = l.appointment_id"                 \
    " AND n.contact_id = l.contact_id)"
/* Somebody should know: there is no message, it failed, or it waits to be tried again. */
#define APPOINTMENT_LETTER_IS_UNTOLD                                                               \
    "(o.id IS NULL OR o.state = 'failed' OR (o.state = 'queued' AND o.reason <> ''))"

must_check enum err appointment_letter_insert(struct tx *tx,
                                              const struct appointment_letter *letter);
/* The newest of each client, booked or not; the last written first. */
must_check enum err appointment_letter_list_last(struct tx *tx, const struct id *practice_id,
                                                 const struct id *appointment_id,
                                                 struct appointment_letter_list *out);
/* Those whom the message tells and who were not written to again with the same news; none for a message that was queued
 * before there were rows. *known is false then. */
must_check enum err appointment_letter_list_told(struct tx *tx, const struct outbox_row *message,
                                                 struct id_list *contact_ids, bool *known);

/* "created", "moved", "cancelled". */
const char *appointment_news_name(enum appointment_news news);
/* ERR_IO on a word that is no news. */
must_check enum err appointment_news_parse(const char *name, enum appointment_news *out);

#endif
