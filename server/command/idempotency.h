/* idempotency: the same key from the same user gets the same answer, for a day.
 *
 * Only signed-in users' keys count: whoever has no name could guess another's key and read the answer.
 * The answer's body is sealed. Refusals are not remembered: they changed nothing and are decided afresh. */
#ifndef ANTEROOM_COMMAND_IDEMPOTENCY_H
#define ANTEROOM_COMMAND_IDEMPOTENCY_H

#include "command/command.h"

enum { IDEMPOTENCY_KEPT_MS = 24 * 60 * 60 * 1000 };

/* Whether the command carries a key that counts. */
bool idempotency_applies(const struct command *c);
/* Sets the reply to the remembered answer. ERR_NOT_FOUND: there is none, the command is to be applied;
 * ERR_CONFLICT: the key belongs to another kind of command, or to the same for another record. */
must_check enum err idempotency_answer(struct command *c, struct tx *tx);
/* Remembers the reply. */
must_check enum err idempotency_remember(struct command *c, struct tx *tx);

#endif
