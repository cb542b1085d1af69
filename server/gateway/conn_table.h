/* conn_table: all connections of a gateway, and which of them wait to be flushed.
 *
 * Each connection has a slot while it is there, and a number that is never used again:
 *
 *   | uses:40 | slot:24 |   `uses` counts the connections since the start
 *
 * so that a late answer to a number finds its own connection or none. The table owns no connection. */
#ifndef ANTEROOM_GATEWAY_CONN_TABLE_H
#define ANTEROOM_GATEWAY_CONN_TABLE_H

#include "gateway/conn.h"

enum { CONN_TABLE_MAX = 1 << 24 };

struct conn_table {
    struct conn *first; /* of all, newest first: `next` leads on */
    struct conn *dirty; /* of those to be flushed */
    size_t count;
    size_t max;
    struct conn **slots;
    size_t *free_slots;
    size_t free_count;
    uint64_t uses;
};

/* `max` is 1 to CONN_TABLE_MAX - 1. ERR_NOMEM; conn_table_fini() is due either way. */
must_check enum err conn_table_init(struct conn_table *table, size_t max);
/* Takes zeroed memory. Every connection was removed. */
void conn_table_fini(struct conn_table *table);

bool conn_table_full(const struct conn_table *table);
/* Gives it its slot and its number (http.number). The table is not full. */
void conn_table_add(struct conn_table *table, struct conn *conn);
void conn_table_remove(struct conn_table *table, struct conn *conn);
/* NULL: no connection has this number any more. */
struct conn *conn_table_find(const struct conn_table *table, uint64_t number);

/* It wants to be flushed; said again, it stays once in the list. */
void conn_table_mark(struct conn_table *table, struct conn *conn);
/* Takes one out of that list; NULL: it is empty. */
struct conn *conn_table_take_marked(struct conn_table *table);

#endif
