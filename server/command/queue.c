#include "command/queue.h"

#include "base/log.h"
#include "command/audit.h"
#include "command/audit_seen.h"
#include "command/execute.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PREPARE_THREADS_MAX = 64,
    SLOW_THREADS = 2,
    HEAD_LOG_MS = 10 * 1000, /* a group that wrote logs the audit heads at most this often */
};

/* Commands in order of arrival. Bounded by the count of all commands in the queue. */
struct line {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct command *first;
    struct command **last;
    size_t count;
    bool closed; /* nothing more will come: take() ends when it is empty */
};

struct worker {
    struct command_queue *queue;
    struct line *line;
    struct store_reader *reader;
    pthread_t thread;
};

struct command_queue {
    struct command_queue_config config;
    struct line prepare;
    struct line slow;
    struct line writer;
    struct line finished;
    struct audit_seen *seen;
    atomic_size_t in_flight; /* submitted and not drained */
    struct worker workers[PREPARE_THREADS_MAX + SLOW_THREADS];
    size_t worker_count;
    pthread_t writer_thread;
    bool has_writer;
    int64_t heads_logged_ms; /* the writer's own */
    bool heads_moved;
};

static void line_init(struct line *line) {
    must(pthread_mutex_init(&line->lock, NULL) == 0);
    must(pthread_cond_init(&line->filled, NULL) == 0);
    line->last = &line->first;
}

static void line_fini(struct line *line) {
    must(line->first == NULL);
    pthread_mutex_destroy(&line->lock);
    pthread_cond_destroy(&line->filled);
}

/* False when there are `max` already. */
static bool line_put(struct line *line, struct command *c, size_t max) {
    pthread_mutex_lock(&line->lock);
    bool fits = line->count < max;
    if (fits) {
        c->next = NULL;
        *line->last = c;
        line->last = &c->next;
        line->count++;
        pthread_cond_signal(&line->filled);
    }
    pthread_mutex_unlock(&line->lock);
    return fits;
}

/* Up to `max` commands, waiting for the first one; 0 once the line is closed and empty. */
static size_t line_take(struct line *line, struct command **out, size_t max) {
    size_t count = 0;
    pthread_mutex_lock(&line->lock);
    while (line->first == NULL && !line->closed) {
        pthread_cond_wait(&line->filled, &line->lock);
    }
    for (; count < max && line->first != NULL; count++) {
        out[count] = line->first;
        line->first = line->first->next;
    }
    if (line->first == NULL) {
        line->last = &line->first;
    }
    line->count -= count;
    pthread_mutex_unlock(&line->lock);
    return count;
}

static void line_close(struct line *line) {
    pthread_mutex_lock(&line->lock);
    line->closed = true;
    pthread_cond_broadcast(&line->filled);
    pthread_mutex_unlock(&line->lock);
}

static int64_t now_of(const struct command_queue *queue) {
    return queue->config.now_ms(queue->config.clock);
}

static void finish(struct command_queue *queue, struct command *const *commands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        must(line_put(&queue->finished, commands[i], SIZE_MAX));
    }
    queue->config.wake(queue->config.owner);
}

/* A pool thread's part. True when the command goes on to the writer. */
static bool prepare_one(struct command_queue *queue, struct store_reader *reader,
                        struct command *c) {
    c->reader = reader;
    c->now_ms = now_of(queue);
    bool to_writer = command_prepare(c) == ERR_OK;
    if (to_writer && c->kind->mode == COMMAND_READ) {
        to_writer = command_execute_read(c, now_of(queue));
        if (to_writer && c->refused == ERR_OK) {
            audit_seen_drop_known(queue->seen, c);
            to_writer = c->audit_count > 0;
        }
    }
    c->reader = NULL;
    return to_writer;
}

static void *run_worker(void *argument) {
    struct worker *worker = argument;
    struct command_queue *queue = worker->queue;
    struct command *c = NULL;
    while (line_take(worker->line, &c, 1) == 1) {
        if (prepare_one(queue, worker->reader, c)) {
            must(line_put(&queue->writer, c, SIZE_MAX));
        } else {
            finish(queue, &c, 1);
        }
    }
    return NULL;
}

static void log_heads(struct command_queue *queue) {
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    enum err err = arena == NULL ? ERR_NOMEM : store_group_begin(queue->config.store);
    if (err == ERR_OK) {
        err = store_tx_begin(queue->config.store, arena, &tx);
        if (err == ERR_OK) {
            err = audit_log_heads(tx);
            store_tx_drop(tx);
        }
        store_group_drop(queue->config.store);
    }
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "audit.head-not-logged", log_err("err", err));
    }
    arena_free(arena);
    queue->heads_moved = false;
}

static void write_group(struct command_queue *queue, struct command **group, size_t count) {
    int64_t now_ms = now_of(queue);
    enum err err = command_execute_group(queue->config.store, group, count, now_ms);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        if (group[i]->kind->mode == COMMAND_READ) {
            audit_seen_add(queue->seen, group[i]);
        }
        queue->heads_moved |= !group[i]->kind->quiet || group[i]->audit_count > 0;
    }
    finish(queue, group, count);
    if (queue->heads_moved && now_ms - queue->heads_logged_ms >= HEAD_LOG_MS) {
        queue->heads_logged_ms = now_ms;
        log_heads(queue);
    }
}

