#include "live/frame.h"

#include "base/bytes.h"
#include "base/err.h"

#include <stdlib.h>
#include <string.h>

enum { FIN = 0x80, TEXT = 0x1, CLOSE = 0x8, PING = 0x9, HEAD_MAX = 10 };

static struct frame *frame_new(uint8_t opcode, size_t payload_size, struct writer *w) {
    struct frame *frame = malloc(sizeof *frame + HEAD_MAX + payload_size);
    if (frame == NULL) {
        return NULL;
    }
    frame->references = 1;
    *w = writer_of(frame->bytes, HEAD_MAX + payload_size);
    writer_u8(w, (uint8_t)(FIN | opcode));
    if (payload_size < 126) {
        writer_u8(w, (uint8_t)payload_size);
    } else if (payload_size <= UINT16_MAX) {
        writer_u8(w, 126);
        writer_u16(w, (uint16_t)payload_size);
    } else {
        writer_u8(w, 127);
        writer_u64(w, payload_size);
    }
    frame->size = writer_size(w) + payload_size;
    return frame;
}

struct frame *frame_text(const char *const *parts, size_t count) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += strlen(parts[i]);
    }
    struct writer w;
    struct frame *frame = frame_new(TEXT, size, &w);
    for (size_t i = 0; frame != NULL && i < count; i++) {
        writer_copy(&w, parts[i], strlen(parts[i]));
    }
    return frame;
}

struct frame *frame_close(uint16_t code) {
    struct writer w;
    struct frame *frame = frame_new(CLOSE, 2, &w);
    if (frame != NULL) {
        writer_u16(&w, code);
    }
    return frame;
}

struct frame *frame_ping(void) {
    struct writer w;
    return frame_new(PING, 0, &w);
}

struct frame *frame_hold(struct frame *frame) {
    frame->references++;
    return frame;
}

void frame_drop(struct frame *frame) {
    if (frame == NULL) {
        return;
    }
    must(frame->references > 0);
    frame->references--;
    if (frame->references == 0) {
        explicit_bzero(frame->bytes, frame->size);
        free(frame);
    }
}
