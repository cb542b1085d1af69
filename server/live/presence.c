#include "live/presence.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 4096 };

struct presence {
    struct presence_config config;
    size_t count;
    struct presence_entry *rows[ROWS];
};

struct presence *presence_new(const struct presence_config *config) {
    struct presence *presence = calloc(1, sizeof *presence);
    if (presence != NULL) {
        presence->config = *config;
    }
    return presence;
}

void presence_free(struct presence *presence) {
    for (size_t i = 0; presence != NULL && i < ROWS; i++) {
        while (presence->rows[i] != NULL) {
            struct presence_entry *entry = presence->rows[i];
            presence->rows[i] = entry->next;
            free(entry);
        }
    }
    free(presence);
}

/* Ids are random, so their first digits spread them evenly. */
static struct presence_entry **row_of(struct presence *presence, const struct id *id) {
    size_t row = 0;
    for (size_t i = 0; i < 3; i++) {
        unsigned char digit = (unsigned char)id->text[i];
        row = row * 16 + (size_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10) % 16;
    }
    return &presence->rows[row % ROWS];
}

static struct presence_entry **place_of(struct presence *presence, const struct id *id) {
    struct presence_entry **place = row_of(presence, id);
    while (*place != NULL && !id_equal(&(*place)->participant_id, id)) {
        place = &(*place)->next;
    }
    return place;
}

struct presence_entry *presence_find(struct presence *presence, const struct id *participant_id) {
    return *place_of(presence, participant_id);
}

static void unlink_entry(struct presence *presence, struct presence_entry **place) {
    struct presence_entry *entry = *place;
    *place = entry->next;
    presence->count--;
    free(entry);
}

/* Makes room by forgetting whoever left longest ago; only when the table is full. */
static bool make_room(struct presence *presence) {
    struct presence_entry **oldest = NULL;
    if (presence->count < PRESENCE_MAX) {
        return true;
    }
    for (size_t i = 0; i < ROWS; i++) {
        for (struct presence_entry **at = &presence->rows[i]; *at != NULL; at = &(*at)->next) {
            if ((*at)->state == PRESENCE_LEFT &&
                (oldest == NULL || (*at)->since_ms < (*oldest)->since_ms)) {
                oldest = at;
            }
        }
    }
    if (oldest != NULL) {
        unlink_entry(presence, oldest);
    }
    return oldest != NULL;
}

static struct presence_entry *add(struct presence *presence, const struct id *participant_id,
                                  bool user, enum presence_state state, struct live_time now) {
    struct presence_entry *entry = presence_find(presence, participant_id);
    if (entry != NULL) {
        return entry;
    }
    entry = make_room(presence) ? calloc(1, sizeof *entry) : NULL;
    if (entry == NULL) {
        return NULL;
    }
    struct presence_entry **row = row_of(presence, participant_id);
    *entry = (struct presence_entry){
        .participant_id = *participant_id,
        .user = user,
        .state = state,
        .since_ms = now.wall_ms,
        .heard_ms = now.mono_ms,
        .next = *row,
    };
    *row = entry;
    presence->count++;
    return entry;
}

struct presence_entry *presence_add(struct presence *presence, const struct id *participant_id,
                                    bool user, struct live_time now) {
    return add(presence, participant_id, user, PRESENCE_ONLINE, now);
}

struct presence_entry *presence_seed(struct presence *presence, const struct id *participant_id,
                                     bool user, struct live_time now) {
    return add(presence, participant_id, user, PRESENCE_RECONNECTING, now);
}

/* The one place where a state changes. */
static void change(struct presence *presence, struct presence_entry *entry,
                   enum presence_state state, struct live_time now) {
    if (entry->state != state) {
        entry->state = state;
        entry->since_ms = now.wall_ms;
        entry->told_ms = now.mono_ms;
        presence->config.changed(presence->config.owner, entry);
    }
}

void presence_heard(struct presence *presence, struct presence_entry *entry, struct live_time now) {
    entry->heard_ms = now.mono_ms;
    change(presence, entry, PRESENCE_ONLINE, now);
}

void presence_forget(struct presence *presence, const struct id *participant_id) {
    struct presence_entry **place = place_of(presence, participant_id);
    if (*place != NULL) {
        unlink_entry(presence, place);
    }
}

static int64_t own_or(int64_t own_ms, int64_t configured_ms) {
    return own_ms != 0 ? own_ms : configured_ms;
}

static void tell_again(struct presence *presence, struct presence_entry *entry,
                       struct live_time now) {
    bool gone = !entry->user && entry->state == PRESENCE_LEFT;
    if (gone && presence->config.still_left != NULL &&
        now.mono_ms - entry->told_ms >= PRESENCE_AGAIN_MS) {
        entry->told_ms = now.mono_ms;
        presence->config.still_left(presence->config.owner, entry);
    }
}

static void age(struct presence *presence, struct presence_entry *entry, struct live_time now) {
    const struct presence_config *config = &presence->config;
    int64_t silent_ms = now.mono_ms - entry->heard_ms;
    if (silent_ms >= own_or(entry->left_after_ms, config->left_after_ms)) {
        change(presence, entry, PRESENCE_LEFT, now);
    } else if (silent_ms >= own_or(entry->reconnecting_after_ms, config->reconnecting_after_ms)) {
        change(presence, entry, PRESENCE_RECONNECTING, now);
    }
}

void presence_tick(struct presence *presence, struct live_time now) {
    for (size_t i = 0; i < ROWS; i++) {
        struct presence_entry **at = &presence->rows[i];
        while (*at != NULL) {
            struct presence_entry *entry = *at;
            age(presence, entry, now);
            tell_again(presence, entry, now);
            if (entry->user && entry->state == PRESENCE_LEFT && id_is_none(&entry->visit_id)) {
                unlink_entry(presence, at);
            } else {
                at = &entry->next;
            }
        }
    }
}

void presence_each(struct presence *presence,
                   void (*each)(void *owner, struct presence_entry *entry), void *owner) {
    for (size_t i = 0; i < ROWS; i++) {
        for (struct presence_entry *entry = presence->rows[i]; entry != NULL; entry = entry->next) {
            each(owner, entry);
        }
    }
}

const char *presence_name(enum presence_state state) {
    static const char *const NAMES[] = {
        [PRESENCE_ONLINE] = "online",
        [PRESENCE_RECONNECTING] = "reconnecting",
        [PRESENCE_LEFT] = "left",
    };
    return NAMES[state];
}
