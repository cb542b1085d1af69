/* client: the gateway's end of one media worker.
 *
 * It starts `anteroom media`, asks it and hears from it, and starts it again when it dies, after a pause that
 * doubles from 50 ms to 5 s. It belongs to the thread of its libuv loop; every callback comes from that loop.
 *
 *   CLIENT_DOWN ── start ──► CLIENT_STARTING ── CONFIGURED ──► CLIENT_UP ── the worker dies ──► CLIENT_DOWN
 *        ▲                        │ dies, or the ports cannot be had                               │
 *        └──── pause ─────────────┴────────────────────────────────────────────────────────────────┘
 *
 * When a worker that was up is gone, all requests under way end with ERR_UNAVAILABLE, then `on_down` comes; when the next
 * one is ready, `on_up`. Nothing of the old worker is left: the owner tells its people to build anew. */
#ifndef ANTEROOM_MEDIA_CONTROL_CLIENT_H
#define ANTEROOM_MEDIA_CONTROL_CLIENT_H

#include "media/control/message.h"

#include <stdbool.h>
#include <uv.h>

enum {
    CLIENT_REQUESTS_MAX = 512, /* under way at once; one more is ERR_FULL */
    CLIENT_BACKOFF_FIRST_MS = 50,
    CLIENT_BACKOFF_MAX_MS = 5000
};

enum client_state { CLIENT_DOWN, CLIENT_STARTING, CLIENT_UP };

struct client_config {
    const char *program; /* NULL: this very program, /proc/self/exe */
    struct message_configure listen;
};

/* What the owner hears. `owner` is handed back. */
struct client_owner {
    void *owner;
    void (*on_up)(void *owner, const struct message_configured *configured);
    void (*on_down)(void *owner);
    /* TRANSPORT_STATE, SPEAKING, QUALITY. */
    void (*on_fact)(void *owner, const struct message *fact);
};

/* The answer to a request: DONE, COUNTERS, or NULL with an err when the worker died. */
typedef void client_reply(void *context, enum err err, const struct message *answer);

struct client;
/* Starts the first worker at once. NULL when memory is short. */
struct client *client_new(uv_loop_t *loop, const struct client_config *config,
                          const struct client_owner *owner);
/* Ends the worker. Requests under way end with ERR_CLOSED before it returns; memory goes when the loop has
 * closed the handles. Takes NULL. */
void client_free(struct client *client);
enum client_state client_state_of(const struct client *client);
/* The worker's process id, 0 when there is none: for tests and for operators. */
int client_pid(const struct client *client);
/* Sends a request (its `request` field is set here). `reply` (may be NULL) comes later, exactly once. ERR_UNAVAILABLE when
 * no worker is up, ERR_FULL at CLIENT_REQUESTS_MAX; `reply` does not come then. */
must_check enum err client_ask(struct client *client, struct message *message, client_reply *reply,
                               void *context);

#endif
