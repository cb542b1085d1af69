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

enum err statement_make(struct connection *connection, const char *sql, struct statement **out) {
    struct statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return ERR_NOMEM;
    }
    unsigned flags = SQLITE_PREPARE_PERSISTENT;
    if (sqlite3_prepare_v3(connection->db, sql, -1, flags, &statement->handle, NULL) != SQLITE_OK) {
        log_event(LOG_ERROR, "store.statement-failed",
                  log_word("reason", sqlite3_errmsg(connection->db)));
        free(statement);
        return ERR_IO;
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

enum err connection_open(struct connection *connection, const char *path, bool read_only) {
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(path, &connection->db, flags, NULL) != SQLITE_OK) {
        return ERR_IO;
    }
    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_busy_timeout(connection->db, 5000);
    return connection_run(connection, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                      "PRAGMA trusted_schema = OFF");
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
    must(sqlite3_close(connection->db) == SQLITE_OK);
    connection->db = NULL;
}

enum err connection_run(struct connection *connection, const char *sql) {
    if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK) {
        return ERR_OK;
    }
    log_event(LOG_ERROR, "store.failed", log_int("code", sqlite3_extended_errcode(connection->db)));
    return ERR_IO;
}
