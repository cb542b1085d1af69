/* store: the records of all practices in one SQLite database (WAL, synchronous=FULL).
 *
 *   writer thread:  store_group_begin ─► store_tx_begin ─► queries ─► store_tx_keep │ store_tx_drop
 *                                     ─► … the next tx … ─► store_group_commit
 *   reader thread:  store_reader_begin ─► queries over one snapshot ─► store_reader_end
 *
 * Only one thread, the writer, may call the group and tx functions: it alone writes and checkpoints
 * (SQLite 3.40.1 can corrupt a WAL when two connections checkpoint at once). Any number of readers,
 * each used by one thread at a time. Queries are in query.h; what is encrypted, in vault.h.
 *
 * Conventions that tests and key rotation rely on, for every table of every migration:
 *   - `practice_id TEXT NOT NULL`, first in the primary key; `id TEXT` where a row has a name of its own;
 *   - ids are TEXT (32 hex digits), times BIGINT ending in _at_ms, truth values SMALLINT 0 or 1;
 *   - a column that ends in `_sealed` (BYTEA) holds what vault.h sealed for (practice, table, id, column): its
 *     table has an `id`; one that ends in `_blind` or `_hash` (BYTEA) holds 32 bytes of a keyed or plain hash;
 *     there are no other BYTEA columns and no person's name or address in a TEXT column;
 *   - only SQL that PostgreSQL has too: no AUTOINCREMENT, WITHOUT ROWID, INSERT OR REPLACE, rowid; a table must
 *     not be called `user` (PostgreSQL's word), so users are in `practice_user`.
 * Migrations are server/store/migrations/NNN_name.sql, embedded in the binary, applied in order,
 * each in a transaction of its own, never edited once landed. */
#ifndef ANTEROOM_STORE_STORE_H
#define ANTEROOM_STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct store_reader;
struct tx;
struct vault;

enum {
    STORE_STATEMENTS_MAX =
        512, /* cached statements of one connection; further ones are not cached */
};

/* Opens the database file `path` (made with mode 0600 when absent), applies the migrations that it
 * lacks and loads the practices' keys into `vault`, which must outlive the store. ERR_IO when the
 * file cannot be read or written, ERR_CRYPTO when the master key is not the one that its keys were
 * wrapped with, ERR_CONFLICT when the file comes from a newer Anteroom. The caller holds the
 * folder's lock (lock.h). */
must_check enum err store_open(const char *path, struct vault *vault, struct store **out);
/* The same, changing nothing: for `check`, beside a running server. Only readers may be made of it.
 * ERR_CONFLICT when the database has another shape than this binary's. */
must_check enum err store_open_read(const char *path, struct vault *vault, struct store **out);
/* Ends the readers first: they must be free already. Takes NULL. */
void store_close(struct store *store);
const struct vault *store_vault(const struct store *store);

/* The writer's group: one commit for many commands. */
must_check enum err store_group_begin(struct store *store);
/* What was kept is on the disk when this returns ERR_OK. On ERR_IO nothing of the group is. */
must_check enum err store_group_commit(struct store *store);
void store_group_drop(struct store *store);

/* One command's savepoint within the group. `arena` receives what queries hand out and must live as
 * long as that is used. `out` is valid until keep or drop. */
must_check enum err store_tx_begin(struct store *store, struct arena *arena, struct tx **out);
/* On an err the savepoint is undone. */
must_check enum err store_tx_keep(struct tx *tx);
/* Undoes whatever the savepoint wrote. When memory or the disk does not allow that, the whole group is lost: its
 * commit is ERR_IO. */
void store_tx_drop(struct tx *tx);

/* A connection that only reads. */
must_check enum err store_reader_new(struct store *store, struct store_reader **out);
void store_reader_free(struct store_reader *reader);
/* A snapshot: queries see the same state until store_reader_end. ERR_IO. */
must_check enum err store_reader_begin(struct store_reader *reader, struct arena *arena,
                                       struct tx **out);
void store_reader_end(struct tx *tx);

/* SQLite's own look at every page, index and reference. ERR_CRYPTO: the database is damaged. */
must_check enum err store_check(struct tx *tx);

/* Of the connection that `tx` belongs to. */
const struct vault *tx_vault(const struct tx *tx);
struct arena *tx_arena(const struct tx *tx);

#endif
