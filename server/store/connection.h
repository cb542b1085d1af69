/* connection: one SQLite connection with its cached statements; the store's own, not for commands.
 *
 * Used by one thread at a time, without SQLite's mutexes. */
#ifndef ANTEROOM_STORE_CONNECTION_H
#define ANTEROOM_STORE_CONNECTION_H

#include "base/arena.h"
#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum { CONNECTION_BUCKETS = 256 };

struct vault;

struct statement {
    const char
        *sql; /* its address is the key; the text is compared too, lest memory was used again */
    sqlite3_stmt *handle;
    bool busy;
    bool cached;
    struct statement *next;
};

/* What frames a transaction. Prepared with the connection: undoing must not fail for want of memory. */
enum connection_step {
    STEP_BEGIN,
    STEP_BEGIN_WRITE,
    STEP_COMMIT,
    STEP_ROLLBACK,
    STEP_SAVEPOINT,
    STEP_ROLLBACK_TO, /* the savepoint stays */
    STEP_RELEASE,
    STEP_COUNT,
};

struct connection {
    sqlite3 *db;
    sqlite3_stmt *steps[STEP_COUNT];
    struct vault *vault;
    size_t statement_count;
    struct statement *buckets[CONNECTION_BUCKETS];
};

struct tx {
    struct connection *connection;
    struct arena *arena;
    bool open;
};

/* ERR_IO. `connection` is zeroed by the caller. */
must_check enum err connection_open(struct connection *connection, const char *path,
                                    bool read_only);
/* Finalizes all statements; takes a zeroed connection. */
void connection_close(struct connection *connection);
/* Runs SQL that gives no rows and takes no parameters. */
must_check enum err connection_run(struct connection *connection, const char *sql);
/* ERR_NOMEM, ERR_IO. STEP_ROLLBACK always leaves the connection without a transaction. */
must_check enum err connection_step(struct connection *connection, enum connection_step step);

/* A statement ready to bind. ERR_NOMEM, ERR_IO. Ends the process when the SQL does not filter on
 * practice_id and `every_practice` is false. */
must_check enum err statement_take(struct connection *connection, const char *sql,
                                   bool every_practice, struct statement **out);
/* The same for SQL that is made at run time: never cached, not checked. */
must_check enum err statement_make(struct connection *connection, const char *sql,
                                   struct statement **out);
void statement_give(struct statement *statement);

/* Whether `practice_id =` stands once for each table that the SQL reads, updates or deletes from. */
bool statement_filters(const char *sql);

#endif
