#include "base/log.h"
#include "store/vault_keys.h"

#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
    FORMAT = 1,
    HEAD_BYTES = 5, /* format, key version */
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    PAD_BYTES = 32,
    PLACE_MAX = 256,
};

_Static_assert(VAULT_WRAPPED_BYTES == NONCE_BYTES + VAULT_KEY_BYTES + TAG_BYTES, "wrapped key");

enum err vault_harden_process(void) {
    const struct rlimit none = {0, 0};
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0) {
        return ERR_IO;
    }
    return ERR_OK;
}

enum err vault_open(const char *key_file, const struct password_cost *cost, struct vault **out) {
    must(sodium_init() >= 0);
    struct vault *vault = sodium_malloc(sizeof *vault);
    if (vault == NULL) {
        return ERR_NOMEM;
    }
    memset(vault, 0, sizeof *vault);
    must(pthread_rwlock_init(&vault->lock, NULL) == 0);
    vault->cost = *cost;
    enum err err = key_file_read(key_file, vault->master);
    if (err != ERR_OK) {
        vault_close(vault);
        return err;
    }
    if (sodium_mlock(vault, sizeof *vault) != 0) {
        log_event(LOG_WARN, "vault.memory-not-locked", log_int("bytes", sizeof *vault));
    }
    *out = vault;
    return ERR_OK;
}

void vault_close(struct vault *vault) {
    if (vault != NULL) {
        pthread_rwlock_destroy(&vault->lock);
        sodium_free(vault); /* wipes */
    }
}

struct place vault_place(const struct id *practice_id, const char *table, const struct id *row_id,
                         const char *column) {
    return (struct place){
        .practice_id = *practice_id, .row_id = *row_id, .table = table, .column = column};
}

static struct practice_keys *find(const struct vault *vault, const struct id *practice_id) {
    for (size_t i = 0; i < vault->practice_count; i++) {
        if (id_equal(&vault->practices[i].practice_id, practice_id)) {
            return (struct practice_keys *)&vault->practices[i];
        }
    }
    return NULL;
}

static pthread_rwlock_t *lock_of(const struct vault *vault) {
    return (pthread_rwlock_t *)&vault->lock;
}

static const struct data_key *newest(const struct practice_keys *keys) {
    const struct data_key *best = &keys->data[0];
    for (size_t i = 1; i < VAULT_VERSIONS_MAX; i++) {
        if (keys->data[i].version > best->version) {
            best = &keys->data[i];
        }
    }
    return best;
}

/* Copies the data key of `version` (0: the newest) out; false when there is none. */
static bool data_key(const struct vault *vault, const struct id *practice_id, uint32_t version,
                     struct data_key *out) {
    bool found = false;
    pthread_rwlock_rdlock(lock_of(vault));
    const struct practice_keys *keys = find(vault, practice_id);
    if (keys != NULL && version == 0) {
        *out = *newest(keys);
        found = out->version != 0;
    }
    for (size_t i = 0; keys != NULL && version != 0 && i < VAULT_VERSIONS_MAX; i++) {
        if (keys->data[i].version == version) {
            *out = keys->data[i];
            found = true;
        }
    }
    pthread_rwlock_unlock(lock_of(vault));
    return found;
}

/* The associated data: each part with its zero byte. */
static size_t write_place(const struct place *place, uint8_t out[PLACE_MAX]) {
    struct writer w = writer_of(out, PLACE_MAX);
    writer_copy(&w, place->practice_id.text, strlen(place->practice_id.text) + 1);
    writer_copy(&w, place->table, strlen(place->table) + 1);
    writer_copy(&w, place->row_id.text, strlen(place->row_id.text) + 1);
    writer_copy(&w, place->column, strlen(place->column) + 1);
    must(writer_check(&w) == ERR_OK);
    return writer_size(&w);
}

enum err vault_seal(const struct vault *vault, const struct place *place, struct bytes plain,
                    struct arena *arena, struct bytes *out) {
    if (plain.size > VAULT_TEXT_MAX) {
        return ERR_TOO_LARGE;
    }
    size_t padded = (plain.size / PAD_BYTES + 1) * PAD_BYTES;
    size_t size = HEAD_BYTES + NONCE_BYTES + padded + TAG_BYTES;
    uint8_t *sealed = arena_alloc(arena, size);
    struct data_key key;
    if (sealed == NULL) {
        return ERR_NOMEM;
    }
    if (!data_key(vault, &place->practice_id, 0, &key)) {
        return ERR_NOT_FOUND;
    }
    struct writer w = writer_of(sealed, size);
    writer_u8(&w, FORMAT);
    writer_u32(&w, key.version);
    randombytes_buf(w.at, NONCE_BYTES);
    uint8_t *text = w.at + NONCE_BYTES;
    if (plain.size > 0) {
        memcpy(text, plain.data, plain.size);
    }
    must(sodium_pad(NULL, text, plain.size, PAD_BYTES, padded) == 0);
    uint8_t associated[PLACE_MAX];
    size_t associated_size = write_place(place, associated);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(text, NULL, text, padded, associated,
                                                    associated_size, NULL, w.at, key.key) == 0);
    sodium_memzero(&key, sizeof key);
    *out = (struct bytes){sealed, size};
    return ERR_OK;
}

