/* booking_sim: appointments are booked, moved and cancelled, by the room's owner and by others (A1, I9). */
#ifndef ANTEROOM_TESTS_BOOKING_SIM_H
#define ANTEROOM_TESTS_BOOKING_SIM_H

#include "door_sim.h"

void booking_sim_book(struct door_sim *sim);
void booking_sim_move(struct door_sim *sim);
void booking_sim_cancel(struct door_sim *sim);
/* Each of its clients has had exactly the letters that what was done asks for. */
void booking_sim_check_letters(const struct door_sim *sim, const struct door_sim_appointment *at);
/* A letter has come: asserts that it brings the appointment's one link. False: none of ours. */
bool booking_sim_letter(const struct door_sim *sim, const struct outbox_sim_letter *letter,
                        const char *text);

#endif
