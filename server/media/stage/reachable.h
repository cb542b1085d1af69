/* reachable: which addresses of this machine pages are told to try. */
#ifndef ANTEROOM_MEDIA_STAGE_REACHABLE_H
#define ANTEROOM_MEDIA_STAGE_REACHABLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REACHABLE_TEXT = 46 };

struct reachable_text {
    char text[REACHABLE_TEXT];
};

/* Whether `text` is an IPv4 or IPv6 address. `ip` (may be NULL) gets 16 bytes, IPv4 mapped. */
bool reachable_parse(const char *text, uint8_t *ip);
/* Addresses of interfaces that are up, loopback excepted, then 127.0.0.1; at most `room`. IPv6 link-local ones are
 * left out: they mean nothing elsewhere. */
size_t reachable_list(struct reachable_text *out, size_t room);

#endif
