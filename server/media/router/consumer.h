/* consumer: one producer's stream on its way to one receiver.
 *
 * It rewrites SSRC, sequence number, payload type and header extensions into what this receiver was
 * told, answers its NACKs over RTX, and makes its sender reports. The payload is never touched.
 *
 *   CONSUMER_PAUSED ── consumer_resume ──► CONSUMER_BEGINS ── first packet that may begin ──► CONSUMER_FLOWS
 *         ▲                                     │             (video: a key frame, audio: any)     │
 *         └────────── consumer_pause: the page is not ready, or looks elsewhere ───────────────────┘
 *
 * Pure: time is handed in; headers go into the caller's writer. The worker owns it. */
#ifndef ANTEROOM_MEDIA_ROUTER_CONSUMER_H
#define ANTEROOM_MEDIA_ROUTER_CONSUMER_H

#include "media/router/producer.h"
#include "media/router/seqmap.h"

enum {
    CONSUMER_HEADER_MAX = 64, /* no header of ours is longer */
    CONSUMER_RESENT = 512,    /* how many packets back a resend is remembered */
    CONSUMER_RESEND_MS = 20,  /* the same packet at most once in this time */
    CONSUMER_RTX_PREFIX = 2
};

enum consumer_state { CONSUMER_PAUSED, CONSUMER_BEGINS, CONSUMER_FLOWS };

/* Ids of header extensions as this receiver was told; 0: none. */
struct consumer_extensions {
    uint8_t abs_send_time;
    uint8_t audio_level;
    uint8_t orientation;
};

struct consumer_config {
    uint32_t ssrc;
    uint32_t rtx_ssrc; /* 0: none */
    uint8_t payload_type;
    uint8_t rtx_payload_type;
    struct consumer_extensions extensions;
    char cname[RTCP_CNAME_MAX];
    size_t cname_size;
    uint16_t first_sequence; /* random (RFC 3550 section 5.1) */
};

struct consumer {
    struct consumer_config config;
    enum consumer_state state;
    struct seqmap map;
    uint16_t rtx_sequence;
    uint32_t packets;
    uint32_t octets;
    uint32_t resent_ms[CONSUMER_RESENT];
    uint8_t fraction_lost; /* of 256, as the receiver reported last */
    uint32_t sr_middle;    /* middle 32 bits of the NTP time of our last SR */
    int64_t sr_us;
    uint32_t rtt_us; /* 0: unknown */
};

void consumer_init(struct consumer *consumer, const struct consumer_config *config);

/* The receiver wants media from now on, or not. Resuming video wants a key frame: the caller asks
 * the producer. */
void consumer_resume(struct consumer *consumer);
void consumer_pause(struct consumer *consumer);

/* Writes the header with which `packet` goes to this receiver; its payload follows unchanged. False
 * when it does not go there now. */
bool consumer_forward(struct consumer *consumer, const struct producer *producer,
                      const struct producer_packet *packet, int64_t now_us, struct writer *header);
/* A packet that nobody gets: closes the gap in the numbers. */
void consumer_leave_out(struct consumer *consumer, uint64_t number);

/* Answers a NACK for `sequence` over RTX: writes the header and, behind it, the two bytes of the
 * original sequence number; then comes the payload of the packet that is returned. NULL when it
 * cannot or need not be sent. */
const struct producer_packet *consumer_resend(struct consumer *consumer,
                                              const struct producer *producer, uint16_t sequence,
                                              int64_t now_us, struct writer *header);

/* Appends SR and SDES; nothing before the first packet and the producer's first SR. */
void consumer_report(struct consumer *consumer, const struct producer *producer, int64_t now_us,
                     struct writer *out);
void consumer_on_block(struct consumer *consumer, const struct rtcp_block *block, int64_t now_us);

#endif
