/* portal_sms: how many codes may leave by text message.
 *
 * Anybody can ask for a code, so codes have half of the practice's daily cap at most: staff can always send
 * theirs. Only messages that really leave count. */
#ifndef ANTEROOM_VISIT_PORTAL_SMS_H
#define ANTEROOM_VISIT_PORTAL_SMS_H

#include "base/err.h"
#include "base/id.h"

#include <stdint.h>

struct tx;

#define PORTAL_CODE_MESSAGE "portal_code" /* the outbox's kind */

/* ERR_RATE: no more today. */
must_check enum err portal_sms_check(struct tx *tx, const struct id *practice_id, int64_t now_ms);

#endif
