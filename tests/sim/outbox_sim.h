/* outbox_sim: the sender with a post that sometimes fails, and a server that dies between "sent" and "recorded".
 *
 *   queued ──pick──► on its way ──report──► sent, or tried again, or failed
 *     ▲                  │
 *     └──── crash ───────┘ the letter may have left: it leaves once more, and that is the only way to a second one
 *
 * What must hold: a letter leaves once, and once more for each crash between its leaving and its record; to one
 * recipient letters leave in the order in which they were queued; what was reported twice counts once; in the end
 * every letter has left or is a dead letter, and the store says so. */
#ifndef ANTEROOM_TESTS_OUTBOX_SIM_H
#define ANTEROOM_TESTS_OUTBOX_SIM_H

#include "core.h"

#include "notify/outbox.h"

enum { OUTBOX_SIM_LETTERS = 512, OUTBOX_SIM_SLOTS = 4, OUTBOX_SIM_RECIPIENTS = 64 };

struct outbox_sim_letter {
    struct id id;
    struct id subject;
    char kind[32];
    char to[64];
    enum outbox_channel channel;
    enum outbox_state state; /* as far as was reported */
    int64_t sequence;
    int64_t deadline_ms;
    size_t left;    /* how often it left */
    size_t crashes; /* between its leaving and its record */
};

/* A letter in the sender's hands. */
struct outbox_sim_slot {
    struct outbox_sim_letter *letter; /* NULL: free */
    struct outbox_outcome outcome;
    bool sent;
};

struct outbox_sim {
    struct core *core;
    void *owner;
    /* A letter has come; `text` is what it says. */
    void (*arrives)(void *owner, const struct outbox_sim_letter *letter, const char *text);
    struct outbox_sim_letter letters[OUTBOX_SIM_LETTERS];
    size_t count;
    struct outbox_sim_slot slots[OUTBOX_SIM_SLOTS];
};

void outbox_sim_init(struct outbox_sim *sim, struct core *core, void *owner,
                     void (*arrives)(void *owner, const struct outbox_sim_letter *letter,
                                     const char *text));
/* One step of the many: a letter is picked up, a report comes in, the gateway calls back. */
void outbox_sim_step(struct outbox_sim *sim);
/* The server is gone: what was on its way is not on record. Before the store is opened again. */
void outbox_sim_crash(struct outbox_sim *sim);
/* The post works again and time passes until nothing waits; then everything is accounted for. */
void outbox_sim_drain(struct outbox_sim *sim);

/* How many letters about the record were queued. */
size_t outbox_sim_count(const struct outbox_sim *sim, const struct id *subject);
/* And of those to this address. */
size_t outbox_sim_count_to(const struct outbox_sim *sim, const struct id *subject, const char *to);
/* Whether the newest of them has not left yet, as far as is on record, and dies then. */
bool outbox_sim_waits(const struct outbox_sim *sim, const struct id *subject, int64_t deadline_ms);
/* The newest letter of all; NULL: there is none. */
const struct outbox_sim_letter *outbox_sim_newest(const struct outbox_sim *sim);

#endif
