/* limit: how often something may be tried, in token buckets that live in memory.
 *
 * A bucket belongs to a key (an address, a link, an e-mail address); it holds `burst` tokens and
 * gets one back every `refill_ms`. The table is bounded: eight places a row, and when a row is full
 * the bucket with the most tokens is forgotten, which costs its owner nothing but a fresh start;
 * whoever is being slowed down stays. Keys are kept as keyed hashes only.
 *
 * It decides from the time that it is handed, and reads no clock. Thread-safe. */
#ifndef ANTEROOM_BASE_LIMIT_H
#define ANTEROOM_BASE_LIMIT_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { LIMIT_ROW = 8, LIMIT_KEYS_MAX = 1 << 20 };

struct limit_config {
    size_t keys;       /* buckets kept, rounded up to a power of two; LIMIT_ROW to LIMIT_KEYS_MAX */
    uint32_t burst;    /* tokens of a full bucket; 1 to 1,000,000 */
    int64_t refill_ms; /* one token comes back every so often; 1 to 86,400,000 */
};

struct limit;

/* NULL when memory is short. */
struct limit *limit_new(const struct limit_config *config);
/* Takes NULL. */
void limit_free(struct limit *limit);
/* Takes one token of the bucket of `key`. ERR_RATE when it has none: `retry_after_ms` (may be NULL)
 * then says when it will have one; 0 otherwise. `now_ms` never goes back. */
must_check enum err limit_take(struct limit *limit, const void *key, size_t key_size,
                               int64_t now_ms, int64_t *retry_after_ms);
/* Gives a token back: the try was in order after all (a right password). */
void limit_return(struct limit *limit, const void *key, size_t key_size, int64_t now_ms);

#endif
