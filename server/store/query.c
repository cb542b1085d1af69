#include "store/query.h"

#include "base/log.h"
#include "store/connection.h"

#include <string.h>

static struct query query_begin(struct tx *tx, const char *sql, bool every_practice) {
    must(tx->open);
    struct query q = {.tx = tx};
    q.err = statement_take(tx->connection, sql, every_practice, &q.statement);
    return q;
}

struct query query_of(struct tx *tx, const char *sql) {
    return query_begin(tx, sql, false);
}

struct query query_every_practice(struct tx *tx, const char *sql) {
    return query_begin(tx, sql, true);
}

static void fail(struct query *q, enum err err) {
    if (q->err == ERR_OK) {
        q->err = err;
    }
}

/* Too many parameters is our own bug; memory is the only other reason. */
static void check_bound(struct query *q, int result) {
    must(result != SQLITE_RANGE && result != SQLITE_MISUSE);
    if (result != SQLITE_OK) {
        fail(q, ERR_NOMEM);
    }
}

void query_bind_int(struct query *q, int64_t value) {
    if (q->err == ERR_OK) {
        check_bound(q, sqlite3_bind_int64(q->statement->handle, ++q->bound, value));
    }
}

void query_bind_null(struct query *q) {
    if (q->err == ERR_OK) {
        check_bound(q, sqlite3_bind_null(q->statement->handle, ++q->bound));
    }
}

void query_bind_text(struct query *q, const char *text) {
    if (text == NULL) {
        query_bind_null(q);
    } else if (q->err == ERR_OK) {
        check_bound(q, sqlite3_bind_text64(q->statement->handle, ++q->bound, text, strlen(text),
                                           SQLITE_TRANSIENT, SQLITE_UTF8));
    }
}

void query_bind_id(struct query *q, const struct id *id) {
    query_bind_text(q, id == NULL || id_is_none(id) ? NULL : id->text);
}

void query_bind_bytes(struct query *q, const void *data, size_t size) {
    if (q->err == ERR_OK) {
        check_bound(q, sqlite3_bind_blob64(q->statement->handle, ++q->bound, size == 0 ? "" : data,
                                           size, SQLITE_TRANSIENT));
    }
}

void query_bind_hash(struct query *q, const struct hash *hash) {
    query_bind_bytes(q, hash->bytes, sizeof hash->bytes);
}

void query_bind_sealed(struct query *q, struct place place, const char *text) {
    if (text == NULL) {
        query_bind_null(q);
        return;
    }
    if (q->err != ERR_OK) {
        return;
    }
    struct bytes plain = {(const uint8_t *)text, strlen(text)};
    struct bytes sealed;
    enum err err = vault_seal(q->tx->connection->vault, &place, plain, q->tx->arena, &sealed);
    if (err == ERR_OK) {
        query_bind_bytes(q, sealed.data, sealed.size);
    } else {
        fail(q, err);
    }
}

static enum err err_of(int result) {
    switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_NOMEM:
        return ERR_NOMEM;
    case SQLITE_FULL:
        return ERR_UNAVAILABLE;
    default:
        return ERR_IO;
    }
}

bool query_row(struct query *q) {
    q->has_row = false;
    if (q->err != ERR_OK) {
        return false;
    }
    must(q->bound == sqlite3_bind_parameter_count(q->statement->handle));
    int result = sqlite3_step(q->statement->handle);
    if (result == SQLITE_ROW) {
        q->has_row = true;
    } else if (result != SQLITE_DONE) {
        fail(q, err_of(result));
        if (q->err != ERR_CONFLICT) {
            log_event(LOG_ERROR, "store.query-failed", log_int("code", result));
        }
    }
    return q->has_row;
}

static bool readable(const struct query *q, int column) {
    if (q->err != ERR_OK || !q->has_row) {
        return false;
    }
    must(column >= 0 && column < sqlite3_column_count(q->statement->handle));
    return true;
}

int64_t query_int(struct query *q, int column) {
    return readable(q, column) ? sqlite3_column_int64(q->statement->handle, column) : 0;
}

bool query_is_null(struct query *q, int column) {
    return !readable(q, column) || sqlite3_column_type(q->statement->handle, column) == SQLITE_NULL;
}

