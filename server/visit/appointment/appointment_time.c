#include "visit/appointment/appointment_time.h"

#include "base/zone.h"
#include "command/command.h"
#include "practice/practice.h"

#include <stdio.h>

enum { DAY_S = 24 * 3600 };

static enum err load_zone(struct command *c, const struct practice *practice, struct zone *out) {
    enum err err = zone_load(practice->zone, out);
    return err == ERR_OK
               ? err
               : command_problem(c, ERR_UNAVAILABLE, "zone-unknown",
                                 "The practice's time zone is not known on this server.",
                                 "Its operator must install the time zone database (tzdata).");
}

enum err appointment_time_read(struct command *c, const struct practice *practice, const char *date,
                               const char *time, int64_t *at_ms) {
    struct zone zone;
    int64_t days = 0;
    int64_t at_s = 0;
    int minutes = 0;
    if (zone_read_date(date, &days) != ERR_OK) {
        return command_problem_field(c, "date", "Enter a date such as 2026-03-31.");
    }
    if (zone_read_time(time, &minutes) != ERR_OK) {
        return command_problem_field(c, "time", "Enter a time such as 14:30.");
    }
    enum err err = load_zone(c, practice, &zone);
    if (err != ERR_OK) {
        return err;
    }
    enum zone_fit fit = zone_find_s(&zone, days * DAY_S + minutes * 60, &at_s);
    zone_free(&zone);
    switch (fit) {
    case ZONE_SKIPPED:
        return command_problem_field(
            c, "time", "The clocks are put forward on that day and leave this time out.");
    case ZONE_TWICE:
        return command_problem_field(
            c, "time",
            "The clocks are put back on that day and pass this time twice. Choose another time.");
    default:
        *at_ms = at_s * 1000;
        return ERR_OK;
    }
}

static int64_t today(const struct zone *zone, int64_t now_s, char day[APPOINTMENT_TIME_DAY_TEXT]) {
    int64_t days = (now_s + zone_offset_s(zone, now_s)) / DAY_S;
    int year, month, date;
    zone_date(days, &year, &month, &date);
    (void)snprintf(day, APPOINTMENT_TIME_DAY_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000u,
                   (unsigned)month % 100u, (unsigned)date % 100u);
    return days;
}

enum err appointment_time_day(struct command *c, const struct practice *practice,
                              char day[APPOINTMENT_TIME_DAY_TEXT], int64_t *from_ms,
                              int64_t *to_ms) {
    struct zone zone;
    int64_t days = 0;
    int64_t from_s = 0;
    int64_t to_s = 0;
    if (day[0] != '\0' && zone_read_date(day, &days) != ERR_OK) {
        return command_problem_field(c, "day", "Enter a date such as 2026-03-31.");
    }
    enum err err = load_zone(c, practice, &zone);
    if (err != ERR_OK) {
        return err;
    }
    if (day[0] == '\0') {
        days = today(&zone, c->now_ms / 1000, day);
    }
    (void)zone_find_s(&zone, days * DAY_S, &from_s);
    (void)zone_find_s(&zone, (days + 1) * DAY_S, &to_s);
    zone_free(&zone);
    *from_ms = from_s * 1000;
    *to_ms = to_s * 1000;
    return ERR_OK;
}
