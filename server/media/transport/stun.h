/* stun: reads and writes the STUN messages that ICE needs (RFC 5389, RFC 8445 section 16).
 *
 *   0                   1                   2                   3
 *   |0 0|  type (14)    |  length of attributes | magic cookie 0x2112A442 | transaction id (96) |
 *   then attributes: type (16), length (16), value, padding to 4 bytes
 *
 * Pure: bytes in, facts out. It knows no transport and no credentials; ice decides. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_STUN_H
#define ANTEROOM_MEDIA_TRANSPORT_STUN_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    STUN_HEADER_SIZE = 20,
    STUN_TRANSACTION_BYTES = 12,
    STUN_INTEGRITY_BYTES = 20,
    STUN_ATTRIBUTES_MAX = 32, /* a message with more is ERR_TOO_LARGE */
    STUN_UNKNOWN_MAX = 8,     /* further unknown attributes are not listed */
    STUN_MESSAGE_MAX = 1500,
    STUN_REPLY_MAX = 128 /* no reply of ours is longer */
};

enum stun_type {
    STUN_BINDING_REQUEST = 0x0001,
    STUN_BINDING_SUCCESS = 0x0101,
    STUN_BINDING_ERROR = 0x0111
};

enum { STUN_ERROR_UNKNOWN_ATTRIBUTE = 420, STUN_ERROR_ROLE_CONFLICT = 487 };

/* Where somebody is: an IPv6 address, or an IPv4 address mapped into it (::ffff:a.b.c.d). */
struct stun_address {
    uint8_t ip[16];
    uint16_t port; /* host byte order */
};

/* Borrows from the datagram that it was read from. */
struct stun_message {
    uint16_t type;
    uint8_t transaction[STUN_TRANSACTION_BYTES];
    struct bytes username; /* size 0: none */
    size_t integrity_at;   /* offset of the MESSAGE-INTEGRITY attribute; 0: none */
    bool use_candidate;
    bool controlled;
    bool controlling;
    bool has_mapped;
    struct stun_address mapped; /* XOR-MAPPED-ADDRESS */
    uint32_t priority;
    uint16_t error_code;                /* of an error response; 0: none */
    uint16_t unknown[STUN_UNKNOWN_MAX]; /* comprehension-required attributes that we do not know */
    size_t unknown_count;
};

/* ERR_TRUNCATED, ERR_INVALID (format, magic cookie, wrong FINGERPRINT, RFC 5389 sections 6 and 15)
 * or ERR_TOO_LARGE; `out` untouched then. A message without FINGERPRINT is accepted. */
must_check enum err stun_parse(const void *data, size_t size, struct stun_message *out);

/* Whether MESSAGE-INTEGRITY holds for `key`, the short-term password (RFC 5389 section 15.4).
 * `data` is what `message` was parsed from. ERR_CRYPTO when it is missing or wrong. */
must_check enum err stun_verify(const void *data, const struct stun_message *message,
                                struct bytes key);

/* A success response with XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT. */
must_check enum err stun_write_success(struct writer *out, const uint8_t *transaction,
                                       const struct stun_address *mapped, struct bytes key);

/* An error response; `unknown` (may be NULL) is listed for 420. Signed when key.size > 0. */
must_check enum err stun_write_error(struct writer *out, const struct stun_message *request,
                                     uint16_t code, struct bytes key);

/* What a full agent would send: our tests and benchmarks ask with it. */
struct stun_request {
    uint8_t transaction[STUN_TRANSACTION_BYTES];
    struct bytes username;
    struct bytes key;
    uint32_t priority;
    bool use_candidate;
    bool controlled; /* claims the wrong role, to provoke 487 */
};
must_check enum err stun_write_request(struct writer *out, const struct stun_request *request);

#endif
