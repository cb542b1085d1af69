#include "gateway/http.h"

#include "gateway/asset.h"
#include "gateway/exchange.h"
#include "gateway/http_body.h"
#include "gateway/http_deadline.h"
#include "gateway/origin.h"
#include "gateway/socket.h"

#include <stdlib.h>
#include <string.h>

static void http_run(struct http *http, const uint8_t *data, size_t size);

/* Nothing of the last request is left. */
static void request_clear(struct http *http) {
    command_free(http->command);
    http->command = NULL;
    http_body_clear(http);
    http->page = NULL;
    http->route = NULL;
    http->allow = 0;
    http->head_only = false;
    http->secure = http->env->tls;
}

static void stash_clear(struct http *http) {
    if (http->stash != NULL) {
        explicit_bzero(http->stash, http->stash_size);
        free(http->stash);
    }
    http->stash = NULL;
    http->stash_size = 0;
}

static void http_end(struct http *http) {
    http->state = HTTP_ENDED;
    stash_clear(http);
}

/* ---- answers ---- */

static void out_check(struct http *http, enum err err) {
    if (err != ERR_OK) {
        http_end(http);
    }
}

static void out_begins(struct http *http) {
    if (http->out.size_bytes == 0) {
        http->out_pace = (struct http_pace){.since_ms = http->now_ms};
    }
}

/* The one place where an answer's head is made. */
static void put_head(struct http *http, struct answer *answer) {
    char text[ANSWER_HEAD_MAX];
    http->last = http->last || http->env->draining;
    answer->close = http->last;
    struct answer_site site = {
        .date = http->env->date,
        .host = request_value(&http->reader, "host"),
        .cookie_suffix = http->env->cookie_suffix,
        .secure = http->secure,
    };
    out_begins(http);
    size_t size = answer_head(answer, &site, text);
    out_check(http, sendq_copy(&http->out, text, size));
    explicit_bzero(text, size);
}

/* The request is answered: on to the next one, or to the end of the connection. */
static void answered(struct http *http) {
    request_clear(http);
    if (http->state == HTTP_ENDED) {
        return;
    }
    http->since_ms = http->now_ms;
    http->state = http->last ? HTTP_CLOSING : HTTP_READING;
    if (http->state == HTTP_CLOSING) {
        stash_clear(http);
    }
    request_reader_reset(&http->reader);
}

static void answer_reply(struct http *http, const struct reply *reply) {
    char allow[ROUTE_ALLOW_MAX];
    route_allow(http->allow, allow);
    char *problem = reply->problem == NULL ? NULL : answer_problem(reply);
    const char *body = reply->problem == NULL ? reply->body : problem;
    struct answer answer = {
        .status = reply->status,
        .content_type = body == NULL             ? NULL
                        : reply->problem == NULL ? "application/json"
                                                 : "application/problem+json",
        .content_length = body == NULL ? 0 : strlen(body),
        .allow = http->allow != 0 ? allow : NULL,
        .retry_after_s = reply->retry_after_s,
        .cache = ANSWER_NO_STORE,
        .cookies = reply->cookies,
        .cookie_count = reply->cookie_count,
    };
    put_head(http, &answer);
    if (body != NULL && !http->head_only && http->state != HTTP_ENDED) {
        out_check(http, sendq_copy(&http->out, body, strlen(body)));
    }
    if (problem != NULL) {
        explicit_bzero(problem, strlen(problem));
        free(problem);
    }
    answered(http);
}

static void answer_fault_now(struct http *http, enum answer_fault fault) {
    struct reply reply = answer_fault_reply(fault);
    answer_reply(http, &reply);
}

static void answer_page(struct http *http) {
    struct asset_choice choice;
    const struct page *page = http->page;
    asset_choose(page, request_value(&http->reader, "accept-encoding"),
                 request_value(&http->reader, "if-none-match"), &choice);
    struct answer answer = {
        .status = choice.unchanged ? 304 : 200,
        .content_type = page->content_type,
        .content_length = choice.size,
        .coding = choice.coding,
        .etag = choice.etag,
        .cache = page->immutable ? ANSWER_IMMUTABLE : ANSWER_NO_STORE,
        .page = strncmp(page->content_type, "text/html", 9) == 0,
        .varies = page->gzip != NULL || page->brotli != NULL,
    };
    put_head(http, &answer);
    if (!choice.unchanged && !http->head_only && http->state != HTTP_ENDED) {
        out_check(http, sendq_static(&http->out, choice.data, choice.size));
    }
    answered(http);
}

/* ---- a request's head and body ---- */

static enum err on_head(void *owner, const struct request *request) {
    struct http *http = owner;
    http->head_only = request->head_only;
    http->last = !request->keep_alive || http->env->draining;
    http->body_pace = (struct http_pace){.since_ms = http->now_ms};
    exchange_plan(http, request);
    if (http->plan == HTTP_PLAN_COMMAND && request->continue_wanted && request->has_body) {
        static const char CONTINUE[] = "HTTP/1.1 100 Continue\r\n\r\n";
        out_begins(http);
        return sendq_static(&http->out, CONTINUE, sizeof CONTINUE - 1);
    }
    if (http->plan != HTTP_PLAN_COMMAND && request->has_body) {
        http->fault = http->plan == HTTP_PLAN_FAULT ? http->fault : ANSWER_TOO_LARGE;
        return ERR_INVALID;
    }
    return ERR_OK;
}

