/* address: which addresses of this machine pages are told to try. */
#ifndef ANTEROOM_MEDIA_STAGE_ADDRESS_H
#define ANTEROOM_MEDIA_STAGE_ADDRESS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADDRESS_TEXT = 46 };

struct address_text {
    char text[ADDRESS_TEXT];
};

/* Whether `text` is an IPv4 or IPv6 address. `ip` (may be NULL) gets 16 bytes, IPv4 mapped. */
bool address_parse(const char *text, uint8_t *ip);
/* Addresses of interfaces that are up, loopback excepted, then 127.0.0.1; at most `room`. IPv6 link-local ones are
 * left out: they mean nothing elsewhere. */
size_t address_list(struct address_text *out, size_t room);

#endif
