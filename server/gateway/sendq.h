/* sendq: the bytes that one connection still has to send, in order.
 *
 * Pieces are not copied again: a head or a body that was made for this connection is owned and freed, a
 * page of the binary is pointed at, an encoded event is shared. Pure; how the bytes leave is conn's matter. */
#ifndef ANTEROOM_GATEWAY_SENDQ_H
#define ANTEROOM_GATEWAY_SENDQ_H

#include "base/err.h"
#include "live/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SENDQ_PIECES_MAX = 4096 }; /* one more is ERR_FULL */

struct sendq_piece {
    const uint8_t *data;
    size_t size;
    void *owned;         /* freed with the piece; NULL for static bytes and frames */
    struct frame *frame; /* dropped with the piece; NULL for the others */
};

struct sendq {
    struct sendq_piece *pieces; /* a ring of `room` */
    size_t room;
    size_t first;
    size_t count;
    size_t sent;       /* bytes of the first piece that are gone */
    size_t size_bytes; /* unsent bytes in all pieces */
    size_t pinned;     /* first pieces that a system call is reading: never cut */
};

/* A zeroed struct is an empty queue. */
void sendq_fini(struct sendq *q);
/* Each adds to the end; ERR_NOMEM or ERR_FULL, and then nothing was added. */
must_check enum err sendq_copy(struct sendq *q, const void *data, size_t size);
/* The bytes outlive the queue. */
must_check enum err sendq_static(struct sendq *q, const void *data, size_t size);
/* Holds the frame until it is sent. */
must_check enum err sendq_frame(struct sendq *q, struct frame *frame);

struct sendq_view {
    const uint8_t *data;
    size_t size;
};

/* The first unsent pieces, at most `max`; they stay where they are until sendq_advance() passes them. */
size_t sendq_views(const struct sendq *q, struct sendq_view *out, size_t max);
/* `size` bytes were taken over by the kernel; never more than there are. */
void sendq_advance(struct sendq *q, size_t size);
/* Forgets every piece of which nothing was sent yet and which is not pinned. */
void sendq_cut(struct sendq *q);

#endif
