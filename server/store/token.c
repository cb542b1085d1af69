#include "store/vault_keys.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

const struct password_cost VAULT_PASSWORD_COST = {.passes = 3, .memory_bytes = 64 * 1024 * 1024};

enum {
    LINK_BYTES = 20,
    SESSION_BYTES = 32,
    DEVICE_NONCE_BYTES = 12,
    DEVICE_NONCE_DIGITS = 16,
    DEVICE_CHECK_BYTES = 16,
    VALUE_MAX = 1024,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

_Static_assert(VAULT_HASH_BYTES == crypto_auth_hmacsha256_BYTES, "HMAC-SHA-256");
_Static_assert(VAULT_PASSWORD_TEXT == crypto_pwhash_STRBYTES, "Argon2id text");

/* HMAC-SHA-256 over the parts, each with its length before it; zeroes for an unknown practice. */
static struct hash keyed(const struct vault *vault, const struct id *practice_id,
                         enum purpose purpose, const struct bytes *parts, size_t count) {
    struct hash out = {{0}};
    uint8_t key[VAULT_KEY_BYTES];
    if (!vault_purpose_key(vault, practice_id, purpose, key)) {
        return out;
    }
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, sizeof key);
    for (size_t i = 0; i < count; i++) {
        uint8_t size[8];
        struct writer w = writer_of(size, sizeof size);
        writer_u64(&w, parts[i].size);
        crypto_auth_hmacsha256_update(&state, size, sizeof size);
        crypto_auth_hmacsha256_update(&state, parts[i].data, parts[i].size);
    }
    crypto_auth_hmacsha256_final(&state, out.bytes);
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return out;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Writes the value as it is compared; a longer one is cut, it cannot be stored either. */
static size_t normalise(enum blind_kind kind, const char *value, char out[VALUE_MAX]) {
    size_t size = 0;
    for (; *value == ' '; value++) {
    }
    for (; *value != '\0' && size < VALUE_MAX; value++) {
        bool digit = *value >= '0' && *value <= '9';
        if (kind != BLIND_PHONE) {
            out[size++] = lower(*value);
        } else if (digit || (*value == '+' && size == 0)) {
            out[size++] = *value;
        }
    }
    while (size > 0 && out[size - 1] == ' ') {
        size--;
    }
    return size;
}

struct hash vault_blind(const struct vault *vault, const struct id *practice_id,
                        enum blind_kind kind, const char *value) {
    char text[VALUE_MAX];
    uint8_t word = (uint8_t)kind;
    size_t size = normalise(kind, value, text);
    const struct bytes parts[] = {{&word, 1}, {(const uint8_t *)text, size}};
    struct hash out = keyed(vault, practice_id, PURPOSE_BLIND, parts, 2);
    sodium_memzero(text, sizeof text);
    return out;
}

struct link_token vault_link_token(const struct vault *vault, const struct id *practice_id,
                                   const struct id *invitation_id, uint32_t generation) {
    uint8_t number[4];
    struct writer w = writer_of(number, sizeof number);
    writer_u32(&w, generation);
    const struct bytes parts[] = {{(const uint8_t *)invitation_id->text, ID_DIGITS},
                                  {number, sizeof number}};
    struct hash hash = keyed(vault, practice_id, PURPOSE_LINK, parts, 2);
    struct link_token out;
    must(sodium_bin2base64(out.text, sizeof out.text, hash.bytes, LINK_BYTES, BASE64) != NULL);
    sodium_memzero(&hash, sizeof hash);
    return out;
}

struct portal_digits vault_portal_code(const struct vault *vault, const struct id *practice_id,
                                       const struct id *request_id) {
    static const char PURPOSE[] = "portal code"; /* a link's first part is an id */
    const struct bytes parts[] = {{(const uint8_t *)PURPOSE, sizeof PURPOSE - 1},
                                  {(const uint8_t *)request_id->text, ID_DIGITS}};
    struct hash hash = keyed(vault, practice_id, PURPOSE_LINK, parts, 2);
    struct reader r = reader_of(hash.bytes, sizeof hash.bytes);
    uint64_t number =
        reader_u64(&r) % 1000000; /* of 2^64: no digit is likelier by more than 10^-13 */
    struct portal_digits out;
    (void)snprintf(out.text, sizeof out.text, "%06u", (unsigned)number);
    sodium_memzero(&hash, sizeof hash);
    return out;
}

struct session_token vault_session_token(void) {
    uint8_t random[SESSION_BYTES];
    struct session_token out;
    randombytes_buf(random, sizeof random);
    must(sodium_bin2base64(out.text, sizeof out.text, random, sizeof random, BASE64) != NULL);
    sodium_memzero(random, sizeof random);
    return out;
}

struct hash vault_bytes_hash(struct bytes bytes) {
    struct hash out;
    crypto_hash_sha256(out.bytes, bytes.data, bytes.size);
    return out;
}

struct hash vault_token_hash(const char *text) {
    const char *value = text == NULL ? "" : text;
    return vault_bytes_hash((struct bytes){(const uint8_t *)value, strlen(value)});
}

struct hash vault_request_hash(const struct vault *vault, const struct id *practice_id,
                               const struct bytes *parts, size_t count) {
    return keyed(vault, practice_id, PURPOSE_REQUEST, parts, count);
}

/* The second half of a device's text, for the nonce that is the first. */
static void device_check(const struct vault *vault, const struct id *practice_id, const char *email,
                         const char *nonce, char *out, size_t size) {
    struct hash blind = vault_blind(vault, practice_id, BLIND_EMAIL, email);
    const struct bytes parts[] = {{(const uint8_t *)nonce, DEVICE_NONCE_DIGITS},
                                  {blind.bytes, sizeof blind.bytes}};
    struct hash hash = keyed(vault, practice_id, PURPOSE_DEVICE, parts, 2);
    must(sodium_bin2base64(out, size, hash.bytes, DEVICE_CHECK_BYTES, BASE64) != NULL);
}

void vault_device_make(const struct vault *vault, const struct id *practice_id, const char *email,
                       char *out) {
    uint8_t random[DEVICE_NONCE_BYTES];
    randombytes_buf(random, sizeof random);
    must(sodium_bin2base64(out, VAULT_DEVICE_TEXT, random, sizeof random, BASE64) != NULL);
    out[DEVICE_NONCE_DIGITS] = '.';
    device_check(vault, practice_id, email, out, out + DEVICE_NONCE_DIGITS + 1,
                 VAULT_DEVICE_TEXT - DEVICE_NONCE_DIGITS - 1);
}

bool vault_device_known(const struct vault *vault, const struct id *practice_id, const char *email,
                        const char *device) {
    char check[VAULT_DEVICE_TEXT];
    if (device == NULL || strlen(device) < DEVICE_NONCE_DIGITS + 1 ||
        device[DEVICE_NONCE_DIGITS] != '.') {
        return false;
    }
    device_check(vault, practice_id, email, device, check, sizeof check);
    const char *given = device + DEVICE_NONCE_DIGITS + 1;
    return strlen(given) == strlen(check) && bytes_equal_secret(given, check, strlen(check));
}

struct hash vault_audit_link(const struct vault *vault, const struct id *practice_id,
                             const struct hash *previous, struct bytes row) {
    const struct bytes parts[] = {{previous->bytes, sizeof previous->bytes}, row};
    return keyed(vault, practice_id, PURPOSE_AUDIT, parts, 2);
}

enum err vault_password_hash(const struct vault *vault, const char *password, char *out) {
    char text[VAULT_PASSWORD_TEXT];
    if (crypto_pwhash_argon2id_str(text, password, strlen(password), vault->cost.passes,
                                   vault->cost.memory_bytes) != 0) {
        return ERR_NOMEM;
    }
    memcpy(out, text, sizeof text);
    return ERR_OK;
}

bool vault_password_verify(const struct vault *vault, const char *hash, const char *password) {
    if (hash != NULL) {
        return crypto_pwhash_argon2id_str_verify(hash, password, strlen(password)) == 0;
    }
    static const unsigned char SALT[crypto_pwhash_SALTBYTES] = {0};
    unsigned char out[32];
    int ignored = crypto_pwhash_argon2id(out, sizeof out, password, strlen(password), SALT,
                                         vault->cost.passes, vault->cost.memory_bytes,
                                         crypto_pwhash_argon2id_ALG_ARGON2ID13);
    (void)ignored;
    sodium_memzero(out, sizeof out);
    return false;
}
