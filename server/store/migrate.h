/* migrate: the numbered changes of the database's shape, embedded in the binary.
 *
 * The number of the last one applied is the database's user_version, written in the same transaction. */
#ifndef ANTEROOM_STORE_MIGRATE_H
#define ANTEROOM_STORE_MIGRATE_H

#include "base/err.h"

struct sqlite3;

struct migration {
    const char *name; /* "001_people.sql" */
    const char *sql;
};

extern const struct migration MIGRATIONS[]; /* made at build time from migrations/ */
extern const int MIGRATIONS_COUNT;

/* Applies what the database lacks. ERR_CONFLICT: it comes from a newer Anteroom; ERR_IO: one failed, and
 * the database is as before it. */
must_check enum err migrate(struct sqlite3 *connection);

/* ERR_CONFLICT unless the database has exactly this binary's shape. */
must_check enum err migrate_check(struct sqlite3 *connection);

#endif
