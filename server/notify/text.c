#include "notify/text.h"

#include "base/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct text_value *find_value(const char *at, const struct text_value *values,
                                           size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(values[i].name);
        if (strncmp(at + 1, values[i].name, size) == 0 && at[1 + size] == '}') {
            return &values[i];
        }
    }
    return NULL;
}

/* Walks the template once; with `out` NULL it only measures. */
static size_t fill(char *out, const char *template, const struct text_value *values, size_t count) {
    size_t used = 0;
    for (const char *at = template; *at != '\0';) {
        const struct text_value *value = *at == '{' ? find_value(at, values, count) : NULL;
        const char *piece = value == NULL ? at : value->value;
        size_t size = value == NULL ? 1 : strlen(value->value);
        if (out != NULL) {
            memcpy(out + used, piece, size);
        }
        used += size;
        at += value == NULL ? 1 : strlen(value->name) + 2;
    }
    return used;
}

char *text_fill(struct arena *arena, const char *template, const struct text_value *values,
                size_t count) {
    char *out = arena_alloc(arena, fill(NULL, template, values, count) + 1);
    if (out != NULL) {
        fill(out, template, values, count);
    }
    return out;
}

/* "Europe/London" is "London time", "America/Argentina/Buenos_Aires" "Buenos Aires time", "UTC" "UTC": as the
 * guest's pages name it. */
static char *zone_title(struct arena *arena, const char *zone) {
    const char *slash = strrchr(zone, '/');
    char *city = arena_format(arena, "%s", slash == NULL ? zone : slash + 1);
    if (city == NULL || slash == NULL || strncmp(zone, "Etc/", 4) == 0) {
        return city;
    }
    for (char *at = city; *at != '\0'; at++) {
        *at = *at == '_' ? ' ' : *at;
    }
    const struct text_value values[] = {{"city", city}};
    return text_fill(arena, TEXT_EN[TEXT_ZONE], values, 1);
}

char *text_time(struct arena *arena, const char *zone, int64_t at_ms) {
    static const int64_t DAY_S = 24 * 60 * 60;
    struct zone rules;
    int year = 0;
    int month = 0;
    int day = 0;
    bool known = zone_load(zone, &rules) == ERR_OK;
    int64_t civil_s = at_ms / 1000;
    if (known) {
        civil_s += zone_offset_s(&rules, at_ms / 1000);
        zone_free(&rules);
    }
    int64_t days = civil_s / DAY_S;
    int64_t minutes = civil_s % DAY_S / 60;
    zone_date(days, &year, &month, &day);
    char *title = zone_title(arena, known ? zone : "UTC");
    char *clock = arena_format(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    char *day_text = arena_format(arena, "%d", day);
    char *year_text = arena_format(arena, "%d", year);
    if (title == NULL || clock == NULL || day_text == NULL || year_text == NULL) {
        return NULL;
    }
    const struct text_value values[] = {
        {"weekday", TEXT_EN_WEEKDAYS[(days + 4) % 7]}, /* 1970-01-01 was a Thursday */
        {"day", day_text},
        {"month", TEXT_EN_MONTHS[month - 1]},
        {"year", year_text},
        {"clock", clock},
        {"zone", title}};
    return text_fill(arena, TEXT_EN[TEXT_TIME], values, sizeof values / sizeof values[0]);
}
