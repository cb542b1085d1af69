/* answer: the host's word about one person at an appointment's door. */
#ifndef ANTEROOM_VISIT_ANSWER_H
#define ANTEROOM_VISIT_ANSWER_H

#include "visit/invitation/invitation_row.h"

struct command;

/* Admits whoever stands at the door, saves that and tells the room and the guest; whoever was admitted or is in
 * already stays so. The visit is the caller's to announce. ERR_CONFLICT with the problem `visit-full`: with those
 * who are in and those who were admitted and have not come in yet it would be nine (V1). */
must_check enum err answer_admit_one(struct command *c, struct tx *tx, struct invitation *row);

#endif
