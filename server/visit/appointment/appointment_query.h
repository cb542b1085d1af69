/* appointment_query: which day of which room is asked for: "day=2026-03-31&room=ID". */
#ifndef ANTEROOM_VISIT_APPOINTMENT_QUERY_H
#define ANTEROOM_VISIT_APPOINTMENT_QUERY_H

#include "base/id.h"
#include "visit/appointment/appointment_time.h"

struct command;

struct appointment_query {
    char day[APPOINTMENT_TIME_DAY_TEXT]; /* "": today; not checked */
    struct id room_id;                   /* none: one's own */
};

/* Reads the command's query string; each name may stand there once, others may not. ERR_INVALID with the problem
 * set. */
must_check enum err appointment_query_read(struct command *c, struct appointment_query *out);

#endif
