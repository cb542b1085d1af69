/* help: a guest whose device test failed asks the host for help (D2).
 *
 *   nothing ──ask (the test failed)──► asked ──a test passes──► nothing
 *                                      asked ──ask──► asked: asked once, told once
 *
 * It is shown beside the failing test and nowhere else, so a row whose test did not fail is never looked up. */
#ifndef ANTEROOM_VISIT_HELP_H
#define ANTEROOM_VISIT_HELP_H

#include "visit/invitation/invitation_row.h"

struct tx;

/* When the guest asked; 0: they have not, or their last test did not fail. */
must_check enum err help_asked_at(struct tx *tx, const struct invitation *row, int64_t *at_ms);
/* The test passed: the asking is over. */
must_check enum err help_end(struct tx *tx, const struct invitation *row);

#endif
