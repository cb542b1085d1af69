/* table: finds things by a number, and transports by a path, without allocating.
 *
 * table_* maps 64-bit keys to pointers: open addressing, fixed size. path_* remembers which transport a path belonged to
 * last; it is a hint only, the transport's ICE state is the truth. */
#ifndef ANTEROOM_MEDIA_WORKER_TABLE_H
#define ANTEROOM_MEDIA_WORKER_TABLE_H

#include "base/err.h"
#include "media/transport/ice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_entry {
    uint64_t key;
    void *value; /* NULL: free */
};

struct table {
    size_t size; /* a power of two, at least twice the limit */
    size_t count;
    size_t limit;
    struct table_entry *entries;
};

/* Holds at most `limit` values. ERR_NOMEM. */
must_check enum err table_init(struct table *table, size_t limit);
void table_fini(struct table *table);
/* ERR_CONFLICT when the key is there, ERR_FULL at the limit. */
must_check enum err table_add(struct table *table, uint64_t key, void *value);
/* NULL when there is none. */
void *table_find(const struct table *table, uint64_t key);
void table_remove(struct table *table, uint64_t key);
/* The value at or after `*index`, which is moved behind it; NULL at the end. The table must not change in between. */
void *table_next(const struct table *table, size_t *index);

enum { PATH_SLOTS = 32768, PATH_PROBES = 8 };

struct path_entry {
    struct ice_path path;
    uint64_t transport; /* id; 0: free */
};

struct paths {
    struct path_entry entries[PATH_SLOTS];
};

/* The id noted last for this path, which may be of a transport that is gone; 0 when there is none. */
uint64_t path_find(const struct paths *paths, const struct ice_path *path);
/* Replaces an older note when its neighbourhood is full: the next check of that path notes it again. */
void path_note(struct paths *paths, const struct ice_path *path, uint64_t transport);

#endif
