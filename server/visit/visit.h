/* visit: the life of one visit as seen from its host. Pure: no clock, no store, no media.
 *
 *               host_left, host_lost, restart
 *    running ────────────────────────► host_away ──┐ host_left: the nearer deadline holds
 *       ▲ │  ◄──────────────────────── │  ▲        │ host_lost: nothing changes
 *       └─┘      host_returned         │  └────────┘ restart: who had dropped gets the whole time again
 *   host_returned │                    │ end, or time_up at the deadline
 *                 │ end                ▼
 *                 └────────────────► ended ◄── end (twice is well)
 *
 * What holds:
 *   running    the host is there. away_until_ms is 0.
 *   host_away  the host pressed Leave (1 min) or dropped (5 min; both practice settings). The others are told;
 *              at away_until_ms the visit ends for all: nobody is left alone in it (V5).
 *   ended      final; nobody may produce or consume. */
#ifndef ANTEROOM_VISIT_VISIT_H
#define ANTEROOM_VISIT_VISIT_H

#include "base/err.h"

#include <stdint.h>

enum {
    VISIT_PEOPLE_MAX = 8, /* host, guests and attendees together (V1) */
    VISIT_START_MAX = 3,  /* guests with whom a host may start at once (W8) */
};

enum visit_state { VISIT_RUNNING, VISIT_HOST_AWAY, VISIT_ENDED, VISIT_STATE_COUNT };

enum visit_reason {
    VISIT_NO_REASON,
    VISIT_HOST_ENDED,
    VISIT_HOST_LEFT,
    VISIT_HOST_LOST,
    VISIT_REASON_COUNT
};

enum visit_message {
    VISIT_MESSAGE_END,           /* host_end */
    VISIT_MESSAGE_HOST_LEFT,     /* host_leave */
    VISIT_MESSAGE_HOST_LOST,     /* visit_host_lost */
    VISIT_MESSAGE_HOST_RETURNED, /* visit_host_returned, live_hello */
    VISIT_MESSAGE_RESTART,       /* visit_restart */
    VISIT_MESSAGE_TIME_UP,       /* visit_tick */
    VISIT_MESSAGE_COUNT
};

struct visit_life {
    enum visit_state state;
    enum visit_reason
        reason; /* why the host is away, or why it ended; VISIT_NO_REASON while running */
    int64_t away_until_ms; /* host_away only, else 0 */
    int64_t ended_at_ms;   /* ended only, else 0 */
};

struct visit_graces {
    int64_t left_s; /* after Leave */
    int64_t lost_s; /* after a drop */
};

/* The one change of state. ERR_CONFLICT, `life` untouched: the table has no such row, or TIME_UP
 * came before away_until_ms. A message that has a row back to its own state answers ERR_OK. */
must_check enum err visit_change(struct visit_life *life, enum visit_message message,
                                 const struct visit_graces *graces, int64_t now_ms);

/* The names of SQL; "running", "host_away", "ended". */
const char *visit_state_name(enum visit_state state);
/* "", "host_ended", "host_left", "host_lost". */
const char *visit_reason_name(enum visit_reason reason);
must_check enum err visit_state_parse(const char *name, enum visit_state *out);
must_check enum err visit_reason_parse(const char *name, enum visit_reason *out);

#endif
