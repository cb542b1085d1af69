#include "base/address.h"

#include <stdbool.h>
#include <string.h>

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 section 3.2.3, atext. strchr would find the zero too. */
static bool is_atext(char c) {
    return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_dot_atom(const char *text, size_t size) {
    bool after_dot = true;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '.') {
            if (after_dot) {
                return false;
            }
            after_dot = true;
        } else if (is_atext(text[i])) {
            after_dot = false;
        } else {
            return false;
        }
    }
    return !after_dot;
}

static bool is_label(const char *text, size_t size) {
    if (size == 0 || size > 63 || text[0] == '-' || text[size - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (!is_alnum(text[i]) && text[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_domain(const char *text, size_t size) {
    size_t labels = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= size; i++) {
        if (i < size && text[i] != '.') {
            continue;
        }
        if (!is_label(text + begin, i - begin)) {
            return false;
        }
        labels++;
        begin = i + 1;
    }
    return labels >= 2 || (size == 9 && memcmp(text, "localhost", 9) == 0);
}

enum err address_check_email(const char *text, size_t size) {
    if (size == 0 || size > ADDRESS_EMAIL_MAX) {
        return ERR_INVALID;
    }
    const char *at = memchr(text, '@', size);
    if (at == NULL) {
        return ERR_INVALID;
    }
    size_t local = (size_t)(at - text);
    if (local > ADDRESS_LOCAL_MAX || !is_dot_atom(text, local) ||
        !is_domain(at + 1, size - local - 1)) {
        return ERR_INVALID;
    }
    return ERR_OK;
}

void address_normal_email(const char *text, char *out) {
    size_t i = 0;
    for (; i < ADDRESS_EMAIL_MAX && text[i] != '\0'; i++) {
        char c = text[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[i] = '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* How many bytes at `text` stand between digits and mean nothing; 0: none. */
static size_t filler_at(const char *text, size_t size) {
    static const char NO_BREAK_SPACE[] = "\xc2\xa0";
    if (size >= 2 && memcmp(text, NO_BREAK_SPACE, 2) == 0) {
        return 2;
    }
    return text[0] != '\0' && strchr(" .-/", text[0]) != NULL ? 1 : 0;
}

/* What stands between one pair of brackets is part of the number, but for a zero that is dialled
 * at home only. */
static size_t trunk_zero_at(const char *text, size_t size) {
    return size >= 3 && memcmp(text, "(0)", 3) == 0 ? 3 : 0;
}

/* The digits of `text` in `out`, which has place for ADDRESS_MOBILE_MAX; ERR_INVALID on what is no
 * number. */
static enum err read_digits(const char *text, size_t size, char *out, size_t *count) {
    bool opened = false;
    bool closed = false;
    *count = 0;
    for (size_t i = 0, step = 1; i < size; i += step) {
        size_t filler = filler_at(text + i, size - i);
        size_t trunk = *count > 0 && !opened ? trunk_zero_at(text + i, size - i) : 0;
        step = filler > 0 ? filler : trunk > 0 ? trunk : 1;
        if (filler > 0) {
            continue;
        }
        if (trunk > 0) {
            opened = closed = true;
        } else if (is_digit(text[i]) && *count < ADDRESS_MOBILE_MAX) {
            out[(*count)++] = text[i];
        } else if (text[i] == '(' && !opened) {
            opened = true;
        } else if (text[i] == ')' && opened && !closed) {
            closed = true;
        } else {
            return ERR_INVALID;
        }
    }
    return opened == closed ? ERR_OK : ERR_INVALID;
}

enum err address_read_mobile(const char *text, size_t size, char *out) {
    size_t skip = 0;
    if (size >= 1 && text[0] == '+') {
        skip = 1;
    } else if (size >= 2 && text[0] == '0' && text[1] == '0') {
        skip = 2;
    } else {
        return ERR_INVALID;
    }
    char digits[ADDRESS_MOBILE_MAX];
    size_t count = 0;
    enum err err = read_digits(text + skip, size - skip, digits, &count);
    if (err != ERR_OK || count + 1 < ADDRESS_MOBILE_MIN || count + 1 > ADDRESS_MOBILE_MAX ||
        digits[0] == '0') {
        return ERR_INVALID;
    }
    out[0] = '+';
    memcpy(out + 1, digits, count);
    out[count + 1] = '\0';
    return ERR_OK;
}
