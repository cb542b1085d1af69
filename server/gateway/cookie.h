/* cookie: what a browser keeps for us: random numbers only (SPEC S5).
 *
 * Pure. Browsers share cookies between ports of one host; the configuration's suffix keeps two servers
 * apart. Commands never see it: it is appended when a cookie is written and taken off when one is read. */
#ifndef ANTEROOM_GATEWAY_COOKIE_H
#define ANTEROOM_GATEWAY_COOKIE_H

#include "command/command.h"

enum { COOKIE_SUFFIX_MAX = 32, COOKIE_HEADER_MAX = 1024 };

/* Adds the cookies of one Cookie header to `facts`, in `arena`: at most COMMAND_COOKIES_MAX, those that
 * carry `suffix` ("" takes all); of more than that, seats make room, the first one sent first. What is no cookie is
 * passed over. ERR_NOMEM. */
must_check enum err cookie_read(const char *header, const char *suffix, struct arena *arena,
                                struct request_facts *facts);

/* The value of a Set-Cookie header: HttpOnly, Secure, SameSite=Strict. The cookie comes from our own
 * commands. Browsers take Secure on http://localhost too. Returns its size. */
size_t cookie_format(const struct set_cookie *cookie, const char *suffix,
                     char out[COOKIE_HEADER_MAX]);

/* Made of characters that need no quoting in a cookie's name; at most COOKIE_SUFFIX_MAX. */
bool cookie_suffix_ok(const char *suffix);

#endif
