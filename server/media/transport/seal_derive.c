#include "base/bytes.h"
#include "media/transport/seal_backend.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum { LABEL_RTP_KEY = 0, LABEL_RTP_AUTH = 1, LABEL_RTP_SALT = 2, LABEL_RTCP_KEY = 3 };

/* RFC 3711 section 4.3.3: the key stream of AES-CM at (label XOR salt) * 2^16. */
static enum err derive_one(EVP_CIPHER_CTX *ctx, const uint8_t *salt, size_t salt_size,
                           uint8_t label, struct writer out) {
    static const uint8_t ZEROS[SEAL_KEY_MAX];
    uint8_t iv[SEAL_CM_IV_BYTES] = {0};
    int written = 0;
    memcpy(iv, salt, salt_size);
    iv[7] ^= label;
    size_t size = (size_t)(out.end - out.begin);
    bool good = EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, iv) == 1 &&
                EVP_EncryptUpdate(ctx, out.begin, &written, ZEROS, (int)size) == 1;
    return good ? ERR_OK : ERR_CRYPTO;
}

static enum err derive_kind(EVP_CIPHER_CTX *ctx, enum seal_profile profile, const uint8_t *salt,
                            uint8_t first_label, struct seal_keys *out) {
    size_t salt_size = seal_salt_size(profile);
    enum err err =
        derive_one(ctx, salt, salt_size, first_label, writer_of(out->key, seal_key_size(profile)));
    if (err == ERR_OK) {
        err = derive_one(ctx, salt, salt_size, (uint8_t)(first_label + LABEL_RTP_AUTH),
                         writer_of(out->auth, sizeof out->auth));
    }
    if (err == ERR_OK) {
        err = derive_one(ctx, salt, salt_size, (uint8_t)(first_label + LABEL_RTP_SALT),
                         writer_of(out->salt, salt_size));
    }
    return err;
}

enum err seal_derive(enum seal_profile profile, const uint8_t *key, const uint8_t *salt,
                     struct seal_session_keys *out) {
    struct seal_session_keys keys = {.profile = profile};
    enum err err = ERR_NOMEM;
    const EVP_CIPHER *cipher =
        profile == SEAL_AEAD_AES_256_GCM ? EVP_aes_256_ctr() : EVP_aes_128_ctr();
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (ctx == NULL) {
        goto out;
    }
    err = ERR_CRYPTO;
    if (EVP_EncryptInit_ex(ctx, cipher, NULL, key, NULL) != 1) {
        goto out;
    }
    err = derive_kind(ctx, profile, salt, LABEL_RTP_KEY, &keys.rtp);
    if (err != ERR_OK) {
        goto out;
    }
    err = derive_kind(ctx, profile, salt, LABEL_RTCP_KEY, &keys.rtcp);
    if (err == ERR_OK) {
        *out = keys;
    }
out:
    EVP_CIPHER_CTX_free(ctx);
    OPENSSL_cleanse(&keys, sizeof keys);
    return err;
}
