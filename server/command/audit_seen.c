#include "command/audit_seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 60 * 60 * 1000 };

struct entry {
    struct id reader;
    struct id record;
    const char *action;
    int64_t hour;
};

struct audit_seen {
    pthread_mutex_t lock;
    struct entry entries[AUDIT_SEEN_MAX];
};

struct audit_seen *audit_seen_new(void) {
    struct audit_seen *seen = calloc(1, sizeof *seen);
    if (seen != NULL) {
        must(pthread_mutex_init(&seen->lock, NULL) == 0);
    }
    return seen;
}

void audit_seen_free(struct audit_seen *seen) {
    if (seen != NULL) {
        pthread_mutex_destroy(&seen->lock);
        free(seen);
    }
}

static struct id reader_of(const struct actor *actor) {
    if (!id_is_none(&actor->session_id)) {
        return actor->session_id;
    }
    return id_is_none(&actor->client_session_id) ? actor->guest_id : actor->client_session_id;
}

static struct entry entry_of(const struct command *c, const struct audit_note *note) {
    return (struct entry){
        .reader = reader_of(&c->actor),
        .record = note->id,
        .action = c->kind->name,
        .hour = c->now_ms / HOUR_MS,
    };
}

/* Ids are random already, so their first digits are a hash. */
static struct entry *place_of(struct audit_seen *seen, const struct entry *entry) {
    uint64_t hash = (uint64_t)entry->hour * 1099511628211u;
    for (size_t i = 0; i < 8; i++) {
        hash = hash * 31 + (uint64_t)entry->reader.text[i];
        hash = hash * 31 + (uint64_t)entry->record.text[i];
    }
    return &seen->entries[hash % AUDIT_SEEN_MAX];
}

static bool is_same(const struct entry *a, const struct entry *b) {
    return a->hour == b->hour && a->action == b->action && id_equal(&a->reader, &b->reader) &&
           id_equal(&a->record, &b->record);
}

void audit_seen_drop_known(struct audit_seen *seen, struct command *c) {
    size_t kept = 0;
    pthread_mutex_lock(&seen->lock);
    for (size_t i = 0; i < c->audit_count; i++) {
        struct entry entry = entry_of(c, &c->audits[i]);
        bool nobody = id_is_none(&entry.reader);
        if (nobody || !is_same(place_of(seen, &entry), &entry)) {
            c->audits[kept++] = c->audits[i];
        }
    }
    pthread_mutex_unlock(&seen->lock);
    c->audit_count = kept;
}

void audit_seen_add(struct audit_seen *seen, const struct command *c) {
    pthread_mutex_lock(&seen->lock);
    for (size_t i = 0; i < c->audit_count; i++) {
        struct entry entry = entry_of(c, &c->audits[i]);
        *place_of(seen, &entry) = entry;
    }
    pthread_mutex_unlock(&seen->lock);
}
