#include "gateway/conn_table.h"

#include <stdlib.h>

enum { SLOT_BITS = 24 };

enum err conn_table_init(struct conn_table *table, size_t max) {
    must(max > 0 && max < CONN_TABLE_MAX);
    *table = (struct conn_table){.max = max};
    table->slots = calloc(max, sizeof(struct conn *));
    table->free_slots = calloc(max, sizeof *table->free_slots);
    if (table->slots == NULL || table->free_slots == NULL) {
        return ERR_NOMEM;
    }
    table->free_count = max;
    for (size_t i = 0; i < max; i++) {
        table->free_slots[i] = max - 1 - i;
    }
    return ERR_OK;
}

void conn_table_fini(struct conn_table *table) {
    must(table->count == 0);
    free(table->slots);
    free(table->free_slots);
    *table = (struct conn_table){0};
}

bool conn_table_full(const struct conn_table *table) {
    return table->free_count == 0;
}

void conn_table_add(struct conn_table *table, struct conn *conn) {
    conn->slot = table->free_slots[--table->free_count];
    table->slots[conn->slot] = conn;
    conn->http.number = ++table->uses << SLOT_BITS | conn->slot;
    conn->next = table->first;
    conn->previous = NULL;
    if (table->first != NULL) {
        table->first->previous = conn;
    }
    table->first = conn;
    table->count++;
}

static void unmark(struct conn_table *table, struct conn *conn) {
    struct conn **at = &table->dirty;
    while (conn->dirty && *at != conn) {
        at = &(*at)->next_dirty;
    }
    if (conn->dirty) {
        *at = conn->next_dirty;
    }
    conn->dirty = false;
}

void conn_table_remove(struct conn_table *table, struct conn *conn) {
    unmark(table, conn);
    if (conn->previous != NULL) {
        conn->previous->next = conn->next;
    } else {
        table->first = conn->next;
    }
    if (conn->next != NULL) {
        conn->next->previous = conn->previous;
    }
    table->slots[conn->slot] = NULL;
    table->free_slots[table->free_count++] = conn->slot;
    table->count--;
}

struct conn *conn_table_find(const struct conn_table *table, uint64_t number) {
    size_t slot = number & ((1U << SLOT_BITS) - 1);
    struct conn *conn = slot < table->max ? table->slots[slot] : NULL;
    return conn != NULL && conn->http.number == number ? conn : NULL;
}

void conn_table_mark(struct conn_table *table, struct conn *conn) {
    if (!conn->dirty) {
        conn->dirty = true;
        conn->next_dirty = table->dirty;
        table->dirty = conn;
    }
}

struct conn *conn_table_take_marked(struct conn_table *table) {
    struct conn *conn = table->dirty;
    if (conn != NULL) {
        unmark(table, conn);
    }
    return conn;
}
