/* address: who is at the other end, and who is behind a proxy that the operator named.
 *
 * Pure. An IPv4 address is kept as its IPv6-mapped form, so that there is one kind of address. */
#ifndef ANTEROOM_GATEWAY_ADDRESS_H
#define ANTEROOM_GATEWAY_ADDRESS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ADDRESS_BYTES = 16,
    ADDRESS_TEXT = 46,       /* the longest text and its zero */
    ADDRESS_RANGES_MAX = 32, /* proxies that can be named */
    ADDRESS_HOPS_MAX = 16,   /* entries of X-Forwarded-For that are looked at, from the right */
};

struct address {
    uint8_t bytes[ADDRESS_BYTES];
};

struct address_range {
    struct address base;
    uint8_t bits; /* of the mapped form: 96 to 128 for IPv4 */
};

struct sockaddr;

/* "192.0.2.1" or "2001:db8::1". ERR_INVALID on anything else. */
must_check enum err address_parse(const char *text, size_t size, struct address *out);
/* IPv4 or IPv6; ERR_INVALID for another family. */
must_check enum err address_from_sockaddr(const struct sockaddr *from, struct address *out);
/* The text form; IPv4 without its mapping. */
void address_text(const struct address *address, char out[ADDRESS_TEXT]);
bool address_is_loopback(const struct address *address);
bool address_equal(const struct address *a, const struct address *b);

/* Whoever can choose addresses inside it counts as one: an IPv4 address, an IPv6 /64. */
struct address address_household(const struct address *address);

/* "192.0.2.1" or "192.0.2.0/24". ERR_INVALID on anything else. */
must_check enum err address_range_parse(const char *text, size_t size, struct address_range *out);
/* A list of them with commas and spaces between. ERR_TOO_LARGE over ADDRESS_RANGES_MAX. */
must_check enum err
address_ranges_parse(const char *text, struct address_range out[ADDRESS_RANGES_MAX], size_t *count);
bool address_in_ranges(const struct address *address, const struct address_range *ranges,
                       size_t count);

/* The client of a request that came from `peer` with this X-Forwarded-For (NULL: none): the rightmost
 * address that is not one of the named proxies. From a peer that is no proxy the header means nothing;
 * an entry that is no address ends the walk at the last one that was. */
struct address address_client(const struct address *peer, const char *forwarded_for,
                              const struct address_range *proxies, size_t proxy_count);

#endif
