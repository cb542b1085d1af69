/* letter: the text of a message, by its kind, made at the moment when it is sent. */
#ifndef ANTEROOM_VISIT_LETTER_H
#define ANTEROOM_VISIT_LETTER_H

#include "notify/sender.h"

/* For sender_config.compose. ERR_EXPIRED: the invitation was cancelled, used or has run out meanwhile, or
 * what else the message is about is no longer wanted. */
must_check enum err letter_compose(struct tx *tx, const struct outbox_row *row, int64_t now_ms,
                                   struct letter *out);

#endif
