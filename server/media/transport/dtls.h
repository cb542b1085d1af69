/* dtls: one DTLS-SRTP association over datagrams (RFC 5764), on OpenSSL.
 *
 *                 dtls_new         first datagram            handshake done,
 *   (memory) ───────────► DTLS_NEW ─────────► DTLS_HANDSHAKE ───────────────► DTLS_READY
 *                                                   │ fingerprint wrong,          │ close_notify
 *                                                   │ no SRTP profile, alert      ▼
 *                                                   └────────► DTLS_FAILED    DTLS_CLOSED
 *
 * Before DTLS_READY no key leaves this module. The peer's certificate is self-signed: what counts
 * is that its hash is one of the fingerprints which the signalling gave (RFC 8122). The transport
 * is a callback that is handed whole datagrams; OpenSSL reads the clock for its retransmissions,
 * nothing else here does. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_DTLS_H
#define ANTEROOM_MEDIA_TRANSPORT_DTLS_H

#include "base/bytes.h"
#include "base/err.h"
#include "media/transport/seal.h"

#include <stdint.h>

enum {
    DTLS_LINK_MTU = 1200,
    DTLS_FINGERPRINT_MAX = 64, /* SHA-512 */
    DTLS_FINGERPRINTS_MAX = 8,
    DTLS_IDENTITY_HASH_BYTES = 32
};

enum dtls_role {
    DTLS_SERVER,
    DTLS_CLIENT
}; /* the house is the server; tests and benchmarks play the browser */
enum dtls_state { DTLS_NEW, DTLS_HANDSHAKE, DTLS_READY, DTLS_CLOSED, DTLS_FAILED };
enum dtls_hash { DTLS_SHA256, DTLS_SHA384, DTLS_SHA512 };

struct dtls_fingerprint {
    enum dtls_hash hash;
    uint8_t value[DTLS_FINGERPRINT_MAX]; /* as many bytes as the hash has */
};
size_t dtls_hash_size(enum dtls_hash hash);

/* A P-256 key with a self-signed certificate, and the settings that all associations of a process
 * share. */
struct dtls_identity;
/* `profiles` is OpenSSL's list, such as "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"; NULL for
 * the house's order. NULL when memory is short or OpenSSL refuses. */
struct dtls_identity *dtls_identity_new(enum dtls_role role, const char *profiles);
/* Takes NULL. After every association made with it. */
void dtls_identity_free(struct dtls_identity *identity);
/* SHA-256 of the certificate, DTLS_IDENTITY_HASH_BYTES. */
const uint8_t *dtls_identity_hash(const struct dtls_identity *identity);

/* Sends one datagram to the peer; the bytes are the caller's again when it returns. */
typedef void dtls_send(void *owner, const uint8_t *data, size_t size);

struct dtls;
/* `fingerprints` (1 to DTLS_FINGERPRINTS_MAX) are copied. A client begins at dtls_start(). NULL
 * when memory is short. */
struct dtls *dtls_new(struct dtls_identity *identity, const struct dtls_fingerprint *fingerprints,
                      size_t fingerprint_count, dtls_send *send, void *owner);
/* Takes NULL; says close_notify to a peer that is connected. */
void dtls_free(struct dtls *dtls);

/* A client's first flight. */
void dtls_start(struct dtls *dtls);
/* One datagram that demux called DTLS. Whatever it holds, the worst is DTLS_FAILED. */
void dtls_receive(struct dtls *dtls, const uint8_t *data, size_t size);
/* Repeats a flight whose time has come; call it every 50 ms or so during DTLS_HANDSHAKE. */
void dtls_tick(struct dtls *dtls);
enum dtls_state dtls_state_of(const struct dtls *dtls);

/* In DTLS_READY: the negotiated profile's keys for what we send and for what we receive.
 * ERR_CONFLICT in any other state, ERR_CRYPTO when OpenSSL refuses. The caller wipes them. */
must_check enum err dtls_session_keys(struct dtls *dtls, struct seal_session_keys *local,
                                      struct seal_session_keys *remote);

#endif
