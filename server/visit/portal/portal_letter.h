/* portal_letter: the message that brings a one-time code, made when it is sent. */
#ifndef ANTEROOM_VISIT_PORTAL_LETTER_H
#define ANTEROOM_VISIT_PORTAL_LETTER_H

#include "notify/sender.h"

/* As letter_compose. ERR_EXPIRED: the code was used, has expired or was asked for anew. A text message ends in
 * the line by which a phone offers the code on our own page only ("@HOST #CODE"). */
must_check enum err portal_letter_compose(struct tx *tx, const struct outbox_row *row,
                                          int64_t now_ms, struct letter *out);

#endif
