/* arena: memory of one request, freed at once when the request ends.
 *
 * Not thread-safe; an arena belongs to whoever holds its command. Bounded: an arena refuses to grow
 * past its limit, so no request can eat the machine. */
#ifndef ANTEROOM_BASE_ARENA_H
#define ANTEROOM_BASE_ARENA_H

#include "base/err.h"

#include <stddef.h>

struct arena;

/* `limit_bytes` bounds all that the arena ever hands out. NULL when memory is short. */
struct arena *arena_new(size_t limit_bytes);
/* The same for a little that lasts long, as with a connection: it takes less from the heap at a time. */
struct arena *arena_new_small(size_t limit_bytes);
/* Takes NULL. Memory is zeroed before it goes back, since it may have held patient data. */
void arena_free(struct arena *arena);
/* Zeroed memory, aligned for any type; NULL when memory or the limit is short. */
void *arena_alloc(struct arena *arena, size_t size);
/* A zero-terminated copy of `size` bytes. */
char *arena_text(struct arena *arena, const void *data, size_t size);
/* printf into the arena; NULL when memory or the limit is short. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
size_t arena_used(const struct arena *arena);

/* Where an arena stands, and the way back: whatever was handed out since the mark is gone, zeroed.
 * For a loop whose steps each need memory for a moment. Marks nest like brackets. */
struct arena_mark {
    const void *block;
    size_t block_used;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

#endif
