/* audit_sim: every access is on record, under the name of whoever acted (S6, S8).
 *
 * It knows who acted from the request itself (whose cookie it showed), not from what the server made of it: a change
 * or a read has at least one row of its action under that name, one of them about the record that was named; a
 * refusal for lack of a right has one with its outcome; and nobody else's name stands beside that action. */
#ifndef ANTEROOM_TESTS_AUDIT_SIM_H
#define ANTEROOM_TESTS_AUDIT_SIM_H

#include "core.h"

struct audit_sim {
    struct core *core;
    int64_t seen; /* the newest row that was looked at */
};

/* Watches the core from here on. */
void audit_sim_init(struct audit_sim *sim, struct core *core);
/* The chain verifies from its first row to its last. */
void audit_sim_verify(const struct audit_sim *sim);

#endif
