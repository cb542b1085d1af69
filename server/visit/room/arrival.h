/* arrival: how an arrival reaches those who are not looking at the page (W16).
 *
 *   check-in ──► announce_arrival ──► room: guest.arrived, for the owner's and the delegates' open pages
 *                                └──► arrival_alert ──► user: room.arrived, for delegates who chose the room
 *                                                  └──► outbox: e-mail and SMS, to whoever chose them
 *
 * What leaves the house says that somebody arrived, and where to sign in: no name, of guest or owner, no
 * reason, no time (I13). The outbox row's subject is the user who is told. Every arrival is told; an SMS
 * beyond the day's cap goes by e-mail instead. Nothing here can make a check-in fail but the store. */
#ifndef ANTEROOM_VISIT_ARRIVAL_H
#define ANTEROOM_VISIT_ARRIVAL_H

#include "notify/sender.h"
#include "visit/invitation/invitation_row.h"

struct command;

enum {
    ARRIVAL_LIFE_S = 15 * 60,  /* an alert that could not be sent by then is of no use */
    ARRIVAL_TEST_EVERY_S = 10, /* test messages to one user */
};

/* Tells of the guest's arrival; after its guest.arrived. */
must_check enum err arrival_alert(struct command *c, struct tx *tx, const struct invitation *row);

/* Queues a test message to the user, by e-mail or to the mobile number that they have set. The caller has
 * checked that it may be sent. */
must_check enum err arrival_test(struct command *c, struct tx *tx, enum outbox_channel channel,
                                 const char *recipient);

/* Whether this file queued the row and so makes its text. */
bool arrival_is(const struct outbox_row *message);
/* For letter_compose. ERR_EXPIRED: it comes too late, the user has turned the alert off meanwhile, or was disabled. */
must_check enum err arrival_letter(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                                   struct letter *out);

#endif
