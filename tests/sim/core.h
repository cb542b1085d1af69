/* core: what all parts of the simulator share: a practice with three users, time, the dice, who has granted what to
 * whom, and the one way by which whatever leaves the server is looked at.
 *
 *   a part acts ──► people_call, people_guest ──► brings its own model up to date ──► core_finish ──► every watch
 *
 * A watch so sees each command with all models as they stand after it: "at the commit". */
#ifndef ANTEROOM_TESTS_CORE_H
#define ANTEROOM_TESTS_CORE_H

#include "../unit/visit/people.h"

#include "command/access.h"

enum { CORE_USERS = 3, CORE_WATCHES_MAX = 8, CORE_NOBODY = CORE_USERS };

/* What must have come about in many sequences, or they prove nothing. */
enum core_seen {
    SEEN_GUEST_IN,       /* a guest came into a visit that a host started */
    SEEN_ABOVE_CAPACITY, /* somebody is in by the host's word, above the capacity */
    SEEN_SEAT_MOVED,     /* a client went on on another device */
    SEEN_FULL,           /* the ninth was told that the visit is full */
    SEEN_FULL_AGAIN,     /* there was no place any more for somebody on hold */
    SEEN_DELEGATE,       /* a delegate did what was granted */
    SEEN_DENIED,         /* a user was refused for lack of a right */
    SEEN_HANDED_OVER,    /* a guest is in another's room */
    SEEN_TEXT,           /* a guest or a user wrote */
    SEEN_HELP,           /* a guest asked for help */
    SEEN_CODE,           /* a client signed in with a code */
    SEEN_CODE_OVER,      /* a code was used up, or too old */
    SEEN_LETTER_TWICE,   /* a letter left twice: the server died before the first was on record */
    SEEN_DEAD_LETTER,    /* a letter will never leave */
    SEEN_FRESH_LINK,     /* a letter brought a link that replaces another */
    SEEN_ROOM_HEARD,     /* a user's page heard of a guest */
    SEEN_DELEGATE_HEARD, /* a delegate's page did */
    SEEN_GUEST_HEARD,    /* a guest's page heard of itself */
    SEEN_VISIT_HEARD,    /* a guest's page heard of its visit */
    SEEN_NOTICE_HEARD,   /* a guest's page heard the room's notice */
    SEEN_PRESENCE_HEARD, /* a user's page heard who is there, or no more */
    SEEN_ASKED_TOO_MUCH, /* a guest's hello asked for others' streams */
    SEEN_PAGE_ENDED,     /* a page was told to go */
    SEEN_ADDED,          /* a client was booked for an appointment that there is already */
    SEEN_ADDED_RUNNING,  /* while its visit ran */
    SEEN_TAKEN_OUT,      /* a client was taken out of one */
    SEEN_PUT_BACK,       /* the clock was put back */
    SEEN_PULLED_IN,      /* a link would have lived longer by it, and did not */
    SEEN_ALERT,          /* a user was told of an arrival by letter */
    SEEN_ALERT_OTHER,    /* of one in another's room */
    SEEN_COUNT
};

struct core_watch {
    void *owner;
    void (*look)(void *owner, const struct command *c);
};

struct core {
    struct world world;
    struct id practice_id;
    struct world_user users[CORE_USERS];          /* each owns a waiting room */
    struct grant granted[CORE_USERS][CORE_USERS]; /* by the room's owner, to the user */
    int64_t behind_ms; /* by how much the clock has been put back, in all */
    uint64_t random;
    uint64_t *seen; /* by enum core_seen, over all sequences */
    struct core_watch watches[CORE_WATCHES_MAX];
    size_t watch_count;
};

/* The practice, its users signed in. `seen` is added to. */
void core_init(struct core *core, uint64_t seed, uint64_t seen[SEEN_COUNT]);
void core_fini(struct core *core);

/* It is this late, and the users have signed in anew. */
void core_time_to(struct core *core, int64_t now_ms);

/* How much time has really passed, up to a constant: it never goes back. */
int64_t core_true_ms(const struct core *core);

/* Watches look in the order in which they were added. */
void core_watch(struct core *core, void *owner, void (*look)(void *owner, const struct command *c));
/* Everybody looks at what left the server; frees the command and gives its status. */
int core_finish(struct core *core, struct command *c);

/* It has come about. */
void core_saw(struct core *core, enum core_seen what);
/* Prints what came about; false when something never did. */
bool core_saw_all(const uint64_t seen[SEEN_COUNT]);

uint32_t core_roll(struct core *core, uint32_t below);
/* Whether this user may do this to that user's room: what was granted, and not what the server thinks. */
bool core_may(const struct core *core, size_t user, size_t room, enum right right);
/* A user: the owner of the room mostly, else any. */
size_t core_somebody(struct core *core, size_t owner);
/* Whose session the command showed; CORE_NOBODY: no user's. */
size_t core_user_of(const struct core *core, const struct command *c);
/* Whose waiting room it is; CORE_NOBODY: none. */
size_t core_room_of(const struct core *core, const struct id *room_id);

/* One step of the granting: an owner gives, changes or takes back. */
void core_grant(struct core *core);

#endif
