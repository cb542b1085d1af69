/* socket: one WebSocket of a page: its handshake, its hello, and what it says after it (schema/events.md).
 *
 *   101 ──► (hello within 10 s) ──► command live.hello ──► live_join ──► messages, both ways ──► bye
 *
 * Pure of the network: it belongs to one `struct http`, whose `out` it fills. What it hears is counted; a
 * page that says more than SOCKET_BURST messages at once, or anything that is no message, is cut as invalid. */
#ifndef ANTEROOM_GATEWAY_SOCKET_H
#define ANTEROOM_GATEWAY_SOCKET_H

#include "gateway/http.h"
#include "live/live.h"

struct socket;
struct json_t;

enum {
    SOCKET_HANDSHAKE_MAX = 256,
    SOCKET_BURST = 400,          /* messages and pings at once */
    SOCKET_REFILL_MS = 10,       /* one more every so often */
    SOCKET_MESSAGE_BYTES = 4096, /* a longer one counts for as many as it holds of these */
    SOCKET_OUT_MAX =
        256 * 1024, /* unsent bytes, snapshots aside, above which a socket is cut as slow */
    SOCKET_SILENCE_MS = 15000, /* without a sign of life: cut; presence has seen it long before */
    SOCKET_ACTIVITY_MS =
        14000, /* between two `activity` that are passed on; a page sends one in 15 s */
    SOCKET_CLIENT_MS = 60000, /* between two signs of life of a client that are passed on */
    SOCKET_METHOD_MAX = 64,   /* characters of a media method */
};

/* A `media` message of a page. */
struct socket_media {
    uint64_t socket; /* to answer by: the connection's number */
    int64_t id;      /* the page's own counter */
    const struct listener *who;
    const char *method;
    const struct json_t *data; /* an object; borrowed for the call */
};

/* What all sockets share; outlives them. */
struct socket_env {
    struct live *live;
    const struct command_kind *hello;
    const struct command_kind *activity;        /* NULL: activity is not passed on */
    const struct command_kind *client_activity; /* a client is here; NULL: nobody is told */
    void *media_owner;
    /* NULL: media messages are refused as unavailable. */
    void (*media)(void *owner, const struct socket_media *message);
};

/* The handshake (RFC 6455 section 4.2): the request is the one that `http` has just read. Fills `text` with the
 * answer's head. ERR_DENIED: the Origin is not ours; ERR_INVALID: no WebSocket handshake; ERR_NOMEM. */
must_check enum err socket_new(struct http *http, char text[SOCKET_HANDSHAKE_MAX],
                               size_t *text_size, struct socket **out);
/* Takes NULL. It listens no more. */
void socket_free(struct socket *socket);
void socket_receive(struct socket *socket, const uint8_t *data, size_t size);
int64_t socket_deadline_ms(const struct socket *socket);
void socket_expire(struct socket *socket);
/* Says why, and closes. For `slow`, what was not begun yet is dropped first. */
void socket_bye(struct socket *socket, const char *reason);
/* Queues a frame, unless the socket is closing. */
void socket_send(struct socket *socket, struct frame *frame, bool snapshot);
/* Answers a media message: `data` is JSON text, or NULL and an error's id and title. */
void socket_reply(struct socket *socket, int64_t id, const char *data, const char *error_id,
                  const char *title);

/* For live_config: `connection` is the struct socket. */
void socket_live_send(void *connection, struct frame *frame, bool snapshot);
void socket_live_bye(void *connection, const char *reason);

#endif
