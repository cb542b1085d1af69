#include "store/store.h"

#include "base/log.h"
#include "store/connection.h"
#include "store/file.h"
#include "store/migrate.h"
#include "store/practice_key.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

struct store {
    struct connection writer;
    struct vault *vault;
    struct tx tx;
    bool in_group;
    char *path;
};

struct store_reader {
    struct connection connection;
    struct tx tx;
};

static enum err load_keys(struct store *store) {
    struct arena *arena = arena_new(1024 * 1024);
    struct tx tx = {.connection = &store->writer, .arena = arena, .open = true};
    enum err err = arena == NULL ? ERR_NOMEM : practice_key_load_all(&tx);
    arena_free(arena);
    return err;
}

static enum err open_writer(struct store *store) {
    enum err err = file_make_private(store->path);
    if (err == ERR_OK) {
        err = connection_open(&store->writer, store->path, false);
    }
    if (err == ERR_OK) {
        err = connection_run(&store->writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                             "PRAGMA journal_size_limit = 67108864");
    }
    if (err == ERR_OK) {
        err = migrate(store->writer.db);
    }
    return err == ERR_OK ? load_keys(store) : err;
}

static enum err open_to_read(struct store *store) {
    enum err err = connection_open(&store->writer, store->path, true);
    if (err == ERR_OK) {
        err = migrate_check(store->writer.db);
    }
    return err == ERR_OK ? load_keys(store) : err;
}

static enum err open_with(const char *path, struct vault *vault, enum err (*how)(struct store *),
                          struct store **out) {
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return ERR_NOMEM;
    }
    store->vault = vault;
    store->writer.vault = vault;
    store->path = strdup(path);
    enum err err = store->path == NULL ? ERR_NOMEM : how(store);
    if (err != ERR_OK) {
        store_close(store);
        return err;
    }
    *out = store;
    return ERR_OK;
}

enum err store_open(const char *path, struct vault *vault, struct store **out) {
    return open_with(path, vault, open_writer, out);
}

enum err store_open_read(const char *path, struct vault *vault, struct store **out) {
    return open_with(path, vault, open_to_read, out);
}

void store_close(struct store *store) {
    if (store == NULL) {
        return;
    }
    must(!store->in_group);
    connection_close(&store->writer);
    free(store->path);
    free(store);
}

const struct vault *store_vault(const struct store *store) {
    return store->vault;
}

enum err store_group_begin(struct store *store) {
    must(!store->in_group);
    enum err err = connection_step(&store->writer, STEP_BEGIN_WRITE);
    store->in_group = err == ERR_OK;
    return err;
}

/* A full disk, an I/O error or want of memory makes SQLite roll the whole transaction back by itself. */
static bool rolled_back(const struct connection *connection) {
    return sqlite3_get_autocommit(connection->db) != 0;
}

static bool group_is_lost(const struct store *store) {
    return rolled_back(&store->writer);
}

enum err store_group_commit(struct store *store) {
    must(store->in_group && !store->tx.open);
    enum err err = group_is_lost(store) ? ERR_IO : connection_step(&store->writer, STEP_COMMIT);
    if (err != ERR_OK) {
        store_group_drop(store);
    }
    store->in_group = false;
    return err;
}

void store_group_drop(struct store *store) {
    must(store->in_group && !store->tx.open);
    if (!group_is_lost(store)) {
        must(connection_step(&store->writer, STEP_ROLLBACK) == ERR_OK);
    }
    store->in_group = false;
}

static struct store *store_of(struct tx *tx) {
    return (struct store *)((char *)tx - offsetof(struct store, tx));
}

enum err store_tx_begin(struct store *store, struct arena *arena, struct tx **out) {
    must(store->in_group && !store->tx.open);
    enum err err = group_is_lost(store) ? ERR_IO : connection_step(&store->writer, STEP_SAVEPOINT);
    if (err == ERR_OK) {
        store->tx = (struct tx){.connection = &store->writer, .arena = arena, .open = true};
        *out = &store->tx;
    }
    return err;
}

/* Undoes the command; when that fails (memory, the disk), the whole group. */
static void undo(struct store *store) {
    if (!group_is_lost(store) &&
        (connection_step(&store->writer, STEP_ROLLBACK_TO) != ERR_OK ||
         connection_step(&store->writer, STEP_RELEASE) != ERR_OK) &&
        !group_is_lost(store)) {
        must(connection_step(&store->writer, STEP_ROLLBACK) == ERR_OK);
    }
}

enum err store_tx_keep(struct tx *tx) {
    struct store *store = store_of(tx);
    must(tx->open);
    enum err err = group_is_lost(store) ? ERR_IO : connection_step(tx->connection, STEP_RELEASE);
    if (err != ERR_OK) {
        undo(store);
    }
    tx->open = false;
    return err;
}

void store_tx_drop(struct tx *tx) {
    must(tx->open);
    undo(store_of(tx));
    tx->open = false;
}

enum err store_reader_new(struct store *store, struct store_reader **out) {
    struct store_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return ERR_NOMEM;
    }
    reader->connection.vault = store->vault;
    enum err err = connection_open(&reader->connection, store->path, true);
    if (err != ERR_OK) {
        store_reader_free(reader);
        return err;
    }
    *out = reader;
    return ERR_OK;
}

void store_reader_free(struct store_reader *reader) {
    if (reader == NULL) {
        return;
    }
    must(!reader->tx.open);
    connection_close(&reader->connection);
    free(reader);
}

enum err store_reader_begin(struct store_reader *reader, struct arena *arena, struct tx **out) {
    must(!reader->tx.open);
    enum err err = connection_step(&reader->connection, STEP_BEGIN);
    if (err == ERR_OK) {
        reader->tx = (struct tx){.connection = &reader->connection, .arena = arena, .open = true};
        *out = &reader->tx;
    }
    return err;
}

void store_reader_end(struct tx *tx) {
    must(tx->open);
    tx->open = false;
    must(rolled_back(tx->connection) || connection_step(tx->connection, STEP_ROLLBACK) == ERR_OK);
}

/* The first row's text is "ok", or there is no row at all. */
static enum err check_by(struct tx *tx, const char *pragma) {
    struct query q = query_every_practice(tx, pragma);
    bool good = !query_row(&q) || strcmp(query_text(&q, 0), "ok") == 0;
    enum err err = query_end(&q);
    return err == ERR_OK && !good ? ERR_CRYPTO : err;
}

enum err store_check(struct tx *tx) {
    enum err err = check_by(tx, "PRAGMA integrity_check(1)");
    return err == ERR_OK ? check_by(tx, "PRAGMA foreign_key_check") : err;
}

const struct vault *tx_vault(const struct tx *tx) {
    return tx->connection->vault;
}

struct arena *tx_arena(const struct tx *tx) {
    return tx->arena;
}
