/* doorway: how it stands at an appointment's door, from the store, and who must be told when that changes.
 *
 * door.h decides; this file hands it what it decides on. A guest hears of the door only by what they themselves
 * are offered: when the visit starts, fills up, empties or ends, exactly those are told whose own offer is another
 * than before (W3).
 *
 *   doorway_watch ──► whatever changes ──► doorway_tell */
#ifndef ANTEROOM_VISIT_DOORWAY_H
#define ANTEROOM_VISIT_DOORWAY_H

#include "visit/appointment/appointment_row.h"
#include "visit/door/door.h"
#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

struct command;

struct doorway {
    struct appointment appointment; /* its id none: there is no door here */
    struct visit visit;             /* the newest; meaningful when scene.running */
    struct door_scene scene;
};

/* ERR_NOT_FOUND. */
must_check enum err doorway_load(struct tx *tx, const struct id *practice_id,
                                 const struct id *appointment_id, struct doorway *out);
/* The same of an appointment that is loaded already. */
must_check enum err doorway_of(struct tx *tx, const struct appointment *appointment,
                               struct doorway *out);

/* Whether the link is dead for who comes now: its time is over and no visit runs. */
bool doorway_expired(const struct doorway *doorway, int64_t now_ms);

/* Whether the row's guest is a booked client whose portal session is open: for events, where the guest's own
 * request is not at hand. */
must_check enum err doorway_booked(struct tx *tx, const struct doorway *doorway,
                                   const struct invitation *row, int64_t now_ms, bool *out);

/* The row's guest as the door sees them. */
struct door_person doorway_person(const struct invitation *row, bool booked);

/* Whether the row's guest stands at the door: checked in, or has left and may come back. */
bool doorway_at_door(const struct invitation *row);

/* How it stands before a change; of no appointment (no id) there is nothing to watch. */
must_check enum err doorway_watch(struct tx *tx, const struct id *practice_id,
                                  const struct id *appointment_id, struct doorway *before);
/* After the change: a guest.view to each at the door whose offer has changed, but for `except` (may be NULL), who
 * has been told; and the appointment to the room. */
must_check enum err doorway_tell(struct command *c, struct tx *tx, const struct doorway *before,
                                 const struct id *except);

/* The visit is over: whoever still waits is at a door at which nothing has been said. */
must_check enum err doorway_close(struct command *c, struct tx *tx, const struct visit *visit);

#endif
