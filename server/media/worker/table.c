#include "media/worker/table.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t key) {
    key ^= key >> 33;
    key *= UINT64_C(0xff51afd7ed558ccd);
    key ^= key >> 33;
    key *= UINT64_C(0xc4ceb9fe1a85ec53);
    return key ^ key >> 33;
}

enum err table_init(struct table *table, size_t limit) {
    size_t size = 16;
    while (size < 2 * limit) {
        size *= 2;
    }
    *table = (struct table){.size = size, .limit = limit};
    table->entries = calloc(size, sizeof *table->entries);
    return table->entries == NULL ? ERR_NOMEM : ERR_OK;
}

void table_fini(struct table *table) {
    free(table->entries);
    memset(table, 0, sizeof *table);
}

static size_t place_of(const struct table *table, uint64_t key) {
    size_t at = mix(key) & (table->size - 1);
    while (table->entries[at].value != NULL && table->entries[at].key != key) {
        at = (at + 1) & (table->size - 1);
    }
    return at;
}

enum err table_add(struct table *table, uint64_t key, void *value) {
    size_t at = place_of(table, key);
    if (table->entries[at].value != NULL) {
        return ERR_CONFLICT;
    }
    if (table->count == table->limit) {
        return ERR_FULL;
    }
    table->entries[at] = (struct table_entry){.key = key, .value = value};
    table->count++;
    return ERR_OK;
}

void *table_find(const struct table *table, uint64_t key) {
    return table->entries[place_of(table, key)].value;
}

/* Moves the entries behind the hole back, so that no probe ends too early. */
void table_remove(struct table *table, uint64_t key) {
    size_t hole = place_of(table, key);
    if (table->entries[hole].value == NULL) {
        return;
    }
    table->count--;
    size_t mask = table->size - 1;
    for (size_t at = (hole + 1) & mask; table->entries[at].value != NULL; at = (at + 1) & mask) {
        size_t home = mix(table->entries[at].key) & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            table->entries[hole] = table->entries[at];
            hole = at;
        }
    }
    table->entries[hole] = (struct table_entry){0};
}

void *table_next(const struct table *table, size_t *index) {
    while (*index < table->size) {
        void *value = table->entries[(*index)++].value;
        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}

static size_t path_slot(const struct ice_path *path) {
    uint64_t words[4];
    memcpy(words, path->remote.ip, 16);
    memcpy(words + 2, path->local, 16);
    uint64_t rest = (uint64_t)path->via << 16 | path->remote.port;
    return mix(mix(mix(words[0] ^ words[2]) ^ words[1] ^ words[3]) ^ rest) & (PATH_SLOTS - 1);
}

uint64_t path_find(const struct paths *paths, const struct ice_path *path) {
    size_t at = path_slot(path);
    for (size_t i = 0; i < PATH_PROBES; i++) {
        const struct path_entry *entry = &paths->entries[(at + i) & (PATH_SLOTS - 1)];
        if (entry->transport != 0 && ice_path_equal(&entry->path, path)) {
            return entry->transport;
        }
    }
    return 0;
}

void path_note(struct paths *paths, const struct ice_path *path, uint64_t transport) {
    size_t at = path_slot(path);
    struct path_entry *chosen = &paths->entries[(at + transport % PATH_PROBES) & (PATH_SLOTS - 1)];
    for (size_t i = PATH_PROBES; i > 0; i--) {
        struct path_entry *entry = &paths->entries[(at + i - 1) & (PATH_SLOTS - 1)];
        if (entry->transport == 0) {
            chosen = entry;
        }
    }
    for (size_t i = 0; i < PATH_PROBES; i++) {
        struct path_entry *entry = &paths->entries[(at + i) & (PATH_SLOTS - 1)];
        if (entry->transport != 0 && ice_path_equal(&entry->path, path)) {
            chosen = entry;
        }
    }
    *chosen = (struct path_entry){.path = *path, .transport = transport};
}
