/* rtp: reads RTP packets and writes RTP headers (RFC 3550 section 5.1, RFC 8285).
 *
 *   |V=2|P|X| CC | M | payload type | sequence (16) | timestamp (32) | SSRC (32) | CSRCs |
 *   | 0xBEDE or 0x100x | length in words | extension elements …            | payload | padding |
 *
 * Pure; a packet read borrows from its bytes. */
#ifndef ANTEROOM_MEDIA_ROUTER_RTP_H
#define ANTEROOM_MEDIA_ROUTER_RTP_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RTP_HEADER_BYTES = 12,
    RTP_PACKET_MAX = 1500,
    RTP_EXTENSION_ID_MAX = 14 /* of the one-byte form; 0 stands for "not negotiated" everywhere */
};

struct rtp_packet {
    bool marker;
    uint8_t payload_type;
    uint16_t sequence;
    uint32_t timestamp;
    uint32_t ssrc;
    uint16_t extension_profile; /* 0: no extensions */
    struct bytes extensions;
    struct bytes payload; /* without padding; size 0 for a padding-only packet */
};

/* ERR_TRUNCATED or ERR_INVALID (version, padding longer than the payload); ERR_TOO_LARGE over
 * RTP_PACKET_MAX. `out` is untouched then. */
must_check enum err rtp_parse(const void *data, size_t size, struct rtp_packet *out);

/* The element with `id` (1..14), in the one-byte or the two-byte form; size 0 when it is not there.
 */
struct bytes rtp_extension(const struct rtp_packet *packet, uint8_t id);

/* What a header of ours carries. An element of size 0 is not written. */
struct rtp_element {
    uint8_t id;
    uint8_t size; /* 1..16 */
    const uint8_t *value;
};

/* Header with one-byte extensions; `elements` may be NULL when `count` is 0. The sticky error of
 * `out` tells when it did not fit. */
void rtp_write_header(struct writer *out, const struct rtp_packet *packet,
                      const struct rtp_element *elements, size_t count);

/* The sequence number nearest to `newest` that ends in `sequence`: numbers that never wrap make
 * windows simple. Never below 0: a number before the first packet comes out as one ahead. */
uint64_t rtp_extend(uint64_t newest, uint16_t sequence);

#endif
