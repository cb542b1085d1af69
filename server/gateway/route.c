#include "gateway/route.h"

#include <stdio.h>
#include <string.h>

static const char *const METHOD_NAMES[] = {
    [HTTP_METHOD_GET] = "GET",     [HTTP_METHOD_POST] = "POST",     [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_PATCH] = "PATCH", [HTTP_METHOD_DELETE] = "DELETE",
};

static bool pattern_matches(const char *pattern, const char *path, struct id ids[ROUTE_IDS_MAX]) {
    size_t id_count = 0;
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++) {
                return false;
            }
            continue;
        }
        must(strncmp(pattern, "{id}", 4) == 0 && id_count < ROUTE_IDS_MAX);
        if (id_parse(path, strcspn(path, "/"), &ids[id_count++]) != ERR_OK) {
            return false;
        }
        pattern += 4;
        path += ID_DIGITS;
    }
    return *path == '\0';
}

enum err route_find(const struct route *table, size_t count, enum http_method method,
                    const char *path, struct route_match *out) {
    *out = (struct route_match){0};
    for (size_t i = 0; i < count; i++) {
        struct id ids[ROUTE_IDS_MAX] = {0};
        if (!pattern_matches(table[i].pattern, path, ids)) {
            continue;
        }
        out->methods |= 1U << table[i].method;
        if (table[i].method == method) {
            out->route = &table[i];
            memcpy(out->ids, ids, sizeof ids);
        }
    }
    if (out->route != NULL) {
        return ERR_OK;
    }
    return out->methods == 0 ? ERR_NOT_FOUND : ERR_DENIED;
}

void route_allow(unsigned methods, char out[ROUTE_ALLOW_MAX]) {
    size_t size = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof METHOD_NAMES / sizeof METHOD_NAMES[0]; i++) {
        if ((methods & (1U << i)) != 0) {
            int added = snprintf(out + size, ROUTE_ALLOW_MAX - size, "%s%s", size > 0 ? ", " : "",
                                 METHOD_NAMES[i]);
            must(added > 0 && size + (size_t)added < ROUTE_ALLOW_MAX);
            size += (size_t)added;
        }
    }
}
