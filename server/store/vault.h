/* vault: the keys, and all that is done with them.
 *
 *   master key (a file outside the data folder, mode 0600, or a systemd credential)
 *     └─ wraps, in table practice_key, for each practice:
 *          version 0     the root, from which the blind, link, device and audit keys are derived
 *          version 1..n  data keys; the highest seals, the others only open, until rotate-keys re-sealed
 *
 * A sealed field, as it lies in a `_sealed` column:
 *
 *   0        1                 5                       29                          size
 *   ┌────────┬─────────────────┬───────────────────────┬───────────────────────────┐
 *   │ 1      │ key version, BE │ nonce, random         │ padded text + 16 byte tag │  XChaCha20-Poly1305
 *   └────────┴─────────────────┴───────────────────────┴───────────────────────────┘
 *   associated data: practice id, table, row id, column; each ends in a zero byte. The text is
 *   padded to a multiple of 32 bytes (ISO/IEC 7816-4).
 *
 * What each kind reveals to whoever has the disk but no key:
 *   sealed field   that there is one, its length in steps of 32 bytes, the key's version. Moving it to another
 *                  row, column, table or practice makes it unreadable.
 *   blind column   whether two rows of the same practice hold the same value; nothing across practices.
 *   token hash     whether a token that one already has is the right one.
 *   audit chain    nothing; it cannot be extended or changed without the key.
 *
 * Thread-safe: sealing and hashing from any thread, keys are added and dropped by the writer. */
#ifndef ANTEROOM_STORE_VAULT_H
#define ANTEROOM_STORE_VAULT_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vault;

enum {
    VAULT_KEY_BYTES = 32,
    VAULT_WRAPPED_BYTES = 24 + 32 + 16, /* nonce, key, tag */
    VAULT_HASH_BYTES = 32,
    VAULT_LINK_TOKEN_TEXT = 28,    /* 160 bits in base64url, and the zero */
    VAULT_SESSION_TOKEN_TEXT = 44, /* 256 bits in base64url, and the zero */
    VAULT_PRACTICES_MAX = 256,
    VAULT_VERSIONS_MAX = 4,       /* data keys of one practice at a time */
    VAULT_TEXT_MAX = 1024 * 1024, /* bytes of one sealed field */
    VAULT_PASSWORD_TEXT = 128,    /* crypto_pwhash_STRBYTES */
};

/* What an Argon2id hash costs. Only a test's configuration may hand in less than
 * VAULT_PASSWORD_COST. */
struct password_cost {
    uint64_t passes;
    size_t memory_bytes;
};
extern const struct password_cost VAULT_PASSWORD_COST;

/* Turns off core dumps and ptrace by others for this process. Called once at the start. */
must_check enum err vault_harden_process(void);

/* Makes the key file with a fresh master key, mode 0600. ERR_CONFLICT when it exists, ERR_IO. */
must_check enum err vault_key_file_make(const char *path);

/* Reads the key file; memory is locked. ERR_DENIED when others than its owner may read it (a file
 * below $CREDENTIALS_DIRECTORY excepted), ERR_INVALID when it is no key file, ERR_NOT_FOUND,
 * ERR_IO. */
must_check enum err vault_open(const char *key_file, const struct password_cost *cost,
                               struct vault **out);
/* Takes NULL. Keys are wiped. */
void vault_close(struct vault *vault);

/* Where a sealed field lies. `table` and `column` are literals. */
struct place {
    struct id practice_id;
    struct id row_id;
    const char *table;
    const char *column;
};
struct place vault_place(const struct id *practice_id, const char *table, const struct id *row_id,
                         const char *column);

/* For query.c and key rotation; commands use query_bind_sealed and query_sealed. The result lies in
 * the arena. ERR_NOT_FOUND (no key for the practice or version), ERR_TOO_LARGE, ERR_NOMEM,
 * ERR_CRYPTO. */
must_check enum err vault_seal(const struct vault *vault, const struct place *place,
                               struct bytes plain, struct arena *arena, struct bytes *out);
must_check enum err vault_unseal(const struct vault *vault, const struct place *place,
                                 struct bytes sealed, struct arena *arena, struct bytes *out);
/* The key version that a sealed field names; 0 when it is none. */
uint32_t vault_sealed_version(struct bytes sealed);

