/* The calendar's part of zone.h: days, dates and times as people write them. */
#include "base/zone.h"

#include <string.h>

/* Counted in eras of 400 years from 0000-03-01, so that the leap day comes last in its year. */
enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 };

int64_t zone_days(int year, int month, int day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

void zone_date(int64_t days, int *year, int *month, int *day) {
    int64_t shifted = days + EPOCH_DAYS;
    int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    int64_t day_of_era = shifted - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
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
    if (!has_shape(text, "dddd-dd-dd")) {
        return ERR_INVALID;
    }
    int year = two_digits(text) * 100 + two_digits(text + 2);
    int month = two_digits(text + 5);
    int day = two_digits(text + 8);
    int found[3];
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) {
        return ERR_INVALID;
    }
    int64_t count = zone_days(year, month, day);
    zone_date(count, &found[0], &found[1], &found[2]);
    if (found[0] != year || found[1] != month || found[2] != day) {
        return ERR_INVALID;
    }
    *days = count;
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
