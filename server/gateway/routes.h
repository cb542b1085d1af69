/* routes: the one table of what HTTP can ask for. Nothing else maps a path to a command.
 *
 * A pattern's segments are literals or "{id}" (32 hex digits; anything else is 404). The table is
 * also what the tests enumerate: a route that no test refuses cannot be added unnoticed. */
#ifndef ANTEROOM_GATEWAY_ROUTES_H
#define ANTEROOM_GATEWAY_ROUTES_H

#include "command/command.h"

enum http_method {
    HTTP_METHOD_GET,
    HTTP_METHOD_POST,
    HTTP_METHOD_PUT,
    HTTP_METHOD_PATCH,
    HTTP_METHOD_DELETE
};

struct route {
    enum http_method method;
    const char *pattern; /* "/api/v1/invitations/{id}/cancel" */
    const struct command_kind *kind;
    size_t body_max_bytes; /* 0: takes no body */
};

extern const struct route ROUTES[];
extern const size_t ROUTES_COUNT;

#endif
