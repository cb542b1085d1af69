#include "cli/request.h"

#include "command/fields.h"
#include "practice/kinds.h"

#include <jansson.h>
#include <string.h>

static const struct command_kind *const KINDS[] = {
    &practice_make, &practice_list, &user_add,  &user_list,   &user_password,
    &user_disable,  &keys_begin,    &keys_step, &keys_finish,
};

static const struct command_kind *find_kind(const char *name) {
    for (size_t i = 0; name != NULL && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i]->name, name) == 0) {
            return KINDS[i];
        }
    }
    return NULL;
}

static const char *text_of(const json_t *request, const char *name) {
    return json_string_value(json_object_get(request, name));
}

static struct json_t *refusal(const char *field, const char *title) {
    return json_pack("{s:i, s:s, s:s, s:s}", "status", 400, "problem", "invalid", "title", title,
                     "field", field);
}

static enum err read_input(struct command *c, const json_t *input, struct json_t **reply) {
    if (c->kind->fields == NULL) {
        return ERR_OK;
    }
    struct field_error error = {"", ""};
    json_t *nothing = json_object();
    enum err err =
        fields_read(input == NULL ? nothing : input, c->kind->fields, c->arena, c->input, &error);
    json_decref(nothing);
    if (err != ERR_OK) {
        *reply = refusal(error.field, error.reason);
    }
    return err;
}

enum err request_command(const struct json_t *request, struct command **out,
                         struct json_t **reply) {
    const struct command_kind *kind = find_kind(text_of(request, "command"));
    struct command *c = kind == NULL ? NULL : command_new(kind);
    if (c == NULL) {
        *reply = refusal("", "There is no such command.");
        return ERR_INVALID;
    }
    const char *host = text_of(request, "host");
    if (host != NULL) {
        c->facts.host = arena_text(c->arena, host, strlen(host));
    }
    c->facts.query = "";
    c->facts.user_agent = "";
    c->facts.peer = "";
    enum err err = read_input(c, json_object_get(request, "input"), reply);
    if (err != ERR_OK) {
        command_free(c);
        return err;
    }
    *out = c;
    return ERR_OK;
}

struct json_t *request_reply(const struct command *c) {
    json_t *reply = json_pack("{s:i, s:s*, s:s*, s:s*, s:s*}", "status", c->reply.status, "problem",
                              c->reply.problem, "title", c->reply.title, "detail", c->reply.detail,
                              "field", c->reply.field);
    if (reply != NULL && c->reply.body != NULL) {
        (void)json_object_set_new(reply, "body", json_loads(c->reply.body, 0, NULL));
    }
    return reply;
}
