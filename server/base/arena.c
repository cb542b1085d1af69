#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 4096, SMALL_BLOCK_BYTES = 512 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

struct arena {
    struct block *blocks;
    size_t used;
    size_t limit;
    size_t block_bytes;
};

static struct arena *arena_of(size_t limit_bytes, size_t block_bytes) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL) {
        arena->limit = limit_bytes;
        arena->block_bytes = block_bytes;
    }
    return arena;
}

struct arena *arena_new(size_t limit_bytes) {
    return arena_of(limit_bytes, BLOCK_BYTES);
}

struct arena *arena_new_small(size_t limit_bytes) {
    return arena_of(limit_bytes, SMALL_BLOCK_BYTES);
}

void arena_free(struct arena *arena) {
    if (arena == NULL) {
        return;
    }
    arena_rewind(arena, (struct arena_mark){.block = NULL});
    free(arena);
}

struct arena_mark arena_mark(const struct arena *arena) {
    return (struct arena_mark){
        .block = arena->blocks,
        .block_used = arena->blocks == NULL ? 0 : arena->blocks->used,
        .used = arena->used,
    };
}

void arena_rewind(struct arena *arena, struct arena_mark mark) {
    while (arena->blocks != mark.block) {
        struct block *block = arena->blocks;
        must(block != NULL);
        arena->blocks = block->next;
        explicit_bzero(block->data, block->used);
        free(block);
    }
    if (arena->blocks != NULL) {
        must(arena->blocks->used >= mark.block_used);
        explicit_bzero(arena->blocks->data + mark.block_used,
                       arena->blocks->used - mark.block_used);
        arena->blocks->used = mark.block_used;
    }
    arena->used = mark.used;
}

static struct block *arena_grow(struct arena *arena, size_t size) {
    size_t room = size > arena->block_bytes ? size : arena->block_bytes;
    struct block *block = calloc(1, sizeof *block + room);
    if (block == NULL) {
        return NULL;
    }
    block->size = room;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX - alignment) {
        return NULL;
    }
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (rounded > arena->limit - arena->used) {
        return NULL;
    }
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        block = arena_grow(arena, rounded);
    }
    if (block == NULL) {
        return NULL;
    }
    void *memory = block->data + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memory;
}

char *arena_text(struct arena *arena, const void *data, size_t size) {
    if (size == SIZE_MAX) {
        return NULL;
    }
    char *text = arena_alloc(arena, size + 1);
    if (text != NULL && size > 0) {
        memcpy(text, data, size);
    }
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        return NULL;
    }
    char *text = arena_alloc(arena, (size_t)size + 1);
    if (text == NULL) {
        return NULL;
    }
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}
