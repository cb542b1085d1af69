/* address: which e-mail addresses may reach SMTP and which numbers the SMS gateway. Pure.
 *
 * A carriage return or line feed in an address adds a recipient or a header to a message, so this
 * is the gate that every address passes before it is stored, and again before it is sent. */
#ifndef ANTEROOM_BASE_ADDRESS_H
#define ANTEROOM_BASE_ADDRESS_H

#include "base/err.h"

#include <stddef.h>

enum {
    ADDRESS_EMAIL_MAX = 254,
    ADDRESS_LOCAL_MAX = 64,
    ADDRESS_MOBILE_MIN = 8,  /* characters of the shortest number, its plus counted */
    ADDRESS_MOBILE_MAX = 16, /* a plus and 15 digits */
    ADDRESS_MOBILE_TEXT = ADDRESS_MOBILE_MAX + 1,
};

/* `text` holds `size` bytes, need not end in zero. ERR_OK for LOCAL@DOMAIN where LOCAL is a
 * dot-atom of RFC 5322 section 3.2.3 (ASCII; no quoted form) and DOMAIN is two or more host-name
 * labels, or "localhost". ERR_INVALID else, on any control byte, space, quote, angle bracket or
 * comma too. */
must_check enum err address_check_email(const char *text, size_t size);

/* The form by which an address is found again: lower-case. `out` holds ADDRESS_EMAIL_MAX + 1; the
 * text must have passed address_check_email. */
void address_normal_email(const char *text, char *out);

/* Reads a number as people write it, "+44 (0)20 7946-0018" or "0044 20 ...", and gives it in E.164:
 * a plus, then 7 to 15 digits of which the first is not 0. Spaces, no-break spaces (U+00A0), dots, hyphens, slashes and
 * one pair of brackets may stand between digits; a "(0)" after the country code is left out. `out`
 * holds ADDRESS_MOBILE_TEXT; untouched on error. ERR_INVALID: anything else, a number without its
 * country code among them. */
must_check enum err address_read_mobile(const char *text, size_t size, char *out);

#endif
