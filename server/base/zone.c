#include "base/zone.h"

#include "base/zone_rule.h"

#include <stdio.h>
#include <string.h>

#define ZONE_ROOT "/usr/share/zoneinfo/"

enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    DAY_S = 24 * 3600,
    OFFSET_MAX_S = 26 * 3600,
};

struct header {
    uint8_t version;
    size_t utc_count, standard_count, leap_count, time_count, type_count, text_size;
};

static enum err read_header(struct reader *r, struct header *out) {
    static const uint8_t MAGIC[4] = {'T', 'Z', 'i', 'f'};
    const uint8_t *magic = reader_take(r, sizeof MAGIC);
    out->version = reader_u8(r);
    reader_skip(r, 15);
    out->utc_count = reader_u32(r);
    out->standard_count = reader_u32(r);
    out->leap_count = reader_u32(r);
    out->time_count = reader_u32(r);
    out->type_count = reader_u32(r);
    out->text_size = reader_u32(r);
    bool small = out->utc_count <= 256 && out->standard_count <= 256 && out->leap_count <= 1024 &&
                 out->time_count <= 4096 && out->type_count <= 256 && out->text_size <= 4096;
    return reader_check(r) == ERR_OK && memcmp(magic, MAGIC, sizeof MAGIC) == 0 && small
               ? ERR_OK
               : ERR_INVALID;
}

static size_t body_bytes(const struct header *h, size_t time_bytes) {
    return h->time_count * (time_bytes + 1) + h->type_count * TYPE_BYTES + h->text_size +
           h->leap_count * (time_bytes + 4) + h->standard_count + h->utc_count;
}

static int64_t time_at(const struct zone *zone, size_t index) {
    struct reader r = reader_of(zone->times + 8 * index, 8);
    uint64_t high = reader_u32(&r);
    return (int64_t)(high << 32 | reader_u32(&r));
}

static int32_t offset_of(const struct zone *zone, size_t type) {
    struct reader r = reader_of(zone->types + TYPE_BYTES * type, 4);
    return (int32_t)reader_u32(&r);
}

static enum err check(const struct zone *zone) {
    bool good = zone->type_count > 0;
    for (size_t i = 0; good && i < zone->type_count; i++) {
        int32_t offset_s = offset_of(zone, i);
        good = offset_s > -OFFSET_MAX_S && offset_s < OFFSET_MAX_S;
    }
    for (size_t i = 0; good && i < zone->count; i++) {
        good = zone->kinds[i] < zone->type_count &&
               (i == 0 || time_at(zone, i - 1) < time_at(zone, i));
    }
    return good ? ERR_OK : ERR_INVALID;
}

/* The footer: a POSIX rule between two line feeds; an empty one says nothing. */
static enum err read_footer(struct reader *r, struct zone_rule *out) {
    char text[ZONE_RULE_MAX];
    size_t size = 0;
    if (reader_u8(r) != '\n') {
        return ERR_INVALID;
    }
    for (char c = (char)reader_u8(r); c != '\n'; c = (char)reader_u8(r)) {
        if (reader_check(r) != ERR_OK || size + 1 >= sizeof text || c == '\0') {
            return ERR_INVALID;
        }
        text[size++] = c;
    }
    text[size] = '\0';
    return size == 0 ? ERR_OK : zone_rule_parse(text, out);
}

enum err zone_parse(struct bytes file, struct zone *out) {
    struct reader r = reader_of(file.data, file.size);
    struct header header;
    struct zone zone = {.count = 0};
    enum err err = read_header(&r, &header);
    if (err != ERR_OK || header.version < '2') {
        return ERR_INVALID;
    }
    reader_skip(&r, body_bytes(&header, 4));
    err = read_header(&r, &header);
    if (err != ERR_OK) {
        return err;
    }
    zone.count = header.time_count;
    zone.type_count = header.type_count;
    zone.times = reader_take(&r, 8 * zone.count);
    zone.kinds = reader_take(&r, zone.count);
    zone.types = reader_take(&r, TYPE_BYTES * zone.type_count);
    reader_skip(&r, header.text_size + header.leap_count * 12 + header.standard_count +
                        header.utc_count);
    err = read_footer(&r, &zone.rule);
    if (err != ERR_OK || reader_check(&r) != ERR_OK) {
        return ERR_INVALID;
    }
    err = check(&zone);
    if (err == ERR_OK) {
        *out = zone;
    }
    return err;
}

/* No name leads out of the database's folder. */
static bool name_is_good(const char *name) {
    size_t size = strnlen(name, ZONE_NAME_MAX + 1);
    if (size == 0 || size > ZONE_NAME_MAX || name[0] == '/' || strstr(name, "..") != NULL) {
        return false;
    }
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
           size;
}

enum err zone_load(const char *name, struct arena *arena, struct zone *out) {
    char path[sizeof ZONE_ROOT + ZONE_NAME_MAX];
    if (!name_is_good(name)) {
        return ERR_NOT_FOUND;
    }
    (void)snprintf(path, sizeof path, "%s%s", ZONE_ROOT, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return ERR_NOT_FOUND;
    }
    uint8_t *data = arena_alloc(arena, ZONE_FILE_MAX);
    size_t size = data == NULL ? 0 : fread(data, 1, ZONE_FILE_MAX, file);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (data == NULL) {
        return ERR_NOMEM;
    }
    return failed ? ERR_IO : zone_parse((struct bytes){.data = data, .size = size}, out);
}

int32_t zone_offset_s(const struct zone *zone, int64_t utc_s) {
    size_t low = 0;
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (time_at(zone, middle) <= utc_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == zone->count && zone->rule.known) {
        return zone_rule_offset_s(&zone->rule, utc_s);
    }
    return offset_of(zone, low == 0 ? 0 : zone->kinds[low - 1]);
}

/* The first instant in (from_s, to_s] at which the clocks go otherwise than at from_s. */
static int64_t find_change(const struct zone *zone, int64_t from_s, int64_t to_s) {
    int32_t before_s = zone_offset_s(zone, from_s);
    while (to_s - from_s > 1) {
        int64_t middle_s = from_s + (to_s - from_s) / 2;
        if (zone_offset_s(zone, middle_s) == before_s) {
            from_s = middle_s;
        } else {
            to_s = middle_s;
        }
    }
    return to_s;
}

/* No zone changes its clocks twice within two days, and none by more than a day. */
enum zone_fit zone_find_s(const struct zone *zone, int64_t civil_s, int64_t *utc_s) {
    int64_t early_s = civil_s - zone_offset_s(zone, civil_s - DAY_S);
    int64_t late_s = civil_s - zone_offset_s(zone, civil_s + DAY_S);
    bool early_fits = early_s + zone_offset_s(zone, early_s) == civil_s;
    bool late_fits = late_s + zone_offset_s(zone, late_s) == civil_s;
    if (early_fits || late_fits) {
        *utc_s = early_fits ? early_s : late_s;
        return early_fits && late_fits && early_s != late_s ? ZONE_TWICE : ZONE_ONCE;
    }
    *utc_s = find_change(zone, civil_s - 2 * DAY_S, civil_s + 2 * DAY_S);
    return ZONE_SKIPPED;
}
