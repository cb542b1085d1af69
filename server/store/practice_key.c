#include "store/practice_key.h"

#include "store/connection.h"
#include "store/query.h"
#include "store/vault.h"

#include <string.h>

/* Takes the row (practice, version, wrapped key) into the vault. */
static enum err load_row(struct query *q) {
    struct id practice_id = query_id(q, 0);
    struct wrapped_key key = {.version = (uint32_t)query_int(q, 1)};
    struct bytes wrapped = query_bytes(q, 2);
    if (wrapped.size != sizeof key.bytes) {
        return ERR_CRYPTO;
    }
    memcpy(key.bytes, wrapped.data, sizeof key.bytes);
    return vault_practice_load(q->tx->connection->vault, &practice_id, &key);
}

static enum err load_rows(struct query *q) {
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(q)) {
        err = load_row(q);
    }
    enum err ended = query_end(q);
    return err == ERR_OK ? ended : err;
}

enum err practice_key_load_all(struct tx *tx) {
    struct query q = query_every_practice(tx, "SELECT practice_id, version, wrapped_key"
                                              " FROM practice_key ORDER BY practice_id, version");
    return load_rows(&q);
}

enum err practice_key_use(struct tx *tx, const struct id *practice_id) {
    struct query q = query_of(tx, "SELECT practice_id, version, wrapped_key FROM practice_key"
                                  " WHERE practice_id = ? ORDER BY version");
    query_bind_id(&q, practice_id);
    return load_rows(&q);
}

static enum err insert(struct tx *tx, const struct id *practice_id, const struct wrapped_key *key,
                       int64_t now_ms) {
    struct query q = query_of(tx, "INSERT INTO practice_key"
                                  " (practice_id, version, wrapped_key, created_at_ms)"
                                  " VALUES (?, ?, ?, ?)"
                                  " ON CONFLICT (practice_id, version) DO NOTHING");
    query_bind_id(&q, practice_id);
    query_bind_int(&q, key->version);
    query_bind_bytes(&q, key->bytes, sizeof key->bytes);
    query_bind_int(&q, now_ms);
    return query_run(&q, NULL);
}

enum err practice_key_make(struct tx *tx, const struct id *practice_id, int64_t now_ms) {
    struct wrapped_key keys[2];
    enum err err = vault_practice_make(tx->connection->vault, practice_id, keys);
    for (size_t i = 0; err == ERR_OK && i < 2; i++) {
        err = insert(tx, practice_id, &keys[i], now_ms);
    }
    return err;
}

static enum err oldest_version(struct tx *tx, const struct id *practice_id, uint32_t *out) {
    struct query q = query_of(tx, "SELECT MIN(version) FROM practice_key"
                                  " WHERE practice_id = ? AND version > 0");
    query_bind_id(&q, practice_id);
    uint32_t oldest = query_row(&q) ? (uint32_t)query_int(&q, 0) : 0;
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = oldest;
    }
    return err;
}

enum err practice_key_next(struct tx *tx, const struct id *practice_id, int64_t now_ms) {
    uint32_t oldest = 0;
    struct wrapped_key key;
    enum err err = oldest_version(tx, practice_id, &oldest);
    if (err == ERR_OK) {
        vault_versions_forget(tx->connection->vault, practice_id, oldest);
        err = vault_version_make(tx->connection->vault, practice_id, &key);
    }
    return err == ERR_OK ? insert(tx, practice_id, &key, now_ms) : err;
}

enum err practice_key_retire(struct tx *tx, const struct id *practice_id) {
    struct query q = query_of(tx, "DELETE FROM practice_key WHERE practice_id = ? AND version > 0"
                                  " AND version < ?");
    query_bind_id(&q, practice_id);
    query_bind_int(&q, vault_version(tx->connection->vault, practice_id));
    return query_run(&q, NULL);
}