static enum err on_body(void *owner, const uint8_t *data, size_t size) {
    struct http *http = owner;
    enum err err = http_body_add(http, data, size);
    if (err != ERR_OK) {
        http->fault = err == ERR_TOO_LARGE ? ANSWER_TOO_LARGE : ANSWER_BUSY;
        return err;
    }
    http_deadline_moved(http, &http->body_pace, http->env->limits.body_ms, size);
    return ERR_OK;
}

static void on_replied(struct http *http, struct command *c) {
    if (c->reply.status == 0) {
        answer_fault_now(http, ANSWER_INTERNAL);
    } else {
        answer_reply(http, &c->reply);
    }
    http_run(http, NULL, 0);
}

static void run_command(struct http *http) {
    struct reply refusal = {0};
    enum err err = exchange_input(http, &refusal);
    if (err != ERR_OK) {
        answer_reply(http, &refusal);
        return;
    }
    bool slow = http->command->kind->slow;
    err = http_submit(http, http->command, on_replied);
    if (err == ERR_OK) {
        http->command = NULL;
        http->state = HTTP_WAITING;
        http->since_ms = http->now_ms;
    } else {
        answer_fault_now(http, err == ERR_FULL && slow ? ANSWER_RATE : ANSWER_BUSY);
    }
}

static void begin_socket(struct http *http) {
    char text[SOCKET_HANDSHAKE_MAX];
    size_t size = 0;
    enum err err = socket_new(http, text, &size, &http->socket);
    if (err != ERR_OK) {
        http->last = true;
        answer_fault_now(http, err == ERR_DENIED    ? ANSWER_CROSS_ORIGIN
                               : err == ERR_INVALID ? ANSWER_BAD_REQUEST
                                                    : ANSWER_BUSY);
        return;
    }
    out_begins(http);
    out_check(http, sendq_copy(&http->out, text, size));
    if (http->state == HTTP_ENDED) {
        return;
    }
    http->state = HTTP_SOCKET;
    http->since_ms = http->now_ms;
    request_clear(http);
    request_reader_reset(&http->reader);
}

static void request_complete(struct http *http) {
    static const struct reply HEALTHY = {.status = 200, .body = "{\"status\":\"ok\"}"};
    switch (http->plan) {
    case HTTP_PLAN_FAULT:
        answer_fault_now(http, http->fault);
        break;
    case HTTP_PLAN_PAGE:
        answer_page(http);
        break;
    case HTTP_PLAN_HEALTH:
        answer_reply(http, &HEALTHY);
        break;
    case HTTP_PLAN_COMMAND:
        run_command(http);
        break;
    case HTTP_PLAN_SOCKET:
        begin_socket(http);
        break;
    }
}

/* Feeds one request; how many bytes were taken comes back. */
static size_t feed(struct http *http, const uint8_t *data, size_t size) {
    size_t used = 0;
    if (!http->reader.begun) {
        http->since_ms = http->now_ms;
    }
    switch (request_feed(&http->reader, data, size, &used)) {
    case REQUEST_MORE:
        return size;
    case REQUEST_DONE:
        request_complete(http);
        return used;
    case REQUEST_REFUSED:
        http->last = true;
        answer_fault_now(http, http->fault);
        return size;
    case REQUEST_BROKEN:
        http->last = true;
        answer_fault_now(http, answer_fault_of_status(http->reader.status));
        return size;
    }
    return size;
}

/* ---- bytes ---- */

static void stash_add(struct http *http, const uint8_t *data, size_t size) {
    if (size > HTTP_STASH_MAX - http->stash_size) {
        http_end(http);
        return;
    }
    uint8_t *stash = realloc(http->stash, http->stash_size + size);
    if (stash == NULL) {
        http_end(http);
        return;
    }
    memcpy(stash + http->stash_size, data, size);
    http->stash = stash;
    http->stash_size += size;
}

static bool may_begin(const struct http *http) {
    return http->state == HTTP_READING && http->out.size_bytes < HTTP_OUT_MAX;
}

/* Works through requests until one waits or the bytes are used up; the rest is stashed. */
static void run_bytes(struct http *http, const uint8_t *data, size_t size) {
    while (size > 0 && may_begin(http)) {
        size_t used = feed(http, data, size);
        data += used;
        size -= used;
    }
    if (size > 0 && http->state == HTTP_SOCKET) {
        socket_receive(http->socket, data, size);
    } else if (size > 0 && (http->state == HTTP_READING || http->state == HTTP_WAITING)) {
        stash_add(http, data, size);
    }
}

