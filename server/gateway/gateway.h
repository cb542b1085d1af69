/* gateway: the loop that talks to browsers: listeners, connections, the drain of the command queue.
 *
 *   gateway_new ──► command_queue_new(wake = gateway_wake) ──► gateway_set_queue ──► gateway_run ──► gateway_free
 *
 * One thread runs it. What others may call from any thread is marked; everything else, and every call back,
 * is on the loop's thread. It holds no record and no key but the TLS certificate's. */
#ifndef ANTEROOM_GATEWAY_GATEWAY_H
#define ANTEROOM_GATEWAY_GATEWAY_H

#include "command/queue.h"
#include "gateway/http.h"
#include "gateway/socket.h"
#include "live/live.h"

struct gateway;
struct uv_loop_s;

enum { GATEWAY_CONNECTIONS_DEFAULT = 20000, GATEWAY_PER_ADDRESS_DEFAULT = 1000 };

struct gateway_config {
    const char
        *host; /* address to listen on: "127.0.0.1", "::1", "0.0.0.0", "::"; or "localhost" */
    int port;  /* 0: the kernel chooses, see gateway_port() */
    const char *
        certificate_path; /* PEM; NULL or "": plain HTTP, on loopback or for the named proxies only */
    const char *key_path;
    const char *proxies; /* addresses and ranges, commas between; NULL: none. Only they are believed
                                     X-Forwarded-For and X-Forwarded-Proto */
    const char
        *origin; /* "https://visit.example.org": what Origin must be; NULL or "": the Host header
                                     decides */
    const char *cookie_suffix;           /* NULL: "" on port 443, else "_PORT" */
    int64_t connections_max;             /* 0: the default */
    int64_t connections_per_address_max; /* 0: the default; proxies are not counted */
    int64_t drain_ms;                    /* for what is under way when it stops; 0: 10,000 */
    bool signals;              /* SIGTERM and SIGINT stop it, SIGHUP reads the certificate again */
    struct http_limits limits; /* zeros: the defaults */

    const struct page *pages; /* sorted by path */
    size_t page_count;
    const struct route *routes;
    size_t route_count;

    const struct command_kind *hello;    /* live.hello; NULL: no live connection */
    const struct command_kind *activity; /* a staff page's sign of its user; NULL: ignored */
    const struct command_kind
        *client_activity; /* a client of the portal waits or is in a visit; NULL: ignored */
    int64_t reconnecting_after_ms; /* presence; 0: see live.h */
    int64_t left_after_ms;

    void *owner; /* of the calls below; each may be NULL */
    void (*host_lost)(void *owner, const struct id *visit_id);
    void (*host_returned)(void *owner, const struct id *visit_id);
    void (*left)(void *owner, const struct id *participant_id);
    /* ADMITTED, DISMISSED, VISIT_ENDED and OUTBOX, in commit order. */
    void (*effect)(void *owner, const struct effect *effect);
    /* A page's `media` message; to be answered by gateway_media_reply(), now or later. */
    void (*media)(void *owner, const struct socket_media *message);
    /* The server is about to stop accepting: once. */
    void (*draining)(void *owner);
};

/* Binds and listens; nothing is accepted before gateway_run(). Texts of `config` are copied; tables are borrowed.
 * ERR_INVALID: an address, a proxy, or plain HTTP where it may not be; ERR_CONFLICT: the address is taken; ERR_IO: it is not ours, or the
 * certificate cannot be read; ERR_CRYPTO: the key is not the certificate's; ERR_NOMEM. */
must_check enum err gateway_new(const struct gateway_config *config, struct gateway **out);
/* Takes NULL. After gateway_run() has returned, or without it. The queue is ended before. */
void gateway_free(struct gateway *gateway);

/* The port that it listens on. */
int gateway_port(const struct gateway *gateway);
/* The loop, for what else is to run on this thread (the media worker's descriptor, timers). */
struct uv_loop_s *gateway_loop(struct gateway *gateway);
struct live *gateway_live(struct gateway *gateway);

/* Where commands go; before gateway_run(). */
void gateway_set_queue(struct gateway *gateway, struct command_queue *queue);
/* For command_queue_config.wake, with the gateway as its owner. Any thread. */
void gateway_wake(void *gateway);

/* Runs until a signal stopped it and everything under way is finished or given up. It accepts no more, finishes
 * requests, says `bye` restart to sockets; a second signal ends it at once. */
must_check enum err gateway_run(struct gateway *gateway);

/* Answers a page's media message: `data` is JSON text, or NULL and an error's id and title. A page that is gone
 * is passed over. */
void gateway_media_reply(struct gateway *gateway, uint64_t socket, int64_t id, const char *data,
                         const char *error_id, const char *title);
/* Tells whoever speaks for the participant. ERR_NOT_FOUND: nobody. */
must_check enum err gateway_media_notify(struct gateway *gateway, const struct id *participant_id,
                                         const char *name, const char *data);

#endif
