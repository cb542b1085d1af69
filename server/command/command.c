#include "command/command.h"

#include "base/log.h"
#include "command/json_memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct command *command_new(const struct command_kind *kind) {
    struct command *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->kind = kind;
    c->arena = arena_new(COMMAND_ARENA_BYTES);
    if (c->arena != NULL && kind->input_size > 0) {
        c->input = arena_alloc(c->arena, kind->input_size);
    }
    if (c->arena == NULL || (kind->input_size > 0 && c->input == NULL)) {
        command_free(c);
        return NULL;
    }
    return c;
}

void command_free(struct command *c) {
    if (c != NULL) {
        json_decref(c->document);
        arena_free(c->arena);
        free(c);
    }
}

const char *command_cookie(const struct command *c, const char *name) {
    for (size_t i = 0; i < c->facts.cookie_count; i++) {
        if (strcmp(c->facts.cookies[i].name, name) == 0) {
            return c->facts.cookies[i].value;
        }
    }
    return NULL;
}

/* The text of `json`, which it steals, in the arena; NULL when memory is short, or was while `json` was made. */
static const char *take_text(struct command *c, json_t *json) {
    char *dumped = json == NULL ? NULL : json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    const char *text = json_memory_failed() || dumped == NULL
                           ? NULL
                           : arena_text(c->arena, dumped, strlen(dumped));
    if (dumped != NULL) {
        explicit_bzero(dumped, strlen(dumped));
    }
    free(dumped);
    json_decref(json);
    return text;
}

enum err command_reply_json(struct command *c, int status, struct json_t *body) {
    const char *text = take_text(c, body);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    c->reply.status = status;
    c->reply.body = text;
    return ERR_OK;
}

enum err command_reply_empty(struct command *c) {
    c->reply.status = 204;
    return ERR_OK;
}

/* What an err is in HTTP, and what a person reads when nobody said more. */
static const struct {
    int status;
    const char *problem;
    const char *title;
    const char *detail;
} PROBLEMS[ERR_COUNT] = {
    [ERR_NOMEM] = {503, "busy", "The server is short of memory.", "Try again in a moment."},
    [ERR_INVALID] = {400, "invalid", "The request is not valid.", NULL},
    [ERR_TOO_LARGE] = {413, "too-large", "The request is too large.", NULL},
    [ERR_TRUNCATED] = {400, "invalid", "The request is not complete.", NULL},
    [ERR_NOT_FOUND] = {404, "not-found", "There is no such thing.", NULL},
    [ERR_DENIED] = {403, "denied", "You do not have the right to do this.", NULL},
    [ERR_UNAUTHENTICATED] = {401, "unauthenticated", "You are not signed in.", "Sign in again."},
    [ERR_CONFLICT] = {409, "conflict", "This is not possible now.", NULL},
    [ERR_EXPIRED] = {409, "expired", "The time for this has passed.", NULL},
    [ERR_FULL] = {503, "busy", "The server is busy.", "Try again in a moment."},
    [ERR_RATE] = {429, "rate-limited", "Too many tries.", "Wait a moment, then try again."},
    [ERR_AGAIN] = {503, "busy", "The server is busy.", "Try again in a moment."},
    [ERR_CLOSED] = {503, "unavailable", "The server is stopping.", "Try again in a moment."},
    [ERR_IO] = {500, "internal", "Something went wrong in the server.", "Try again."},
    [ERR_CRYPTO] = {500, "internal", "Something went wrong in the server.", "Try again."},
    [ERR_REPLAY] = {409, "conflict", "This has been done already.", NULL},
    [ERR_UNAVAILABLE] = {503, "unavailable", "The server cannot do this now.",
                         "Try again in a moment."},
};

enum err command_problem(struct command *c, enum err e, const char *problem, const char *title,
                         const char *detail) {
    must(e > ERR_OK && e < ERR_COUNT);
    c->reply.status = PROBLEMS[e].status;
    c->reply.problem = problem;
    c->reply.title = title;
    c->reply.detail = detail;
    if (PROBLEMS[e].status == 503 && c->reply.retry_after_s == 0) {
        c->reply.retry_after_s = 1;
    }
    return e;
}

enum err command_problem_field(struct command *c, const char *field, const char *title) {
    c->reply.field = field;
    return command_problem(c, ERR_INVALID, "invalid", title, NULL);
}

void command_problem_default(struct command *c, enum err e) {
    (void)command_problem(c, e, PROBLEMS[e].problem, PROBLEMS[e].title, PROBLEMS[e].detail);
}

void command_set_cookie(struct command *c, const char *name, const char *value, int64_t max_age_s) {
    must(c->reply.cookie_count < sizeof c->reply.cookies / sizeof c->reply.cookies[0]);
    const char *copy = arena_text(c->arena, value, strlen(value));
    c->incomplete = c->incomplete || copy == NULL;
    c->reply.cookies[c->reply.cookie_count++] = (struct set_cookie){
        .name = name, .value = copy == NULL ? "" : copy, .max_age_s = max_age_s, .path = "/"};
}

void command_audit(struct command *c, const char *subject, const struct id *id) {
    must(c->audit_count < COMMAND_AUDITS_MAX);
    c->audits[c->audit_count++] = (struct audit_note){.subject = subject, .id = *id};
}

void command_event(struct command *c, struct stream stream, const char *name, struct json_t *data) {
    must(c->event_count < COMMAND_EVENTS_MAX);
    const char *text = take_text(c, data);
    c->incomplete = c->incomplete || text == NULL;
    c->events[c->event_count++] = (struct event){.stream = stream, .name = name, .data = text};
}

void command_effect(struct command *c, enum effect_kind kind, const struct id *a,
                    const struct id *b, const char *text) {
    must(c->effect_count < COMMAND_EFFECTS_MAX);
    struct effect *effect = &c->effects[c->effect_count++];
    *effect = (struct effect){.kind = kind, .text = text};
    if (a != NULL) {
        effect->a = *a;
    }
    if (b != NULL) {
        effect->b = *b;
    }
}
