/* exchange: what one HTTP request means: a page, a command with its facts and input, or a refusal.
 *
 * Pure. It fills in the plan of `http` from a request's head, and the command's input from its body; http.c
 * carries the plan out. */
#ifndef ANTEROOM_GATEWAY_EXCHANGE_H
#define ANTEROOM_GATEWAY_EXCHANGE_H

#include "gateway/http.h"

#define EXCHANGE_LIVE_PATH "/api/v1/live"

enum { EXCHANGE_KEY_MAX = 64, EXCHANGE_AGENT_MAX = 256 };

/* Decides, in this order: path, method, origin, content type, size; sets http->plan with what it needs. The
 * command, when there is one, is http->command. */
void exchange_plan(struct http *http, const struct request *request);

/* Decodes the gathered body into the command's input. ERR_INVALID or ERR_NOMEM, with the answer in
 * `refusal`, whose texts live as long as the command. */
must_check enum err exchange_input(struct http *http, struct reply *refusal);

/* The request's facts, in `arena`. ERR_INVALID: a Host or an Idempotency-Key that is none; ERR_NOMEM. */
must_check enum err exchange_facts(const struct http *http, struct arena *arena,
                                   struct request_facts *facts);

/* True over TLS: to us, or to a named proxy that says so by X-Forwarded-Proto. */
bool exchange_secure(const struct http *http);

#endif
