/* appointment_clients: who is booked, and changing it (A1).
 *
 * A change names whom to add and whom to take out, not the whole list: two users who change it at once lose nothing of
 * each other's. Whoever is booked already, or was taken out already, is left as they are; when nothing changes nobody is told.
 *
 *                      before the start, or between visits     while its visit runs
 *   added              gets the time and the link              the same, and enters with Join now (A3); the capacity
 *                                                              grows by one: who may join now is told at once (A4)
 *     there, signed in is the client at that place             the same, and their page shows Join now at once
 *   taken out          is told that it was cancelled for them  the same; the capacity falls by one, and whoever is in
 *                                                              stays in
 *     at the door      sees that the provider cancelled it     the same
 *     in, or on hold                                           refused: the host removes them from the visit first
 *   added once more    comes anew, on any device               the same
 *
 * Of a cancelled appointment, or of one whose time is over, nobody is changed. One to seven are booked at any time. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_CLIENTS_H
#define ANTEROOM_VISIT_APPOINTMENT_CLIENTS_H

#include "command/fields.h"

struct command;
struct tx;

/* Each stands in the address book; notes them for the audit log. Else the problem of `field`. */
must_check enum err appointment_clients_check(struct command *c, struct tx *tx,
                                              const struct id_list *ids, const char *field);

#endif
