#include "peer.h"

#include "base/clock.h"
#include "media/transport/demux.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DTLS_ROUND_MS = 50 };

static void send_dtls(void *owner, const uint8_t *data, size_t size) {
    (void)peer_send(owner, data, size);
}

bool peer_open(struct peer *peer, const struct ice_credentials *server, uint16_t port, bool tcp,
               const char *profiles) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *peer = (struct peer){.tcp = tcp, .server = *server};
    peer->fd = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    peer->identity = dtls_identity_new(DTLS_CLIENT, profiles);
    return peer->fd >= 0 && peer->identity != NULL &&
           connect(peer->fd, (struct sockaddr *)&to, sizeof to) == 0;
}

void peer_close(struct peer *peer) {
    dtls_free(peer->dtls);
    seal_free(peer->outward);
    seal_free(peer->inward);
    dtls_identity_free(peer->identity);
    if (peer->fd >= 0) {
        close(peer->fd);
    }
    *peer = (struct peer){.fd = -1};
}

struct dtls_fingerprint peer_fingerprint(const struct peer *peer) {
    struct dtls_fingerprint fingerprint = {.hash = DTLS_SHA256};
    memcpy(fingerprint.value, dtls_identity_hash(peer->identity), DTLS_IDENTITY_HASH_BYTES);
    return fingerprint;
}

bool peer_send(const struct peer *peer, const uint8_t *data, size_t size) {
    uint8_t length[2] = {(uint8_t)(size >> 8), (uint8_t)size};
    struct iovec parts[2] = {{length, sizeof length}, {(void *)data, size}};
    if (!peer->tcp) {
        return send(peer->fd, data, size, MSG_NOSIGNAL) == (ssize_t)size;
    }
    return writev(peer->fd, parts, 2) == (ssize_t)(size + sizeof length);
}

static bool readable(const struct peer *peer, int limit_ms) {
    struct pollfd wait = {.fd = peer->fd, .events = POLLIN};
    return poll(&wait, 1, limit_ms) == 1;
}

size_t peer_receive(const struct peer *peer, uint8_t *data, int limit_ms) {
    uint8_t length[2];
    if (!readable(peer, limit_ms)) {
        return 0;
    }
    if (!peer->tcp) {
        ssize_t got = recv(peer->fd, data, PEER_DATAGRAM_MAX, 0);
        return got < 0 ? 0 : (size_t)got;
    }
    if (recv(peer->fd, length, sizeof length, MSG_WAITALL) != sizeof length) {
        return 0;
    }
    size_t size = (size_t)length[0] << 8 | length[1];
    bool whole =
        size <= PEER_DATAGRAM_MAX && recv(peer->fd, data, size, MSG_WAITALL) == (ssize_t)size;
    return whole ? size : 0;
}

bool peer_ask(struct peer *peer, bool use_candidate) {
    char name[ICE_UFRAG_CHARS + 5];
    uint8_t buffer[PEER_DATAGRAM_MAX];
    memcpy(name, peer->server.ufrag, ICE_UFRAG_CHARS);
    memcpy(name + ICE_UFRAG_CHARS, ":peer", 5);
    struct stun_request request = {
        .transaction = {7, (uint8_t)use_candidate},
        .username = {(const uint8_t *)name, sizeof name},
        .key = {(const uint8_t *)peer->server.password, ICE_PASSWORD_CHARS},
        .priority = 1845501695,
        .use_candidate = use_candidate,
    };
    struct writer writer = writer_of(buffer, sizeof buffer);
    return stun_write_request(&writer, &request) == ERR_OK &&
           peer_send(peer, buffer, writer_size(&writer));
}

bool peer_check(struct peer *peer, bool use_candidate) {
    uint8_t buffer[PEER_DATAGRAM_MAX];
    struct bytes key = {(const uint8_t *)peer->server.password, ICE_PASSWORD_CHARS};
    bool sent = peer_ask(peer, use_candidate);
    while (sent) {
        struct stun_message reply;
        size_t size = peer_receive(peer, buffer, PEER_LIMIT_MS);
        if (size == 0) {
            return false;
        }
        if (demux_kind_of(buffer, size) == DEMUX_STUN) {
            return stun_parse(buffer, size, &reply) == ERR_OK &&
                   stun_verify(buffer, &reply, key) == ERR_OK && reply.type == STUN_BINDING_SUCCESS;
        }
    }
    return false;
}

