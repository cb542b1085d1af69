/* tls: TLS 1.3 and 1.2 over bytes that somebody else moves.
 *
 * OpenSSL reads and writes through a BIO of our own that points at the caller's memory for the length of one
 * call; nothing is buffered for a connection that is at rest (SSL_MODE_RELEASE_BUFFERS). One context serves
 * one listener and is replaced whole when the certificate is read again: connections keep the one they
 * began with. */
#ifndef ANTEROOM_GATEWAY_TLS_H
#define ANTEROOM_GATEWAY_TLS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tls_context;
struct tls;

/* Reads a PEM chain and its key. ERR_IO: a file cannot be read or holds no such thing; ERR_CRYPTO: the key is
 * not the certificate's. */
must_check enum err tls_context_new(const char *certificate_path, const char *key_path,
                                    struct tls_context **out);
/* Takes NULL. Connections that began with it keep what they need. */
void tls_context_free(struct tls_context *context);

/* NULL when memory is short. */
struct tls *tls_new(struct tls_context *context);
/* Takes NULL. */
void tls_free(struct tls *tls);

/* Ciphertext that came, and room for ciphertext that must go; the caller's memory, for one call. */
struct tls_io {
    const uint8_t *in;
    size_t in_size;
    uint8_t *out;
    size_t out_room;
    size_t out_size; /* written by the call */
};

/* Takes all of io->in. Plain bytes go to `each` as they come, at most 16 kB at a time. ERR_CLOSED: the peer ended
 * the connection in order; ERR_CRYPTO: it broke the protocol (an alert may stand in io->out); ERR_FULL: io->out
 * was too small. */
must_check enum err tls_receive(struct tls *tls, struct tls_io *io,
                                void (*each)(void *owner, const uint8_t *data, size_t size),
                                void *owner);
/* Encrypts from the front of `data` as much as io->out takes; `*used` plain bytes are done. ERR_AGAIN: the
 * handshake is not over; nothing was used. ERR_CRYPTO. */
must_check enum err tls_send(struct tls *tls, struct tls_io *io, const uint8_t *data, size_t size,
                             size_t *used);
/* Says that nothing more comes (close_notify). */
void tls_end(struct tls *tls, struct tls_io *io);

/* Room in io->out that one call may need. */
enum { TLS_RECORD_MAX = 16384 };

#endif
