/* zone: a time zone's rules, read from the system's database (TZif, RFC 9636), without the C library's one
 * global zone: the server's threads each need the zone of a practice.
 *
 *   zone_load("Europe/Berlin") ──► struct zone ──► zone_offset_s   what the clocks show at an instant
 *                                              └─► zone_find_s     at which instant they show something
 *
 * A civil time is counted in seconds as if it were UTC ("2026-03-29 02:30" is what gmtime would show). */
#ifndef ANTEROOM_BASE_ZONE_H
#define ANTEROOM_BASE_ZONE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ZONE_NAME_MAX = 64,
    ZONE_FILE_MAX = 64 * 1024,
};

/* One of the two yearly changes of a POSIX rule such as "M3.5.0/2". */
struct zone_change {
    enum { ZONE_MONTH_WEEK_DAY, ZONE_JULIAN, ZONE_DAY_OF_YEAR } kind;
    int month, week,
        day;        /* M: 1..12, 1..5 (5: the last), 0..6; else only day: J 1..365, n 0..365 */
    int32_t time_s; /* of the clocks before the change */
};

/* What holds after the last transition. */
struct zone_rule {
    bool known;
    bool summer; /* false: only standard_s */
    int32_t standard_s, summer_s;
    struct zone_change begins, ends;
};

/* Members are zone.c's own; what they point to lies in the arena. */
struct zone {
    const uint8_t *times; /* count big-endian 64-bit numbers, checked to ascend */
    const uint8_t *kinds; /* count indices into types */
    size_t count;
    const uint8_t *types; /* type_count records of six bytes */
    size_t type_count;
    struct zone_rule rule;
};

/* Reads the zone of that IANA name. ERR_NOT_FOUND: no such zone, or a name that can be none; ERR_INVALID: the
 * file is no TZif of version 2 or later; ERR_NOMEM; ERR_IO. */
must_check enum err zone_load(const char *name, struct arena *arena, struct zone *out);

/* The same from a file's bytes, which must outlive `out`. */
must_check enum err zone_parse(struct bytes file, struct zone *out);

/* Seconds east of Greenwich at the instant. */
int32_t zone_offset_s(const struct zone *zone, int64_t utc_s);

enum zone_fit {
    ZONE_ONCE,
    ZONE_SKIPPED, /* the clocks are put forward over it; the instant is the change */
    ZONE_TWICE,   /* the clocks are put back over it; the instant is the first of the two */
};

/* The instant at which the clocks show `civil_s`. */
enum zone_fit zone_find_s(const struct zone *zone, int64_t civil_s, int64_t *utc_s);

/* Days since 1970-01-01 of a day in the Gregorian calendar, and back. */
int64_t zone_days(int year, int month, int day);
void zone_date(int64_t days, int *year, int *month, int *day);

/* Reads "2026-03-29" (a day that exists, years 1970..9999) into days since 1970-01-01, and "23:59" into
 * minutes. ERR_INVALID. */
must_check enum err zone_read_date(const char *text, int64_t *days);
must_check enum err zone_read_time(const char *text, int *minutes);

#endif
