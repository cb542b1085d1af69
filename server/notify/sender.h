/* sender: takes what is due out of the outbox and carries it away, on a thread of its own.
 *
 *   outbox ── due ──► compose ──► carrier (libcurl, SENDER_SLOTS of a channel)  ──► verdict
 *     ▲                                                                             │
 *     └── commit ◄── writer ◄── command sent or failed ◄───────────────────────────┘
 *
 * It reads over a reader connection and never writes: each result goes back as a command. A row whose
 * report has not been committed stays in its slot and is not tried again meanwhile; a report that was
 * refused for lack of room is handed in again. If the process dies between "sent" and "recorded" the
 * message goes out once more, with the same link and the same Message-ID, and not a third time. */
#ifndef ANTEROOM_NOTIFY_SENDER_H
#define ANTEROOM_NOTIFY_SENDER_H

#include "command/queue.h"
#include "notify/carrier.h"
#include "notify/outbox.h"

struct sender;

enum {
    SENDER_SLOTS = 8
}; /* under way at once of each channel: a mail server that stalls holds up no text message */

struct sender_config {
    struct store *store;
    struct command_queue *queue;
    const struct command_kind *sent;   /* input: struct outbox_outcome */
    const struct command_kind *failed; /* the same */
    /* Makes the text of the row's message; texts lie in the tx's arena. ERR_EXPIRED: it is no longer
     * wanted, or its record is gone. */
    enum err (*compose)(struct tx *tx, const struct outbox_row *row, int64_t now_ms,
                        struct letter *out);
    /* By channel; `begin` NULL: what is queued for it waits. */
    struct carrier carriers[OUTBOX_CHANNEL_COUNT];
    int64_t (*now_ms)(void *clock); /* called on the sender's thread */
    void *clock;
};

/* Starts the thread. curl_global_init was called. ERR_NOMEM, ERR_IO. */
must_check enum err sender_new(const struct sender_config *config, struct sender **out);
/* Something was queued, or the clock has moved. From any thread. */
void sender_wake(struct sender *sender);
/* Gives up what is under way and ends the thread. Takes NULL; twice is well. */
void sender_stop(struct sender *sender);
/* After sender_stop and after the queue is gone, since its replies reach the sender. Takes NULL. */
void sender_free(struct sender *sender);

#endif
