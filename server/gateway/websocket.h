/* websocket: the reading half of a WebSocket (RFC 6455), by wslay, and the handshake's arithmetic.
 *
 * Pure: bytes in, calls out. Messages are whole and bounded; pings are answered and a close is echoed by
 * bytes handed to `send`. What we have to say ourselves is encoded in live/frame.h. */
#ifndef ANTEROOM_GATEWAY_WEBSOCKET_H
#define ANTEROOM_GATEWAY_WEBSOCKET_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
    WEBSOCKET_MESSAGE_MAX =
        65536,                 /* bytes of a message from a client; over it the close code 1009 */
    WEBSOCKET_KEY_SIZE = 24,   /* characters of Sec-WebSocket-Key */
    WEBSOCKET_ACCEPT_MAX = 29, /* characters of Sec-WebSocket-Accept and its zero */
};

struct websocket;

struct websocket_sink {
    void *owner;
    /* A text message: valid UTF-8, not zero-terminated. */
    void (*message)(void *owner, const char *text, size_t size);
    /* A sign of life: a pong or a ping. */
    void (*heard)(void *owner);
    /* Control frames to be sent: pongs, and the close that answers a close or a broken rule. */
    enum err (*send)(void *owner, const uint8_t *data, size_t size);
};

/* NULL when memory is short. `sink` outlives it. */
struct websocket *websocket_new(const struct websocket_sink *sink);
/* Takes NULL. */
void websocket_free(struct websocket *websocket);
/* ERR_CLOSED: the peer closed or broke a rule; what was to be said about it went through `send`, and the
 * connection is to end. ERR_NOMEM. The sink may not free the websocket from inside. */
must_check enum err websocket_receive(struct websocket *websocket, const uint8_t *data,
                                      size_t size);

/* The Sec-WebSocket-Accept of a key (RFC 6455 section 4.2.2). ERR_INVALID unless the key is 16 bytes in
 * base64. */
must_check enum err websocket_accept(const char *key, char out[WEBSOCKET_ACCEPT_MAX]);

#endif
