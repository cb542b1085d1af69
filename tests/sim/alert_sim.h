/* alert_sim: how each user is told of arrivals by letter, and that they are (W16, I13).
 *
 * It knows who has chosen what, and counts the arrivals itself. What must hold: every arrival, not just the first, is one
 * letter by each way that was chosen, to the room's owner and to whoever has chosen the room and may view it now, and to
 * nobody else; a letter names no guest; it leaves neither after its quarter of an hour nor when it is no longer wanted. */
#ifndef ANTEROOM_TESTS_ALERT_SIM_H
#define ANTEROOM_TESTS_ALERT_SIM_H

#include "core.h"

struct outbox_sim;
struct outbox_sim_letter;

struct alert_sim_choice {
    bool email;
    bool sms;
    bool rooms[CORE_USERS]; /* of others */
    size_t letters[2];      /* that must have been queued: by e-mail, by text message */
    int64_t last_ms;        /* the newest of them */
};

struct alert_sim {
    struct core *core;
    struct outbox_sim *outbox;
    struct alert_sim_choice users[CORE_USERS];
};

/* Watches the core from here on; after outbox_sim_init. */
void alert_sim_init(struct alert_sim *sim, struct core *core, struct outbox_sim *outbox);
/* One step of the many: a user chooses how to be told, or asks for a test. */
void alert_sim_step(struct alert_sim *sim);
/* A letter has come; asserts that it may. False: it is no alert. */
bool alert_sim_letter(struct alert_sim *sim, const struct outbox_sim_letter *letter,
                      const char *text);

#endif
