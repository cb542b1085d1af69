#include "gateway/exchange.h"

#include "command/idempotency.h"
#include "gateway/asset.h"
#include "gateway/cookie.h"
#include "gateway/origin.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

static void plan_fault(struct http *http, enum answer_fault fault) {
    http->plan = HTTP_PLAN_FAULT;
    http->fault = fault;
}

static bool from_proxy(const struct http *http) {
    return address_in_ranges(&http->peer, http->env->proxies, http->env->proxy_count);
}

bool exchange_secure(const struct http *http) {
    const char *proto = request_value(&http->reader, "x-forwarded-proto");
    return http->env->tls || (proto != NULL && from_proxy(http) && strcasecmp(proto, "https") == 0);
}

/* All X-Forwarded-For lines as one list, the nearest hop last: a proxy may add a line of its own after what the
 * client made up. A line that is too long, and what stands before it, is left out. */
static const char *forwarded_text(const struct http *http, char out[HTTP_FORWARDED_MAX + 1]) {
    const struct request_reader *reader = &http->reader;
    size_t at = HTTP_FORWARDED_MAX;
    out[at] = '\0';
    for (size_t i = reader->header_count; i > 0; i--) {
        const struct request_header *header = &reader->headers[i - 1];
        const char *value = reader->head + header->value;
        size_t size = strlen(value);
        if (strcmp(reader->head + header->name, "x-forwarded-for") != 0) {
            continue;
        }
        if (size >= at) {
            break;
        }
        if (at < HTTP_FORWARDED_MAX) {
            out[--at] = ',';
        }
        at -= size;
        memcpy(out + at, value, size);
    }
    return out + at;
}

static const char *client_text(const struct http *http, struct arena *arena) {
    char forwarded[HTTP_FORWARDED_MAX + 1];
    struct address client = address_client(&http->peer, forwarded_text(http, forwarded),
                                           http->env->proxies, http->env->proxy_count);
    client = address_household(&client);
    char text[ADDRESS_TEXT];
    address_text(&client, text);
    return arena_text(arena, text, strlen(text));
}

/* User agents are kept for people to recognise a device by: visible ASCII is enough. */
static const char *agent_text(const char *agent, struct arena *arena) {
    size_t size = agent == NULL ? 0 : strnlen(agent, EXCHANGE_AGENT_MAX);
    char *text = arena_text(arena, agent, size);
    for (size_t i = 0; text != NULL && i < size; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e) {
            text[i] = '?';
        }
    }
    return text;
}

static bool key_ok(const char *key) {
    size_t size = strlen(key);
    for (size_t i = 0; i < size; i++) {
        if (key[i] <= 0x20 || key[i] >= 0x7f) {
            return false;
        }
    }
    return size >= 1 && size <= EXCHANGE_KEY_MAX;
}

static enum err read_key(const struct http *http, struct arena *arena,
                         struct request_facts *facts) {
    const char *key = request_value(&http->reader, "idempotency-key");
    if (key == NULL) {
        return ERR_OK;
    }
    if (!key_ok(key)) {
        return ERR_INVALID;
    }
    facts->idempotency_key = arena_text(arena, key, strlen(key));
    return facts->idempotency_key == NULL ? ERR_NOMEM : ERR_OK;
}

enum err exchange_facts(const struct http *http, struct arena *arena, struct request_facts *facts) {
    const struct request_reader *reader = &http->reader;
    char host[ORIGIN_HOST_MAX + 1];
    enum err err = origin_host(request_value(reader, "host"), host);
    if (err == ERR_OK) {
        err = read_key(http, arena, facts);
    }
    for (size_t i = 0; err == ERR_OK && i < reader->header_count; i++) {
        if (strcmp(reader->head + reader->headers[i].name, "cookie") == 0) {
            err = cookie_read(reader->head + reader->headers[i].value, http->env->cookie_suffix,
                              arena, facts);
        }
    }
    if (err != ERR_OK) {
        return err;
    }
    const char *query = reader->request.query;
    facts->host = arena_text(arena, host, strlen(host));
    facts->peer = client_text(http, arena);
    facts->user_agent = agent_text(request_value(reader, "user-agent"), arena);
    facts->query = arena_text(arena, query, strlen(query));
    return facts->host == NULL || facts->peer == NULL || facts->user_agent == NULL ||
                   facts->query == NULL
               ? ERR_NOMEM
               : ERR_OK;
}

/* Whether the header names that type, with parameters or without. */
static bool is_type(const char *content_type, const char *type) {
    size_t size = strlen(type);
    return content_type != NULL && strncasecmp(content_type, type, size) == 0 &&
           strchr(" \t;", content_type[size]) != NULL;
}

static const char *wanted_type(const struct command_kind *kind) {
    return kind->form ? "application/x-www-form-urlencoded" : "application/json";
}

/* The signature of a webhook; enough room for any that could be right. */
static enum err read_signature(const struct http *http, struct command *c) {
    const char *signature = request_value(&http->reader, "x-twilio-signature");
    if (!c->kind->form || signature == NULL) {
        return ERR_OK;
    }
    c->facts.signature = arena_text(c->arena, signature, strlen(signature));
    return c->facts.signature == NULL ? ERR_NOMEM : ERR_OK;
}

