#include "media/transport/dtls.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

static const char HOUSE_PROFILES[] =
    "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";
static const char EXPORT_LABEL[] = "EXTRACTOR-dtls_srtp";
enum {
    CERTIFICATE_SECONDS = 10 * 365 * 24 * 3600, /* longer than any process lives */
    CERTIFICATE_SKEW_SECONDS = 24 * 3600,
    EXPORT_BYTES_MAX = 2 * (SEAL_KEY_MAX + SEAL_SALT_MAX),
    PLAINTEXT_BYTES_MAX = 2048
};

struct dtls_identity {
    enum dtls_role role;
    EVP_PKEY *key;
    X509 *certificate;
    SSL_CTX *context;
    BIO_METHOD *method;
    uint8_t hash[DTLS_IDENTITY_HASH_BYTES];
};

struct dtls {
    enum dtls_state state;
    enum dtls_role role;
    SSL *ssl;
    struct bytes incoming; /* the datagram that OpenSSL has yet to read; size 0: none */
    dtls_send *send;
    void *owner;
    struct dtls_fingerprint fingerprints[DTLS_FINGERPRINTS_MAX];
    size_t fingerprint_count;
};

size_t dtls_hash_size(enum dtls_hash hash) {
    return hash == DTLS_SHA256 ? 32 : hash == DTLS_SHA384 ? 48 : 64;
}

static const EVP_MD *digest_of(enum dtls_hash hash) {
    return hash == DTLS_SHA256 ? EVP_sha256() : hash == DTLS_SHA384 ? EVP_sha384() : EVP_sha512();
}

/* The BIO hands OpenSSL one datagram a read and sends one a write. */
static int bio_read(BIO *bio, char *out, int room) {
    struct dtls *dtls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (dtls->incoming.size == 0 || room <= 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t size = dtls->incoming.size < (size_t)room ? dtls->incoming.size : (size_t)room;
    memcpy(out, dtls->incoming.data, size);
    dtls->incoming.size = 0;
    return (int)size;
}

static int bio_write(BIO *bio, const char *data, int size) {
    struct dtls *dtls = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (size > 0) {
        dtls->send(dtls->owner, (const uint8_t *)data, (size_t)size);
    }
    return size;
}

static long bio_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return DTLS_LINK_MTU;
    default:
        return 0;
    }
}

static int bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

static BIO_METHOD *method_new(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagram");
    if (method != NULL) {
        BIO_meth_set_read(method, bio_read);
        BIO_meth_set_write(method, bio_write);
        BIO_meth_set_ctrl(method, bio_control);
        BIO_meth_set_create(method, bio_create);
    }
    return method;
}

/* Firefox refuses a second certificate of the same issuer and serial number while it knows the first: a page that
 * still holds the transports of a worker that died could not connect to the next one. */
static bool serial_set(X509 *certificate) {
    uint64_t serial = 0;
    return RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (serial >> 1) + 1) == 1;
}

static X509 *certificate_new(EVP_PKEY *key) {
    X509 *certificate = X509_new();
    if (certificate == NULL) {
        return NULL;
    }
    X509_NAME *name = X509_get_subject_name(certificate);
    static const unsigned char COMMON_NAME[] = "anteroom";
    bool good =
        X509_set_version(certificate, X509_VERSION_3) == 1 && serial_set(certificate) &&
        X509_gmtime_adj(X509_getm_notBefore(certificate), -CERTIFICATE_SKEW_SECONDS) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(certificate), CERTIFICATE_SECONDS) != NULL &&
        X509_set_pubkey(certificate, key) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, COMMON_NAME, -1, -1, 0) == 1 &&
        X509_set_issuer_name(certificate, name) == 1 &&
        X509_sign(certificate, key, EVP_sha256()) > 0;
    if (!good) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

/* The certificate is judged by its fingerprint once the handshake is done, not by who signed it. */
static int accept_any_chain(int good, X509_STORE_CTX *store) {
    (void)good;
    (void)store;
    return 1;
}

