/* message: what the gateway and a media worker say to each other.
 *
 * One message is one datagram on a SOCK_SEQPACKET pair: a header of 8 bytes and the body that its type
 * has, always of the same size, in the machine's own byte order (both ends are the same program). A message of another
 * size, of an unknown type or with a field out of its range is refused whole (message_read), on both sides.
 *
 *   0        4         8
 *   | type   | request | body …                                                  |
 *
 * The gateway numbers its requests from 1; the worker answers each with one message of the same number, in order. The
 * worker's own facts have request 0. Ids of transports, producers and consumers are the gateway's and are never used twice
 * while a worker lives.
 *
 *   gateway ► worker                                                       answer
 *   CONFIGURE        | listen ip 16 | udp 2 | tcp 2 | with_tcp 4 |            CONFIGURED   once, first
 *   TRANSPORT_OPEN   | transport | ufrag 8 | password 24 |                    DONE
 *   TRANSPORT_CONNECT| transport | count | 8 x (hash 4, value 64) |           DONE
 *   TRANSPORT_RESTART| transport | ufrag 8 | password 24 |                    DONE
 *   TRANSPORT_CLOSE  | transport |                                            DONE         with all that hangs on it
 *   PRODUCER_OPEN    | producer | transport | kind | paused | ssrcs | … |     DONE
 *   PRODUCER_PAUSE   | producer | paused |                                    DONE
 *   PRODUCER_CLOSE   | producer |                                             DONE         with its consumers
 *   CONSUMER_OPEN    | consumer | transport | producer | ssrcs | … |          DONE         paused until told otherwise
 *   CONSUMER_PAUSE   | consumer | paused |                                    DONE
 *   CONSUMER_KEY     | consumer |                                             DONE
 *   CONSUMER_CLOSE   | consumer |                                             DONE
 *   COUNT            | nothing 4 |                                            COUNTERS
 *
 *   worker ► gateway
 *   DONE             | err 4 |
 *   CONFIGURED       | err 4 | udp 2 | tcp 2 | certificate's SHA-256 32 |
 *   COUNTERS         | 8 bytes each |
 *   TRANSPORT_STATE  | transport | state |                                    request 0
 *   SPEAKING         | producer | speaking |                                  request 0
 *   QUALITY          | transport | lost up | lost down | round trip ms |      request 0, every 2 s while media flows */
#ifndef ANTEROOM_MEDIA_CONTROL_MESSAGE_H
#define ANTEROOM_MEDIA_CONTROL_MESSAGE_H

#include "base/err.h"
#include "media/transport/dtls.h"
#include "media/transport/ice.h"

#include <stddef.h>
#include <stdint.h>

enum { MESSAGE_CNAME_MAX = 32 };

enum message_type {
    MESSAGE_CONFIGURE = 1,
    MESSAGE_TRANSPORT_OPEN,
    MESSAGE_TRANSPORT_CONNECT,
    MESSAGE_TRANSPORT_RESTART,
    MESSAGE_TRANSPORT_CLOSE,
    MESSAGE_PRODUCER_OPEN,
    MESSAGE_PRODUCER_PAUSE,
    MESSAGE_PRODUCER_CLOSE,
    MESSAGE_CONSUMER_OPEN,
    MESSAGE_CONSUMER_PAUSE,
    MESSAGE_CONSUMER_KEY,
    MESSAGE_CONSUMER_CLOSE,
    MESSAGE_COUNT,
    MESSAGE_DONE,
    MESSAGE_CONFIGURED,
    MESSAGE_COUNTERS,
    MESSAGE_TRANSPORT_STATE,
    MESSAGE_SPEAKING,
    MESSAGE_QUALITY,
    MESSAGE_TYPES
};

enum message_direction { MESSAGE_TO_WORKER, MESSAGE_TO_GATEWAY };

struct message_configure {
    uint8_t listen_ip[16]; /* all zero: every address, IPv4 and IPv6; else one, IPv4 mapped */
    uint16_t udp_port;     /* 0: the kernel chooses */
    uint16_t tcp_port;
    uint32_t with_tcp; /* 0 or 1 */
};

