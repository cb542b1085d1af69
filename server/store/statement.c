#include "store/connection.h"

#include "base/log.h"
#include "store/store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t count_word(const char *sql, const char *word) {
    size_t size = strlen(word);
    size_t count = 0;
    for (const char *at = strstr(sql, word); at != NULL; at = strstr(at + size, word)) {
        bool begins = at == sql || !is_word(at[-1]);
        count += begins && !is_word(at[size]) ? 1 : 0;
    }
    return count;
}

/* "FROM a, b" would name a second table without a word that count_word sees. */
static bool has_comma_join(const char *sql) {
    for (const char *at = strstr(sql, "FROM "); at != NULL; at = strstr(at + 5, "FROM ")) {
        const char *end = at + 5;
        while (is_word(*end) || *end == ' ') {
            end++;
        }
        if (*end == ',') {
            return true;
        }
    }
    return false;
}

bool statement_filters(const char *sql) {
    size_t updates = strncmp(sql, "UPDATE ", 7) == 0 ? 1 : 0;
    size_t tables = count_word(sql, "FROM") + count_word(sql, "JOIN") + updates;
    size_t filters = 0;
    static const char FILTER[] = "practice_id =";
    for (const char *at = strstr(sql, FILTER); at != NULL; at = strstr(at + 1, FILTER)) {
        filters++;
    }
    return filters >= tables && !has_comma_join(sql);
}

static size_t bucket_of(const char *sql) {
    uintptr_t address = (uintptr_t)sql;
    return (address ^ (address >> 8) ^ (address >> 16)) % CONNECTION_BUCKETS;
}

static enum err err_of(int result) {
    return (result & 0xff) == SQLITE_NOMEM ? ERR_NOMEM : ERR_IO;
}

static enum err prepare(struct connection *connection, const char *sql, sqlite3_stmt **out) {
    unsigned flags = SQLITE_PREPARE_PERSISTENT;
    int result = sqlite3_prepare_v3(connection->db, sql, -1, flags, out, NULL);
    if (result == SQLITE_OK) {
        return ERR_OK;
    }
    log_event(LOG_ERROR, "store.statement-failed",
              log_word("reason", sqlite3_errmsg(connection->db)));
    return err_of(result);
}

enum err statement_make(struct connection *connection, const char *sql, struct statement **out) {
    struct statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return ERR_NOMEM;
    }
    enum err err = prepare(connection, sql, &statement->handle);
    if (err != ERR_OK) {
        free(statement);
        return err;
    }
    statement->sql = sql;
    statement->busy = true;
    *out = statement;
    return ERR_OK;
}

enum err statement_take(struct connection *connection, const char *sql, bool every_practice,
                        struct statement **out) {
    struct statement **bucket = &connection->buckets[bucket_of(sql)];
    for (struct statement *at = *bucket; at != NULL; at = at->next) {
        if (at->sql == sql && !at->busy && strcmp(sqlite3_sql(at->handle), sql) == 0) {
            at->busy = true;
            *out = at;
            return ERR_OK;
        }
    }
    must(every_practice || statement_filters(sql));
    struct statement *statement = NULL;
    enum err err = statement_make(connection, sql, &statement);
    if (err != ERR_OK) {
        return err;
    }
    if (connection->statement_count < STORE_STATEMENTS_MAX) {
        statement->cached = true;
        statement->next = *bucket;
        *bucket = statement;
        connection->statement_count++;
    }
    *out = statement;
    return ERR_OK;
}

void statement_give(struct statement *statement) {
    if (!statement->cached) {
        sqlite3_finalize(statement->handle);
        free(statement);
        return;
    }
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->busy = false;
}

static enum err prepare_steps(struct connection *connection) {
    static const char *const SQL[STEP_COUNT] = {
        [STEP_BEGIN] = "BEGIN",
        [STEP_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [STEP_COMMIT] = "COMMIT",
        [STEP_ROLLBACK] = "ROLLBACK",
        [STEP_SAVEPOINT] = "SAVEPOINT command",
        [STEP_ROLLBACK_TO] = "ROLLBACK TO SAVEPOINT command",
        [STEP_RELEASE] = "RELEASE SAVEPOINT command",
    };
    enum err err = ERR_OK;
    for (int i = 0; err == ERR_OK && i < STEP_COUNT; i++) {
        err = prepare(connection, SQL[i], &connection->steps[i]);
    }
    return err;
}

enum err connection_open(struct connection *connection, const char *path, bool read_only) {
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(path, &connection->db, flags, NULL) != SQLITE_OK) {
        return ERR_IO;
    }
    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_busy_timeout(connection->db, 5000);
    enum err err =
        connection_run(connection, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                   "PRAGMA trusted_schema = OFF");
    return err == ERR_OK ? prepare_steps(connection) : err;
}

void connection_close(struct connection *connection) {
    for (size_t i = 0; i < CONNECTION_BUCKETS; i++) {
        struct statement *at = connection->buckets[i];
        while (at != NULL) {
            struct statement *next = at->next;
            must(!at->busy);
            sqlite3_finalize(at->handle);
            free(at);
            at = next;
        }
        connection->buckets[i] = NULL;
    }
    for (int i = 0; i < STEP_COUNT; i++) {
        sqlite3_finalize(connection->steps[i]);
        connection->steps[i] = NULL;
    }
    must(sqlite3_close(connection->db) == SQLITE_OK);
    connection->db = NULL;
}

enum err connection_run(struct connection *connection, const char *sql) {
    if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK) {
        return ERR_OK;
    }
    log_event(LOG_ERROR, "store.failed", log_int("code", sqlite3_extended_errcode(connection->db)));
    return err_of(sqlite3_errcode(connection->db));
}

enum err connection_step(struct connection *connection, enum connection_step step) {
    sqlite3_stmt *statement = connection->steps[step];
    int result = sqlite3_step(statement);
    if (result != SQLITE_DONE) {
        log_event(LOG_ERROR, "store.failed",
                  log_int("code", sqlite3_extended_errcode(connection->db)));
    }
    sqlite3_reset(statement);
    return result == SQLITE_DONE ? ERR_OK : err_of(result);
}
