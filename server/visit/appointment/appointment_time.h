/* appointment_time: the practice's days and hours as instants (A1). */
#ifndef ANTEROOM_VISIT_APPOINTMENT_TIME_H
#define ANTEROOM_VISIT_APPOINTMENT_TIME_H

#include "base/err.h"

#include <stdint.h>

struct command;
struct practice;

enum { APPOINTMENT_TIME_DAY_TEXT = sizeof "2026-03-29" };

/* Reads a date and a time of the practice's clocks, as people write them, into an instant. ERR_INVALID with the
 * problem set, field `date` or `time`: no such day, or a time that the clocks leave out or pass twice. */
must_check enum err appointment_time_read(struct command *c, const struct practice *practice,
                                          const char *date, const char *time, int64_t *at_ms);

/* The instants at which the practice's day begins and ends; "" is today, and `day` then says which it is.
 * ERR_INVALID with the problem set. */
must_check enum err appointment_time_day(struct command *c, const struct practice *practice,
                                         char day[APPOINTMENT_TIME_DAY_TEXT], int64_t *from_ms,
                                         int64_t *to_ms);

#endif
