/* bytes: the one way to read bytes from outside, and to write them.
 *
 * A reader and a writer are cursors over memory that somebody else owns. Each keeps a sticky flag:
 * after the first step out of bounds every further step does nothing and reads as zero, so code
 * reads straight through and tests once. Integers are in network byte order (big-endian). */
#ifndef ANTEROOM_BASE_BYTES_H
#define ANTEROOM_BASE_BYTES_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed run of bytes; `data` may be NULL only when size is 0. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
};

struct writer {
    uint8_t *begin;
    uint8_t *at;
    uint8_t *end;
    bool failed;
};

struct reader reader_of(const void *data, size_t size);
size_t reader_left(const struct reader *r);
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u24(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
/* Takes `size` bytes without a copy; NULL (and failed) when fewer are left. */
const uint8_t *reader_take(struct reader *r, size_t size);
/* Copies `size` bytes out; zeroes `out` when fewer are left. */
void reader_copy(struct reader *r, void *out, size_t size);
void reader_skip(struct reader *r, size_t size);
/* ERR_TRUNCATED when any step went out of bounds. */
must_check enum err reader_check(const struct reader *r);

struct writer writer_of(void *data, size_t size);
size_t writer_size(const struct writer *w);
void writer_u8(struct writer *w, uint8_t value);
void writer_u16(struct writer *w, uint16_t value);
void writer_u24(struct writer *w, uint32_t value);
void writer_u32(struct writer *w, uint32_t value);
void writer_u64(struct writer *w, uint64_t value);
void writer_copy(struct writer *w, const void *data, size_t size);
void writer_zero(struct writer *w, size_t size);
/* ERR_TOO_LARGE when any step did not fit. */
must_check enum err writer_check(const struct writer *w);

/* Equal in content; takes the same time wherever the first difference stands. */
bool bytes_equal_secret(const void *a, const void *b, size_t size);

/* Lower-case hex of `size` bytes into `out`, which holds 2 * size + 1 characters. */
void bytes_to_hex(const void *data, size_t size, char *out);
/* Reads exactly 2 * size hex digits; ERR_INVALID on anything else, `out` untouched then. */
must_check enum err bytes_from_hex(const char *text, size_t text_size, void *out, size_t size);

#endif
