/* peer: plays a browser towards a media worker: checks, shakes hands as DTLS client, sends and receives SRTP.
 *
 * For tests and benchmarks. One peer is one transport over one socket, blocking with a limit: PEER_LIMIT_MS is ten
 * times what anything here takes. */
#ifndef ANTEROOM_TESTS_TOOLS_PEER_H
#define ANTEROOM_TESTS_TOOLS_PEER_H

#include "media/control/message.h"
#include "media/router/rtcp.h"
#include "media/router/rtp.h"
#include "media/transport/seal.h"

#include <stdbool.h>
#include <stdint.h>

enum { PEER_LIMIT_MS = 60000, PEER_DATAGRAM_MAX = 2000 };

struct peer {
    int fd;
    bool tcp;
    struct ice_credentials server; /* the transport's */
    struct dtls_identity *identity;
    struct dtls *dtls;
    struct seal *outward;
    struct seal *inward;
};

/* A socket connected to the worker on 127.0.0.1. `profiles` as in dtls_identity_new. False when the machine refuses. */
bool peer_open(struct peer *peer, const struct ice_credentials *server, uint16_t port, bool tcp,
               const char *profiles);
void peer_close(struct peer *peer);
/* The peer's fingerprint, as TRANSPORT_CONNECT wants it. */
struct dtls_fingerprint peer_fingerprint(const struct peer *peer);
/* Sends one check. */
bool peer_ask(struct peer *peer, bool use_candidate);
/* Sends one check and waits for its success response. */
bool peer_check(struct peer *peer, bool use_candidate);
/* DTLS to its end, then SRTP keys. `server_hash` is the worker's certificate hash. */
bool peer_shake(struct peer *peer, const uint8_t *server_hash);
bool peer_send(const struct peer *peer, const uint8_t *data, size_t size);
/* One datagram within `limit_ms`; its size, 0 when none came. */
size_t peer_receive(const struct peer *peer, uint8_t *data, int limit_ms);
/* Seals and sends. */
bool peer_send_rtp(struct peer *peer, const struct rtp_packet *packet,
                   const struct rtp_element *elements, size_t count);
bool peer_send_rtcp(struct peer *peer, const struct writer *writer);
/* The next RTP packet, opened into `data` (PEER_DATAGRAM_MAX); everything else that comes is taken for what it is. Returns
 * false when none came within `limit_ms`. */
bool peer_next_rtp(struct peer *peer, uint8_t *data, struct rtp_packet *out, int limit_ms);
/* The next RTCP packet of this type and format (any when `format` is 255). */
bool peer_next_rtcp(struct peer *peer, uint8_t type, uint8_t format, uint8_t *data,
                    struct rtcp_packet *out);

#endif
