/* door_guest_sim: those who come by an appointment's link: they take a place, test, join, ask, leave, are lost, sign in. */
#ifndef ANTEROOM_TESTS_DOOR_GUEST_SIM_H
#define ANTEROOM_TESTS_DOOR_GUEST_SIM_H

#include "door_sim.h"

/* Somebody new opens the link; arrives: and goes as far as the door lets them. */
void door_guest_sim_come(struct door_sim *sim);
void door_guest_sim_arrives(struct door_sim *sim);
/* Any press of any comer. */
void door_guest_sim_acts(struct door_sim *sim);
void door_guest_sim_join(struct door_sim *sim, struct door_sim_comer *comer);
void door_guest_sim_ask(struct door_sim *sim, struct door_sim_comer *comer);
void door_guest_sim_is_lost(struct door_sim *sim);
void door_guest_sim_sign_in_or_out(struct door_sim *sim);
/* The server has answered the comer's own browser: their session is fresh, and the place is the client's. */
void door_guest_sim_recognised(struct door_sim *sim, struct door_sim_comer *comer);
/* The place of whoever waited in vain is no more. */
void door_guest_sim_lapse(struct door_sim_comer *comer);

#endif
