/* practice_key: the table of wrapped keys. Keys themselves live in the vault only. */
#ifndef ANTEROOM_STORE_PRACTICE_KEY_H
#define ANTEROOM_STORE_PRACTICE_KEY_H

#include "base/err.h"
#include "base/id.h"

#include <stdint.h>

struct tx;

/* Loads every practice's keys into the vault. ERR_CRYPTO: not the master key they were wrapped with. */
must_check enum err practice_key_load_all(struct tx *tx);

/* Gives a new practice its root and first data key; rows may be sealed for it in the same tx. */
must_check enum err practice_key_make(struct tx *tx, const struct id *practice_id, int64_t now_ms);

/* Writes the next data key's row; it seals once practice_key_use was called in a later group, when the
 * row is on the disk. A row that an unfinished rotation left is taken as it is. Drops from memory what the table no longer has. ERR_FULL while VAULT_VERSIONS_MAX
 * versions are in use. */
must_check enum err practice_key_next(struct tx *tx, const struct id *practice_id, int64_t now_ms);
must_check enum err practice_key_use(struct tx *tx, const struct id *practice_id);

/* Takes the rows of all data keys but the newest away. The caller has re-sealed whatever used them. */
must_check enum err practice_key_retire(struct tx *tx, const struct id *practice_id);

#endif
