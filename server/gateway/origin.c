#include "gateway/origin.h"

#include <string.h>
#include <strings.h>

static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

static bool is_v6(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' ||
           c == '.';
}

static bool port_ok(const char *text) {
    size_t size = strspn(text, "0123456789");
    return size >= 1 && size <= 5 && text[size] == '\0';
}

/* The name's size, brackets included; 0 when there is none. */
static size_t name_size(const char *header) {
    bool bracket = header[0] == '[';
    size_t size = bracket ? 1 : 0;
    while (bracket ? is_v6(header[size]) : is_name(header[size])) {
        size++;
    }
    if (bracket) {
        return header[size] == ']' && size > 2 ? size + 1 : 0;
    }
    return size;
}

enum err origin_host(const char *header, char name[ORIGIN_HOST_MAX + 1]) {
    size_t size = name_size(header);
    if (size == 0 || size > ORIGIN_HOST_MAX) {
        return ERR_INVALID;
    }
    if (header[size] != '\0' && (header[size] != ':' || !port_ok(header + size + 1))) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < size; i++) {
        char c = header[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    name[size] = '\0';
    return ERR_OK;
}

bool origin_is_own(const struct origin_facts *facts) {
    if (facts->origin == NULL) {
        return false;
    }
    if (facts->configured != NULL) {
        return strcasecmp(facts->origin, facts->configured) == 0;
    }
    const char *scheme = facts->secure ? "https://" : "http://";
    size_t size = strlen(scheme);
    return strncasecmp(facts->origin, scheme, size) == 0 &&
           strcasecmp(facts->origin + size, facts->host) == 0;
}

bool origin_may_write(const struct origin_facts *facts) {
    if (facts->sec_fetch_site != NULL && strcmp(facts->sec_fetch_site, "same-origin") != 0) {
        return false;
    }
    if (facts->origin != NULL) {
        return origin_is_own(facts);
    }
    return facts->sec_fetch_site != NULL;
}
