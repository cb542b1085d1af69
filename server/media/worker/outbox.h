/* outbox: datagrams on their way out, sent together.
 *
 * A packet is written straight into its slot. outbox_flush() chains the slots by destination, makes one message of
 * each run of equal-size packets to one destination (UDP_SEGMENT: the kernel cuts it again), and hands all messages to
 * one sendmmsg. Where the kernel or a device refuses segments it falls back to a message a packet and stays there. */
#ifndef ANTEROOM_MEDIA_WORKER_OUTBOX_H
#define ANTEROOM_MEDIA_WORKER_OUTBOX_H

#include "media/worker/net.h"

enum {
    OUTBOX_SLOTS = 256,
    OUTBOX_PACKET_MAX = 1600,
    OUTBOX_CHAINS = 64,      /* destinations of one flush; one more flushes first */
    OUTBOX_SEGMENTS_MAX = 64 /* of one message */
};

struct outbox_slot {
    size_t size;
    size_t next; /* index of the next slot to the same destination; OUTBOX_SLOTS: none */
    uint8_t data[OUTBOX_PACKET_MAX];
};

struct outbox_chain {
    struct ice_path path;
    size_t first;
    size_t last;
};

struct outbox {
    const struct net_socket *socket;
    bool segments; /* UDP_SEGMENT works here, as far as we know */
    uint64_t sent;
    uint64_t sent_bytes;
    uint64_t dropped; /* the network did not take it */
    size_t count;
    size_t chain_count;
    struct outbox_chain chains[OUTBOX_CHAINS];
    struct outbox_slot slots[OUTBOX_SLOTS];
    struct mmsghdr headers[OUTBOX_SLOTS];
    struct iovec vectors[OUTBOX_SLOTS];
    struct sockaddr_storage to[OUTBOX_CHAINS];
    uint8_t control[OUTBOX_SLOTS][NET_CONTROL_BYTES];
};

/* NULL when memory is short. `socket` outlives it. */
struct outbox *outbox_new(const struct net_socket *socket);
/* Takes NULL. */
void outbox_free(struct outbox *outbox);
/* OUTBOX_PACKET_MAX bytes for the next packet, the caller's until outbox_push or the next call. */
uint8_t *outbox_room(struct outbox *outbox);
/* What was written to the room goes to `path`, a path of the UDP socket. */
void outbox_push(struct outbox *outbox, const struct ice_path *path, size_t size);
void outbox_flush(struct outbox *outbox);

#endif
