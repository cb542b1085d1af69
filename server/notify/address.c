#include "notify/address.h"

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
