/* worker: one media process: its sockets, its transports and what passes between them.
 *
 *   epoll ─► net_receive ─► packet.c: demux ─► STUN · DTLS · unseal ─► router ─► seal ─► outbox ─► sendmmsg
 *        ├─► command.c: one control message, one answer
 *        └─► tick.c: RTCP that is owed, timers, facts for the gateway
 *
 * One thread, no lock. Time is read once a turn of the loop (worker->now_us). On the packet path nothing allocates and
 * nothing is logged: what is dropped is counted (struct message_counters). This header is for the files of this
 * folder; the outside knows worker_run(). */
#ifndef ANTEROOM_MEDIA_WORKER_WORKER_H
#define ANTEROOM_MEDIA_WORKER_WORKER_H

#include "media/control/message.h"
#include "media/router/consumer.h"
#include "media/router/producer.h"
#include "media/router/twcc.h"
#include "media/transport/dtls.h"
#include "media/transport/ice.h"
#include "media/transport/seal.h"
#include "media/worker/net.h"
#include "media/worker/outbox.h"
#include "media/worker/streams.h"
#include "media/worker/table.h"

enum {
    WORKER_TRANSPORTS_MAX = 4096, /* 500 guests who wait have two each */
    WORKER_PRODUCERS_MAX = 1024,
    WORKER_CONSUMERS_MAX = 8192,
    WORKER_TRANSPORT_PRODUCERS = 8,
    WORKER_TRANSPORT_CONSUMERS = 32,
    WORKER_SOURCE_CONSUMERS = 32,
    WORKER_FACTS_MAX =
        1024, /* messages that the gateway has yet to take; beyond it the worker ends */
    WORKER_TICK_MS = 20,
    WORKER_FEEDBACK_MS = 80,
    WORKER_REPORT_MS = 1000,
    WORKER_QUALITY_MS = 2000,
    WORKER_LOST_MS = 8000,
    WORKER_FEEDBACK_SSRC = 1 /* the sender of our own RTCP */
};

/* One sender's stream and who receives it. */
struct source {
    uint32_t id;
    struct transport *transport;
    struct producer *producer;
    bool told_speaking;
    size_t sink_count;
    struct sink *sinks[WORKER_SOURCE_CONSUMERS];
};

/* One receiver of a source. */
struct sink {
    uint32_t id;
    struct transport *transport;
    struct source *source;
    struct consumer consumer;
};

/*   TRANSPORT_NEW ── connect ──► TRANSPORT_SHAKES ── DTLS ready ──► TRANSPORT_UP ◄── check ──► TRANSPORT_LOST
 *                                       │                               │     nothing heard for 8 s  │
 *                                       └────────── TRANSPORT_DOWN ◄────┴────── DTLS closed, failed ─┘
 * TRANSPORT_DOWN stays until the gateway closes it. Media flows in TRANSPORT_UP only. */
enum transport_state {
    TRANSPORT_NEW,
    TRANSPORT_SHAKES,
    TRANSPORT_UP,
    TRANSPORT_LOST,
    TRANSPORT_DOWN
};

struct transport {
    uint32_t id;
    enum transport_state state;
    struct worker *worker;
    struct ice ice;
    struct ice_path answering; /* where DTLS of this moment goes */
    struct dtls *dtls;         /* from connect on */
    struct seal *outward;      /* from TRANSPORT_UP on */
    struct seal *inward;
    int64_t heard_us;
    struct twcc twcc;
    int64_t feedback_us;
    int64_t report_us;
    int64_t quality_us;
    size_t source_count;
    struct source *sources[WORKER_TRANSPORT_PRODUCERS];
    size_t sink_count;
    struct sink *sinks[WORKER_TRANSPORT_CONSUMERS];
};

struct worker {
    int control_fd;
    int epoll_fd;
    bool ends;   /* the gateway is gone, or nothing can go on */
    bool urgent; /* a producer lacks packets or a key frame: ask before the next tick */
    int64_t (*clock_us)(void *clock); /* the monotonic clock; a test puts its own in its place */
    void *clock;
    int64_t now_us;
    int64_t ticked_us;
    struct net_socket udp;
    struct net_socket tcp;
    struct streams streams;
    struct net_inbox *inbox;
    struct outbox *outbox;
    struct dtls_identity *identity;
    struct table transports; /* by id */
    struct table ufrags;     /* transports by the eight characters of their ufrags */
    struct table sources;    /* by id */
    struct table sinks;      /* by id */
    struct paths *paths;
    struct message_counters counters;
    size_t fact_begin;
    size_t fact_count;
    struct message *facts; /* a ring of WORKER_FACTS_MAX */
};

/* worker.c: life and loop. `control_fd` is the worker's end of the pair. NULL when memory is short. */
struct worker *worker_new(int control_fd);
/* Takes NULL. */
void worker_free(struct worker *worker);
/* Runs until the gateway is gone. */
void worker_run(struct worker *worker);
/* Queues one message to the gateway. */
void worker_tell(struct worker *worker, const struct message *message);
/* Begins to watch sockets that CONFIGURE opened. */
must_check enum err worker_watch(struct worker *worker);

/* command.c: one message from the gateway, one answer to it. */
void command_take(struct worker *worker, const void *data, size_t size);

/* transport.c: what a transport owns. */
must_check enum err transport_open(struct worker *worker, uint32_t id,
                                   const struct ice_credentials *credentials);
must_check enum err transport_connect(struct transport *transport,
                                      const struct message_connect *connect);
must_check enum err transport_restart(struct transport *transport,
                                      const struct ice_credentials *credentials);
void transport_close(struct transport *transport);
void transport_tell_state(struct transport *transport, enum message_state state);
/* After DTLS moved: keys when it is ready, TRANSPORT_DOWN when it is over. */
void transport_follow_dtls(struct transport *transport);
/* Something authentic came from the peer. */
void transport_heard(struct transport *transport);
void transport_lost(struct transport *transport);
uint64_t transport_ufrag_key(const char *ufrag);

/* source.c: one sender's stream. */
must_check enum err source_open(struct transport *transport, const struct message_producer *open);
void source_close(struct source *source);
void source_pause(struct source *source, bool paused);

/* sink.c: one receiver of it. */
must_check enum err sink_open(struct transport *transport, struct source *source,
                              const struct message_consumer *open);
void sink_close(struct sink *sink);
/* Begins or ends the flow; begins with a key frame. */
void sink_pause(struct sink *sink, bool paused);

/* packet.c: one datagram from outside. */
void packet_take(struct worker *worker, const struct ice_path *path, const uint8_t *data,
                 size_t size);
/* Sends a datagram that was written to outbox_room() (UDP) or anywhere (TCP). */
void packet_send(struct worker *worker, const struct ice_path *path, const uint8_t *data,
                 size_t size);
/* Seals a compound RTCP packet and sends it; nothing when the transport is not up or `writer` failed. */
void packet_send_rtcp(struct transport *transport, const struct writer *writer);

/* rtcp_in.c: one decrypted compound from a transport. */
void rtcp_in_take(struct transport *transport, const uint8_t *data, size_t size);

/* tick.c: what time alone causes. */
void tick_run(struct worker *worker);
/* NACKs and key-frame requests that cannot wait. */
void tick_urgent(struct worker *worker);

#endif
