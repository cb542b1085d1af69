/* bridge: joins the pages' live connections to the stage, both on the gateway's thread.
 *
 *   page's `media` message ─► bridge_media ─► (first one: stage_enter, stage_admit) ─► stage_request ─► reply
 *   commit's effect ────────► bridge_effect ─► stage_admit, stage_leave, stage_end
 *   stage's notification ───► the connection that speaks for the participant
 *
 * A person enters the stage with the first media message of a page and leaves it with the visit, or when nothing was
 * heard of them for the whole grace: a page that reconnects finds its transports as they were. Who is admitted to
 * which visit is live's to know; the bridge decides nothing. */
#ifndef ANTEROOM_SERVE_BRIDGE_H
#define ANTEROOM_SERVE_BRIDGE_H

#include "gateway/gateway.h"
#include "media/stage/stage.h"

struct bridge {
    struct gateway *gateway; /* set once the gateway is there */
    struct stage *stage;     /* the same */
    bool entering;
};

/* For stage_owner.notify, with the bridge as its owner. */
void bridge_notify(void *bridge, const char *participant_id, const char *name, json_t *data);
void bridge_media(struct bridge *bridge, const struct socket_media *message);
void bridge_effect(struct bridge *bridge, const struct effect *effect);
void bridge_left(struct bridge *bridge, const struct id *participant_id);

#endif
