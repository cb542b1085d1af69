#include "gateway/cookie.h"

#include "command/authenticate.h"

#include <stdio.h>
#include <string.h>

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

/* RFC 6265 section 4.1.1: cookie-octet. */
static bool is_value(char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

static size_t span(const char *text, size_t size, bool (*accepts)(char c)) {
    size_t at = 0;
    while (at < size && accepts(text[at])) {
        at++;
    }
    return at;
}

static bool ends_with(const char *text, size_t size, const char *suffix) {
    size_t suffix_size = strlen(suffix);
    return size > suffix_size && memcmp(text + size - suffix_size, suffix, suffix_size) == 0;
}

/* A browser sends the oldest first: the oldest seat goes, never the session, nor the seat taken last. */
static bool make_room(struct request_facts *facts) {
    const size_t prefix = strlen(SEAT_COOKIE_PREFIX);
    for (size_t i = 0; i < facts->cookie_count; i++) {
        if (strncmp(facts->cookies[i].name, SEAT_COOKIE_PREFIX, prefix) == 0) {
            facts->cookie_count--;
            memmove(&facts->cookies[i], &facts->cookies[i + 1],
                    (facts->cookie_count - i) * sizeof facts->cookies[0]);
            return true;
        }
    }
    return false;
}

static enum err keep(const char *pair, size_t size, const char *suffix, struct arena *arena,
                     struct request_facts *facts) {
    size_t name_size = span(pair, size, is_plain);
    if (name_size == size || pair[name_size] != '=' || !ends_with(pair, name_size, suffix)) {
        return ERR_OK;
    }
    const char *value = pair + name_size + 1;
    size_t value_size = size - name_size - 1;
    if (span(value, value_size, is_value) != value_size ||
        (facts->cookie_count == COMMAND_COOKIES_MAX && !make_room(facts))) {
        return ERR_OK;
    }
    struct cookie cookie = {
        .name = arena_text(arena, pair, name_size - strlen(suffix)),
        .value = arena_text(arena, value, value_size),
    };
    if (cookie.name == NULL || cookie.value == NULL) {
        return ERR_NOMEM;
    }
    facts->cookies[facts->cookie_count++] = cookie;
    return ERR_OK;
}

enum err cookie_read(const char *header, const char *suffix, struct arena *arena,
                     struct request_facts *facts) {
    while (*header != '\0') {
        header += strspn(header, "; ");
        size_t size = strcspn(header, ";");
        size_t trimmed = size;
        while (trimmed > 0 && header[trimmed - 1] == ' ') {
            trimmed--;
        }
        enum err err = keep(header, trimmed, suffix, arena, facts);
        if (err != ERR_OK) {
            return err;
        }
        header += size;
    }
    return ERR_OK;
}

size_t cookie_format(const struct set_cookie *cookie, const char *suffix,
                     char out[COOKIE_HEADER_MAX]) {
    size_t value_size = strlen(cookie->value);
    must(span(cookie->name, strlen(cookie->name), is_plain) == strlen(cookie->name));
    must(span(cookie->value, value_size, is_value) == value_size);
    char age[48] = "";
    if (value_size == 0 || cookie->max_age_s > 0) {
        (void)snprintf(age, sizeof age, "; Max-Age=%lld",
                       value_size == 0 ? 0LL : (long long)cookie->max_age_s);
    }
    int size = snprintf(out, COOKIE_HEADER_MAX,
                        "%s%s=%s; Path=%s%s; HttpOnly; Secure; SameSite=Strict", cookie->name,
                        suffix, cookie->value, cookie->path == NULL ? "/" : cookie->path, age);
    must(size > 0 && size < COOKIE_HEADER_MAX);
    return (size_t)size;
}

bool cookie_suffix_ok(const char *suffix) {
    size_t size = strlen(suffix);
    return size <= COOKIE_SUFFIX_MAX && span(suffix, size, is_plain) == size;
}
