/* door_oracle: what must be seen at the door, from what the model knows, without asking the server (SPEC A3, A4, V4). */
#ifndef ANTEROOM_TESTS_DOOR_ORACLE_H
#define ANTEROOM_TESTS_DOOR_ORACLE_H

#include "door_sim.h"

struct door_sim_appointment *door_oracle_at(struct door_sim *sim,
                                            const struct door_sim_comer *comer);
/* Whose place it is; NULL: nobody's here. */
struct door_sim_comer *door_oracle_comer(struct door_sim *sim, const struct id *id);

/* Whether the comer's browser is signed in to the portal now; and whether as a booked client of the appointment. */
bool door_oracle_signed_in(const struct door_sim *sim, const struct door_sim_comer *comer);
bool door_oracle_booked(const struct door_sim *sim, const struct door_sim_comer *comer);
/* Those who are in; and with those who were admitted and have not come in yet. */
size_t door_oracle_in_count(const struct door_sim *sim, size_t appointment);
size_t door_oracle_promised(const struct door_sim *sim, size_t appointment);
/* Whether the comer has checked in, or has left and may come back. */
bool door_oracle_stands(const struct door_sim_comer *comer);
/* Whether the comer has a place that can still be used, or can make one; and whether it would be a new one. */
bool door_oracle_alive(const struct door_sim *sim, const struct door_sim_comer *comer);
bool door_oracle_fresh(const struct door_sim_comer *comer);

/* What the comer's page says of the door ("(none)": nothing), and which state it shows. */
const char *door_oracle_offer(const struct door_sim *sim, const struct door_sim_comer *comer);
const char *door_oracle_state(const struct door_sim *sim, const struct door_sim_comer *comer);

#endif
