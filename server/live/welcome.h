/* welcome: what a connection hears first: `welcome`, then the snapshot of each of its streams with the number of the
 * stream's last event.
 *
 *   hello's reply, [{"stream","data"}] ──► one `snapshot` each; a room's gets the presence of its guests
 *
 * A room may hold hundreds: whoever opens it gets their presence with the snapshot, and nobody else hears of it
 * again. */
#ifndef ANTEROOM_LIVE_WELCOME_H
#define ANTEROOM_LIVE_WELCOME_H

#include "live/listeners.h"
#include "live/presence.h"

/* The socket has its subscriptions already. `snapshots` is JSON text, or NULL: none. ERR_INVALID: it is no such list;
 * ERR_NOMEM. After an error the socket may have heard a part. */
must_check enum err welcome_say(struct listeners *listeners, struct presence *presence,
                                struct live_socket *socket, const char *snapshots,
                                struct live_time now);

#endif
