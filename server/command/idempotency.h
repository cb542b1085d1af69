/* idempotency: the same request with the same key from the same user gets the same answer, for a day.
 *
 * Only signed-in users' keys count: whoever has no name could guess another's key and read the answer.
 * A request is the kind of command, the records that the path names, the query and the body's bytes; beside the
 * answer lies a keyed hash of it. The same key with another request is refused with 422
 * (draft-ietf-httpapi-idempotency-key-header section 2.7). Two at once cannot be: the writer takes one after another.
 * The answer's body is sealed. Refusals are not remembered: they changed nothing and are decided afresh.
 *
 * Of one user at most IDEMPOTENCY_USER_MAX answers are kept; one more forgets the oldest. */
#ifndef ANTEROOM_COMMAND_IDEMPOTENCY_H
#define ANTEROOM_COMMAND_IDEMPOTENCY_H

#include "base/bytes.h"
#include "command/command.h"

enum {
    IDEMPOTENCY_KEPT_MS = 24 * 60 * 60 * 1000,
    IDEMPOTENCY_USER_MAX = 1000,
    IDEMPOTENCY_BATCH = 256, /* answers forgotten by one idempotency_forget */
};

/* Whether the command carries a key that counts. */
bool idempotency_applies(const struct command *c);
/* Notes what the request's body was, before the command is submitted; without it there was none. */
void idempotency_note_body(struct command *c, struct bytes body);
/* Sets the reply to the remembered answer. ERR_NOT_FOUND: there is none, the command is to be applied;
 * ERR_CONFLICT: the key belongs to another request. */
must_check enum err idempotency_answer(struct command *c, struct tx *tx);
/* Remembers the reply. */
must_check enum err idempotency_remember(struct command *c, struct tx *tx);

/* Submitted by the server itself once a second: forgets answers older than a day, of all practices. */
extern const struct command_kind idempotency_forget;

#endif
