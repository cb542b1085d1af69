/* vault_keys: what a vault holds in locked memory; for vault.c, token.c and key_file.c only. */
#ifndef ANTEROOM_STORE_VAULT_KEYS_H
#define ANTEROOM_STORE_VAULT_KEYS_H

#include "store/vault.h"

#include <pthread.h>

/* Derived from the root, each for one use. */
enum purpose {
    PURPOSE_BLIND,
    PURPOSE_LINK,
    PURPOSE_DEVICE,
    PURPOSE_AUDIT,
    PURPOSE_REQUEST,
    PURPOSE_COUNT
};

struct data_key {
    uint32_t version; /* 0: the place is empty */
    uint8_t key[VAULT_KEY_BYTES];
};

struct practice_keys {
    struct id practice_id;
    bool has_root;
    uint8_t purposes[PURPOSE_COUNT][VAULT_KEY_BYTES];
    struct data_key data[VAULT_VERSIONS_MAX];
};

struct vault {
    pthread_rwlock_t lock; /* over practices and practice_count */
    struct password_cost cost;
    uint8_t master[VAULT_KEY_BYTES];
    size_t practice_count;
    struct practice_keys practices[VAULT_PRACTICES_MAX];
};

/* Reads the master key of a key file, as vault_open says. */
must_check enum err key_file_read(const char *path, uint8_t master[VAULT_KEY_BYTES]);

/* A copy of a derived key; false, and zeroes, for an unknown practice. */
bool vault_purpose_key(const struct vault *vault, const struct id *practice_id,
                       enum purpose purpose, uint8_t out[VAULT_KEY_BYTES]);

#endif