static bool configure(struct dtls_identity *identity, const char *profiles) {
    SSL_CTX *context = identity->context;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       accept_any_chain);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_SINGLE_ECDH_USE | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
           SSL_CTX_use_certificate(context, identity->certificate) == 1 &&
           SSL_CTX_use_PrivateKey(context, identity->key) == 1 &&
           SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256:"
                                            "ECDHE-ECDSA-AES256-GCM-SHA384:"
                                            "ECDHE-ECDSA-CHACHA20-POLY1305:"
                                            "ECDHE-RSA-AES128-GCM-SHA256") == 1 &&
           SSL_CTX_set_tlsext_use_srtp(context, profiles) == 0;
}

struct dtls_identity *dtls_identity_new(enum dtls_role role, const char *profiles) {
    struct dtls_identity *identity = calloc(1, sizeof *identity);
    if (identity == NULL) {
        return NULL;
    }
    unsigned hash_size = 0;
    identity->role = role;
    identity->key = EVP_EC_gen("P-256");
    identity->certificate = identity->key == NULL ? NULL : certificate_new(identity->key);
    identity->context =
        SSL_CTX_new(role == DTLS_SERVER ? DTLS_server_method() : DTLS_client_method());
    identity->method = method_new();
    if (identity->certificate == NULL || identity->context == NULL || identity->method == NULL ||
        X509_digest(identity->certificate, EVP_sha256(), identity->hash, &hash_size) != 1 ||
        !configure(identity, profiles == NULL ? HOUSE_PROFILES : profiles)) {
        dtls_identity_free(identity);
        return NULL;
    }
    return identity;
}

void dtls_identity_free(struct dtls_identity *identity) {
    if (identity == NULL) {
        return;
    }
    SSL_CTX_free(identity->context);
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
    BIO_meth_free(identity->method);
    free(identity);
}

const uint8_t *dtls_identity_hash(const struct dtls_identity *identity) {
    return identity->hash;
}

struct dtls *dtls_new(struct dtls_identity *identity, const struct dtls_fingerprint *fingerprints,
                      size_t fingerprint_count, dtls_send *send, void *owner) {
    must(fingerprint_count > 0 && fingerprint_count <= DTLS_FINGERPRINTS_MAX);
    struct dtls *dtls = calloc(1, sizeof *dtls);
    if (dtls == NULL) {
        return NULL;
    }
    dtls->role = identity->role;
    dtls->send = send;
    dtls->owner = owner;
    dtls->fingerprint_count = fingerprint_count;
    memcpy(dtls->fingerprints, fingerprints, fingerprint_count * sizeof *fingerprints);
    dtls->ssl = SSL_new(identity->context);
    BIO *bio = BIO_new(identity->method);
    if (dtls->ssl == NULL || bio == NULL) {
        BIO_free(bio);
        SSL_free(dtls->ssl);
        free(dtls);
        return NULL;
    }
    BIO_set_data(bio, dtls);
    SSL_set_bio(dtls->ssl, bio, bio);
    DTLS_set_link_mtu(dtls->ssl, DTLS_LINK_MTU);
    if (identity->role == DTLS_SERVER) {
        SSL_set_accept_state(dtls->ssl);
    } else {
        SSL_set_connect_state(dtls->ssl);
    }
    return dtls;
}

void dtls_free(struct dtls *dtls) {
    if (dtls == NULL) {
        return;
    }
    if (dtls->state == DTLS_READY) {
        SSL_shutdown(dtls->ssl);
    }
    ERR_clear_error();
    SSL_free(dtls->ssl);
    OPENSSL_cleanse(dtls, sizeof *dtls);
    free(dtls);
}