static bool take_keys(struct peer *peer) {
    struct seal_session_keys local;
    struct seal_session_keys remote;
    if (dtls_session_keys(peer->dtls, &local, &remote) != ERR_OK) {
        return false;
    }
    peer->outward = seal_new(&local);
    peer->inward = seal_new(&remote);
    return peer->outward != NULL && peer->inward != NULL;
}

bool peer_shake(struct peer *peer, const uint8_t *server_hash) {
    struct dtls_fingerprint expected = {.hash = DTLS_SHA256};
    uint8_t buffer[PEER_DATAGRAM_MAX];
    memcpy(expected.value, server_hash, DTLS_IDENTITY_HASH_BYTES);
    peer->dtls = dtls_new(peer->identity, &expected, 1, send_dtls, peer);
    if (peer->dtls == NULL) {
        return false;
    }
    dtls_start(peer->dtls);
    int64_t end_ms = clock_mono_ms() + PEER_LIMIT_MS;
    while (dtls_state_of(peer->dtls) == DTLS_HANDSHAKE && clock_mono_ms() < end_ms) {
        size_t size = peer_receive(peer, buffer, DTLS_ROUND_MS);
        if (demux_kind_of(buffer, size) == DEMUX_DTLS) {
            dtls_receive(peer->dtls, buffer, size);
        } else if (size == 0) {
            dtls_tick(peer->dtls);
        }
    }
    return dtls_state_of(peer->dtls) == DTLS_READY && take_keys(peer);
}

bool peer_send_rtp(struct peer *peer, const struct rtp_packet *packet,
                   const struct rtp_element *elements, size_t count) {
    uint8_t buffer[PEER_DATAGRAM_MAX];
    struct writer writer = writer_of(buffer, sizeof buffer);
    size_t size;
    rtp_write_header(&writer, packet, elements, count);
    return seal_rtp(peer->outward, buffer, writer_size(&writer), packet->payload.data,
                    packet->payload.size, sizeof buffer, &size) == ERR_OK &&
           peer_send(peer, buffer, size);
}

bool peer_send_rtcp(struct peer *peer, const struct writer *writer) {
    uint8_t buffer[PEER_DATAGRAM_MAX];
    size_t size;
    return seal_rtcp(peer->outward, writer->begin, writer_size(writer), buffer, sizeof buffer,
                     &size) == ERR_OK &&
           peer_send(peer, buffer, size);
}

/* The next datagram of this kind, opened; its size, 0 when none came in time. */
static size_t next_opened(struct peer *peer, enum demux_kind wanted, uint8_t *data, int limit_ms) {
    uint8_t sealed[PEER_DATAGRAM_MAX];
    int64_t end_ms = clock_mono_ms() + limit_ms;
    for (int64_t left = limit_ms; left >= 0; left = end_ms - clock_mono_ms()) {
        size_t size = peer_receive(peer, sealed, (int)left);
        enum demux_kind kind = demux_kind_of(sealed, size);
        if (kind == DEMUX_DTLS) {
            dtls_receive(peer->dtls, sealed, size);
        }
        if (kind != wanted) {
            continue;
        }
        enum err err = wanted == DEMUX_RTP
                           ? seal_open_rtp(peer->inward, sealed, size, data, &size)
                           : seal_open_rtcp(peer->inward, sealed, size, data, &size);
        return err == ERR_OK ? size : 0;
    }
    return 0;
}

bool peer_next_rtp(struct peer *peer, uint8_t *data, struct rtp_packet *out, int limit_ms) {
    size_t size = next_opened(peer, DEMUX_RTP, data, limit_ms);
    return size > 0 && rtp_parse(data, size, out) == ERR_OK;
}

bool peer_next_rtcp(struct peer *peer, uint8_t type, uint8_t format, uint8_t *data,
                    struct rtcp_packet *out) {
    int64_t end_ms = clock_mono_ms() + PEER_LIMIT_MS;
    while (clock_mono_ms() < end_ms) {
        size_t size = next_opened(peer, DEMUX_RTCP, data, PEER_LIMIT_MS);
        struct reader r = reader_of(data, size);
        while (rtcp_next(&r, out) == ERR_OK) {
            if (out->type == type && (format == 255 || out->count == format)) {
                return true;
            }
        }
    }
    return false;
}
