/* request: an HTTP/1.1 request out of bytes (RFC 9112), by llhttp and checks of our own.
 *
 * Pure: bytes in, calls out. The head is gathered in one bounded buffer; the body is handed on as it
 * comes and never gathered here. Each request ends the feeding, so that what follows it on the same
 * connection stays with the caller.
 *
 *   first bytes ──► request_feed ──► sink.head ──► sink.body … ──► sink.done, REQUEST_DONE
 *                        └──► REQUEST_BROKEN: `status` is what to answer before closing */
#ifndef ANTEROOM_GATEWAY_REQUEST_H
#define ANTEROOM_GATEWAY_REQUEST_H

#include "base/err.h"
#include "gateway/routes.h"

#include <llhttp.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    REQUEST_TARGET_MAX = 2048,      /* bytes of the target; over it 414 */
    REQUEST_HEADERS_MAX = 64,       /* over it 431 */
    REQUEST_HEAD_MAX = 16384,       /* bytes of target, names and values; over it 431 */
    REQUEST_CHUNK_EXTRA_MAX = 1024, /* bytes of chunk extensions in a request; over it 400 */
};

/* A HEAD request is a GET whose answer has no body. */
struct request {
    enum http_method method;
    bool head_only;
    bool keep_alive;
    bool upgrade; /* asks to become a WebSocket */
    bool has_body;
    bool continue_wanted;    /* Expect: 100-continue */
    uint64_t content_length; /* 0 when chunked or without a body */
    const char *path;        /* starts with '/', without the query; visible ASCII */
    const char *query;       /* without '?'; "" when there is none */
    const char *host;        /* the Host header */
};

struct request_header {
    uint16_t name; /* offsets into the head buffer; zero-terminated texts, the name in lower case */
    uint16_t value;
};

struct request_reader;

struct request_sink {
    void *owner;
    /* The head is complete. Anything but ERR_OK ends the reading (REQUEST_REFUSED). */
    enum err (*head)(void *owner, const struct request *request);
    enum err (*body)(void *owner, const uint8_t *data, size_t size);
};

enum request_progress {
    REQUEST_MORE,    /* all bytes are used; the request goes on */
    REQUEST_DONE,    /* whole; `used` tells how many bytes were its own */
    REQUEST_REFUSED, /* the sink said no */
    REQUEST_BROKEN,  /* not HTTP, or over a bound: `status` */
};

struct request_reader {
    llhttp_t parser;
    const struct request_sink *sink;
    char *head; /* the gathered texts */
    size_t head_size;
    size_t head_room;
    struct request_header headers[REQUEST_HEADERS_MAX];
    size_t header_count;
    size_t chunk_extra_size;
    int status;
    bool begun;    /* a first byte has come */
    bool complete; /* the whole message has come */
    bool refused;
    bool in_value; /* the current header has its name */
    bool in_body;  /* the head is complete */
    struct request request;
};

void request_reader_init(struct request_reader *reader, const struct request_sink *sink);
void request_reader_fini(struct request_reader *reader);
/* Ready for the next request of the same connection; the head buffer goes back. */
void request_reader_reset(struct request_reader *reader);

enum request_progress request_feed(struct request_reader *reader, const uint8_t *data, size_t size,
                                   size_t *used);

/* The value of a header by its lower-case name, or NULL; always NULL before the head is complete. Valid until the
 * reader is reset. */
const char *request_value(const struct request_reader *reader, const char *name);
size_t request_count(const struct request_reader *reader, const char *name);

#endif
