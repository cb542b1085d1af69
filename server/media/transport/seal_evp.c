/* OpenSSL deprecates its plain SHA-1 functions; its newer ones allocate for every packet. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "media/transport/seal_backend.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct seal_key {
    EVP_CIPHER_CTX *encrypt;
    EVP_CIPHER_CTX *decrypt; /* NULL for CTR, which is its own inverse */
    SHA_CTX inner;           /* HMAC's states after the padded key */
    SHA_CTX outer;
};

static const EVP_CIPHER *cipher_of(enum seal_profile profile) {
    switch (profile) {
    case SEAL_AEAD_AES_128_GCM:
        return EVP_aes_128_gcm();
    case SEAL_AEAD_AES_256_GCM:
        return EVP_aes_256_gcm();
    case SEAL_AES128_CM_SHA1_80:
        break;
    }
    return EVP_aes_128_ctr();
}

static void hmac_start(struct seal_key *key, const uint8_t *auth) {
    uint8_t block[SHA_CBLOCK] = {0};
    memcpy(block, auth, SEAL_AUTH_KEY_BYTES);
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36;
    }
    SHA1_Init(&key->inner);
    SHA1_Update(&key->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36 ^ 0x5c;
    }
    SHA1_Init(&key->outer);
    SHA1_Update(&key->outer, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}

static void evp_key_free(struct seal_key *key) {
    if (key == NULL) {
        return;
    }
    EVP_CIPHER_CTX_free(key->encrypt);
    EVP_CIPHER_CTX_free(key->decrypt);
    OPENSSL_cleanse(key, sizeof *key);
    free(key);
}

static struct seal_key *evp_key_new(enum seal_profile profile, const struct seal_keys *keys) {
    struct seal_key *key = calloc(1, sizeof *key);
    if (key == NULL) {
        return NULL;
    }
    bool gcm = profile != SEAL_AES128_CM_SHA1_80;
    key->encrypt = EVP_CIPHER_CTX_new();
    key->decrypt = gcm ? EVP_CIPHER_CTX_new() : NULL;
    if (key->encrypt == NULL || (gcm && key->decrypt == NULL) ||
        EVP_EncryptInit_ex(key->encrypt, cipher_of(profile), NULL, keys->key, NULL) != 1 ||
        (gcm && EVP_DecryptInit_ex(key->decrypt, cipher_of(profile), NULL, keys->key, NULL) != 1)) {
        evp_key_free(key);
        return NULL;
    }
    if (!gcm) {
        hmac_start(key, keys->auth);
    }
    return key;
}

static enum err evp_gcm_seal(struct seal_key *key, const uint8_t *iv, const struct seal_parts *aad,
                             const uint8_t *in, size_t size, uint8_t *out, uint8_t *tag) {
    int written = 0;
    EVP_CIPHER_CTX *ctx = key->encrypt;
    bool good = EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, iv) == 1 &&
                EVP_EncryptUpdate(ctx, NULL, &written, aad->first, (int)aad->first_size) == 1 &&
                (aad->second_size == 0 ||
                 EVP_EncryptUpdate(ctx, NULL, &written, aad->second, (int)aad->second_size) == 1) &&
                (size == 0 || EVP_EncryptUpdate(ctx, out, &written, in, (int)size) == 1) &&
                EVP_EncryptFinal_ex(ctx, out + size, &written) == 1 &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEAL_GCM_TAG_BYTES, tag) == 1;
    return good ? ERR_OK : ERR_CRYPTO;
}

static enum err evp_gcm_open(struct seal_key *key, const uint8_t *iv, const struct seal_parts *aad,
                             const uint8_t *in, size_t size, uint8_t *out, const uint8_t *tag) {
    int written = 0;
    uint8_t expected[SEAL_GCM_TAG_BYTES];
    memcpy(expected, tag, sizeof expected);
    EVP_CIPHER_CTX *ctx = key->decrypt;
    bool good =
        EVP_DecryptInit_ex(ctx, NULL, NULL, NULL, iv) == 1 &&
        EVP_DecryptUpdate(ctx, NULL, &written, aad->first, (int)aad->first_size) == 1 &&
        (aad->second_size == 0 ||
         EVP_DecryptUpdate(ctx, NULL, &written, aad->second, (int)aad->second_size) == 1) &&
        (size == 0 || EVP_DecryptUpdate(ctx, out, &written, in, (int)size) == 1) &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, SEAL_GCM_TAG_BYTES, expected) == 1 &&
        EVP_DecryptFinal_ex(ctx, out + size, &written) == 1;
    return good ? ERR_OK : ERR_CRYPTO;
}

static enum err evp_ctr(struct seal_key *key, const uint8_t *iv, const uint8_t *in, size_t size,
                        uint8_t *out) {
    int written = 0;
    bool good = EVP_EncryptInit_ex(key->encrypt, NULL, NULL, NULL, iv) == 1 &&
                (size == 0 || EVP_EncryptUpdate(key->encrypt, out, &written, in, (int)size) == 1);
    return good ? ERR_OK : ERR_CRYPTO;
}

static void evp_hmac(struct seal_key *key, const struct seal_parts *parts, uint8_t *out) {
    uint8_t digest[SEAL_SHA1_BYTES];
    SHA_CTX ctx = key->inner;
    SHA1_Update(&ctx, parts->first, parts->first_size);
    if (parts->second_size > 0) {
        SHA1_Update(&ctx, parts->second, parts->second_size);
    }
    SHA1_Final(digest, &ctx);
    ctx = key->outer;
    SHA1_Update(&ctx, digest, sizeof digest);
    SHA1_Final(out, &ctx);
}

const struct seal_backend seal_evp = {
    .name = "evp",
    .key_new = evp_key_new,
    .key_free = evp_key_free,
    .gcm_seal = evp_gcm_seal,
    .gcm_open = evp_gcm_open,
    .ctr = evp_ctr,
    .hmac = evp_hmac,
};
