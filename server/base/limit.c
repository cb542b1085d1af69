#include "base/limit.h"

#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Levels are counted in milliseconds of refill, so that no fraction is ever lost. */
struct bucket {
    uint64_t hash; /* 0: free */
    int64_t level_ms;
    int64_t at_ms; /* when level_ms was right */
};

struct limit {
    pthread_mutex_t lock;
    unsigned char seed[crypto_shorthash_KEYBYTES];
    int64_t full_ms;
    int64_t refill_ms;
    size_t rows; /* a power of two */
    struct bucket *buckets;
};

static size_t row_count(size_t keys) {
    size_t rows = 1;
    while (rows * LIMIT_ROW < keys && rows * LIMIT_ROW < LIMIT_KEYS_MAX) {
        rows *= 2;
    }
    return rows;
}

struct limit *limit_new(const struct limit_config *config) {
    must(config->burst >= 1 && config->burst <= 1000000);
    must(config->refill_ms >= 1 && config->refill_ms <= 86400000);
    struct limit *limit = calloc(1, sizeof *limit);
    if (limit == NULL) {
        return NULL;
    }
    limit->rows = row_count(config->keys);
    limit->buckets = calloc(limit->rows * LIMIT_ROW, sizeof *limit->buckets);
    if (limit->buckets == NULL) {
        free(limit);
        return NULL;
    }
    limit->refill_ms = config->refill_ms;
    limit->full_ms = config->refill_ms * (int64_t)config->burst;
    must(sodium_init() >= 0);
    randombytes_buf(limit->seed, sizeof limit->seed);
    must(pthread_mutex_init(&limit->lock, NULL) == 0);
    return limit;
}

void limit_free(struct limit *limit) {
    if (limit == NULL) {
        return;
    }
    pthread_mutex_destroy(&limit->lock);
    free(limit->buckets);
    free(limit);
}

static uint64_t key_hash(const struct limit *limit, const void *key, size_t size) {
    uint64_t hash = 0;
    unsigned char digest[crypto_shorthash_BYTES];
    crypto_shorthash(digest, key, size, limit->seed);
    memcpy(&hash, digest, sizeof hash);
    return hash == 0 ? 1 : hash;
}

static int64_t level_now(const struct limit *limit, const struct bucket *bucket, int64_t now_ms) {
    int64_t passed = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;
    if (passed >= limit->full_ms - bucket->level_ms) {
        return limit->full_ms;
    }
    return bucket->level_ms + passed;
}

/* The key's bucket, brought up to date; the fullest of its row makes room for a new key. */
static struct bucket *bucket_of(struct limit *limit, uint64_t hash, int64_t now_ms) {
    struct bucket *row = limit->buckets + (hash & (limit->rows - 1)) * LIMIT_ROW;
    struct bucket *fullest = row;
    for (size_t i = 0; i < LIMIT_ROW; i++) {
        struct bucket *bucket = row + i;
        if (bucket->hash == 0) {
            fullest = bucket;
            break;
        }
        bucket->level_ms = level_now(limit, bucket, now_ms);
        bucket->at_ms = now_ms;
        if (bucket->hash == hash) {
            return bucket;
        }
        if (bucket->level_ms > fullest->level_ms) {
            fullest = bucket;
        }
    }
    *fullest = (struct bucket){.hash = hash, .level_ms = limit->full_ms, .at_ms = now_ms};
    return fullest;
}

enum err limit_take(struct limit *limit, const void *key, size_t key_size, int64_t now_ms,
                    int64_t *retry_after_ms) {
    uint64_t hash = key_hash(limit, key, key_size);
    int64_t missing_ms = 0;
    pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = bucket_of(limit, hash, now_ms);
    if (bucket->level_ms >= limit->refill_ms) {
        bucket->level_ms -= limit->refill_ms;
    } else {
        missing_ms = limit->refill_ms - bucket->level_ms;
    }
    pthread_mutex_unlock(&limit->lock);
    if (retry_after_ms != NULL) {
        *retry_after_ms = missing_ms;
    }
    return missing_ms == 0 ? ERR_OK : ERR_RATE;
}

void limit_return(struct limit *limit, const void *key, size_t key_size, int64_t now_ms) {
    uint64_t hash = key_hash(limit, key, key_size);
    pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = bucket_of(limit, hash, now_ms);
    int64_t level_ms = bucket->level_ms + limit->refill_ms;
    bucket->level_ms = level_ms < limit->full_ms ? level_ms : limit->full_ms;
    pthread_mutex_unlock(&limit->lock);
}
