/* http_body: the body of the request that is being read, in memory that grows with it.
 *
 * It is bounded twice: by its route's body_max_bytes, and by HTTP_BODIES_MAX for all bodies of a gateway together. It
 * may hold what somebody typed, a password even: memory that is given back is wiped. */
#ifndef ANTEROOM_GATEWAY_HTTP_BODY_H
#define ANTEROOM_GATEWAY_HTTP_BODY_H

#include "gateway/http.h"

/* Adds to the body. ERR_TOO_LARGE: the route takes no more; ERR_FULL, ERR_NOMEM: there is no memory for it now. After an
 * error the body is as before. */
must_check enum err http_body_add(struct http *http, const uint8_t *data, size_t size);
/* No body, and no memory of one. */
void http_body_clear(struct http *http);

#endif
