/* conn: moves the bytes of one connection: a socket of the loop, TLS or not, and the http that speaks on it.
 *
 *   accept ──► reading and writing ──► (last answer sent: shut, linger) ──► closing ──► freed
 *
 * Reads land in one buffer that all connections share; plain answers are written from where they stand, TLS
 * ones through one shared buffer. What the kernel does not take at once is all that a connection keeps. */
#ifndef ANTEROOM_GATEWAY_CONN_H
#define ANTEROOM_GATEWAY_CONN_H

#include "gateway/http.h"
#include "gateway/tls.h"

#include <uv.h>

enum {
    CONN_BUFFER = 64 * 1024, /* the shared buffers */
    CONN_VIEWS = 16,         /* pieces in one write */
    CONN_PENDING_MAX =
        256 * 1024, /* ciphertext that the kernel did not take; over it the peer is cut */
};

struct conn;

/* What a connection needs of whoever accepted it. */
struct conn_host {
    void *owner;
    uint8_t *in;  /* CONN_BUFFER bytes, shared */
    uint8_t *out; /* the same */
    /* The connection is over and about to be freed. */
    void (*gone)(void *owner, struct conn *conn);
};

struct conn {
    uv_tcp_t tcp;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct conn_host *host;
    struct http http;
    struct tls *tls;
    uint8_t *pending; /* ciphertext that waits for the write before it */
    size_t pending_size;
    uint8_t *in_flight;  /* ciphertext that a write holds; NULL: it holds pieces of http.out */
    size_t writing_size; /* bytes that the write holds */
    bool writing;
    bool reading;
    bool shut;    /* our side has ended */
    bool closing; /* uv_close was called */
    bool dirty;   /* in the owner's list of those to flush */
    struct conn *next_dirty;
    struct conn *next; /* in the owner's list of all */
    struct conn *previous;
    size_t slot;
};

/* Takes over an accepted handle: `conn->tcp` is open and belongs to the loop. `tls` may be NULL: plain. */
void conn_start(struct conn *conn, struct conn_host *host, struct http_env *env,
                const struct address *peer, struct tls *tls, int64_t now_ms);
/* Sends what stands in http.out, and sees to reading, lingering and the end. */
void conn_flush(struct conn *conn);
/* Closes at once. May be called again. */
void conn_close(struct conn *conn);

#endif
