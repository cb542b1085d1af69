#include "base/zone_rule.h"

#include <string.h>

enum { DAY_S = 24 * 3600 };

/* Reads one to `digits` digits. */
static bool read_number(const char **at, int digits, int max, int *out) {
    int value = 0;
    int count = 0;
    for (; count < digits && **at >= '0' && **at <= '9'; count++, (*at)++) {
        value = value * 10 + (**at - '0');
    }
    *out = value;
    return count > 0 && value <= max;
}

static bool take(const char **at, char c) {
    bool found = **at == c;
    *at += found ? 1 : 0;
    return found;
}

/* "CET", or "<+03>". */
static bool skip_name(const char **at) {
    const char *begin = *at;
    if (take(at, '<')) {
        const char *end = strchr(*at, '>');
        *at = end == NULL ? *at : end + 1;
        return end != NULL;
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z')) {
        (*at)++;
    }
    return *at - begin >= 3;
}

/* "-1", "5:30", "+10:30:00" */
static bool read_span(const char **at, int hours_max, int32_t *out) {
    int parts[3] = {0, 0, 0};
    int sign = take(at, '-') ? -1 : 1;
    if (sign == 1) {
        (void)take(at, '+');
    }
    bool good = read_number(at, 3, hours_max, &parts[0]);
    for (int i = 1; good && i < 3 && take(at, ':'); i++) {
        good = read_number(at, 2, 59, &parts[i]);
    }
    *out = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    return good;
}

static bool read_month(const char **at, struct zone_change *out) {
    out->kind = ZONE_MONTH_WEEK_DAY;
    return read_number(at, 2, 12, &out->month) && take(at, '.') &&
           read_number(at, 1, 5, &out->week) && take(at, '.') && read_number(at, 1, 6, &out->day) &&
           out->month > 0 && out->week > 0;
}

static bool read_change(const char **at, struct zone_change *out) {
    bool good = take(at, ',');
    if (good && take(at, 'M')) {
        good = read_month(at, out);
    } else if (good) {
        out->kind = take(at, 'J') ? ZONE_JULIAN : ZONE_DAY_OF_YEAR;
        good = read_number(at, 3, 365, &out->day) && (out->kind != ZONE_JULIAN || out->day > 0);
    }
    out->time_s = 2 * 3600;
    if (good && take(at, '/')) {
        good = read_span(at, 167, &out->time_s);
    }
    return good;
}

enum err zone_rule_parse(const char *text, struct zone_rule *out) {
    struct zone_rule rule = {.known = true};
    const char *at = text;
    int32_t west_s = 0;
    bool good = skip_name(&at) && read_span(&at, 24, &west_s);
    rule.standard_s = -west_s;
    if (good && *at != '\0') {
        rule.summer = true;
        good = skip_name(&at);
        west_s -= 3600;
        if (good && *at != ',') {
            good = read_span(&at, 24, &west_s);
        }
        rule.summer_s = -west_s;
        good = good && read_change(&at, &rule.begins) && read_change(&at, &rule.ends);
    }
    if (!good || *at != '\0') {
        return ERR_INVALID;
    }
    *out = rule;
    return ERR_OK;
}

static bool leap_year(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The day of the change, in days since 1970-01-01. */
static int64_t change_day(const struct zone_change *change, int year) {
    int64_t new_year = zone_days(year, 1, 1);
    if (change->kind == ZONE_DAY_OF_YEAR) {
        return new_year + change->day;
    }
    if (change->kind == ZONE_JULIAN) {
        return new_year + change->day - 1 + (change->day >= 60 && leap_year(year) ? 1 : 0);
    }
    int64_t first = zone_days(year, change->month, 1);
    int64_t next =
        change->month == 12 ? zone_days(year + 1, 1, 1) : zone_days(year, change->month + 1, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    return day >= next ? day - 7 : day;
}

int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t utc_s) {
    if (!rule->summer) {
        return rule->standard_s;
    }
    int64_t local_s = utc_s + rule->standard_s;
    int64_t days = local_s / DAY_S - (local_s % DAY_S < 0 ? 1 : 0);
    int year, month, day;
    zone_date(days, &year, &month, &day);
    int64_t begins_s =
        change_day(&rule->begins, year) * DAY_S + rule->begins.time_s - rule->standard_s;
    int64_t ends_s = change_day(&rule->ends, year) * DAY_S + rule->ends.time_s - rule->summer_s;
    bool summer = begins_s < ends_s ? utc_s >= begins_s && utc_s < ends_s
                                    : utc_s >= begins_s || utc_s < ends_s;
    return summer ? rule->summer_s : rule->standard_s;
}
