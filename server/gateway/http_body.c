#include "gateway/http_body.h"

#include <stdlib.h>
#include <string.h>

/* Room for `needed` bytes, and for what follows. */
static enum err grow(struct http *http, size_t needed) {
    struct http_env *env = http->env;
    size_t max = http->route->body_max_bytes;
    size_t room = needed * 2 < max ? needed * 2 : max;
    if (room - http->body_room > HTTP_BODIES_MAX - env->bodies_bytes) {
        return ERR_FULL;
    }
    uint8_t *body = malloc(room);
    if (body == NULL) {
        return ERR_NOMEM;
    }
    if (http->body != NULL) {
        memcpy(body, http->body, (size_t)http->body_bytes);
        explicit_bzero(http->body, http->body_room);
        free(http->body);
    }
    env->bodies_bytes += room - http->body_room;
    http->body = body;
    http->body_room = room;
    return ERR_OK;
}

enum err http_body_add(struct http *http, const uint8_t *data, size_t size) {
    if (size > http->route->body_max_bytes - http->body_bytes) {
        return ERR_TOO_LARGE;
    }
    size_t needed = (size_t)http->body_bytes + size;
    if (needed > http->body_room) {
        enum err err = grow(http, needed);
        if (err != ERR_OK) {
            return err;
        }
    }
    memcpy(http->body + http->body_bytes, data, size);
    http->body_bytes = needed;
    return ERR_OK;
}

void http_body_clear(struct http *http) {
    if (http->body != NULL) {
        explicit_bzero(http->body, http->body_room);
        free(http->body);
    }
    http->env->bodies_bytes -= http->body_room;
    http->body = NULL;
    http->body_room = 0;
    http->body_bytes = 0;
}
