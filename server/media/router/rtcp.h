/* rtcp: reads and writes compound RTCP packets (RFC 3550 section 6, RFC 4585, RFC 5104).
 *
 *   |V=2|P| count or format | type | length in words - 1 | body |    …and the next packet behind it
 *
 * Pure. rtcp_next() steps through a compound; a rtcp_read_*() understands one body. All that is
 * read borrows. */
#ifndef ANTEROOM_MEDIA_ROUTER_RTCP_H
#define ANTEROOM_MEDIA_ROUTER_RTCP_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum rtcp_type {
    RTCP_SR = 200,
    RTCP_RR = 201,
    RTCP_SDES = 202,
    RTCP_RTPFB = 205, /* transport feedback: format 1 NACK, 15 transport-cc */
    RTCP_PSFB = 206   /* payload feedback: format 1 PLI, 4 FIR */
};
enum {
    RTCP_FORMAT_NACK = 1,
    RTCP_FORMAT_TWCC = 15,
    RTCP_FORMAT_PLI = 1,
    RTCP_FORMAT_FIR = 4,
    RTCP_BLOCKS_MAX = 31,
    RTCP_NACKS_MAX = 256, /* sequence numbers taken from one NACK packet; more are ignored */
    RTCP_CNAME_MAX = 64,
    RTCP_PACKET_MAX = 1200 /* no compound of ours is longer */
};

struct rtcp_packet {
    uint8_t type;
    uint8_t count; /* report count, source count or feedback format */
    struct bytes body;
};

/* Steps to the next packet of a compound. ERR_AGAIN at its end; ERR_TRUNCATED or ERR_INVALID when
 * the rest is broken. `r` is a reader over the whole compound. */
must_check enum err rtcp_next(struct reader *r, struct rtcp_packet *out);

struct rtcp_sender_info {
    uint32_t ssrc;
    uint64_t ntp; /* 32.32 fixed-point seconds since 1900, by the sender's clock */
    uint32_t timestamp;
    uint32_t packet_count;
    uint32_t octet_count;
};
struct rtcp_block {
    uint32_t ssrc;
    uint8_t fraction_lost; /* of 256 */
    int32_t lost;          /* 24 bits, signed */
    uint32_t highest;      /* extended sequence number */
    uint32_t jitter;       /* in the clock of the stream */
    uint32_t last_sr;      /* middle 32 bits of the NTP time of the last SR; 0: none */
    uint32_t delay;        /* since then, in 1/65536 s */
};

must_check enum err rtcp_read_sender_info(const struct rtcp_packet *packet,
                                          struct rtcp_sender_info *out);
/* Report blocks of an SR or RR; `*count` at most RTCP_BLOCKS_MAX. `reporter` is the SSRC at its
 * head. */
must_check enum err rtcp_read_blocks(const struct rtcp_packet *packet, uint32_t *reporter,
                                     struct rtcp_block *out, size_t *count);
/* The media source of a feedback packet (RTPFB or PSFB). */
must_check enum err rtcp_read_media_ssrc(const struct rtcp_packet *packet, uint32_t *out);
/* Lost sequence numbers in the packet's order; `out` holds RTCP_NACKS_MAX. */
must_check enum err rtcp_read_nack(const struct rtcp_packet *packet, uint16_t *out, size_t *count);
/* The sources that a FIR asks for a key frame; `out` holds RTCP_BLOCKS_MAX. */
must_check enum err rtcp_read_fir(const struct rtcp_packet *packet, uint32_t *out, size_t *count);

/* The writers append one packet each; the sticky error of `out` tells when it did not fit. `blocks`
 * may be NULL when `count` is 0. */
void rtcp_write_sr(struct writer *out, const struct rtcp_sender_info *info,
                   const struct rtcp_block *blocks, size_t count);
void rtcp_write_rr(struct writer *out, uint32_t ssrc, const struct rtcp_block *blocks,
                   size_t count);
void rtcp_write_sdes(struct writer *out, uint32_t ssrc, const char *cname, size_t cname_size);
/* `lost` in ascending order (with wrap); packs them into pairs of number and bit mask. */
void rtcp_write_nack(struct writer *out, uint32_t ssrc, uint32_t media_ssrc, const uint16_t *lost,
                     size_t count);
void rtcp_write_pli(struct writer *out, uint32_t ssrc, uint32_t media_ssrc);
/* Header of a packet whose body of `body_size` bytes (a multiple of 4) the caller writes next. */
void rtcp_write_header(struct writer *out, uint8_t count, uint8_t type, size_t body_size);

#endif
