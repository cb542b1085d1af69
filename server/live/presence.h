/* presence: who is there, from heartbeats alone. It lives in memory and decides nothing that lasts.
 *
 *            heard                       heard
 *          ┌───────────────┬─────────────────────────────┐
 *          ▼               │                             │
 *   ──► online ──5 s──► reconnecting ──2 min──► left ────┘
 *                          ▲
 *   seed (after a start) ──┘
 *
 * Both times count from the last heartbeat; a seeded participant's from the start, so that everybody has the
 * whole grace. A closed connection is no heartbeat and no end of one: a reload is back before anybody sees
 * it. `since_ms` is when the state began. Pure: time is handed in. */
#ifndef ANTEROOM_LIVE_PRESENCE_H
#define ANTEROOM_LIVE_PRESENCE_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PRESENCE_MAX = 65536, /* participants; a further one takes the place of one that left */
    PRESENCE_AGAIN_MS =
        10 * 60 * 1000, /* so often it is told of whoever left that they are still gone */
};

/* `mono_ms` decides, `wall_ms` is told. */
struct live_time {
    int64_t mono_ms;
    int64_t wall_ms;
};

enum presence_state { PRESENCE_ONLINE, PRESENCE_RECONNECTING, PRESENCE_LEFT };

struct presence_entry {
    struct id participant_id; /* the user's or the invitation's */
    bool user;                /* a user; else a guest */
    struct id room_id;        /* whose list shows it; none for users */
    struct id visit_id;       /* whose people see it, or none */
    enum presence_state state;
    int64_t since_ms;              /* wall clock */
    int64_t heard_ms;              /* monotonic */
    int64_t told_ms;               /* monotonic: when it was last told that they left */
    int64_t reconnecting_after_ms; /* this participant's own times; 0: those of the configuration */
    int64_t left_after_ms;
    struct presence_entry *next; /* in its row of the table */
};

struct presence;

struct presence_config {
    int64_t reconnecting_after_ms;
    int64_t left_after_ms;
    void *owner;
    /* The state of a known participant changed. The entry may not be forgotten from inside. */
    void (*changed)(void *owner, const struct presence_entry *entry);
    /* A guest who left is not back, PRESENCE_AGAIN_MS after that was told last. May be NULL. */
    void (*still_left)(void *owner, const struct presence_entry *entry);
};

struct presence *presence_new(const struct presence_config *config);
/* Takes NULL. */
void presence_free(struct presence *presence);

/* The entry, or NULL. Valid until it is forgotten; a call that adds may forget one that left. */
struct presence_entry *presence_find(struct presence *presence, const struct id *participant_id);
/* The entry, added as online (no change is told) when it is new. NULL: full, or memory is short. */
struct presence_entry *presence_add(struct presence *presence, const struct id *participant_id,
                                    bool user, struct live_time now);
/* As presence_add, but reconnecting from `now`; a known entry stays as it is. */
struct presence_entry *presence_seed(struct presence *presence, const struct id *participant_id,
                                     bool user, struct live_time now);
/* A heartbeat. */
void presence_heard(struct presence *presence, struct presence_entry *entry, struct live_time now);
void presence_forget(struct presence *presence, const struct id *participant_id);
/* Lets time pass: at least once a second. Users who left and are in no visit are forgotten. */
void presence_tick(struct presence *presence, struct live_time now);
/* Calls `each` for every entry. */
void presence_each(struct presence *presence,
                   void (*each)(void *owner, struct presence_entry *entry), void *owner);

/* "online", "reconnecting", "left". */
const char *presence_name(enum presence_state state);

#endif
