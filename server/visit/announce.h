/* announce: what must be told after a change of a guest, a visit or a notice, and to which stream. The only file that
 * knows; appointments are told by appointment_view.h, what concerns one user by whoever changes it.
 *
 *   room (staff): guest.changed, guest.removed, guest.handed_over, guest.arrived, door.asked, notice.changed, visit.changed
 *     in full
 *   guest (whoever holds this one seat): guest.view, that guest's own and nothing else (W3)
 *   notice (every guest of the room): notice.changed, which says nothing of anybody (W3)
 *   visit (guests who are in it): visit.changed without those who have not joined
 *   user (whoever hosts a visit, whichever room they look at): visit.changed, door.asked
 *
 * A whole view goes out each time, so a lost one does no harm. */
#ifndef ANTEROOM_VISIT_ANNOUNCE_H
#define ANTEROOM_VISIT_ANNOUNCE_H

#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

struct command;
struct notice;

/* The room's line: guest.changed, or guest.removed when it is listed no more. */
must_check enum err announce_room(struct command *c, struct tx *tx, const struct invitation *row);
/* The guest's own page. */
must_check enum err announce_guest(struct command *c, struct tx *tx, const struct invitation *row);
/* The notification of W7 and what goes with it (arrival.h); after announce_room. For every arrival, not
 * just the first. */
must_check enum err announce_arrival(struct command *c, struct tx *tx,
                                     const struct invitation *row);
/* The row is in another room from this commit on: the one that it left, the new one, the guest's page, and who
 * hears of the guest. `host_name` is the new room's owner. */
must_check enum err announce_handed_over(struct command *c, struct tx *tx,
                                         const struct invitation *row,
                                         const struct id *from_room_id, const char *host_name);
/* Those who work in the room, and every guest who waits in it. */
void announce_notice(struct command *c, const struct notice *notice);
/* Somebody asks to join the visit: door.asked to the room and to the host; after announce_visit. */
void announce_request(struct command *c, const struct visit *visit, const struct invitation *row);
/* Host and guests of the visit. */
must_check enum err announce_visit(struct command *c, struct tx *tx, const struct visit *visit);

/* The guest may produce and consume from this commit on, and hears of the visit; or no more. */
void announce_admitted(struct command *c, const struct invitation *row);
void announce_dismissed(struct command *c, const struct invitation *row);

#endif
