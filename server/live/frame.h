/* frame: one WebSocket message on its way out, encoded once and shared by all its sockets.
 *
 *   server to client, never masked (RFC 6455 section 5.2):
 *   | FIN=1 RSV=0 opcode:4 | MASK=0 length:7 | length:16 or 64, when 126 or 127 | payload |
 *
 * Counted references, on the gateway's thread only: whoever makes or holds a frame drops it once. */
#ifndef ANTEROOM_LIVE_FRAME_H
#define ANTEROOM_LIVE_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct frame {
    size_t references;
    size_t size;
    uint8_t bytes[];
};

/* A text frame of the texts in `parts`, one after the other, in UTF-8. NULL when memory is short. */
struct frame *frame_text(const char *const *parts, size_t count);
/* A close frame with a status code (RFC 6455 section 7.4). */
struct frame *frame_close(uint16_t code);
/* An empty ping. */
struct frame *frame_ping(void);
struct frame *frame_hold(struct frame *frame);
/* Takes NULL. */
void frame_drop(struct frame *frame);

#endif
