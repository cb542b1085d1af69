#include "base/bytes.h"

#include <string.h>

struct reader reader_of(const void *data, size_t size) {
    const uint8_t *begin = data;
    return (struct reader){.at = begin, .end = size == 0 ? begin : begin + size};
}

size_t reader_left(const struct reader *r) {
    return r->failed ? 0 : (size_t)(r->end - r->at);
}

const uint8_t *reader_take(struct reader *r, size_t size) {
    if (r->failed || (size_t)(r->end - r->at) < size) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *taken = r->at;
    r->at = size == 0 ? r->at : r->at + size;
    return taken;
}

static uint64_t reader_uint(struct reader *r, size_t size) {
    const uint8_t *taken = reader_take(r, size);
    uint64_t value = 0;
    for (size_t i = 0; taken != NULL && i < size; i++) {
        value = value << 8 | taken[i];
    }
    return value;
}

uint8_t reader_u8(struct reader *r) {
    return (uint8_t)reader_uint(r, 1);
}

uint16_t reader_u16(struct reader *r) {
    return (uint16_t)reader_uint(r, 2);
}

uint32_t reader_u24(struct reader *r) {
    return (uint32_t)reader_uint(r, 3);
}

uint32_t reader_u32(struct reader *r) {
    return (uint32_t)reader_uint(r, 4);
}

uint64_t reader_u64(struct reader *r) {
    return reader_uint(r, 8);
}

void reader_copy(struct reader *r, void *out, size_t size) {
    const uint8_t *taken = reader_take(r, size);
    if (size == 0) {
        return;
    }
    if (taken == NULL) {
        memset(out, 0, size);
        return;
    }
    memcpy(out, taken, size);
}

void reader_skip(struct reader *r, size_t size) {
    (void)reader_take(r, size);
}

enum err reader_check(const struct reader *r) {
    return r->failed ? ERR_TRUNCATED : ERR_OK;
}

struct writer writer_of(void *data, size_t size) {
    uint8_t *begin = data;
    return (struct writer){.begin = begin, .at = begin, .end = size == 0 ? begin : begin + size};
}

size_t writer_size(const struct writer *w) {
    return (size_t)(w->at - w->begin);
}

static uint8_t *writer_room(struct writer *w, size_t size) {
    if (w->failed || (size_t)(w->end - w->at) < size) {
        w->failed = true;
        return NULL;
    }
    uint8_t *room = w->at;
    w->at = size == 0 ? w->at : w->at + size;
    return room;
}

static void writer_uint(struct writer *w, uint64_t value, size_t size) {
    uint8_t *room = writer_room(w, size);
    for (size_t i = 0; room != NULL && i < size; i++) {
        room[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    }
}

void writer_u8(struct writer *w, uint8_t value) {
    writer_uint(w, value, 1);
}

void writer_u16(struct writer *w, uint16_t value) {
    writer_uint(w, value, 2);
}

void writer_u24(struct writer *w, uint32_t value) {
    writer_uint(w, value, 3);
}

void writer_u32(struct writer *w, uint32_t value) {
    writer_uint(w, value, 4);
}

void writer_u64(struct writer *w, uint64_t value) {
    writer_uint(w, value, 8);
}

void writer_copy(struct writer *w, const void *data, size_t size) {
    uint8_t *room = writer_room(w, size);
    if (room != NULL && size > 0) {
        memcpy(room, data, size);
    }
}

void writer_zero(struct writer *w, size_t size) {
    uint8_t *room = writer_room(w, size);
    if (room != NULL && size > 0) {
        memset(room, 0, size);
    }
}

enum err writer_check(const struct writer *w) {
    return w->failed ? ERR_TOO_LARGE : ERR_OK;
}

bool bytes_equal_secret(const void *a, const void *b, size_t size) {
    const volatile uint8_t *left = a;
    const volatile uint8_t *right = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference = (uint8_t)(difference | (left[i] ^ right[i]));
    }
    return difference == 0;
}

void bytes_to_hex(const void *data, size_t size, char *out) {
    static const char DIGITS[] = "0123456789abcdef";
    const uint8_t *in = data;
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = DIGITS[in[i] >> 4];
        out[2 * i + 1] = DIGITS[in[i] & 15];
    }
    out[2 * size] = '\0';
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

enum err bytes_from_hex(const char *text, size_t text_size, void *out, size_t size) {
    if (text_size != 2 * size) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < text_size; i++) {
        if (hex_digit(text[i]) < 0) {
            return ERR_INVALID;
        }
    }
    uint8_t *bytes = out;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
    }
    return ERR_OK;
}
