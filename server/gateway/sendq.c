#include "gateway/sendq.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4 };

static struct sendq_piece *piece_at(const struct sendq *q, size_t index) {
    return &q->pieces[(q->first + index) & (q->room - 1)];
}

static void piece_fini(struct sendq_piece *piece) {
    if (piece->owned != NULL) {
        explicit_bzero(piece->owned, piece->size);
        free(piece->owned);
    }
    frame_drop(piece->frame);
}

void sendq_fini(struct sendq *q) {
    while (q->count > 0) {
        piece_fini(piece_at(q, --q->count));
    }
    free(q->pieces);
    *q = (struct sendq){0};
}

static enum err sendq_grow(struct sendq *q) {
    if (q->count < q->room) {
        return ERR_OK;
    }
    if (q->room == SENDQ_PIECES_MAX) {
        return ERR_FULL;
    }
    size_t room = q->room == 0 ? FIRST_ROOM : q->room * 2;
    struct sendq_piece *pieces = calloc(room, sizeof *pieces);
    if (pieces == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < q->count; i++) {
        pieces[i] = *piece_at(q, i);
    }
    free(q->pieces);
    q->pieces = pieces;
    q->room = room;
    q->first = 0;
    return ERR_OK;
}

static enum err sendq_add(struct sendq *q, const struct sendq_piece *piece) {
    if (piece->size == 0) {
        return ERR_OK;
    }
    enum err err = sendq_grow(q);
    if (err == ERR_OK) {
        q->count++;
        *piece_at(q, q->count - 1) = *piece;
        q->size_bytes += piece->size;
    }
    return err;
}

enum err sendq_copy(struct sendq *q, const void *data, size_t size) {
    if (size == 0) {
        return ERR_OK;
    }
    void *copy = malloc(size);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    memcpy(copy, data, size);
    enum err err = sendq_add(q, &(struct sendq_piece){.data = copy, .size = size, .owned = copy});
    if (err != ERR_OK) {
        free(copy);
    }
    return err;
}

enum err sendq_static(struct sendq *q, const void *data, size_t size) {
    return sendq_add(q, &(struct sendq_piece){.data = data, .size = size});
}

enum err sendq_frame(struct sendq *q, struct frame *frame) {
    enum err err = sendq_add(
        q, &(struct sendq_piece){.data = frame->bytes, .size = frame->size, .frame = frame});
    if (err == ERR_OK) {
        (void)frame_hold(frame);
    }
    return err;
}

size_t sendq_views(const struct sendq *q, struct sendq_view *out, size_t max) {
    size_t count = q->count < max ? q->count : max;
    for (size_t i = 0; i < count; i++) {
        const struct sendq_piece *piece = piece_at(q, i);
        size_t sent = i == 0 ? q->sent : 0;
        out[i] = (struct sendq_view){.data = piece->data + sent, .size = piece->size - sent};
    }
    return count;
}

void sendq_advance(struct sendq *q, size_t size) {
    must(size <= q->size_bytes);
    q->size_bytes -= size;
    while (size > 0) {
        struct sendq_piece *piece = piece_at(q, 0);
        size_t left = piece->size - q->sent;
        if (size < left) {
            q->sent += size;
            return;
        }
        size -= left;
        piece_fini(piece);
        q->sent = 0;
        q->first = (q->first + 1) & (q->room - 1);
        q->count--;
    }
}

void sendq_cut(struct sendq *q) {
    size_t keep = q->sent > 0 && q->pinned == 0 ? 1 : q->pinned;
    while (q->count > keep) {
        struct sendq_piece *piece = piece_at(q, q->count - 1);
        q->size_bytes -= piece->size;
        piece_fini(piece);
        q->count--;
    }
}
