/* streams: ICE over TCP, passive (RFC 6544), each datagram framed by its length (RFC 4571).
 *
 *   | length (16) | STUN, DTLS, RTP or RTCP |   one behind the other
 *
 * The far end of a connection is nobody until a check on it passed: who sends none in time, or a frame that is too long,
 * is cut off; so is the one among them who waits longest when an address, or everybody together, has too many: a stranger
 * keeps nobody out. What a slow reader does not take is dropped, whole frames at a time, as a network would. */
#ifndef ANTEROOM_MEDIA_WORKER_STREAMS_H
#define ANTEROOM_MEDIA_WORKER_STREAMS_H

#include "media/worker/net.h"

enum {
    STREAMS_MAX = 256,
    STREAMS_PER_ADDRESS_MAX = 64, /* an IPv6 /64 counts as one address */
    STREAMS_UNPROVEN_PER_ADDRESS_MAX = 16,
    STREAM_FRAME_MAX = NET_DATAGRAM_MAX,
    STREAM_IN_BYTES = 2 * (STREAM_FRAME_MAX + 2),
    STREAM_OUT_BYTES = 128 * 1024,
    STREAM_PROOF_MS = 10000 /* time to pass a check */
};

struct stream {
    int fd; /* -1: free */
    uint32_t generation;
    bool proven; /* a check passed on it */
    bool wants_write;
    uint64_t number; /* the how-manieth connection it is */
    int64_t opened_ms;
    struct ice_path path;
    size_t in_size;
    size_t out_begin;
    size_t out_size;
    uint8_t in[STREAM_IN_BYTES];
    uint8_t *out; /* STREAM_OUT_BYTES, made when first needed */
};

/* Told about each frame; must not close the stream itself. */
typedef void streams_frame(void *owner, const struct ice_path *path, const uint8_t *data,
                           size_t size);
/* Told when a connection is gone, so that its pairs can be forgotten. */
typedef void streams_gone(void *owner, uint32_t via);

struct streams {
    int epoll_fd; /* each connection is watched there with the value STREAMS_EVENT + its index */
    uint64_t dropped;
    uint64_t adopted;
    streams_frame *on_frame;
    streams_gone *on_gone;
    void *owner;
    struct stream *list[STREAMS_MAX]; /* NULL: never used */
};

enum { STREAMS_EVENT = 16 };

void streams_init(struct streams *streams, int epoll_fd);
void streams_fini(struct streams *streams);
/* Takes a connected socket over. Where there is no room the oldest that has proven nothing is closed, its address's own
 * first; when there is none the new one. */
void streams_adopt(struct streams *streams, int fd, int64_t now_ms);
/* Accepts whoever waits at `listener`. */
void streams_accept(struct streams *streams, const struct net_socket *listener, int64_t now_ms);
/* epoll's news about connection `index`. */
void streams_event(struct streams *streams, size_t index, uint32_t events);
/* Sends one framed datagram to a path whose via is a stream; false when it was dropped. */
bool streams_send(struct streams *streams, uint32_t via, const uint8_t *data, size_t size);
void streams_proven(struct streams *streams, uint32_t via);
/* Cuts off who has proven nothing in time. */
void streams_tick(struct streams *streams, int64_t now_ms);

#endif
