/* http: what is said on one connection: HTTP/1.1 requests one after the other, then perhaps a WebSocket.
 *
 * Pure of sockets: bytes come in by http_receive(), what is to be sent stands in `out`, time is handed in.
 * conn.c moves the bytes.
 *
 *            ┌────────────── the answer is queued, keep-alive ──────────────┐
 *            ▼                                                              │
 *   ──► HTTP_READING ──► HTTP_WAITING (a command is under way) ─────────────┤
 *            │   │               │                                          │
 *            │   └── page, fault ┴──────────────────────────────────────────┘
 *            │                   └── the answer is the last ──► HTTP_CLOSING ──► (conn lingers, closes)
 *            ├── 101 ──► HTTP_SOCKET ── bye, close ──► HTTP_CLOSING
 *            └── idle, out of memory, too slow ──► HTTP_ENDED (conn closes at once)
 *
 * One request is worked on at a time; what a client sends ahead waits in a bounded stash, and while that
 * holds anything the connection is not read. */
#ifndef ANTEROOM_GATEWAY_HTTP_H
#define ANTEROOM_GATEWAY_HTTP_H

#include "gateway/address.h"
#include "gateway/answer.h"
#include "gateway/pages.h"
#include "gateway/request.h"
#include "gateway/route.h"
#include "gateway/sendq.h"

struct http;
struct socket;
struct socket_env;

enum {
    HTTP_STASH_MAX = 128 * 1024, /* bytes sent ahead; a single read brings at most half of it */
    HTTP_OUT_MAX = 64 * 1024,    /* unsent bytes above which the next request waits */
    HTTP_BODIES_MAX =
        64 * 1024 * 1024,      /* bytes that all bodies under way hold together; over it 503 */
    HTTP_FORWARDED_MAX = 1024, /* a longer X-Forwarded-For means nothing */
};

/* Every time in ms. Zeros are replaced by http_deadline_defaults(). */
struct http_limits {
    int64_t idle_ms;         /* between requests: 60,000 */
    int64_t head_ms;         /* from the first byte to the end of the head: 10,000 */
    int64_t body_ms;         /* for a body, before its rate is looked at: 10,000 */
    int64_t rate_bytes_s;    /* slowest body in, slowest answer out: 1,024 */
    int64_t send_ms;         /* for an answer, before its rate is looked at: 20,000 */
    int64_t command_ms;      /* for a command; then 503: 30,000 */
    int64_t linger_ms;       /* after the last answer, for the client to hear it: 2,000 */
    int64_t socket_stall_ms; /* a WebSocket's bytes unsent: 5,000 */
    int64_t hello_ms;        /* from a WebSocket's start to its hello: 10,000 */
};

/* How fast bytes move: in every span of its length at least the rate's share of them. What moved quickly before
 * buys no time later. */
struct http_pace {
    int64_t since_ms;
    uint64_t bytes; /* since then */
};

/* What all connections of a gateway share; outlives them. */
struct http_env {
    const struct page *pages;
    size_t page_count;
    const struct route *routes;
    size_t route_count;
    const char *origin;        /* configured, or NULL: the Host header decides */
    const char *cookie_suffix; /* never NULL */
    const struct address_range *proxies;
    size_t proxy_count;
    bool tls;      /* the listener speaks TLS */
    bool draining; /* answers are the last of their connection */
    struct http_limits limits;
    char date[ANSWER_DATE_MAX];
    size_t bodies_bytes; /* held by the bodies under way */
    int64_t wall_ms;     /* brought up to date by whoever calls in */
    /* Hands a command to the queue; errors as command_submit(). */
    enum err (*submit)(void *owner, struct command *c);
    void *submit_owner;
    /* Something was queued on a connection outside of http_receive(): it wants to be looked at. */
    void (*dirty)(struct http *http);
    struct socket_env *sockets; /* NULL: no live connection, 404 */
};

/* What a command in the queue knows of whoever waits. It stands in the command's arena, so it outlives the
 * connection, whose end clears `http`. `finish` is called on the gateway's thread, with the connection there. */
struct http_waiter {
    struct http *http;
    void (*finish)(struct http *http, struct command *c);
};

enum http_state { HTTP_READING, HTTP_WAITING, HTTP_CLOSING, HTTP_SOCKET, HTTP_ENDED };

enum http_plan {
    HTTP_PLAN_FAULT,
    HTTP_PLAN_PAGE,
    HTTP_PLAN_HEALTH,
    HTTP_PLAN_COMMAND,
    HTTP_PLAN_SOCKET
};

struct http {
    struct http_env *env;
    enum http_state state;
    struct address peer;
    uint64_t number; /* of the connection; set by its owner, never used twice */
    struct sendq out;
    struct request_sink sink;
    struct request_reader reader;
    int64_t now_ms;            /* the time of the call that is running */
    int64_t since_ms;          /* when the phase began that the deadline is about */
    struct http_pace out_pace; /* since `out` became non-empty */
    struct http_pace body_pace;
    uint64_t body_bytes; /* received of this request's body */
    /* The request that is being read or worked on: */
    enum http_plan plan;
    enum answer_fault fault;
    unsigned allow; /* methods, for a 405 */
    const struct page *page;
    const struct route *route;
    struct command *command; /* ours until it is submitted */
    uint8_t *body;
    size_t body_room;
    bool head_only;
    bool last; /* the connection ends after this answer */
    bool secure;
    struct http_waiter *waiter; /* while HTTP_WAITING */
    uint8_t *stash;
    size_t stash_size;
    bool input_ended;      /* the peer sends no more */
    struct socket *socket; /* while HTTP_SOCKET, and closing after it */
};

void http_init(struct http *http, struct http_env *env, const struct address *peer, int64_t now_ms);
/* The connection is lost: whoever waits for a command is forgotten (the command goes on), and a WebSocket
 * listens no more. */
void http_abandon(struct http *http);
/* After http_abandon(), and once no system call reads `out`. */
void http_fini(struct http *http);

/* Bytes from the peer, decrypted; all are taken. */
void http_receive(struct http *http, const uint8_t *data, size_t size, int64_t now_ms);
/* The peer sends no more. What is under way is still answered. */
void http_input_end(struct http *http, int64_t now_ms);
/* `size` bytes of `out` are on their way; the caller has advanced it. */
void http_sent(struct http *http, size_t size, int64_t now_ms);
/* True while the connection should be read. */
bool http_reads(const struct http *http);
/* When something runs out; INT64_MAX for never. */
int64_t http_deadline_ms(const struct http *http);
/* The deadline is over. */
void http_expire(struct http *http, int64_t now_ms);
/* The server stops: idle connections end, others after what is under way; a WebSocket hears `bye`. */
void http_drain(struct http *http, int64_t now_ms);

/* A command came back from the queue. Its waiter, if it has one, is told; the command stays the
 * caller's. */
void http_finish_command(struct command *c);

/* For socket.c: hands a command over for whom `finish` is called. On error the command is still the
 * caller's and nobody waits. */
must_check enum err http_submit(struct http *http, struct command *c,
                                void (*finish)(struct http *http, struct command *c));
/* For socket.c: the time is over for this connection; it closes once `out` is sent. */
void http_close(struct http *http);

#endif