struct message_credentials {
    uint32_t transport;
    struct ice_credentials credentials;
};

struct message_connect {
    uint32_t transport;
    uint32_t fingerprint_count; /* 1..DTLS_FINGERPRINTS_MAX */
    struct dtls_fingerprint fingerprints[DTLS_FINGERPRINTS_MAX];
};

/* The body of every message that names one thing and at most one yes or no. */
struct message_named {
    uint32_t id;
    uint32_t flag; /* 0 or 1 */
};

struct message_producer {
    uint32_t producer;
    uint32_t transport;
    uint32_t video;  /* 0: Opus, 1: VP8 */
    uint32_t paused; /* 0 or 1 */
    uint32_t ssrc;
    uint32_t rtx_ssrc; /* 0: none */
    uint8_t payload_type;
    uint8_t rtx_payload_type;
    uint8_t transport_cc; /* ids of header extensions, 0..14 */
    uint8_t audio_level;
    uint8_t orientation;
    uint8_t zero[3];
};

struct message_consumer {
    uint32_t consumer;
    uint32_t transport;
    uint32_t producer;
    uint32_t ssrc;
    uint32_t rtx_ssrc;
    uint16_t first_sequence;
    uint8_t payload_type;
    uint8_t rtx_payload_type;
    uint8_t abs_send_time; /* ids of header extensions, 0..14 */
    uint8_t audio_level;
    uint8_t orientation;
    uint8_t cname_size; /* 1..MESSAGE_CNAME_MAX */
    char cname[MESSAGE_CNAME_MAX];
};

struct message_done {
    uint32_t err; /* enum err */
};

struct message_configured {
    uint32_t err; /* ERR_IO: the ports cannot be had */
    uint16_t udp_port;
    uint16_t tcp_port; /* 0: no TCP */
    uint8_t certificate_hash[DTLS_IDENTITY_HASH_BYTES];
};

/* Everything since the worker began. */
struct message_counters {
    uint64_t packets_in;
    uint64_t packets_out;
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t dropped_unknown_kind; /* demux: nothing of ours */
    uint64_t dropped_stun;         /* malformed, or signed with nothing we know */
    uint64_t dropped_unchecked;    /* DTLS or media from an address that passed no check */
    uint64_t dropped_seal;         /* SRTP: forged, replayed, malformed, or before the keys */
    uint64_t dropped_rtp;          /* not what a producer announced, or no such producer */
    uint64_t dropped_rtcp;         /* malformed */
    uint64_t dropped_out;          /* the network did not take it */
    uint64_t dtls_failed;
    uint64_t forwarded; /* RTP packets sent to receivers */
    uint64_t resent;    /* of which over RTX */
};

enum message_state { MESSAGE_CONNECTED = 1, MESSAGE_LOST, MESSAGE_CLOSED, MESSAGE_FAILED };

struct message_quality {
    uint32_t transport;
    uint32_t lost_up;   /* of 256, from them to us */
    uint32_t lost_down; /* of 256, from us to them */
    uint32_t round_trip_ms;
};

struct message {
    uint32_t type;
    uint32_t request;
    union {
        struct message_configure configure;
        struct message_credentials credentials; /* TRANSPORT_OPEN, TRANSPORT_RESTART */
        struct message_connect connect;
        struct message_named
            named; /* *_CLOSE, *_PAUSE, CONSUMER_KEY, COUNT, SPEAKING; TRANSPORT_STATE: flag is
                                       enum message_state */
        struct message_producer producer;
        struct message_consumer consumer;
        struct message_done done;
        struct message_configured configured;
        struct message_counters counters;
        struct message_quality quality;
    } body;
};

enum { MESSAGE_HEADER_BYTES = 8 };

/* Bytes of a message of this type, header and body; 0 when there is no such type. */
size_t message_size(uint32_t type);

/* Reads one datagram that goes in `direction`. ERR_INVALID when its size, type or a field is not as above; `out` is
 * untouched then. */
must_check enum err message_read(const void *data, size_t size, enum message_direction direction,
                                 struct message *out);

#endif
