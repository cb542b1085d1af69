#include "store/reseal.h"

#include "base/log.h"
#include "store/connection.h"
#include "store/query.h"
#include "store/store.h"

#include <string.h>

/* One sealed column of the schema; the names lie in the tx's arena. */
struct column {
    const char *table;
    const char *name;
};

/* For SQL that is made here from the schema's own names, or reads the schema. */
static struct query query_made(struct tx *tx, const char *sql) {
    struct query q = {.tx = tx};
    q.err = sql == NULL ? ERR_NOMEM : statement_make(tx->connection, sql, &q.statement);
    return q;
}

static enum err find_column(struct tx *tx, int64_t index, struct column *out, bool *found) {
    struct query q =
        query_made(tx, "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
                       " WHERE t.type = 'table' AND substr(c.name, -7) = '_sealed'"
                       " ORDER BY t.name, c.name LIMIT 1 OFFSET ?");
    query_bind_int(&q, index);
    *found = query_row(&q);
    if (*found) {
        out->table = query_text(&q, 0);
        out->name = query_text(&q, 1);
    }
    return query_end(&q);
}

static enum err update(struct tx *tx, const struct column *column, const struct place *place,
                       struct bytes sealed) {
    struct query q = query_made(
        tx, arena_format(tx->arena, "UPDATE %s SET %s = ? WHERE practice_id = ? AND id = ?",
                         column->table, column->name));
    query_bind_bytes(&q, sealed.data, sealed.size);
    query_bind_id(&q, &place->practice_id);
    query_bind_id(&q, &place->row_id);
    return query_run_one(&q);
}

/* Opens the field and, for re-sealing, writes it with the newest key. */
static enum err visit_field(struct tx *tx, const struct column *column, const struct place *place,
                            struct bytes sealed, bool rewrite) {
    const struct vault *vault = tx->connection->vault;
    struct bytes plain;
    struct bytes fresh;
    enum err err = vault_unseal(vault, place, sealed, tx->arena, &plain);
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "store.unseal-failed", log_word("table", column->table),
                  log_word("column", column->name), log_word("id", place->row_id.text));
        return err == ERR_NOMEM ? err : ERR_CRYPTO;
    }
    if (!rewrite || vault_sealed_version(sealed) == vault_version(vault, &place->practice_id)) {
        return ERR_OK;
    }
    err = vault_seal(vault, place, plain, tx->arena, &fresh);
    return err == ERR_OK ? update(tx, column, place, fresh) : err;
}

static enum err visit_rows(struct tx *tx, const struct id *practice_id, const struct column *column,
                           struct id *after, bool rewrite) {
    struct query q =
        query_made(tx, arena_format(tx->arena,
                                    "SELECT id, %s FROM %s WHERE practice_id = ? AND id > ?"
                                    " ORDER BY id LIMIT ?",
                                    column->name, column->table));
    query_bind_id(&q, practice_id);
    query_bind_text(&q, after->text);
    query_bind_int(&q, RESEAL_BATCH_MAX);
    enum err err = ERR_OK;
    int64_t rows = 0;
    for (; err == ERR_OK && query_row(&q); rows++) {
        struct id id = query_id(&q, 0);
        struct place place = vault_place(practice_id, column->table, &id, column->name);
        if (!query_is_null(&q, 1)) {
            err = visit_field(tx, column, &place, query_bytes(&q, 1), rewrite);
        }
        *after = id;
    }
    if (rows < RESEAL_BATCH_MAX) {
        *after = (struct id){""};
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err step(struct tx *tx, const struct id *practice_id, struct reseal_place *place,
                     bool rewrite, bool *more) {
    struct column column;
    bool found = false;
    enum err err = find_column(tx, place->column_index, &column, &found);
    if (err == ERR_OK && found) {
        err = visit_rows(tx, practice_id, &column, &place->after, rewrite);
        place->column_index += id_is_none(&place->after) ? 1 : 0;
    }
    *more = found;
    return err;
}

enum err reseal_step(struct tx *tx, const struct id *practice_id, struct reseal_place *place,
                     bool *more) {
    return step(tx, practice_id, place, true, more);
}

enum err reseal_check_step(struct tx *tx, const struct id *practice_id, struct reseal_place *place,
                           bool *more) {
    return step(tx, practice_id, place, false, more);
}

static enum err count_old(struct tx *tx, const struct id *practice_id, const struct column *column,
                          int64_t *count) {
    uint8_t version[4];
    struct writer w = writer_of(version, sizeof version);
    writer_u32(&w, vault_version(tx->connection->vault, practice_id));
    struct query q = query_made(tx, arena_format(tx->arena,
                                                 "SELECT COUNT(*) FROM %s WHERE practice_id = ?"
                                                 " AND %s IS NOT NULL AND substr(%s, 2, 4) <> ?",
                                                 column->table, column->name, column->name));
    query_bind_id(&q, practice_id);
    query_bind_bytes(&q, version, sizeof version);
    if (query_row(&q)) {
        *count += query_int(&q, 0);
    }
    return query_end(&q);
}

enum err reseal_count_old(struct tx *tx, const struct id *practice_id, int64_t *out) {
    int64_t count = 0;
    bool found = true;
    enum err err = ERR_OK;
    for (int64_t index = 0; err == ERR_OK && found; index++) {
        struct column column;
        err = find_column(tx, index, &column, &found);
        if (err == ERR_OK && found) {
            err = count_old(tx, practice_id, &column, &count);
        }
    }
    if (err == ERR_OK) {
        *out = count;
    }
    return err;
}
