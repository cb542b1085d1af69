/* restart: what a start does before the first command: everybody who was checked in or in a visit when the server ended
 * is expected back, reconnecting with the whole grace (SPEC W10, V9). */
#ifndef ANTEROOM_SERVE_RESTART_H
#define ANTEROOM_SERVE_RESTART_H

#include "live/live.h"
#include "store/store.h"

/* Runs visit_restart on this thread, so the store has no other writer yet, and seeds the presence with whom it names.
 * ERR_NOMEM; ERR_IO: the command failed. */
must_check enum err restart_expect(struct store *store, struct live *live, struct live_time now);

#endif
