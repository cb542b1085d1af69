/* query: one SQL statement, from its text to its last row.
 *
 *   struct query q = query_of(tx, "SELECT state, name_sealed FROM invitation"
 *                                 " WHERE practice_id = ? AND id = ?");
 *   query_bind_id(&q, &practice_id);
 *   query_bind_id(&q, &id);
 *   if (query_row(&q)) {
 *       state = query_int(&q, 0);
 *       name = query_sealed(&q, 1, vault_place(&practice_id, "invitation", &id, "name_sealed"));
 *   }
 *   err = query_end(&q);              // must be called on every way out
 *
 * The SQL is a literal: statements are cached by its address. Binding goes from left to right,
 * columns are counted from 0. The error is sticky: after the first failure every step does nothing,
 * reads give 0, "" and no id, and query_end says what happened. So code reads straight through and
 * tests once.
 *
 * Every query filters on practice_id: when a statement is first prepared, the store lists the
 * tables that it reads or changes and ends the process (must) unless `practice_id =` stands in it
 * once for each. query_every_practice is the only way round that: for what comes in without a
 * practice (timers). */
#ifndef ANTEROOM_STORE_QUERY_H
#define ANTEROOM_STORE_QUERY_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/id.h"
#include "store/vault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;
struct statement;

/* By value on the caller's stack; the members are query.c's own. */
struct query {
    struct tx *tx;
    struct statement *statement;
    int bound;
    bool has_row;
    enum err err;
};

struct query query_of(struct tx *tx, const char *sql);
/* The same for the few queries that look across practices; each use is listed in a test. */
struct query query_every_practice(struct tx *tx, const char *sql);

/* Binds the next parameter; values are copied. */
void query_bind_int(struct query *q, int64_t value);
/* "no id" and NULL bind NULL. */
void query_bind_id(struct query *q, const struct id *id);
/* NULL binds NULL. */
void query_bind_text(struct query *q, const char *text);
void query_bind_bytes(struct query *q, const void *data, size_t size);
/* For a `_blind` or `_hash` column. */
void query_bind_hash(struct query *q, const struct hash *hash);
void query_bind_null(struct query *q);
/* Encrypts `text` for its place, with the practice's present key. NULL binds NULL. */
void query_bind_sealed(struct query *q, struct place place, const char *text);

/* Steps to the next row: false after the last one or on error. */
bool query_row(struct query *q);

int64_t query_int(struct query *q, int column); /* NULL reads as 0 */
bool query_is_null(struct query *q, int column);
struct id query_id(struct query *q, int column); /* NULL reads as no id */
/* A copy in the tx's arena, zero-terminated. NULL for SQL NULL; "" after an error. */
const char *query_text(struct query *q, int column);
struct bytes query_bytes(struct query *q, int column);
/* Decrypts; `place` must be the one it was sealed for, else the sticky error is ERR_CRYPTO. NULL
 * for SQL NULL; "" after an error. */
const char *query_sealed(struct query *q, int column, struct place place);

/* Reads the present row into an item of the caller's. */
typedef enum err query_read(struct query *q, void *item);
/* At most `limit` rows, each read into the next item of `size` bytes of `out`; ends the query. `out` is
 * written to also on error, *count not. */
must_check enum err query_list(struct query *q, query_read *read, size_t limit, size_t size,
                               void *out, size_t *count);
/* The first row; ends the query. ERR_NOT_FOUND when there is none; `out` is untouched on error. */
must_check enum err query_one(struct query *q, query_read *read, size_t size, void *out);
/* The first column of the first row, 0 when there is none; ends the query. `out` is untouched on error. */
must_check enum err query_number(struct query *q, int64_t *out);

/* Gives the statement back. ERR_OK; ERR_CONFLICT (a constraint refused), ERR_NOMEM, ERR_CRYPTO,
 * ERR_IO. */
must_check enum err query_end(struct query *q);

/* For INSERT, UPDATE and DELETE: steps to the end and ends. `changed` (may be NULL) receives the
 * number of rows. */
must_check enum err query_run(struct query *q, int64_t *changed);
/* The same; ERR_NOT_FOUND unless exactly one row changed. */
must_check enum err query_run_one(struct query *q);

#endif
