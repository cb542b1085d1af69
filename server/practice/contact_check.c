#include "practice/contact_check.h"

#include "base/address.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { YEAR_MIN = 1880, MINUTES_AHEAD_OF_UTC = 14 * 60 };

static bool has_control(const char *text, bool lines) {
    return text_has_control(text, strlen(text), lines);
}

static size_t count_characters(const char *text) {
    return text_count(text, strlen(text));
}

static const char *check_name(const struct contact_fields *fields) {
    if (fields->name[0] == '\0') {
        return "Enter a name.";
    }
    if (has_control(fields->name, false)) {
        return "A name has no line breaks or control characters.";
    }
    return count_characters(fields->name) > CONTACT_NAME_MAX ? "200 characters are the most."
                                                             : NULL;
}

static const char *check_notes(const struct contact_fields *fields) {
    if (has_control(fields->notes, true)) {
        return "Notes have no control characters.";
    }
    return count_characters(fields->notes) > CONTACT_NOTES_MAX ? "4000 characters are the most."
                                                               : NULL;
}

static const char *check_email(const struct contact_fields *fields) {
    bool fine = fields->email[0] == '\0' ||
                address_check_email(fields->email, strlen(fields->email)) == ERR_OK;
    return fine ? NULL : "This is not a whole e-mail address.";
}

/* Up to `most` digits at *at, which moves behind them; -1 when there is none or one more. */
static int read_number(const char **at, size_t least, size_t most) {
    int number = 0;
    size_t count = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++, count++) {
        if (count == most) {
            return -1;
        }
        number = number * 10 + (**at - '0');
    }
    return count >= least ? number : -1;
}

static bool take(const char **at, char c) {
    bool there = **at == c;
    *at += there ? 1 : 0;
    return there;
}

struct date {
    int year;
    int month;
    int day;
};

/* 1984-03-31, or as it is written where days come first: 31.3.1984. Slashes mean either order. */
static bool read_date(const char *text, struct date *out) {
    const char *at = text;
    struct date date = {.year = read_number(&at, 4, 4)};
    if (date.year >= 0 && take(&at, '-')) {
        date.month = read_number(&at, 2, 2);
        date.day = take(&at, '-') ? read_number(&at, 2, 2) : -1;
    } else {
        at = text;
        date.day = read_number(&at, 1, 2);
        date.month = take(&at, '.') ? read_number(&at, 1, 2) : -1;
        date.year = take(&at, '.') ? read_number(&at, 4, 4) : -1;
    }
    *out = date;
    return *at == '\0';
}

static bool is_day(const struct date *date) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date->year < YEAR_MIN || date->month < 1 || date->month > 12 || date->day < 1) {
        return false;
    }
    bool leap = date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0);
    int last = DAYS[date->month - 1] + (leap && date->month == 2 ? 1 : 0);
    return date->day <= last;
}

static enum err normal_date(struct contact_fields *fields, const char *today, struct arena *arena,
                            const char **reason) {
    struct date date;
    if (fields->birth_date[0] == '\0') {
        return ERR_OK;
    }
    if (!read_date(fields->birth_date, &date) || !is_day(&date)) {
        *reason = "Write the date as 1984-03-31.";
        return ERR_OK;
    }
    const char *text = arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    if (strcmp(text, today) > 0) {
        *reason = "This date is still to come.";
    }
    fields->birth_date = text;
    return ERR_OK;
}

static enum err normal_mobile(struct contact_fields *fields, struct arena *arena,
                              const char **reason) {
    char number[ADDRESS_MOBILE_TEXT];
    if (fields->mobile[0] == '\0') {
        return ERR_OK;
    }
    if (address_read_mobile(fields->mobile, strlen(fields->mobile), number) != ERR_OK) {
        *reason = fields->mobile[0] == '+'
                      ? "This is not a whole number."
                      : "Begin with + and the country code, such as +44 7700 900123.";
        return ERR_OK;
    }
    const char *text = arena_text(arena, number, strlen(number));
    if (text == NULL) {
        return ERR_NOMEM;
    }
    fields->mobile = text;
    return ERR_OK;
}

static void add(struct contact_problems *problems, const char *field, const char *reason) {
    if (reason != NULL) {
        problems->list[problems->count++] =
            (struct contact_problem){.field = field, .reason = reason};
    }
}

enum err contact_check(struct contact_fields *fields, const char *today, struct arena *arena,
                       struct contact_problems *problems) {
    const char *mobile = NULL;
    const char *birth_date = NULL;
    problems->count = 0;
    add(problems, "name", check_name(fields));
    add(problems, "email", check_email(fields));
    enum err err = normal_mobile(fields, arena, &mobile);
    if (err == ERR_OK) {
        add(problems, "mobile", mobile);
        err = normal_date(fields, today, arena, &birth_date);
    }
    if (err == ERR_OK) {
        add(problems, "birth_date", birth_date);
        add(problems, "notes", check_notes(fields));
    }
    return err;
}

void contact_check_today(int64_t now_ms, char out[CONTACT_DATE_TEXT]) {
    time_t at = (time_t)(now_ms / 1000 + MINUTES_AHEAD_OF_UTC * 60);
    struct tm day;
    if (gmtime_r(&at, &day) == NULL || strftime(out, CONTACT_DATE_TEXT, "%Y-%m-%d", &day) == 0) {
        memcpy(out, "9999-12-31", CONTACT_DATE_TEXT);
    }
}