uint32_t vault_sealed_version(struct bytes sealed) {
    struct reader r = reader_of(sealed.data, sealed.size);
    uint8_t format = reader_u8(&r);
    uint32_t version = reader_u32(&r);
    return reader_check(&r) == ERR_OK && format == FORMAT ? version : 0;
}

enum err vault_unseal(const struct vault *vault, const struct place *place, struct bytes sealed,
                      struct arena *arena, struct bytes *out) {
    uint32_t version = vault_sealed_version(sealed);
    struct data_key key;
    if (version == 0 || sealed.size < HEAD_BYTES + NONCE_BYTES + TAG_BYTES + PAD_BYTES) {
        return ERR_CRYPTO;
    }
    if (!data_key(vault, &place->practice_id, version, &key)) {
        return ERR_NOT_FOUND;
    }
    const uint8_t *nonce = sealed.data + HEAD_BYTES;
    size_t cipher_size = sealed.size - HEAD_BYTES - NONCE_BYTES;
    uint8_t *text = arena_alloc(arena, cipher_size);
    uint8_t associated[PLACE_MAX];
    size_t associated_size = write_place(place, associated);
    unsigned long long padded = 0;
    size_t size = 0;
    enum err err = ERR_OK;
    if (text == NULL) {
        err = ERR_NOMEM;
    } else if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, &padded, NULL, nonce + NONCE_BYTES,
                                                          cipher_size, associated, associated_size,
                                                          nonce, key.key) != 0 ||
               sodium_unpad(&size, text, (size_t)padded, PAD_BYTES) != 0) {
        err = ERR_CRYPTO;
    } else {
        text[size] = '\0'; /* where the padding began */
        *out = (struct bytes){text, size};
    }
    sodium_memzero(&key, sizeof key);
    return err;
}

/* A wrapped key belongs to its practice and version. */
static size_t wrap_place(const struct id *practice_id, uint32_t version, uint8_t out[PLACE_MAX]) {
    struct writer w = writer_of(out, PLACE_MAX);
    writer_copy(&w, practice_id->text, ID_TEXT);
    writer_u32(&w, version);
    must(writer_check(&w) == ERR_OK);
    return writer_size(&w);
}

static void wrap(const struct vault *vault, const struct id *practice_id,
                 const uint8_t key[VAULT_KEY_BYTES], struct wrapped_key *out) {
    uint8_t associated[PLACE_MAX];
    size_t size = wrap_place(practice_id, out->version, associated);
    randombytes_buf(out->bytes, NONCE_BYTES);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(out->bytes + NONCE_BYTES, NULL, key,
                                                    VAULT_KEY_BYTES, associated, size, NULL,
                                                    out->bytes, vault->master) == 0);
}

static enum err unwrap(const struct vault *vault, const struct id *practice_id,
                       const struct wrapped_key *wrapped, uint8_t key[VAULT_KEY_BYTES]) {
    uint8_t associated[PLACE_MAX];
    size_t size = wrap_place(practice_id, wrapped->version, associated);
    int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        key, NULL, NULL, wrapped->bytes + NONCE_BYTES, VAULT_KEY_BYTES + TAG_BYTES, associated,
        size, wrapped->bytes, vault->master);
    return result == 0 ? ERR_OK : ERR_CRYPTO;
}

static void use_root(struct practice_keys *keys, const uint8_t root[VAULT_KEY_BYTES]) {
    for (uint64_t purpose = 0; purpose < PURPOSE_COUNT; purpose++) {
        must(crypto_kdf_derive_from_key(keys->purposes[purpose], VAULT_KEY_BYTES, purpose + 1,
                                        "anteroom", root) == 0);
    }
    keys->has_root = true;
}