/* What was stashed comes before what has just come. */
static void http_run(struct http *http, const uint8_t *data, size_t size) {
    if (http->stash_size > 0 && may_begin(http)) {
        uint8_t *stash = http->stash;
        size_t stash_size = http->stash_size;
        http->stash = NULL;
        http->stash_size = 0;
        run_bytes(http, stash, stash_size);
        explicit_bzero(stash, stash_size);
        free(stash);
    }
    if (http->stash_size > 0 && size > 0) {
        stash_add(http, data, size);
    } else {
        run_bytes(http, data, size);
    }
    if (http->input_ended && http->state == HTTP_READING && http->stash_size == 0) {
        http->state = HTTP_CLOSING;
        http->since_ms = http->now_ms;
    }
}

void http_init(struct http *http, struct http_env *env, const struct address *peer,
               int64_t now_ms) {
    *http = (struct http){
        .env = env,
        .peer = *peer,
        .now_ms = now_ms,
        .since_ms = now_ms,
        .secure = env->tls,
        .sink = {.owner = http, .head = on_head, .body = on_body},
    };
    request_reader_init(&http->reader, &http->sink);
}

static void waiter_forget(struct http *http) {
    if (http->waiter != NULL) {
        http->waiter->http = NULL;
        http->waiter = NULL;
    }
}

void http_abandon(struct http *http) {
    waiter_forget(http);
    socket_free(http->socket);
    http->socket = NULL;
    http_end(http);
}

void http_fini(struct http *http) {
    request_clear(http);
    request_reader_fini(&http->reader);
    sendq_fini(&http->out);
}

void http_receive(struct http *http, const uint8_t *data, size_t size, int64_t now_ms) {
    http->now_ms = now_ms;
    if (http->state == HTTP_SOCKET) {
        socket_receive(http->socket, data, size);
    } else if (http->state == HTTP_READING || http->state == HTTP_WAITING) {
        http_run(http, data, size);
    }
}

void http_input_end(struct http *http, int64_t now_ms) {
    http->now_ms = now_ms;
    http->input_ended = true;
    if (http->state == HTTP_SOCKET || (http->state == HTTP_READING && http->reader.begun)) {
        http_end(http);
    } else {
        http_run(http, NULL, 0);
    }
}

void http_sent(struct http *http, size_t size, int64_t now_ms) {
    http->now_ms = now_ms;
    http_deadline_moved(http, &http->out_pace, http->env->limits.send_ms, size);
    if (http->state == HTTP_SOCKET) {
        http->out_pace.since_ms = now_ms; /* a socket's clock is about standing still */
    }
    if (http->out.size_bytes == 0 && http->state != HTTP_READING) {
        http->since_ms = http->state == HTTP_CLOSING ? now_ms : http->since_ms;
    }
    http_run(http, NULL, 0);
}

bool http_reads(const struct http *http) {
    return http->state != HTTP_ENDED && http->stash_size == 0 && !http->input_ended;
}

/* ---- time ---- */

static void expire_phase(struct http *http) {
    if (http->state == HTTP_SOCKET) {
        socket_expire(http->socket);
        return;
    }
    bool waiting = http->state == HTTP_WAITING;
    if (!waiting && (http->state != HTTP_READING || !http->reader.begun)) {
        http_end(http);
        return;
    }
    waiter_forget(http);
    http->last = true;
    answer_fault_now(http, waiting ? ANSWER_BUSY : ANSWER_TIMEOUT);
}

void http_expire(struct http *http, int64_t now_ms) {
    http->now_ms = now_ms;
    if (now_ms >= http_deadline_out(http)) {
        if (http->state == HTTP_SOCKET) {
            socket_bye(http->socket, "slow");
            http->out_pace.since_ms = now_ms; /* the same while again, to hear why */
        } else {
            http_end(http);
        }
        return;
    }
    if (now_ms >= http_deadline_phase(http)) {
        expire_phase(http);
    }
}

void http_drain(struct http *http, int64_t now_ms) {
    http->now_ms = now_ms;
    if (http->state == HTTP_SOCKET) {
        socket_bye(http->socket, "restart");
    } else if (http->state == HTTP_READING && !http->reader.begun) {
        http->state = HTTP_CLOSING;
        http->since_ms = now_ms;
    }
}

/* ---- commands ---- */

enum err http_submit(struct http *http, struct command *c,
                     void (*finish)(struct http *http, struct command *c)) {
    must(http->waiter == NULL);
    struct http_waiter *waiter = arena_alloc(c->arena, sizeof *waiter);
    if (waiter == NULL) {
        return ERR_NOMEM;
    }
    *waiter = (struct http_waiter){.http = http, .finish = finish};
    c->owner = waiter;
    enum err err = http->env->submit(http->env->submit_owner, c);
    if (err != ERR_OK) {
        c->owner = NULL;
        return err;
    }
    http->waiter = waiter;
    return ERR_OK;
}

void http_finish_command(struct command *c) {
    struct http_waiter *waiter = c->owner;
    c->owner = NULL;
    struct http *http = waiter == NULL ? NULL : waiter->http;
    if (http != NULL) {
        http->waiter = NULL;
        waiter->finish(http, c);
        http->env->dirty(http);
    }
}

void http_close(struct http *http) {
    if (http->state != HTTP_ENDED) {
        http->state = HTTP_CLOSING;
        http->since_ms = http->now_ms;
    }
}
