/* zone: what a practice's clocks show, from the system's time zone database, by GLib: the C library knows
 * one zone for the whole process, and the server's threads each need that of a practice.
 *
 *   zone_load("Europe/Berlin") ──► struct zone ──► zone_offset_s   what the clocks show at an instant
 *                                              └─► zone_find_s     at which instant they show something
 *
 * A civil time is counted in seconds as if it were UTC ("2026-03-29 02:30" is what gmtime would show). */
#ifndef ANTEROOM_BASE_ZONE_H
#define ANTEROOM_BASE_ZONE_H

#include "base/err.h"

#include <stdint.h>

enum { ZONE_NAME_MAX = 64 };

struct zone {
    void *rules; /* GLib's; immutable, so that any thread may ask it */
};

/* The zone of that IANA name; ends with zone_free. ERR_NOT_FOUND: no such zone, or a name that can be none. */
must_check enum err zone_load(const char *name, struct zone *out);
void zone_free(struct zone *zone);

/* Seconds east of Greenwich at the instant. */
int32_t zone_offset_s(const struct zone *zone, int64_t utc_s);

enum zone_fit {
    ZONE_ONCE,
    ZONE_SKIPPED, /* the clocks are put forward over it; the instant is the change */
    ZONE_TWICE,   /* the clocks are put back over it; the instant is the first of the two */
};

/* The instant at which the clocks show `civil_s`. */
enum zone_fit zone_find_s(const struct zone *zone, int64_t civil_s, int64_t *utc_s);

/* The day of the Gregorian calendar that is `days` after 1970-01-01; years 1 to 9999. */
void zone_date(int64_t days, int *year, int *month, int *day);

/* Reads "2026-03-29" (a day that exists, years 1970..9999) into days since 1970-01-01, and "23:59" into
 * minutes. ERR_INVALID. */
must_check enum err zone_read_date(const char *text, int64_t *days);
must_check enum err zone_read_time(const char *text, int *minutes);

#endif
