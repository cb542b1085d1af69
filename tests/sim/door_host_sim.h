/* door_host_sim: what the host, and whoever has the right or has not, does at the door: start, admit, deny, hold, remove. */
#ifndef ANTEROOM_TESTS_DOOR_HOST_SIM_H
#define ANTEROOM_TESTS_DOOR_HOST_SIM_H

#include "door_sim.h"

/* Any press about any comer. */
void door_host_sim_acts(struct door_sim *sim);
void door_host_sim_start(struct door_sim *sim);
void door_host_sim_admit_all(struct door_sim *sim);
/* The host's connection is lost, or is back. */
void door_host_sim_is_lost(struct door_sim *sim);
/* The host takes in whoever stands there, and they come. */
void door_host_sim_let_in(struct door_sim *sim);
/* Somebody asks, is answered, and asks again. */
void door_host_sim_plead(struct door_sim *sim);
/* Many come at once, and the host takes in whom the door would not. */
void door_host_sim_crowd(struct door_sim *sim);
/* Somebody goes on hold, another takes the place, and the first is to be taken in again. */
void door_host_sim_change_places(struct door_sim *sim);

#endif