struct id query_id(struct query *q, int column) {
    struct id id = {""};
    if (query_is_null(q, column)) {
        return id;
    }
    const unsigned char *text = sqlite3_column_text(q->statement->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(q->statement->handle, column);
    if (text == NULL) {
        fail(q, ERR_NOMEM);
    } else if (id_parse((const char *)text, size, &id) != ERR_OK) {
        fail(q, ERR_IO);
    }
    return id;
}

/* A copy in the arena, with a zero behind it. */
static struct bytes copy_of(struct query *q, const void *data, size_t size) {
    char *copy = arena_text(q->tx->arena, data, size);
    if (copy == NULL) {
        fail(q, ERR_NOMEM);
        return (struct bytes){(const uint8_t *)"", 0};
    }
    return (struct bytes){(const uint8_t *)copy, size};
}

struct bytes query_bytes(struct query *q, int column) {
    if (query_is_null(q, column)) {
        return (struct bytes){(const uint8_t *)"", 0};
    }
    const void *data = sqlite3_column_blob(q->statement->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(q->statement->handle, column);
    return copy_of(q, data, size);
}

const char *query_text(struct query *q, int column) {
    if (!readable(q, column)) {
        return "";
    }
    if (query_is_null(q, column)) {
        return NULL;
    }
    const void *text = sqlite3_column_text(q->statement->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(q->statement->handle, column);
    if (text == NULL) { /* it is not NULL in the row */
        fail(q, ERR_NOMEM);
        return "";
    }
    return (const char *)copy_of(q, text, size).data;
}

const char *query_sealed(struct query *q, int column, struct place place) {
    if (!readable(q, column)) {
        return "";
    }
    if (query_is_null(q, column)) {
        return NULL;
    }
    const void *data = sqlite3_column_blob(q->statement->handle, column);
    struct bytes sealed = {data, (size_t)sqlite3_column_bytes(q->statement->handle, column)};
    struct bytes plain;
    enum err err = vault_unseal(q->tx->connection->vault, &place, sealed, q->tx->arena, &plain);
    if (err == ERR_OK) {
        return (const char *)plain.data;
    }
    log_event(LOG_ERROR, "store.unseal-failed", log_word("table", place.table),
              log_word("column", place.column), log_err("err", err));
    fail(q, err == ERR_NOMEM ? ERR_NOMEM : ERR_CRYPTO);
    return "";
}

enum err query_end(struct query *q) {
    if (q->statement != NULL) {
        statement_give(q->statement);
        q->statement = NULL;
    }
    q->has_row = false;
    return q->err;
}

enum err query_run(struct query *q, int64_t *changed) {
    while (query_row(q)) {
    }
    int64_t count = q->err == ERR_OK ? sqlite3_changes64(q->tx->connection->db) : 0;
    enum err err = query_end(q);
    if (err == ERR_OK && changed != NULL) {
        *changed = count;
    }
    return err;
}

enum err query_run_one(struct query *q) {
    int64_t changed = 0;
    enum err err = query_run(q, &changed);
    if (err == ERR_OK && changed != 1) {
        err = ERR_NOT_FOUND;
    }
    return err;
}

enum err query_list(struct query *q, query_read *read, size_t limit, size_t size, void *out,
                    size_t *count) {
    size_t used = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK && used < limit && query_row(q)) {
        err = read(q, (char *)out + used * size);
        used++;
    }
    enum err ended = query_end(q);
    err = ended == ERR_OK ? err : ended;
    if (err == ERR_OK) {
        *count = used;
    }
    return err;
}

enum err query_number(struct query *q, int64_t *out) {
    int64_t number = query_row(q) ? query_int(q, 0) : 0;
    enum err err = query_end(q);
    if (err == ERR_OK) {
        *out = number;
    }
    return err;
}

enum err query_one(struct query *q, query_read *read, size_t size, void *out) {
    size_t count = 0;
    void *item = arena_alloc(q->tx->arena, size);
    if (item == NULL) {
        enum err ended = query_end(q);
        return ended == ERR_OK ? ERR_NOMEM : ended;
    }
    enum err err = query_list(q, read, 1, size, item, &count);
    if (err == ERR_OK && count == 0) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        memcpy(out, item, size);
    }
    return err;
}
