/* answer: the head of an HTTP response, with the headers that keep a browser safe, and problem documents.
 *
 * Pure: fields in, text out. */
#ifndef ANTEROOM_GATEWAY_ANSWER_H
#define ANTEROOM_GATEWAY_ANSWER_H

#include "command/command.h"

enum {
    ANSWER_HEAD_MAX = 6144,
    ANSWER_DATE_MAX = 32,
    ANSWER_COOKIES_MAX = 4,
};

enum answer_cache {
    ANSWER_NO_STORE,   /* every record, and whatever is not named otherwise */
    ANSWER_REVALIDATE, /* a page: kept, but asked for each time */
    ANSWER_IMMUTABLE,  /* a file whose name holds its hash */
};

struct answer {
    int status;
    const char *content_type; /* NULL: no body */
    uint64_t content_length;
    const char *coding; /* Content-Encoding, or NULL */
    const char *etag;   /* or NULL */
    const char *allow;  /* or NULL */
    int retry_after_s;  /* 0: none */
    enum answer_cache cache;
    bool page;   /* HTML: the whole policy */
    bool varies; /* by Accept-Encoding */
    bool close;  /* the connection ends after it */
    const struct set_cookie *cookies;
    size_t cookie_count;
};

/* What is the same for all answers of a connection. */
struct answer_site {
    const char *date;          /* an IMF-fixdate of now */
    const char *host;          /* the request's Host header, checked by origin_host; or NULL */
    const char *cookie_suffix; /* see cookie.h */
    bool secure;               /* over TLS, to us or to the proxy */
};

/* Writes the head and its empty line; returns its size. What it is given is ours and fits. */
size_t answer_head(const struct answer *answer, const struct answer_site *site,
                   char out[ANSWER_HEAD_MAX]);

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7). */
void answer_date(int64_t wall_ms, char out[ANSWER_DATE_MAX]);

/* What went wrong before a command could run. */
enum answer_fault {
    ANSWER_BAD_REQUEST,
    ANSWER_BAD_JSON,
    ANSWER_CROSS_ORIGIN,
    ANSWER_NOT_FOUND,
    ANSWER_BAD_METHOD,
    ANSWER_TIMEOUT,
    ANSWER_TOO_LARGE,
    ANSWER_TARGET_TOO_LONG,
    ANSWER_BAD_TYPE,
    ANSWER_RATE,
    ANSWER_HEAD_TOO_LARGE,
    ANSWER_INTERNAL,
    ANSWER_NOT_IMPLEMENTED,
    ANSWER_BUSY,
    ANSWER_BAD_VERSION,
    ANSWER_FAULT_COUNT,
};

/* Status, id, title and detail of a fault, as a reply. */
struct reply answer_fault_reply(enum answer_fault fault);
/* The fault with this HTTP status; ANSWER_BAD_REQUEST for a status that has none. */
enum answer_fault answer_fault_of_status(int status);

/* The problem document (RFC 9457) of a reply whose `problem` is set. The members of reply->body, an
 * object, are added. The caller frees it; NULL when memory is short. */
char *answer_problem(const struct reply *reply);

#endif
