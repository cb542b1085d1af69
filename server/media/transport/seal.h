/* seal: the SRTP and SRTCP transform (RFC 3711, RFC 7714, RFC 6188).
 *
 *   RTP:   | header (clear, authenticated) | payload (encrypted)  | tag |
 *   RTCP:  | first 8 bytes (clear, auth.)  | the rest (encrypted) | AEAD: tag, E+index; CM: E+index, tag |
 *
 * One `struct seal` is one direction of one DTLS association: it holds the keys, and for each SSRC
 * the roll-over counter, the replay window (128 packets) and the RTCP index. It works in the
 * caller's buffers and neither allocates nor locks once made. The arithmetic behind it is a backend
 * (seal_backend.h), so that a faster one can take its place. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_SEAL_H
#define ANTEROOM_MEDIA_TRANSPORT_SEAL_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum seal_profile { SEAL_AES128_CM_SHA1_80, SEAL_AEAD_AES_128_GCM, SEAL_AEAD_AES_256_GCM };

enum {
    SEAL_KEY_MAX = 32,
    SEAL_SALT_MAX = 14,
    SEAL_AUTH_KEY_BYTES = 20,
    SEAL_RTP_OVERHEAD_MAX = 16,  /* the tag */
    SEAL_RTCP_OVERHEAD_MAX = 20, /* the tag and the E bit with the index */
    SEAL_STREAMS_MAX =
        128, /* SSRCs of one direction; a further one replaces the one unused longest */
};

/* Bytes of the master key and master salt that a profile takes from the DTLS exporter. */
size_t seal_key_size(enum seal_profile profile);
size_t seal_salt_size(enum seal_profile profile);

/* The session keys of one kind of packet. */
struct seal_keys {
    uint8_t key[SEAL_KEY_MAX];
    uint8_t salt[SEAL_SALT_MAX];
    uint8_t auth[SEAL_AUTH_KEY_BYTES]; /* AES128_CM_SHA1_80 only */
};

/* What the key derivation of RFC 3711 section 4.3 makes of one master key. */
struct seal_session_keys {
    enum seal_profile profile;
    struct seal_keys rtp;
    struct seal_keys rtcp;
};

/* `key` and `salt` hold seal_key_size() and seal_salt_size() bytes. ERR_CRYPTO when OpenSSL fails.
 */
must_check enum err seal_derive(enum seal_profile profile, const uint8_t *key, const uint8_t *salt,
                                struct seal_session_keys *out);

struct seal;
/* NULL when memory is short or OpenSSL refuses. The keys are copied; the caller wipes its own. */
struct seal *seal_new(const struct seal_session_keys *keys);
/* Takes NULL. */
void seal_free(struct seal *seal);

/* Seals an RTP packet whose header (with CSRCs and extensions) already stands at `out`; the payload
 * comes from elsewhere (or from out + header_size) and is encrypted to behind the header. `room` is
 * what `out` holds. ERR_TOO_LARGE when the result does not fit, ERR_INVALID on a header shorter
 * than 12 bytes. A second call with the same SSRC and sequence number but other bytes would break
 * GCM: the caller never makes one. */
must_check enum err seal_rtp(struct seal *seal, uint8_t *out, size_t header_size,
                             const uint8_t *payload, size_t payload_size, size_t room,
                             size_t *out_size);

/* Opens an RTP packet out of place: `out` gets header and payload, at most `size` bytes.
 * ERR_TRUNCATED, ERR_INVALID (header), ERR_REPLAY, ERR_CRYPTO; no state changes then, and `out` is
 * worthless. */
must_check enum err seal_open_rtp(struct seal *seal, const uint8_t *packet, size_t size,
                                  uint8_t *out, size_t *out_size);

/* The same two for a compound RTCP packet; `out` of seal_rtcp has SEAL_RTCP_OVERHEAD_MAX more
 * bytes. */
must_check enum err seal_rtcp(struct seal *seal, const uint8_t *packet, size_t size, uint8_t *out,
                              size_t room, size_t *out_size);
must_check enum err seal_open_rtcp(struct seal *seal, const uint8_t *packet, size_t size,
                                   uint8_t *out, size_t *out_size);

/* Forgets an SSRC that will not be used again. */
void seal_forget(struct seal *seal, uint32_t ssrc);

#endif
