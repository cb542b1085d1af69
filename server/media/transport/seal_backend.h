/* seal_backend: the arithmetic under seal, behind a table.
 *
 * A backend holds the expanded keys of one kind of packet of one direction. Today there is one, on
 * OpenSSL's EVP; another joins by its own table. None allocates after key_new. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_SEAL_BACKEND_H
#define ANTEROOM_MEDIA_TRANSPORT_SEAL_BACKEND_H

#include "media/transport/seal.h"

#include <stdbool.h>

enum {
    SEAL_GCM_IV_BYTES = 12,
    SEAL_GCM_TAG_BYTES = 16,
    SEAL_CM_IV_BYTES = 16,
    SEAL_SHA1_BYTES = 20
};

struct seal_key; /* a backend's own */

/* Additional data in up to two runs; the second may be empty. */
struct seal_parts {
    const uint8_t *first;
    size_t first_size;
    const uint8_t *second;
    size_t second_size;
};

struct seal_backend {
    const char *name;
    struct seal_key *(*key_new)(enum seal_profile profile, const struct seal_keys *keys);
    void (*key_free)(struct seal_key *key);
    /* AES-GCM; `in` may be `out`. gcm_seal writes SEAL_GCM_TAG_BYTES to `tag`; gcm_open checks
     * them. */
    enum err (*gcm_seal)(struct seal_key *key, const uint8_t *iv, const struct seal_parts *aad,
                         const uint8_t *in, size_t size, uint8_t *out, uint8_t *tag);
    enum err (*gcm_open)(struct seal_key *key, const uint8_t *iv, const struct seal_parts *aad,
                         const uint8_t *in, size_t size, uint8_t *out, const uint8_t *tag);
    /* AES-CTR; `in` may be `out`. */
    enum err (*ctr)(struct seal_key *key, const uint8_t *iv, const uint8_t *in, size_t size,
                    uint8_t *out);
    /* HMAC-SHA1 over both parts. */
    void (*hmac)(struct seal_key *key, const struct seal_parts *parts, uint8_t *out);
};

extern const struct seal_backend seal_evp;

#endif