/* Keys of a practice, as they lie wrapped in the table practice_key. */
struct wrapped_key {
    uint32_t version;
    uint8_t bytes[VAULT_WRAPPED_BYTES];
};
/* Draws a root (version 0) and data key 1, takes them in and hands them out wrapped. ERR_FULL,
 * ERR_CONFLICT (the practice has keys already). */
must_check enum err vault_practice_make(struct vault *vault, const struct id *practice_id,
                                        struct wrapped_key out[2]);
/* Takes a wrapped key in; one that is there already changes nothing. The highest version seals from now
 * on. ERR_CRYPTO (another master key wrapped it), ERR_FULL. */
must_check enum err vault_practice_load(struct vault *vault, const struct id *practice_id,
                                        const struct wrapped_key *key);
/* Draws the next data key without using it: vault_practice_load takes it in, once it is on the disk.
 * ERR_NOT_FOUND, ERR_FULL. */
must_check enum err vault_version_make(const struct vault *vault, const struct id *practice_id,
                                       struct wrapped_key *out);
/* Wipes the data keys below `oldest`. */
void vault_versions_forget(struct vault *vault, const struct id *practice_id, uint32_t oldest);
/* 0 when the practice has no keys. */
uint32_t vault_version(const struct vault *vault, const struct id *practice_id);

/* Equality without the text: HMAC-SHA-256(blind key, kind, normalised value). E-mail: ASCII letters
 * in lower case; phone: digits and a leading plus; username: as e-mail. Zeroes for an unknown
 * practice. */
enum blind_kind { BLIND_EMAIL, BLIND_PHONE, BLIND_USERNAME };
struct hash {
    uint8_t bytes[VAULT_HASH_BYTES];
};
struct hash vault_blind(const struct vault *vault, const struct id *practice_id,
                        enum blind_kind kind, const char *value);

/* The token of an invitation's link: HMAC(link key, invitation, generation), 160 bits. The same
 * again each time, so nothing secret is stored; only vault_token_hash of it is, as link_hash. A
 * fresh link is the next generation. */
struct link_token {
    char text[VAULT_LINK_TOKEN_TEXT];
};
struct link_token vault_link_token(const struct vault *vault, const struct id *practice_id,
                                   const struct id *invitation_id, uint32_t generation);

/* The six digits of a one-time code for a portal request: HMAC(link key, request). The same again each time,
 * so nothing secret is stored. */
struct portal_digits {
    char text[7];
};
struct portal_digits vault_portal_code(const struct vault *vault, const struct id *practice_id,
                                       const struct id *request_id);

/* A random token for a cookie (session, seat): 256 bits. */
struct session_token {
    char text[VAULT_SESSION_TOKEN_TEXT];
};
struct session_token vault_session_token(void);

/* SHA-256 of any token's text: what is stored and looked up. `text` may be NULL (as ""). */
struct hash vault_token_hash(const char *text);

/* The same of any bytes. */
struct hash vault_bytes_hash(struct bytes bytes);

/* Whether two requests are the same, without their content: HMAC-SHA-256(request key, parts), each part with its
 * length before it. Zeroes for an unknown practice. */
struct hash vault_request_hash(const struct vault *vault, const struct id *practice_id,
                               const struct bytes *parts, size_t count);

/* A browser that has signed in as this user before carries "NONCE.CHECK", so that whoever tries the
 * user's passwords from elsewhere cannot use up the user's own tries. `out` holds
 * VAULT_DEVICE_TEXT. */
enum { VAULT_DEVICE_TEXT = 48 };
void vault_device_make(const struct vault *vault, const struct id *practice_id, const char *email,
                       char *out);
bool vault_device_known(const struct vault *vault, const struct id *practice_id, const char *email,
                        const char *device);

/* The audit chain's next link: HMAC(audit key, previous, row). */
struct hash vault_audit_link(const struct vault *vault, const struct id *practice_id,
                             const struct hash *previous, struct bytes row);

/* Argon2id with the vault's cost: a tenth of a second and 64 MiB, so only on the slow pool.
 * `out` holds VAULT_PASSWORD_TEXT. ERR_NOMEM. */
must_check enum err vault_password_hash(const struct vault *vault, const char *password, char *out);
/* `hash` NULL: does the same work and says false. */
bool vault_password_verify(const struct vault *vault, const char *hash, const char *password);

#endif
