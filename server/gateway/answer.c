#include "gateway/answer.h"

#include "gateway/cookie.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct text {
    char *out;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text->out + text->size, ANSWER_HEAD_MAX - text->size, format, arguments);
    va_end(arguments);
    must(size >= 0 && text->size + (size_t)size < ANSWER_HEAD_MAX);
    text->size += (size_t)size;
}

static const char *reason(int status) {
    static const struct {
        int status;
        const char *reason;
    } REASONS[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (REASONS[i].status == status) {
            return REASONS[i].reason;
        }
    }
    return "Other";
}

/* 'self' means the page's own scheme to some browsers, so the live connection is named. */
static void add_page_policy(struct text *text, const struct answer_site *site) {
    add(text, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
              "font-src 'self'; img-src 'self' data: blob:; connect-src 'self'");
    if (site->host != NULL) {
        add(text, " %s%s", site->secure ? "wss://" : "ws://", site->host);
    }
    add(text, "; media-src 'self' blob: mediastream:; worker-src 'self'; manifest-src 'self'; "
              "form-action 'none'; base-uri 'none'; frame-ancestors 'none'\r\n"
              "Permissions-Policy: camera=(self), microphone=(self), display-capture=(self), "
              "screen-wake-lock=(self), geolocation=(), payment=(), usb=()\r\n"
              "Cross-Origin-Opener-Policy: same-origin\r\n");
}