static bool peer_is_expected(struct dtls *dtls) {
    X509 *certificate = SSL_get1_peer_certificate(dtls->ssl);
    bool expected = false;
    for (size_t i = 0; certificate != NULL && i < dtls->fingerprint_count && !expected; i++) {
        const struct dtls_fingerprint *fingerprint = &dtls->fingerprints[i];
        uint8_t hash[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        expected = X509_digest(certificate, digest_of(fingerprint->hash), hash, &size) == 1 &&
                   size == dtls_hash_size(fingerprint->hash) &&
                   bytes_equal_secret(hash, fingerprint->value, size);
    }
    X509_free(certificate);
    return expected;
}

/* Whether the association may go on after OpenSSL returned `result`. */
static bool tolerable(const struct dtls *dtls, int result) {
    int reason = SSL_get_error(dtls->ssl, result);
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

static void shake(struct dtls *dtls) {
    ERR_clear_error();
    int result = SSL_do_handshake(dtls->ssl);
    if (result != 1) {
        dtls->state = tolerable(dtls, result) ? DTLS_HANDSHAKE : DTLS_FAILED;
        return;
    }
    bool good = peer_is_expected(dtls) && SSL_get_selected_srtp_profile(dtls->ssl) != NULL;
    dtls->state = good ? DTLS_READY : DTLS_FAILED;
}

/* Nobody sends application data to us; reading lets OpenSSL see alerts and repeated flights. */
static void drain(struct dtls *dtls) {
    uint8_t ignored[PLAINTEXT_BYTES_MAX];
    ERR_clear_error();
    int result = SSL_read(dtls->ssl, ignored, sizeof ignored);
    if ((SSL_get_shutdown(dtls->ssl) & SSL_RECEIVED_SHUTDOWN) != 0) {
        dtls->state = DTLS_CLOSED;
    } else if (result <= 0 && !tolerable(dtls, result)) {
        dtls->state = DTLS_FAILED;
    }
}

void dtls_start(struct dtls *dtls) {
    if (dtls->state == DTLS_NEW) {
        shake(dtls);
    }
}

void dtls_receive(struct dtls *dtls, const uint8_t *data, size_t size) {
    if (dtls->state == DTLS_CLOSED || dtls->state == DTLS_FAILED) {
        return;
    }
    dtls->incoming = (struct bytes){.data = data, .size = size};
    if (dtls->state == DTLS_READY) {
        drain(dtls);
    } else {
        shake(dtls);
    }
    dtls->incoming.size = 0;
    ERR_clear_error();
}

void dtls_tick(struct dtls *dtls) {
    if (dtls->state == DTLS_HANDSHAKE && DTLSv1_handle_timeout(dtls->ssl) < 0) {
        dtls->state = DTLS_FAILED;
        ERR_clear_error();
    }
}

enum dtls_state dtls_state_of(const struct dtls *dtls) {
    return dtls->state;
}

static bool profile_of(SSL *ssl, enum seal_profile *out) {
    const SRTP_PROTECTION_PROFILE *chosen = SSL_get_selected_srtp_profile(ssl);
    if (chosen == NULL) {
        return false;
    }
    switch (chosen->id) {
    case SRTP_AEAD_AES_128_GCM:
        *out = SEAL_AEAD_AES_128_GCM;
        return true;
    case SRTP_AEAD_AES_256_GCM:
        *out = SEAL_AEAD_AES_256_GCM;
        return true;
    case SRTP_AES128_CM_SHA1_80:
        *out = SEAL_AES128_CM_SHA1_80;
        return true;
    default:
        return false;
    }
}

enum err dtls_session_keys(struct dtls *dtls, struct seal_session_keys *local,
                           struct seal_session_keys *remote) {
    enum seal_profile profile;
    if (dtls->state != DTLS_READY || !profile_of(dtls->ssl, &profile)) {
        return ERR_CONFLICT;
    }
    /* RFC 5764 section 4.2: client key, server key, client salt, server salt. */
    size_t key_size = seal_key_size(profile);
    size_t salt_size = seal_salt_size(profile);
    uint8_t material[EXPORT_BYTES_MAX];
    if (SSL_export_keying_material(dtls->ssl, material, 2 * (key_size + salt_size), EXPORT_LABEL,
                                   strlen(EXPORT_LABEL), NULL, 0, 0) != 1) {
        return ERR_CRYPTO;
    }
    const uint8_t *salts = material + 2 * key_size;
    bool server = dtls->role == DTLS_SERVER;
    enum err err = seal_derive(profile, material, salts, server ? remote : local);
    if (err == ERR_OK) {
        err = seal_derive(profile, material + key_size, salts + salt_size, server ? local : remote);
    }
    OPENSSL_cleanse(material, sizeof material);
    return err;
}
