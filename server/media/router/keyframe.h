/* keyframe: when to ask a sender for a key frame.
 *
 *              want, and 500 ms since the last request        want, too soon
 *   KEY_NONE ───────────────────────────────► KEY_DUE ◄────── KEY_PENDING ◄────── KEY_NONE
 *      ▲                                         │ asked          500 ms are over: due
 *      │ a key frame came, in any state          ▼
 *      └─────────────────────────────────── KEY_ASKED ── 500 ms without one: KEY_DUE again
 *
 * At most one request a source per 500 ms; one that was held back stays pending, a lost one is
 * repeated, else the first picture is late or frozen. Pure: time is handed in. */
#ifndef ANTEROOM_MEDIA_ROUTER_KEYFRAME_H
#define ANTEROOM_MEDIA_ROUTER_KEYFRAME_H

#include <stdbool.h>
#include <stdint.h>

enum { KEYFRAME_INTERVAL_MS = 500 };

enum keyframe_state { KEY_NONE, KEY_PENDING, KEY_DUE, KEY_ASKED };

struct keyframe {
    enum keyframe_state state;
    bool ever_asked;
    int64_t asked_ms;
};

/* Somebody needs a key frame. */
void keyframe_want(struct keyframe *keyframe, int64_t now_ms);
/* One came. */
void keyframe_arrived(struct keyframe *keyframe);
/* Whether to send a request now; the caller that gets true sends it. */
bool keyframe_ask(struct keyframe *keyframe, int64_t now_ms);

/* Whether a VP8 payload (RFC 7741 section 4) is the first packet of a key frame. */
bool keyframe_starts_vp8(const uint8_t *payload, uint64_t size);

#endif
