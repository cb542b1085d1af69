/* origin: whose page speaks to us, and under which name we are spoken to.
 *
 * Pure. A request that changes something, and every live connection, must come from our own pages: its
 * Origin is the scheme and host that it was sent to, or the one that the operator configured. */
#ifndef ANTEROOM_GATEWAY_ORIGIN_H
#define ANTEROOM_GATEWAY_ORIGIN_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { ORIGIN_HOST_MAX = 255 };

/* Checks a Host header (RFC 9110 section 7.2): a name, an IPv4 address or [an IPv6 address], and a port
 * or none. Puts the lower-case name without its port into `name`. ERR_INVALID. */
must_check enum err origin_host(const char *header, char name[ORIGIN_HOST_MAX + 1]);

/* What a browser tells of a request's source; each NULL when the header is absent. */
struct origin_facts {
    const char *origin;         /* Origin */
    const char *sec_fetch_site; /* Sec-Fetch-Site */
    const char *host;           /* Host, checked by origin_host */
    const char *configured;     /* "https://visit.example.org", or NULL: the host decides */
    bool secure;                /* came over TLS, to us or to the proxy */
};

/* True when the Origin is there and ours. */
bool origin_is_own(const struct origin_facts *facts);
/* For a request that changes something: the Origin is ours or, where there is none, the browser says
 * same-origin. Neither header is no proof, and what one denies the other cannot mend. */
bool origin_may_write(const struct origin_facts *facts);

#endif