static bool may_write(const struct http *http) {
    const struct request_reader *reader = &http->reader;
    return origin_may_write(&(struct origin_facts){
        .origin = request_value(reader, "origin"),
        .sec_fetch_site = request_value(reader, "sec-fetch-site"),
        .host = request_value(reader, "host"),
        .configured = http->env->origin,
        .secure = http->secure,
    });
}

static void plan_command(struct http *http, const struct request *request,
                         const struct route_match *match) {
    size_t max = match->route->body_max_bytes;
    if (request->method != HTTP_METHOD_GET && !match->route->kind->form && !may_write(http)) {
        plan_fault(http, ANSWER_CROSS_ORIGIN);
        return;
    }
    if (request->has_body && max > 0 &&
        !is_type(request_value(&http->reader, "content-type"), wanted_type(match->route->kind))) {
        plan_fault(http, ANSWER_BAD_TYPE);
        return;
    }
    if (request->content_length > max) {
        plan_fault(http, ANSWER_TOO_LARGE);
        return;
    }
    struct command *c = command_new(match->route->kind);
    enum err err = c == NULL ? ERR_NOMEM : exchange_facts(http, c->arena, &c->facts);
    if (err == ERR_OK) {
        err = read_signature(http, c);
    }
    if (err != ERR_OK) {
        command_free(c);
        plan_fault(http, err == ERR_NOMEM ? ANSWER_BUSY : ANSWER_BAD_REQUEST);
        return;
    }
    memcpy(c->facts.path_ids, match->ids, sizeof match->ids);
    http->plan = HTTP_PLAN_COMMAND;
    http->route = match->route;
    http->command = c;
}

static void plan_api(struct http *http, const struct request *request) {
    struct route_match match;
    enum err err = route_find(http->env->routes, http->env->route_count, request->method,
                              request->path, &match);
    if (err == ERR_OK && !request->head_only) {
        plan_command(http, request, &match);
    } else if (err == ERR_NOT_FOUND) {
        plan_fault(http, ANSWER_NOT_FOUND);
    } else {
        http->allow = match.methods;
        plan_fault(http, ANSWER_BAD_METHOD);
    }
}

/* What is only read: everybody's business is GET and HEAD. */
static bool plan_reads(struct http *http, const struct request *request) {
    if (request->method == HTTP_METHOD_GET) {
        return true;
    }
    http->allow = 1U << HTTP_METHOD_GET;
    plan_fault(http, ANSWER_BAD_METHOD);
    return false;
}

void exchange_plan(struct http *http, const struct request *request) {
    char host[ORIGIN_HOST_MAX + 1];
    http->secure = exchange_secure(http);
    if (origin_host(request->host, host) != ERR_OK) {
        plan_fault(http, ANSWER_BAD_REQUEST);
        return;
    }
    if (strcmp(request->path, EXCHANGE_LIVE_PATH) == 0 && http->env->sockets != NULL) {
        http->plan = plan_reads(http, request) ? HTTP_PLAN_SOCKET : HTTP_PLAN_FAULT;
        return;
    }
    if (strncmp(request->path, "/api/", 5) == 0) {
        plan_api(http, request);
        return;
    }
    if (strcmp(request->path, "/healthz") == 0) {
        http->plan = plan_reads(http, request) ? HTTP_PLAN_HEALTH : HTTP_PLAN_FAULT;
        return;
    }
    http->page = asset_find(http->env->pages, http->env->page_count, request->path);
    if (http->page == NULL) {
        plan_fault(http, ANSWER_NOT_FOUND);
        return;
    }
    http->plan = plan_reads(http, request) ? HTTP_PLAN_PAGE : HTTP_PLAN_FAULT;
}

enum err exchange_input(struct http *http, struct reply *refusal) {
    struct command *c = http->command;
    if (c->kind->form) {
        c->facts.form = arena_text(c->arena, http->body, (size_t)http->body_bytes);
        *refusal = answer_fault_reply(ANSWER_BUSY);
        return c->facts.form == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (c->kind->fields == NULL) {
        return ERR_OK;
    }
    idempotency_note_body(c, (struct bytes){http->body, (size_t)http->body_bytes});
    struct field_error error = {0};
    enum err err = fields_parse(http->body, (size_t)http->body_bytes, &c->document);
    if (err != ERR_OK) {
        *refusal = answer_fault_reply(err == ERR_NOMEM ? ANSWER_BUSY : ANSWER_BAD_JSON);
        return err;
    }
    err = fields_read(c->document, c->kind->fields, c->arena, c->input, &error);
    if (err == ERR_INVALID) {
        *refusal = (struct reply){
            .status = 400,
            .problem = "invalid-field",
            .title = "A field is not as it must be.",
            .detail = error.reason,
            .field = error.field,
        };
    } else if (err != ERR_OK) {
        *refusal = answer_fault_reply(ANSWER_BUSY);
    }
    return err;
}
