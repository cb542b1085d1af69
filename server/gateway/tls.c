#include "gateway/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_OVERHEAD = 512 };

struct tls_context {
    SSL_CTX *ssl;
};

struct tls {
    SSL *ssl;
    struct tls_io *io; /* of the call that is running; NULL between calls */
};

static int on_bio_read(BIO *bio, char *data, int size) {
    struct tls *tls = BIO_get_data(bio);
    struct tls_io *io = tls->io;
    BIO_clear_retry_flags(bio);
    size_t take = io == NULL ? 0 : io->in_size;
    take = take < (size_t)size ? take : (size_t)size;
    if (io == NULL || take == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    memcpy(data, io->in, take);
    io->in += take;
    io->in_size -= take;
    return (int)take;
}

static int on_bio_write(BIO *bio, const char *data, int size) {
    struct tls *tls = BIO_get_data(bio);
    struct tls_io *io = tls->io;
    BIO_clear_retry_flags(bio);
    size_t room = io == NULL ? 0 : io->out_room - io->out_size;
    size_t put = room < (size_t)size ? room : (size_t)size;
    if (io == NULL || put == 0) {
        BIO_set_retry_write(bio);
        return -1;
    }
    memcpy(io->out + io->out_size, data, put);
    io->out_size += put;
    return (int)put;
}

static long on_bio_ctrl(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

static int on_bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

/* One for the process: connections point at it longer than any context lives. */
static BIO_METHOD *method;
static pthread_once_t method_once = PTHREAD_ONCE_INIT;

static void method_make(void) {
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "caller's memory");
    must(method != NULL && BIO_meth_set_read(method, on_bio_read) == 1 &&
         BIO_meth_set_write(method, on_bio_write) == 1 &&
         BIO_meth_set_ctrl(method, on_bio_ctrl) == 1 &&
         BIO_meth_set_create(method, on_bio_create) == 1);
}

/* A key under a pass phrase is refused; nobody is there to type it. */
static int on_pass_phrase(char *out, int size, int writing, void *owner) {
    (void)out;
    (void)size;
    (void)writing;
    (void)owner;
    return -1;
}

/* HTTP/1.1 is all that is spoken; a client that offers protocols without it is told so. */
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_size,
                   const unsigned char *in, unsigned in_size, void *owner) {
    (void)ssl;
    (void)owner;
    static const unsigned char OURS[] = "\x08http/1.1";
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, out_size, OURS, sizeof OURS - 1, in, in_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static bool context_configure(SSL_CTX *ssl) {
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(ssl, on_alpn, NULL);
    SSL_CTX_set_default_passwd_cb(ssl, on_pass_phrase);
    return SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(ssl, 1) == 1 &&
           SSL_CTX_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") == 1;
}

enum err tls_context_new(const char *certificate_path, const char *key_path,
                         struct tls_context **out) {
    enum err err = ERR_NOMEM;
    struct tls_context *context = calloc(1, sizeof *context);
    if (context == NULL) {
        return ERR_NOMEM;
    }
    must(pthread_once(&method_once, method_make) == 0);
    context->ssl = SSL_CTX_new(TLS_server_method());
    if (context->ssl == NULL || !context_configure(context->ssl)) {
        goto out;
    }
    err = ERR_IO;
    if (SSL_CTX_use_certificate_chain_file(context->ssl, certificate_path) != 1) {
        goto out;
    }
    err = ERR_CRYPTO;
    if (SSL_CTX_use_PrivateKey_file(context->ssl, key_path, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context->ssl) != 1) {
        goto out;
    }
    *out = context;
    context = NULL;
    err = ERR_OK;
out:
    ERR_clear_error();
    tls_context_free(context);
    return err;
}

void tls_context_free(struct tls_context *context) {
    if (context == NULL) {
        return;
    }
    SSL_CTX_free(context->ssl);
    free(context);
}

struct tls *tls_new(struct tls_context *context) {
    struct tls *tls = calloc(1, sizeof *tls);
    SSL *ssl = tls == NULL ? NULL : SSL_new(context->ssl);
    BIO *bio = ssl == NULL ? NULL : BIO_new(method);
    if (bio == NULL) {
        SSL_free(ssl);
        free(tls);
        return NULL;
    }
    BIO_set_data(bio, tls);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    tls->ssl = ssl;
    return tls;
}

void tls_free(struct tls *tls) {
    if (tls != NULL) {
        SSL_free(tls->ssl);
        free(tls);
    }
}

static enum err failure(const struct tls *tls, int result, const struct tls_io *io) {
    int error = SSL_get_error(tls->ssl, result);
    ERR_clear_error();
    switch (error) {
    case SSL_ERROR_WANT_READ:
        return ERR_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        return io->out_size == io->out_room ? ERR_FULL : ERR_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        return ERR_CLOSED;
    default:
        return ERR_CRYPTO;
    }
}

enum err tls_receive(struct tls *tls, struct tls_io *io,
                     void (*each)(void *owner, const uint8_t *data, size_t size), void *owner) {
    static _Thread_local uint8_t plain[TLS_RECORD_MAX];
    enum err err = ERR_OK;
    tls->io = io;
    while (err == ERR_OK) {
        ERR_clear_error();
        int got = SSL_read(tls->ssl, plain, (int)sizeof plain);
        if (got > 0) {
            tls->io = NULL; /* the owner may not come back in here */
            each(owner, plain, (size_t)got);
            tls->io = io;
        } else {
            err = failure(tls, got, io);
        }
    }
    explicit_bzero(plain, sizeof plain);
    tls->io = NULL;
    return err == ERR_AGAIN && io->in_size == 0 ? ERR_OK : err;
}

enum err tls_send(struct tls *tls, struct tls_io *io, const uint8_t *data, size_t size,
                  size_t *used) {
    enum err err = ERR_OK;
    *used = 0;
    tls->io = io;
    while (err == ERR_OK && *used < size) {
        size_t piece = size - *used < TLS_RECORD_MAX ? size - *used : TLS_RECORD_MAX;
        if (io->out_room - io->out_size < piece + RECORD_OVERHEAD) {
            break;
        }
        ERR_clear_error();
        int put = SSL_write(tls->ssl, data + *used, (int)piece);
        if (put > 0) {
            *used += (size_t)put;
        } else {
            err = failure(tls, put, io);
        }
    }
    tls->io = NULL;
    return err;
}

void tls_end(struct tls *tls, struct tls_io *io) {
    tls->io = io;
    if (SSL_is_init_finished(tls->ssl)) {
        (void)SSL_shutdown(tls->ssl);
    }
    ERR_clear_error();
    tls->io = NULL;
}
