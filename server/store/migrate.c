#include "store/migrate.h"

#include "base/log.h"

#include <sqlite3.h>
#include <stdio.h>

static enum err version_of(sqlite3 *connection, int *out) {
    sqlite3_stmt *statement = NULL;
    enum err err = ERR_IO;
    if (sqlite3_prepare_v2(connection, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        *out = sqlite3_column_int(statement, 0);
        err = ERR_OK;
    }
    sqlite3_finalize(statement);
    return err;
}

static enum err apply(sqlite3 *connection, int number) {
    char pragma[64];
    (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", number);
    if (sqlite3_exec(connection, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(connection, MIGRATIONS[number - 1].sql, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(connection, pragma, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(connection, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) {
        return ERR_OK;
    }
    log_event(LOG_ERROR, "store.migration-failed", log_word("name", MIGRATIONS[number - 1].name),
              log_word("reason", sqlite3_errmsg(connection)));
    (void)sqlite3_exec(connection, "ROLLBACK", NULL, NULL, NULL);
    return ERR_IO;
}

enum err migrate(sqlite3 *connection) {
    int version = 0;
    enum err err = version_of(connection, &version);
    if (err == ERR_OK && version > MIGRATIONS_COUNT) {
        err = ERR_CONFLICT;
    }
    for (int number = version + 1; err == ERR_OK && number <= MIGRATIONS_COUNT; number++) {
        err = apply(connection, number);
    }
    return err;
}

enum err migrate_check(sqlite3 *connection) {
    int version = 0;
    enum err err = version_of(connection, &version);
    return err == ERR_OK && version != MIGRATIONS_COUNT ? ERR_CONFLICT : err;
}
