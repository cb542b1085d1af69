/* route: finds the row of the route table that a request means. Pure. */
#ifndef ANTEROOM_GATEWAY_ROUTE_H
#define ANTEROOM_GATEWAY_ROUTE_H

#include "gateway/routes.h"

enum { ROUTE_IDS_MAX = 2 };

struct route_match {
    const struct route *route; /* NULL when no row has the path and the method */
    struct id ids[ROUTE_IDS_MAX];
    unsigned methods; /* bit 1 << enum http_method for each method that has the path */
};

/* `path` is the raw path, without a query. ERR_NOT_FOUND: no row has it; ERR_DENIED: one has, with
 * another method (`methods` says which). */
must_check enum err route_find(const struct route *table, size_t count, enum http_method method,
                               const char *path, struct route_match *out);

/* "GET, POST" for an Allow header. */
enum { ROUTE_ALLOW_MAX = 48 };
void route_allow(unsigned methods, char out[ROUTE_ALLOW_MAX]);

#endif
