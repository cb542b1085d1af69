/* message: one e-mail as the bytes of RFC 5322, for SMTP's DATA. Pure: date and ids come in.
 *
 *   From: "Practice" <practice@example.org>      an encoded-word when the name is not plain ASCII
 *   To: <recipient@example.org>
 *   Subject: ...
 *   Date: Sun, 22 Nov 2026 15:30:00 +0000
 *   Message-ID: <OUTBOX-ID@domain>               fixed when queued: a repeat is told from a new one
 *   MIME-Version: 1.0
 *   Content-Type: text/plain; charset=utf-8
 *   Content-Transfer-Encoding: 7bit, or quoted-printable when a byte is not ASCII or a line is long
 *   Auto-Submitted: auto-generated               RFC 3834: no holiday notices back
 *
 * Lines end in CR LF. Dots at the start of a line are doubled by whoever speaks SMTP (libcurl). */
#ifndef ANTEROOM_NOTIFY_MESSAGE_H
#define ANTEROOM_NOTIFY_MESSAGE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { MESSAGE_BYTES_MAX = 65536 };

struct message {
    const char *to;        /* address; checked again here */
    const char *from;      /* address */
    const char *from_name; /* UTF-8; may be "" */
    const char *subject;   /* UTF-8 */
    const char *text;      /* UTF-8, lines end in LF */
    const char *id;        /* left part of the Message-ID: letters and digits */
    int64_t date_ms;
};

/* ERR_INVALID: an address is none, the id is no word, or a header would hold a control character.
 * ERR_TOO_LARGE over MESSAGE_BYTES_MAX. On success *out is zero-terminated text of *size bytes. */
must_check enum err message_write(const struct message *message, struct arena *arena, char **out,
                                  size_t *size);

#endif
