/* outbox: messages that must not be lost on their way to a person (I12).
 *
 *   queued ──attempt──► sent ──► delivered (only channels that report it)
 *     ▲ └─ temporary failure: waits, then again ─┐
 *     └──────────────────────────────────────────┘
 *     └─ permanent failure, or no time left ──► failed (the dead letter: a person sees it and sends again)
 *
 * A row holds the recipient, sealed, and which record the message is about; its text is made when it is
 * sent, its link is derived again then, so nothing secret is stored. The row's id is the Message-ID and
 * the gateway's idempotency key: fixed when queued, the same for each attempt. Messages to one
 * recipient leave one after the other. Functions work in the caller's transaction. */
#ifndef ANTEROOM_NOTIFY_OUTBOX_H
#define ANTEROOM_NOTIFY_OUTBOX_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;

enum outbox_channel { OUTBOX_EMAIL, OUTBOX_SMS, OUTBOX_CHANNEL_COUNT };
enum outbox_state {
    OUTBOX_QUEUED,
    OUTBOX_SENT,
    OUTBOX_DELIVERED,
    OUTBOX_FAILED,
    OUTBOX_STATE_COUNT
};

enum { OUTBOX_REASON_MAX = 63 };

struct outbox_row {
    struct id practice_id;
    struct id id;
    struct id subject_id; /* the record that the message is about: an invitation, a user */
    const char *kind;     /* what it says; a literal such as "invitation" when queued */
    enum outbox_channel channel;
    enum outbox_state state;
    const char *recipient; /* checked: address_check_email */
    const char *reason;    /* "" or why the last attempt failed */
    int attempts;          /* made so far */
    int64_t queued_at_ms;
    int64_t next_at_ms;
    int64_t deadline_ms; /* no attempt begins at or after it */
};

/* Adds a row: practice_id, subject_id, kind, channel, recipient, queued_at_ms and deadline_ms are read,
 * the rest is filled in. */
must_check enum err outbox_queue(struct tx *tx, struct outbox_row *row);

/* ERR_NOT_FOUND. */
must_check enum err outbox_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                                struct outbox_row *out);
/* The newest message about the record. ERR_NOT_FOUND. */
must_check enum err outbox_latest(struct tx *tx, const struct id *practice_id,
                                  const struct id *subject_id, struct outbox_row *out);
/* A row that still waits is tried at now_ms, not later. Nothing happens to any other. */
must_check enum err outbox_hasten(struct tx *tx, const struct outbox_row *row, int64_t now_ms);
/* At most `limit` rows of the channel, of any practice, that may be tried at now_ms, the longest waiting first; at most
 * one a recipient. `out` has room for them. */
must_check enum err outbox_due(struct tx *tx, enum outbox_channel channel, int64_t now_ms,
                               size_t limit, struct outbox_row *out, size_t *count);
/* When the next attempt is due, of any practice; 0: nothing is queued. */
must_check enum err outbox_next(struct tx *tx, int64_t *at_ms);

/* How one attempt went; the input of the commands delivery_sent and delivery_failed. */
struct outbox_outcome {
    struct id id;
    int64_t attempt;    /* 1 is the first: a row that has moved on ignores an old report */
    bool permanent;     /* failed: trying again is useless */
    const char *reason; /* failed: a few words, at most OUTBOX_REASON_MAX bytes */
};

/* Record it. *changed says whether the row was still waiting for this attempt's report; when it was not
 * (a report that came twice) nothing changes and ERR_OK is returned. `random` spreads the retries. */
must_check enum err outbox_record_sent(struct tx *tx, const struct id *practice_id,
                                       const struct outbox_outcome *outcome, bool *changed);
must_check enum err outbox_record_failed(struct tx *tx, const struct id *practice_id,
                                         const struct outbox_outcome *outcome, int64_t now_ms,
                                         uint32_t random, bool *changed);

/* The gateway's report about a message that it took: delivered, or not with a reason. It may overtake the
 * record of the sending itself. *changed is false for a report that says nothing new. */
must_check enum err outbox_record_delivery(struct tx *tx, struct outbox_row *row, bool delivered,
                                           const char *reason, bool *changed);

/* Whether the practice, and the user who invites, books or is alerted, have sent fewer than the cap by SMS in the
 * last 24 hours; ERR_RATE when not. */
struct outbox_caps {
    int64_t user;
    int64_t practice;
};
must_check enum err outbox_check_sms(struct tx *tx, const struct id *practice_id,
                                     const struct id *user_id, const struct outbox_caps *caps,
                                     int64_t now_ms);

/* "email", "sms"; "queued", "sent", "delivered", "failed". */
const char *outbox_channel_name(enum outbox_channel channel);
const char *outbox_state_name(enum outbox_state state);
/* ERR_IO on a word that is no state's name. */
must_check enum err outbox_state_parse(const char *name, enum outbox_state *out);

#endif
