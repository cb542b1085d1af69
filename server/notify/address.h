/* address: which e-mail addresses may reach SMTP. Pure.
 *
 * A carriage return or line feed in an address adds a recipient or a header to a message, so this
 * is the gate that every address passes before it is stored, and again before it is sent. */
#ifndef ANTEROOM_NOTIFY_ADDRESS_H
#define ANTEROOM_NOTIFY_ADDRESS_H

#include "base/err.h"

#include <stddef.h>

enum { ADDRESS_EMAIL_MAX = 254, ADDRESS_LOCAL_MAX = 64 };

/* `text` holds `size` bytes, need not end in zero. ERR_OK for LOCAL@DOMAIN where LOCAL is a
 * dot-atom of RFC 5322 section 3.2.3 (ASCII; no quoted form) and DOMAIN is two or more host-name
 * labels, or "localhost". ERR_INVALID else, on any control byte, space, quote, angle bracket or
 * comma too. */
must_check enum err address_check_email(const char *text, size_t size);

/* The form by which an address is found again: lower-case. `out` holds ADDRESS_EMAIL_MAX + 1; the
 * text must have passed address_check_email. */
void address_normal_email(const char *text, char *out);

#endif
