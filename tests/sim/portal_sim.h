/* portal_sim: clients sign in to the portal with a code from a letter (A2).
 *
 * A request is a browser's own: its code opens one session, of that client; ten minutes from when it was asked for, and
 * five wrong ones, are the end of it; a newer request is the end of the older one; another browser's code is wrong. */
#ifndef ANTEROOM_TESTS_PORTAL_SIM_H
#define ANTEROOM_TESTS_PORTAL_SIM_H

#include "door_sim.h"

/* Asks for a code, or types one, right or wrong. True: the client is signed in now. */
bool portal_sim_sign_in(struct door_sim *sim, struct door_sim_comer *comer);
void portal_sim_sign_out(struct door_sim *sim, struct door_sim_comer *comer);
/* A letter has come. False: it brings no code. */
bool portal_sim_letter(struct door_sim *sim, const struct outbox_sim_letter *letter,
                       const char *text);

#endif
