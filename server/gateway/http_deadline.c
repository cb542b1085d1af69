#include "gateway/http_deadline.h"

#include "gateway/socket.h"

static void default_to(int64_t *value, int64_t otherwise) {
    *value = *value == 0 ? otherwise : *value;
}

void http_deadline_defaults(struct http_limits *limits) {
    default_to(&limits->idle_ms, 60000);
    default_to(&limits->head_ms, 10000);
    default_to(&limits->body_ms, 10000);
    default_to(&limits->rate_bytes_s, 1024);
    default_to(&limits->send_ms, 20000);
    default_to(&limits->command_ms, 30000);
    default_to(&limits->linger_ms, 2000);
    default_to(&limits->socket_stall_ms, 5000);
    default_to(&limits->hello_ms, 10000);
}

void http_deadline_moved(const struct http *http, struct http_pace *pace, int64_t span_ms,
                         size_t size) {
    pace->bytes += size;
    if (pace->bytes * 1000 >= (uint64_t)(http->env->limits.rate_bytes_s * span_ms)) {
        *pace = (struct http_pace){.since_ms = http->now_ms};
    }
}

int64_t http_deadline_out(const struct http *http) {
    const struct http_limits *limits = &http->env->limits;
    if (http->out.size_bytes == 0) {
        return INT64_MAX;
    }
    return http->out_pace.since_ms +
           (http->socket != NULL ? limits->socket_stall_ms : limits->send_ms);
}

int64_t http_deadline_phase(const struct http *http) {
    const struct http_limits *limits = &http->env->limits;
    switch (http->state) {
    case HTTP_READING:
        if (http->reader.in_body) {
            return http->body_pace.since_ms + limits->body_ms;
        }
        if (http->reader.begun) {
            return http->since_ms + limits->head_ms;
        }
        return http->out.size_bytes > 0 ? INT64_MAX : http->since_ms + limits->idle_ms;
    case HTTP_WAITING:
        return http->since_ms + limits->command_ms;
    case HTTP_CLOSING:
        return http->out.size_bytes > 0 ? INT64_MAX : http->since_ms + limits->linger_ms;
    case HTTP_SOCKET:
        return socket_deadline_ms(http->socket);
    case HTTP_ENDED:
        break;
    }
    return INT64_MAX;
}

int64_t http_deadline_ms(const struct http *http) {
    int64_t phase_ms = http_deadline_phase(http);
    int64_t out_ms = http_deadline_out(http);
    return phase_ms < out_ms ? phase_ms : out_ms;
}
