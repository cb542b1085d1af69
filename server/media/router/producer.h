/* producer: one stream that a browser sends, as the router sees it.
 *
 * It takes decrypted RTP packets (of the stream and of its RTX twin), keeps the newest in a ring
 * which is also the cache for retransmissions, and knows what is owed to the sender: receiver
 * reports, NACKs, key-frame requests. Pure: time is handed in, nothing is sent from here. The
 * worker owns it.
 *
 *   decrypted packet ─► producer_receive ─► ring ─► (each consumer) consumer_forward
 *   tick ─► producer_nacks, producer_asks_key_frame, producer_block ─► RTCP to the sender */
#ifndef ANTEROOM_MEDIA_ROUTER_PRODUCER_H
#define ANTEROOM_MEDIA_ROUTER_PRODUCER_H

#include "media/router/keyframe.h"
#include "media/router/loss.h"
#include "media/router/rtcp.h"
#include "media/router/rtp.h"
#include "media/router/speech.h"

enum producer_kind { PRODUCER_AUDIO, PRODUCER_VIDEO };

enum { PRODUCER_RING_VIDEO = 512, PRODUCER_RING_AUDIO = 64 }; /* packets; powers of two */

/* Ids of header extensions as this sender numbers them; 0: not negotiated. */
struct producer_extensions {
    uint8_t transport_cc;
    uint8_t audio_level;
    uint8_t orientation;
};

struct producer_config {
    enum producer_kind kind;
    uint32_t ssrc;
    uint32_t rtx_ssrc; /* 0: none */
    uint8_t payload_type;
    uint8_t rtx_payload_type;
    uint32_t clock_hz;
    struct producer_extensions extensions;
};

/* A packet in the ring; borrowed until the ring comes round. */
struct producer_packet {
    uint64_t number; /* extended sequence number; 0: empty */
    bool key_frame;  /* begins one */
    struct rtp_packet rtp;
    uint16_t size;
    uint8_t data[RTP_PACKET_MAX];
};

struct producer {
    struct producer_config config;
    bool paused;
    /* what has come */
    bool started;
    uint64_t newest;
    uint64_t base; /* number of the first packet */
    uint64_t received;
    uint64_t reported_expected;
    uint64_t reported_received;
    uint8_t fraction_lost; /* of 256, in the last report's interval */
    uint32_t transit;
    uint32_t jitter_q4; /* jitter times 16 */
    struct loss loss;
    struct keyframe keyframe;
    struct speech speech;
    /* the sender's last SR */
    bool has_sr;
    struct rtcp_sender_info sr;
    int64_t sr_us;
    /* the ring */
    size_t ring_size;
    struct producer_packet *ring;
};

/* NULL when memory is short. */
struct producer *producer_new(const struct producer_config *config);
/* Takes NULL. */
void producer_free(struct producer *producer);

enum producer_verdict {
    PRODUCER_INVALID, /* not RTP, or a payload type that was not announced */
    PRODUCER_NOTHING, /* known already, too old, padding, or paused: nothing to forward */
    PRODUCER_FORWARD  /* `*out` is new and goes to the consumers */
};

/* Whether `ssrc` is the stream's or its RTX twin's. */
bool producer_has_ssrc(const struct producer *producer, uint32_t ssrc);

/* One decrypted packet, parsed by the caller; it is copied into the ring. `left_out` gets the
 * number of a padding-only packet which takes a place in the sequence but goes to nobody, else 0.
 */
enum producer_verdict producer_receive(struct producer *producer, const struct rtp_packet *packet,
                                       int64_t now_us, const struct producer_packet **out,
                                       uint64_t *left_out);

/* The packet with this number; NULL when it is not there any more. */
const struct producer_packet *producer_cached(const struct producer *producer, uint64_t number);

void producer_on_sender_info(struct producer *producer, const struct rtcp_sender_info *info,
                             int64_t now_us);
/* The report block that is owed; false before the first packet. Begins a new interval. */
bool producer_block(struct producer *producer, int64_t now_us, struct rtcp_block *out);
/* Sequence numbers to ask for again now, ascending; `out` holds LOSS_MAX. */
size_t producer_nacks(struct producer *producer, int64_t now_ms, uint16_t *out);

#endif
