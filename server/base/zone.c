#include "base/zone.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    DAY_S = 24 * 60 * 60,
    EPOCH_JULIAN = 719163, /* 1970-01-01, counted as GDate counts */
};

/* Names of the database only: GLib also reads offsets and POSIX rules, which no browser knows. */
static bool names_a_zone(const char *name) {
    static const char LETTERS[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/";
    char path[sizeof "/usr/share/zoneinfo/" + ZONE_NAME_MAX];
    size_t size = strlen(name);
    if (size == 0 || size > ZONE_NAME_MAX || strspn(name, LETTERS) != size || name[0] == '/') {
        return false;
    }
    (void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    return access(path, R_OK) == 0;
}

enum err zone_load(const char *name, struct zone *out) {
    GTimeZone *rules = names_a_zone(name) ? g_time_zone_new_identifier(name) : NULL;
    if (rules == NULL) {
        return ERR_NOT_FOUND;
    }
    out->rules = rules;
    return ERR_OK;
}

void zone_free(struct zone *zone) {
    g_time_zone_unref(zone->rules);
    zone->rules = NULL;
}

int32_t zone_offset_s(const struct zone *zone, int64_t utc_s) {
    int interval = g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, utc_s);
    return g_time_zone_get_offset(zone->rules, interval);
}

/* The first instant after `from_s`, and not after `to_s`, at which the offset is that of `to_s`; one change lies
 * between them. */
static int64_t find_change(const struct zone *zone, int64_t from_s, int64_t to_s) {
    int32_t after = zone_offset_s(zone, to_s);
    while (to_s - from_s > 1) {
        int64_t middle = from_s + (to_s - from_s) / 2;
        if (zone_offset_s(zone, middle) == after) {
            to_s = middle;
        } else {
            from_s = middle;
        }
    }
    return to_s;
}

enum zone_fit zone_find_s(const struct zone *zone, int64_t civil_s, int64_t *utc_s) {
    int64_t before = civil_s - zone_offset_s(zone, civil_s - DAY_S);
    int64_t after = civil_s - zone_offset_s(zone, civil_s + DAY_S);
    bool as_before = before + zone_offset_s(zone, before) == civil_s;
    bool as_after = after + zone_offset_s(zone, after) == civil_s;
    if (!as_before && !as_after) {
        *utc_s = find_change(zone, civil_s - DAY_S, civil_s + DAY_S);
        return ZONE_SKIPPED;
    }
    *utc_s = as_before ? before : after;
    return as_before && as_after && before != after ? ZONE_TWICE : ZONE_ONCE;
}

void zone_date(int64_t days, int *year, int *month, int *day) {
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)(days + EPOCH_JULIAN));
    *year = g_date_get_year(&date);
    *month = (int)g_date_get_month(&date);
    *day = g_date_get_day(&date);
}

/* `shape`: 'd' stands for a digit. */
static bool has_shape(const char *text, const char *shape) {
    if (strlen(text) != strlen(shape)) {
        return false;
    }
    for (; *text != '\0'; text++, shape++) {
        bool digit = *text >= '0' && *text <= '9';
        if (*shape == 'd' ? !digit : *text != *shape) {
            return false;
        }
    }
    return true;
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + (text[1] - '0');
}

enum err zone_read_date(const char *text, int64_t *days) {
    GDate date;
    if (!has_shape(text, "dddd-dd-dd")) {
        return ERR_INVALID;
    }
    int year = two_digits(text) * 100 + two_digits(text + 2);
    GDateMonth month = (GDateMonth)two_digits(text + 5);
    GDateDay day = (GDateDay)two_digits(text + 8);
    if (year < 1970 || !g_date_valid_dmy(day, month, (GDateYear)year)) {
        return ERR_INVALID;
    }
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, day, month, (GDateYear)year);
    *days = (int64_t)g_date_get_julian(&date) - EPOCH_JULIAN;
    return ERR_OK;
}

enum err zone_read_time(const char *text, int *minutes) {
    if (!has_shape(text, "dd:dd")) {
        return ERR_INVALID;
    }
    int hour = two_digits(text);
    int minute = two_digits(text + 3);
    if (hour > 23 || minute > 59) {
        return ERR_INVALID;
    }
    *minutes = hour * 60 + minute;
    return ERR_OK;
}