static void add_policy(struct text *text, const struct answer *answer,
                       const struct answer_site *site) {
    if (answer->page) {
        add_page_policy(text, site);
    } else {
        add(text, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    }
    add(text, "Referrer-Policy: no-referrer\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Cross-Origin-Resource-Policy: same-origin\r\n");
    if (site->secure) {
        add(text, "Strict-Transport-Security: max-age=63072000\r\n");
    }
}

static void add_cache(struct text *text, const struct answer *answer) {
    static const char *const VALUES[] = {
        [ANSWER_NO_STORE] = "no-store",
        [ANSWER_REVALIDATE] = "no-cache",
        [ANSWER_IMMUTABLE] = "public, max-age=31536000, immutable",
    };
    add(text, "Cache-Control: %s\r\n", VALUES[answer->cache]);
    if (answer->etag != NULL) {
        add(text, "ETag: %s\r\n", answer->etag);
    }
    if (answer->varies) {
        add(text, "Vary: Accept-Encoding\r\n");
    }
}

static void add_cookies(struct text *text, const struct answer *answer,
                        const struct answer_site *site) {
    must(answer->cookie_count <= ANSWER_COOKIES_MAX);
    for (size_t i = 0; i < answer->cookie_count; i++) {
        char cookie[COOKIE_HEADER_MAX];
        (void)cookie_format(&answer->cookies[i], site->cookie_suffix, cookie);
        add(text, "Set-Cookie: %s\r\n", cookie);
    }
}

size_t answer_head(const struct answer *answer, const struct answer_site *site,
                   char out[ANSWER_HEAD_MAX]) {
    struct text text = {.out = out};
    add(&text, "HTTP/1.1 %d %s\r\nDate: %s\r\n", answer->status, reason(answer->status),
        site->date);
    if (answer->content_type != NULL) {
        add(&text, "Content-Type: %s\r\n", answer->content_type);
    }
    if (answer->status != 204 && answer->status != 304) {
        add(&text, "Content-Length: %llu\r\n", (unsigned long long)answer->content_length);
    }
    if (answer->coding != NULL) {
        add(&text, "Content-Encoding: %s\r\n", answer->coding);
    }
    add_cache(&text, answer);
    add_policy(&text, answer, site);
    add_cookies(&text, answer, site);
    if (answer->allow != NULL) {
        add(&text, "Allow: %s\r\n", answer->allow);
    }
    if (answer->retry_after_s > 0) {
        add(&text, "Retry-After: %d\r\n", answer->retry_after_s);
    }
    if (answer->close) {
        add(&text, "Connection: close\r\n");
    }
    add(&text, "\r\n");
    return text.size;
}

void answer_date(int64_t wall_ms, char out[ANSWER_DATE_MAX]) {
    static const char *const DAYS[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm at = {0};
    must(gmtime_r(&seconds, &at) != NULL);
    (void)snprintf(out, ANSWER_DATE_MAX, "%s, %02u %s %04u %02u:%02u:%02u GMT",
                   DAYS[at.tm_wday % 7], (unsigned)at.tm_mday % 32, MONTHS[at.tm_mon % 12],
                   (unsigned)(at.tm_year + 1900) % 10000, (unsigned)at.tm_hour % 24,
                   (unsigned)at.tm_min % 60, (unsigned)at.tm_sec % 61);
}

static const struct {
    int status;
    int retry_after_s;
    const char *problem;
    const char *title;
    const char *detail;
} FAULTS[ANSWER_FAULT_COUNT] = {
    [ANSWER_BAD_REQUEST] = {400, 0, "bad-request", "The request could not be read.",
                            "Reload the page and try again."},
    [ANSWER_BAD_JSON] = {400, 0, "bad-json", "The request's body is no valid JSON document.",
                         "Reload the page and try again."},
    [ANSWER_CROSS_ORIGIN] = {403, 0, "cross-origin", "The request came from another site's page.",
                             "Open this server's own page and try again there."},
    [ANSWER_NOT_FOUND] = {404, 0, "not-found", "There is nothing here.", "Check the address."},
    [ANSWER_BAD_METHOD] = {405, 0, "method-not-allowed", "This cannot be done here.",
                           "The Allow header names what can."},
    [ANSWER_TIMEOUT] = {408, 0, "timeout", "The request took too long to arrive.",
                        "Check the network connection and try again."},
    [ANSWER_TOO_LARGE] = {413, 0, "too-large", "The request's body is larger than allowed here.",
                          "Send less."},
    [ANSWER_TARGET_TOO_LONG] = {414, 0, "target-too-long", "The address is too long.",
                                "Check the address."},
    [ANSWER_BAD_TYPE] = {415, 0, "unsupported-media-type", "The request's body is not JSON.",
                         "Send application/json."},
    [ANSWER_RATE] = {429, 2, "busy", "Too many tries at the same time.",
                     "Try again in a few seconds."},
    [ANSWER_HEAD_TOO_LARGE] = {431, 0, "head-too-large", "The request's headers are too large.",
                               "Clear this site's cookies and try again."},
    [ANSWER_INTERNAL] = {500, 0, "internal", "Something went wrong on the server.",
                         "Try again; if it stays so, tell the practice."},
    [ANSWER_NOT_IMPLEMENTED] = {501, 0, "not-implemented", "This method is not known here.", NULL},
    [ANSWER_BUSY] = {503, 2, "unavailable", "The server is busy.", "Try again in a few seconds."},
    [ANSWER_BAD_VERSION] = {505, 0, "http-version", "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
                            NULL},
};

struct reply answer_fault_reply(enum answer_fault fault) {
    return (struct reply){
        .status = FAULTS[fault].status,
        .problem = FAULTS[fault].problem,
        .title = FAULTS[fault].title,
        .detail = FAULTS[fault].detail,
        .retry_after_s = FAULTS[fault].retry_after_s,
    };
}

enum answer_fault answer_fault_of_status(int status) {
    for (size_t i = 0; i < ANSWER_FAULT_COUNT; i++) {
        if (FAULTS[i].status == status) {
            return (enum answer_fault)i;
        }
    }
    return ANSWER_BAD_REQUEST;
}

char *answer_problem(const struct reply *reply) {
    json_t *document = json_pack("{s:o, s:s, s:i, s:s*, s:s*}", "type",
                                 json_sprintf("urn:anteroom:problem:%s", reply->problem), "title",
                                 reply->title == NULL ? reply->problem : reply->title, "status",
                                 reply->status, "detail", reply->detail, "field", reply->field);
    if (document == NULL) {
        return NULL;
    }
    json_t *more = reply->body == NULL ? NULL : json_loads(reply->body, 0, NULL);
    if (more != NULL) {
        (void)json_object_update_missing(document, more);
        json_decref(more);
    }
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    return text;
}