static enum err use_data(struct practice_keys *keys, uint32_t version,
                         const uint8_t key[VAULT_KEY_BYTES]) {
    struct data_key *empty = NULL;
    for (size_t i = 0; i < VAULT_VERSIONS_MAX; i++) {
        if (keys->data[i].version == version) {
            return ERR_OK;
        }
        if (keys->data[i].version == 0) {
            empty = &keys->data[i];
        }
    }
    if (empty == NULL) {
        return ERR_FULL;
    }
    empty->version = version;
    memcpy(empty->key, key, VAULT_KEY_BYTES);
    return ERR_OK;
}

/* With the lock held for writing. */
static enum err use_key(struct vault *vault, const struct id *practice_id, uint32_t version,
                        const uint8_t key[VAULT_KEY_BYTES]) {
    struct practice_keys *keys = find(vault, practice_id);
    if (keys == NULL) {
        if (vault->practice_count == VAULT_PRACTICES_MAX) {
            return ERR_FULL;
        }
        keys = &vault->practices[vault->practice_count++];
        keys->practice_id = *practice_id;
    }
    if (version == 0) {
        use_root(keys, key);
        return ERR_OK;
    }
    return use_data(keys, version, key);
}

static enum err take_in(struct vault *vault, const struct id *practice_id, uint32_t version,
                        const uint8_t key[VAULT_KEY_BYTES]) {
    pthread_rwlock_wrlock(&vault->lock);
    enum err err = use_key(vault, practice_id, version, key);
    pthread_rwlock_unlock(&vault->lock);
    return err;
}

enum err vault_practice_make(struct vault *vault, const struct id *practice_id,
                             struct wrapped_key out[2]) {
    if (vault_version(vault, practice_id) != 0) {
        return ERR_CONFLICT;
    }
    enum err err = ERR_OK;
    for (uint32_t version = 0; err == ERR_OK && version < 2; version++) {
        uint8_t key[VAULT_KEY_BYTES];
        randombytes_buf(key, sizeof key);
        out[version].version = version;
        wrap(vault, practice_id, key, &out[version]);
        err = take_in(vault, practice_id, version, key);
        sodium_memzero(key, sizeof key);
    }
    return err;
}

enum err vault_practice_load(struct vault *vault, const struct id *practice_id,
                             const struct wrapped_key *wrapped) {
    uint8_t key[VAULT_KEY_BYTES];
    enum err err = unwrap(vault, practice_id, wrapped, key);
    if (err == ERR_OK) {
        err = take_in(vault, practice_id, wrapped->version, key);
    }
    sodium_memzero(key, sizeof key);
    return err;
}

enum err vault_version_make(const struct vault *vault, const struct id *practice_id,
                            struct wrapped_key *out) {
    uint32_t version = vault_version(vault, practice_id);
    if (version == 0) {
        return ERR_NOT_FOUND;
    }
    struct data_key oldest;
    if (version >= VAULT_VERSIONS_MAX &&
        data_key(vault, practice_id, version - VAULT_VERSIONS_MAX + 1, &oldest)) {
        sodium_memzero(&oldest, sizeof oldest);
        return ERR_FULL;
    }
    uint8_t key[VAULT_KEY_BYTES];
    randombytes_buf(key, sizeof key);
    out->version = version + 1;
    wrap(vault, practice_id, key, out);
    sodium_memzero(key, sizeof key);
    return ERR_OK;
}

void vault_versions_forget(struct vault *vault, const struct id *practice_id, uint32_t oldest) {
    pthread_rwlock_wrlock(&vault->lock);
    struct practice_keys *keys = find(vault, practice_id);
    for (size_t i = 0; keys != NULL && i < VAULT_VERSIONS_MAX; i++) {
        if (keys->data[i].version < oldest) {
            sodium_memzero(&keys->data[i], sizeof keys->data[i]);
        }
    }
    pthread_rwlock_unlock(&vault->lock);
}

uint32_t vault_version(const struct vault *vault, const struct id *practice_id) {
    struct data_key key;
    if (!data_key(vault, practice_id, 0, &key)) {
        return 0;
    }
    sodium_memzero(key.key, sizeof key.key);
    return key.version;
}

bool vault_purpose_key(const struct vault *vault, const struct id *practice_id,
                       enum purpose purpose, uint8_t out[VAULT_KEY_BYTES]) {
    memset(out, 0, VAULT_KEY_BYTES);
    pthread_rwlock_rdlock(lock_of(vault));
    const struct practice_keys *keys = find(vault, practice_id);
    bool found = keys != NULL && keys->has_root;
    if (found) {
        memcpy(out, keys->purposes[purpose], VAULT_KEY_BYTES);
    }
    pthread_rwlock_unlock(lock_of(vault));
    return found;
}
