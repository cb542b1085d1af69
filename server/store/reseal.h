/* reseal: every sealed field of the database, in a fixed order, a bounded batch at a time.
 *
 * The columns are found by their name (`_sealed`), so a new table cannot be forgotten. */
#ifndef ANTEROOM_STORE_RESEAL_H
#define ANTEROOM_STORE_RESEAL_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;

enum { RESEAL_BATCH_MAX = 256 };

/* Where the next batch begins: zeroed at the start. */
struct reseal_place {
    int64_t column_index; /* among the sealed columns, by table and column name */
    struct id after;      /* the row before; none: from the first */
};

/* Re-seals up to RESEAL_BATCH_MAX rows of one column with the practice's newest key and moves `place`.
 * `more` is false once the last column is done. ERR_CRYPTO: a field does not open; nothing is changed. */
must_check enum err reseal_step(struct tx *tx, const struct id *practice_id,
                                struct reseal_place *place, bool *more);

/* How many sealed fields use an older key than the newest. Reads every row. */
must_check enum err reseal_count_old(struct tx *tx, const struct id *practice_id, int64_t *out);

/* Opens up to RESEAL_BATCH_MAX rows of one column, as reseal_step but changing nothing. */
must_check enum err reseal_check_step(struct tx *tx, const struct id *practice_id,
                                      struct reseal_place *place, bool *more);

#endif
