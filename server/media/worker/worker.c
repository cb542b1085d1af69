#include "media/worker/worker.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENT_CONTROL = 1, EVENT_UDP = 2, EVENT_TCP = 3, EVENTS_MAX = 64, BATCHES_A_TURN = 16 };

static void on_frame(void *owner, const struct ice_path *path, const uint8_t *data, size_t size) {
    packet_take(owner, path, data, size);
}

static void on_gone(void *owner, uint32_t via) {
    struct worker *worker = owner;
    size_t index = 0;
    for (struct transport *transport;
         (transport = table_next(&worker->transports, &index)) != NULL;) {
        ice_forget_via(&transport->ice, via);
    }
}

static int64_t monotonic_us(void *clock) {
    (void)clock;
    return clock_mono_ns() / 1000;
}

static void read_clock(struct worker *worker) {
    worker->now_us = worker->clock_us(worker->clock);
}

static enum err watch(struct worker *worker, int fd, uint64_t name) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = name};
    return epoll_ctl(worker->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0 ? ERR_OK : ERR_IO;
}

static enum err init(struct worker *worker) {
    worker->inbox = calloc(1, sizeof *worker->inbox);
    worker->outbox = outbox_new(&worker->udp);
    worker->paths = calloc(1, sizeof *worker->paths);
    worker->facts = calloc(WORKER_FACTS_MAX, sizeof *worker->facts);
    worker->identity = dtls_identity_new(DTLS_SERVER, NULL);
    worker->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (worker->inbox == NULL || worker->outbox == NULL || worker->paths == NULL ||
        worker->facts == NULL || worker->identity == NULL || worker->epoll_fd < 0 ||
        table_init(&worker->transports, WORKER_TRANSPORTS_MAX) != ERR_OK ||
        table_init(&worker->ufrags, 2 * WORKER_TRANSPORTS_MAX) != ERR_OK ||
        table_init(&worker->sources, WORKER_PRODUCERS_MAX) != ERR_OK ||
        table_init(&worker->sinks, WORKER_CONSUMERS_MAX) != ERR_OK) {
        return ERR_NOMEM;
    }
    streams_init(&worker->streams, worker->epoll_fd);
    worker->streams.on_frame = on_frame;
    worker->streams.on_gone = on_gone;
    worker->streams.owner = worker;
    return watch(worker, worker->control_fd, EVENT_CONTROL);
}

struct worker *worker_new(int control_fd) {
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return NULL;
    }
    worker->control_fd = control_fd;
    worker->udp.fd = worker->tcp.fd = worker->epoll_fd = -1;
    worker->clock_us = monotonic_us;
    read_clock(worker);
    if (init(worker) != ERR_OK) {
        worker_free(worker);
        return NULL;
    }
    return worker;
}

static void close_transports(struct worker *worker) {
    for (size_t index = 0; worker->transports.count > 0; index = 0) {
        transport_close(table_next(&worker->transports, &index));
    }
}

void worker_free(struct worker *worker) {
    if (worker == NULL) {
        return;
    }
    close_transports(worker);
    if (worker->outbox != NULL && worker->udp.fd >= 0) {
        outbox_flush(worker->outbox);
    }
    streams_fini(&worker->streams);
    net_close(&worker->udp);
    net_close(&worker->tcp);
    if (worker->epoll_fd >= 0) {
        close(worker->epoll_fd);
    }
    table_fini(&worker->transports);
    table_fini(&worker->ufrags);
    table_fini(&worker->sources);
    table_fini(&worker->sinks);
    dtls_identity_free(worker->identity);
    outbox_free(worker->outbox);
    free(worker->inbox);
    free(worker->paths);
    free(worker->facts);
    free(worker);
}

enum err worker_watch(struct worker *worker) {
    enum err err = watch(worker, worker->udp.fd, EVENT_UDP);
    if (err == ERR_OK && worker->tcp.fd >= 0) {
        err = watch(worker, worker->tcp.fd, EVENT_TCP);
    }
    return err;
}

/* Writes what the gateway takes; asks to be woken when it takes no more. */
static void flush_facts(struct worker *worker) {
    bool waited = false;
    while (worker->fact_count > 0 && !waited) {
        const struct message *message = &worker->facts[worker->fact_begin];
        ssize_t sent = send(worker->control_fd, message, message_size(message->type),
                            MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            waited = errno == EAGAIN || errno == EINTR;
            worker->ends = !waited;
            break;
        }
        worker->fact_begin = (worker->fact_begin + 1) % WORKER_FACTS_MAX;
        worker->fact_count--;
    }
    struct epoll_event event = {.events = EPOLLIN | (waited ? (uint32_t)EPOLLOUT : 0),
                                .data.u64 = EVENT_CONTROL};
    (void)epoll_ctl(worker->epoll_fd, EPOLL_CTL_MOD, worker->control_fd, &event);
}

void worker_tell(struct worker *worker, const struct message *message) {
    if (worker->fact_count == WORKER_FACTS_MAX) {
        log_event(LOG_ERROR, "media.gateway-does-not-read", log_int("waiting", WORKER_FACTS_MAX));
        worker->ends = true;
        return;
    }
    size_t at = (worker->fact_begin + worker->fact_count++) % WORKER_FACTS_MAX;
    worker->facts[at] = *message;
}

static void take_commands(struct worker *worker) {
    struct message buffer;
    for (;;) {
        ssize_t got = recv(worker->control_fd, &buffer, sizeof buffer, MSG_DONTWAIT | MSG_TRUNC);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (got <= 0) {
            worker->ends = true;
            return;
        }
        command_take(worker, &buffer, (size_t)got);
    }
}

static void take_datagrams(struct worker *worker) {
    for (size_t batch = 0; batch < BATCHES_A_TURN; batch++) {
        size_t count = net_receive(&worker->udp, worker->inbox);
        read_clock(worker);
        for (size_t i = 0; i < count; i++) {
            struct ice_path path;
            if (net_path_of(worker->inbox, i, &path)) {
                packet_take(worker, &path, worker->inbox->data[i],
                            worker->inbox->headers[i].msg_len);
            } else {
                worker->counters.dropped_unknown_kind++;
            }
        }
        outbox_flush(worker->outbox);
        if (count < NET_BATCH) {
            return;
        }
    }
}

static void take_event(struct worker *worker, const struct epoll_event *event) {
    switch (event->data.u64) {
    case EVENT_CONTROL:
        if ((event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
            take_commands(worker);
        }
        break;
    case EVENT_UDP:
        take_datagrams(worker);
        break;
    case EVENT_TCP:
        streams_accept(&worker->streams, &worker->tcp, worker->now_us / 1000);
        break;
    default:
        streams_event(&worker->streams, event->data.u64 - STREAMS_EVENT, event->events);
        break;
    }
}

/* Without a transport or a connection nothing is owed to anybody: sleep until something comes. */
static int patience_ms(const struct worker *worker) {
    return worker->transports.count == 0 ? 1000 : WORKER_TICK_MS;
}

void worker_run(struct worker *worker) {
    struct epoll_event events[EVENTS_MAX];
    while (!worker->ends) {
        int count = epoll_wait(worker->epoll_fd, events, EVENTS_MAX, patience_ms(worker));
        read_clock(worker);
        for (int i = 0; i < count; i++) {
            take_event(worker, &events[i]);
        }
        if (worker->now_us - worker->ticked_us >= WORKER_TICK_MS * 1000) {
            tick_run(worker);
        } else if (worker->urgent) {
            tick_urgent(worker);
        }
        outbox_flush(worker->outbox);
        if (worker->fact_count > 0) {
            flush_facts(worker);
        }
    }
}
