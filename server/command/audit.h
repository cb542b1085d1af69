/* audit: who did what to which record, in a chain that shows any change to itself.
 *
 * A command notes the records that it touches with command_audit; the queue writes the rows in the
 * command's own savepoint (a write) or, before the reply leaves, in the writer's next group (a
 * read: one row per session, record and hour). A write command that noted nothing gets one row
 * without a record unless its kind is quiet; a refusal for lack of a right gets one too, and a
 * failed sign-in.
 *
 * Row n of a practice carries link n = HMAC(audit key, link n-1, row n); the head is also logged
 * ("audit.head" with sequence and link), so that a tail that was cut off shows. */
#ifndef ANTEROOM_COMMAND_AUDIT_H
#define ANTEROOM_COMMAND_AUDIT_H

#include "command/command.h"
#include "store/vault.h"

/* One row; `action` and `subject` are literals, `subject_id` may be NULL. */
struct audit_row {
    struct id practice_id;
    int64_t at_ms;
    const char *actor_kind; /* "user", "guest", "client", "system", "anyone" */
    struct id actor_id;
    struct id session_id;
    const char *action;
    const char *subject; /* "" when there is none */
    struct id subject_id;
    const char *outcome; /* "done" or an err's name */
};

/* Appends to the practice's chain. */
must_check enum err audit_append(struct tx *tx, const struct audit_row *row);

struct audit_head {
    int64_t sequence; /* 0: the chain is empty */
    struct hash link;
};
must_check enum err audit_head(struct tx *tx, const struct id *practice_id, struct audit_head *out);

/* The link of row `sequence`, to hold against a head from the log. ERR_NOT_FOUND: the chain ends before. */
must_check enum err audit_link(struct tx *tx, const struct id *practice_id, int64_t sequence,
                               struct hash *out);

/* Walks on from `*head` (zeroed at the start) over at most `rows_max` rows and moves it. ERR_AGAIN: there
 * are more. ERR_CRYPTO: the row after `*head` was changed, put in or taken out. */
must_check enum err audit_verify(struct tx *tx, const struct id *practice_id, int64_t rows_max,
                                 struct audit_head *head);

/* Logs the head of every practice's chain. */
must_check enum err audit_log_heads(struct tx *tx);

#endif
