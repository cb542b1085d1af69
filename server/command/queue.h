/* queue: the prepare pool, the one writer and the readers; see command.h for the way through.
 *
 * Threads: `submit` may be called from any thread; `wake` is called from the queue's threads and
 * must only signal (uv_async_send); `drain` runs on the gateway's loop thread and sees every
 * finished command in commit order. A read (COMMAND_READ) whose access needs an audit row comes
 * after that row's commit. */
#ifndef ANTEROOM_COMMAND_QUEUE_H
#define ANTEROOM_COMMAND_QUEUE_H

#include "command/command.h"

struct command_queue;

enum {
    COMMAND_SLOW_MAX = 16, /* waiting for Argon2; further ones are ERR_FULL: 429 */
    COMMAND_SLOW_PEER_MAX =
        8, /* of them from one address, so that it cannot hold everybody else up (S11) */
};

struct command_queue_config {
    struct store *store;
    const struct vault *vault;
    struct limits *limits;          /* may be NULL: no rate limits; outlives the queue */
    int prepare_threads;            /* 0: one a core */
    int slow_threads;               /* Argon2; 0: 2 */
    int64_t (*now_ms)(void *clock); /* wall clock; tests hand in their own */
    void *clock;
    void (*wake)(void *owner);
    void *owner;
};

must_check enum err command_queue_new(const struct command_queue_config *config,
                                      struct command_queue **out);
/* Finishes what was submitted, then ends the threads. Takes NULL. */
void command_queue_free(struct command_queue *queue);

/* Hands the command over. ERR_FULL: the caller keeps it and answers 503 (429 when kind->slow). */
must_check enum err command_submit(struct command_queue *queue, struct command *c);

/* Calls `each` for every finished command; ownership passes to `each`, which sends reply, events
 * and effects and frees it. */
void command_queue_drain(struct command_queue *queue, void (*each)(void *owner, struct command *c),
                         void *owner);

#endif