static void *run_writer(void *argument) {
    struct command_queue *queue = argument;
    struct command *group[COMMAND_GROUP_MAX];
    size_t count;
    while ((count = line_take(&queue->writer, group, COMMAND_GROUP_MAX)) > 0) {
        write_group(queue, group, count);
    }
    if (queue->heads_moved) {
        log_heads(queue);
    }
    return NULL;
}

static bool same_peer(const struct command *a, const struct command *b) {
    return a->facts.peer != NULL && b->facts.peer != NULL &&
           strcmp(a->facts.peer, b->facts.peer) == 0;
}

static bool slow_put(struct line *line, struct command *c) {
    size_t count = 0;
    pthread_mutex_lock(&line->lock);
    for (const struct command *at = line->first; at != NULL; at = at->next) {
        count += same_peer(at, c) ? 1 : 0;
    }
    pthread_mutex_unlock(&line->lock);
    return count < COMMAND_SLOW_PEER_MAX && line_put(line, c, COMMAND_SLOW_MAX);
}

static enum err add_worker(struct command_queue *queue, struct line *line) {
    struct worker *worker = &queue->workers[queue->worker_count];
    worker->queue = queue;
    worker->line = line;
    enum err err = store_reader_new(queue->config.store, &worker->reader);
    if (err == ERR_OK && pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
        store_reader_free(worker->reader);
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        queue->worker_count++;
    }
    return err;
}

static int prepare_thread_count(int configured) {
    long cores = configured > 0 ? configured : sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) {
        cores = 1;
    }
    return cores > PREPARE_THREADS_MAX ? PREPARE_THREADS_MAX : (int)cores;
}

static enum err start_threads(struct command_queue *queue) {
    int slow = queue->config.slow_threads;
    slow = slow < 1 || slow > SLOW_THREADS ? SLOW_THREADS : slow;
    enum err err = ERR_OK;
    for (int i = prepare_thread_count(queue->config.prepare_threads); err == ERR_OK && i > 0; i--) {
        err = add_worker(queue, &queue->prepare);
    }
    for (int i = slow; err == ERR_OK && i > 0; i--) {
        err = add_worker(queue, &queue->slow);
    }
    if (err == ERR_OK && pthread_create(&queue->writer_thread, NULL, run_writer, queue) != 0) {
        err = ERR_NOMEM;
    }
    queue->has_writer = err == ERR_OK;
    return err;
}

enum err command_queue_new(const struct command_queue_config *config, struct command_queue **out) {
    struct command_queue *queue = calloc(1, sizeof *queue);
    if (queue == NULL) {
        return ERR_NOMEM;
    }
    queue->config = *config;
    line_init(&queue->prepare);
    line_init(&queue->slow);
    line_init(&queue->writer);
    line_init(&queue->finished);
    queue->seen = audit_seen_new();
    enum err err = queue->seen == NULL ? ERR_NOMEM : start_threads(queue);
    if (err != ERR_OK) {
        command_queue_free(queue);
        return err;
    }
    *out = queue;
    return ERR_OK;
}

static void free_command(void *owner, struct command *c) {
    (void)owner;
    command_free(c);
}

void command_queue_free(struct command_queue *queue) {
    if (queue == NULL) {
        return;
    }
    line_close(&queue->prepare);
    line_close(&queue->slow);
    for (size_t i = 0; i < queue->worker_count; i++) {
        pthread_join(queue->workers[i].thread, NULL);
        store_reader_free(queue->workers[i].reader);
    }
    line_close(&queue->writer);
    if (queue->has_writer) {
        pthread_join(queue->writer_thread, NULL);
    }
    command_queue_drain(queue, free_command, NULL);
    line_fini(&queue->prepare);
    line_fini(&queue->slow);
    line_fini(&queue->writer);
    line_fini(&queue->finished);
    audit_seen_free(queue->seen);
    free(queue);
}

enum err command_submit(struct command_queue *queue, struct command *c) {
    if (atomic_fetch_add(&queue->in_flight, 1) >= COMMAND_QUEUE_MAX) {
        atomic_fetch_sub(&queue->in_flight, 1);
        return ERR_FULL;
    }
    bool fits;
    c->vault = queue->config.vault;
    c->limits = queue->config.limits;
    if (c->kind->slow) {
        fits = slow_put(&queue->slow, c);
    } else if (c->kind->prepare != NULL || c->kind->mode == COMMAND_READ) {
        fits = line_put(&queue->prepare, c, SIZE_MAX);
    } else {
        fits = line_put(&queue->writer, c, SIZE_MAX);
    }
    if (!fits) {
        atomic_fetch_sub(&queue->in_flight, 1);
        return ERR_FULL;
    }
    return ERR_OK;
}

void command_queue_drain(struct command_queue *queue, void (*each)(void *owner, struct command *c),
                         void *owner) {
    for (;;) {
        struct line *line = &queue->finished;
        pthread_mutex_lock(&line->lock);
        struct command *c = line->first;
        line->first = NULL;
        line->last = &line->first;
        line->count = 0;
        pthread_mutex_unlock(&line->lock);
        if (c == NULL) {
            return;
        }
        while (c != NULL) {
            struct command *next = c->next;
            atomic_fetch_sub(&queue->in_flight, 1);
            if (c->replied != NULL) {
                c->replied(c);
            }
            each(owner, c);
            c = next;
        }
    }
}
