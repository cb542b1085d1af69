#include "notify/text.h"

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

char *text_life(struct arena *arena, const char *const table[TEXT_KEY_COUNT], long long left_ms) {
    long long minutes = left_ms / 60000;
    bool in_hours = minutes >= 120;
    long long amount = in_hours ? minutes / 60 : minutes < 1 ? 1 : minutes;
    char count[24];
    snprintf(count, sizeof count, "%lld", amount);
    enum text_key one = in_hours ? TEXT_ONE_HOUR : TEXT_ONE_MINUTE;
    enum text_key many = in_hours ? TEXT_HOURS : TEXT_MINUTES;
    const struct text_value values[] = {{"count", count}};
    return text_fill(arena, table[amount == 1 ? one : many], values, 1);
}
