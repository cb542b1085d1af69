#include "notify/form.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '*';
}

/* With `out` NULL it only measures. */
static size_t escape(char *out, const char *text) {
    static const char DIGITS[] = "0123456789ABCDEF";
    size_t used = 0;
    for (const char *at = text; *at != '\0'; at++) {
        uint8_t byte = (uint8_t)*at;
        char escaped[3] = {'%', DIGITS[byte >> 4], DIGITS[byte & 15]};
        char plain = *at == ' ' ? '+' : *at;
        bool one = is_plain(*at) || *at == ' ';
        size_t size = one ? 1 : sizeof escaped;
        if (out != NULL) {
            memcpy(out + used, one ? &plain : escaped, size);
        }
        used += size;
    }
    return used;
}

char *form_write(const struct form *form, struct arena *arena) {
    size_t size = 0;
    for (size_t i = 0; i < form->count; i++) {
        size += escape(NULL, form->pairs[i].name) + escape(NULL, form->pairs[i].value) + 2;
    }
    char *out = arena_alloc(arena, size + 1);
    size_t used = 0;
    for (size_t i = 0; out != NULL && i < form->count; i++) {
        if (i > 0) {
            out[used++] = '&';
        }
        used += escape(out + used, form->pairs[i].name);
        out[used++] = '=';
        used += escape(out + used, form->pairs[i].value);
    }
    return out;
}

static int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* `size` characters of `text`; NULL on a broken escape. */
static char *unescape(struct arena *arena, const char *text, size_t size, enum err *err) {
    char *out = arena_alloc(arena, size + 1);
    size_t used = 0;
    *err = out == NULL ? ERR_NOMEM : ERR_OK;
    for (size_t i = 0; *err == ERR_OK && i < size; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%') {
            int high = i + 2 < size ? digit(text[i + 1]) : -1;
            int low = i + 2 < size ? digit(text[i + 2]) : -1;
            *err = high < 0 || low < 0 || high + low == 0 ? ERR_INVALID : ERR_OK;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[used++] = c;
    }
    return out;
}

enum err form_read(const char *text, struct arena *arena, struct form *out) {
    enum err err = ERR_OK;
    out->count = 0;
    while (err == ERR_OK && *text != '\0') {
        size_t size = strcspn(text, "&");
        const char *equals = memchr(text, '=', size);
        size_t name = equals == NULL ? size : (size_t)(equals - text);
        if (out->count == FORM_PAIRS_MAX) {
            return ERR_TOO_LARGE;
        }
        struct form_pair *pair = &out->pairs[out->count++];
        pair->name = unescape(arena, text, name, &err);
        pair->value = "";
        if (err == ERR_OK && equals != NULL) {
            pair->value = unescape(arena, equals + 1, size - name - 1, &err);
        }
        text += size + (text[size] == '&' ? 1 : 0);
    }
    return err;
}

const char *form_value(const struct form *form, const char *name) {
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->pairs[i].name, name) == 0) {
            return form->pairs[i].value;
        }
    }
    return "";
}
