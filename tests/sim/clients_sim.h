/* clients_sim: who is booked changes, before a visit and while it runs (A1, A3, A4).
 *
 * What must hold: the door follows at once. Whoever was taken out has no Join now any more for being a client, and their
 * place is closed; whoever was added has it. Each of them has one letter, and nobody else has any. Nobody is taken out
 * who is in. */
#ifndef ANTEROOM_TESTS_CLIENTS_SIM_H
#define ANTEROOM_TESTS_CLIENTS_SIM_H

#include "door_sim.h"

/* Some user adds clients, takes clients out, or both. */
void clients_sim_change(struct door_sim *sim);
/* The client's own pages list the appointments that book them, and no other (A2). */
void clients_sim_check_portal(struct door_sim *sim, struct door_sim_comer *comer);

#endif
