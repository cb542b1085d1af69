/* http_deadline: how long a connection may take for what it is doing, from its limits, its state and how fast its bytes
 * move. It ends nothing: http.c does, once a deadline is over. Pure; times are monotonic, in ms. */
#ifndef ANTEROOM_GATEWAY_HTTP_DEADLINE_H
#define ANTEROOM_GATEWAY_HTTP_DEADLINE_H

#include "gateway/http.h"

/* Puts the defaults of struct http_limits in place of its zeros. */
void http_deadline_defaults(struct http_limits *limits);
/* When `out` has stood still, or moved too slowly, for too long. INT64_MAX: nothing is to be sent. */
int64_t http_deadline_out(const struct http *http);
/* When the state has lasted too long. INT64_MAX: never. */
int64_t http_deadline_phase(const struct http *http);
/* `size` bytes moved. Once there are as many as the rate asks for in `span_ms`, a new span begins now. */
void http_deadline_moved(const struct http *http, struct http_pace *pace, int64_t span_ms,
                         size_t size);

#endif
