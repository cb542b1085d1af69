#include "people.h"

#include "../unit.h"

#include "command/authenticate.h"
#include "practice/client.h"
#include "practice/contact_kinds.h"
#include "practice/settings_kinds.h"
#include "store/query.h"
#include "visit/invitation/link.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct id people_init(struct world *world) {
    world_init(world);
    link_init("https://visit.example");
    return world_practice(world, PEOPLE_HOST);
}

void people_fini(struct world *world) {
    world_fini(world);
}

int people_set_up(void **state) {
    static struct world world;
    (void)people_init(&world);
    *state = &world;
    return 0;
}

int people_tear_down(void **state) {
    people_fini(*state);
    return 0;
}

struct world_user people_provider(struct world *world, const char *email) {
    struct world_user user = world_user(world, PEOPLE_HOST, email, ROLE_PROVIDER);
    world_sign_in(world, PEOPLE_HOST, &user);
    return user;
}

void people_input(struct command *c, const char *json) {
    struct field_error error;
    json_t *document = json_loads(json, 0, NULL);
    assert_non_null(document);
    enum err err = fields_read(document, c->kind->fields, c->arena, c->input, &error);
    if (err != ERR_OK) {
        fail_msg("%s: %s %s", c->kind->name, error.field, error.reason);
    }
    c->document = document; /* what a FIELD_JSON borrows from */
}

struct command *people_call(struct world *world, const struct command_kind *kind,
                            const struct world_user *user, const struct id *id, const char *json) {
    struct command *c = world_command(kind, PEOPLE_HOST, user);
    if (id != NULL) {
        c->facts.path_ids[0] = *id;
    }
    if (json != NULL) {
        people_input(c, json);
    }
    (void)world_run(world, c);
    return c;
}

void people_keep_cookie(struct device *device, const struct set_cookie *cookie) {
    size_t i = 0;
    while (i < device->count && strcmp(device->names[i], cookie->name) != 0) {
        i++;
    }
    assert_true(i < 8);
    device->count = i == device->count ? i + 1 : device->count;
    (void)snprintf(device->names[i], sizeof device->names[i], "%s", cookie->name);
    (void)snprintf(device->values[i], sizeof device->values[i], "%s", cookie->value);
}

struct command *people_guest(struct world *world, const struct command_kind *kind,
                             struct device *device, const char *host, const char *json) {
    struct command *c = world_command(kind, host, NULL);
    for (size_t i = 0; i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    people_input(c, json);
    (void)world_run(world, c);
    for (size_t i = 0; i < c->reply.cookie_count; i++) {
        people_keep_cookie(device, &c->reply.cookies[i]);
    }
    return c;
}

int people_done(struct command *c) {
    int status = c->reply.status;
    command_free(c);
    return status;
}

int people_do(struct world *world, const struct command_kind *kind, const struct world_user *user,
              const struct id *id, const char *json) {
    return people_done(people_call(world, kind, user, id, json));
}

static int with_token(struct world *world, const struct command_kind *kind, struct device *device,
                      const struct invited *invited) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", invited->token);
    return people_done(people_guest(world, kind, device, PEOPLE_HOST, json));
}

int people_take(struct world *world, struct device *device, const struct invited *invited) {
    return with_token(world, &guest_take, device, invited);
}

int people_join(struct world *world, struct device *device, const struct invited *invited) {
    return with_token(world, &guest_join, device, invited);
}

int people_leave(struct world *world, struct device *device, const struct invited *invited) {
    return with_token(world, &guest_leave, device, invited);
}

int people_preflight(struct world *world, struct device *device, const struct invited *invited,
                     const char *result) {
    char json[256];
    const char *camera = strcmp(result, "passed") == 0 ? "passed" : "failed";
    (void)snprintf(json, sizeof json,
                   "{\"token\":\"%s\",\"preflight\":{\"result\":\"%s\",\"browser\":\"passed\","
                   "\"operating_system\":\"passed\",\"camera\":\"%s\",\"microphone\":\"passed\"}}",
                   invited->token, result, camera);
    return people_done(people_guest(world, &guest_preflight, device, PEOPLE_HOST, json));
}

json_t *people_open(struct world *world, struct device *device, const struct invited *invited) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", invited->token);
    struct command *c = people_guest(world, &guest_open, device, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(c->event_count + c->effect_count, 0);
    json_t *view = world_body(c);
    command_free(c);
    return view;
}

void people_sees(struct world *world, struct device *device, const struct invited *invited,
                 const char *state) {
    json_t *view = people_open(world, device, invited);
    assert_string_equal(people_text(view, "state"), state);
    json_decref(view);
}

const char *people_text(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "(none)" : text;
}

static void read_id(const json_t *object, const char *name, struct id *out) {
    const char *text = people_text(object, name);
    assert_int_equal(id_parse(text, strlen(text), out), ERR_OK);
}

struct id people_made(struct command *c) {
    struct id id;
    assert_int_equal(c->reply.status, 201);
    json_t *body = world_body(c);
    read_id(body, "id", &id);
    json_decref(body);
    command_free(c);
    return id;
}

void people_read_created(const struct command *c, struct invited *out) {
    json_t *body = world_body(c);
    read_id(json_object_get(body, "invitation"), "id", &out->id);
    const char *token = strchr(people_text(body, "link"), '#');
    (void)snprintf(out->token, sizeof out->token, "%s", token == NULL ? "" : token + 1);
    if (json_object_get(body, "visit") != NULL) {
        read_id(json_object_get(body, "visit"), "id", &out->visit_id);
    }
    json_decref(body);
}

struct invited people_invite(struct world *world, const struct world_user *user, const char *kind,
                             const char *name) {
    char json[400];
    struct invited invited = {.token = ""};
    (void)snprintf(json, sizeof json, "{\"kind\":\"%s\",\"via\":\"link\",\"name\":\"%s\"}", kind,
                   name);
    struct command *c = people_call(world, &invite_create, user, NULL, json);
    assert_int_equal(c->reply.status, 201);
    people_read_created(c, &invited);
    command_free(c);
    return invited;
}

struct invited people_waiting(struct world *world, const struct world_user *user,
                              struct device *device, const char *name) {
    struct invited invited = people_invite(world, user, "waiting_room", name);
    assert_int_equal(people_take(world, device, &invited), 200);
    assert_int_equal(people_preflight(world, device, &invited, "passed"), 200);
    return invited;
}

struct id people_start(struct world *world, const struct world_user *user,
                       const struct invited *guests, size_t count) {
    json_t *ids = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(ids, json_string(guests[i].id.text));
    }
    json_t *input = json_pack("{s:o}", "invitation_ids", ids);
    char *json = json_dumps(input, 0);
    json_decref(input);
    struct command *c = people_call(world, &host_start, user, NULL, json);
    free(json);
    return people_made(c);
}

void people_grant(struct world *world, const struct world_user *owner,
                  const struct world_user *user, struct grant granted) {
    const bool *may = granted.rights;
    bool any = may[RIGHT_VIEW] || may[RIGHT_SEND] || may[RIGHT_ADMIT];
    char json[96];
    (void)snprintf(json, sizeof json, "{\"send\":%s,\"view\":%s,\"admit\":%s}",
                   may[RIGHT_SEND] ? "true" : "false", may[RIGHT_VIEW] ? "true" : "false",
                   may[RIGHT_ADMIT] ? "true" : "false");
    assert_int_equal(people_do(world, any ? &settings_grant : &settings_revoke, owner, &user->id,
                               any ? json : NULL),
                     200);
}

struct id people_contact(struct world *world, const struct world_user *user, const char *name) {
    char json[200];
    (void)snprintf(json, sizeof json, "{\"name\":\"%s\",\"email\":\"%.*s@client.test\"}", name,
                   (int)strcspn(name, " "), name);
    return people_made(people_call(world, &contact_create, user, NULL, json));
}

static void read_link(struct world *world, const struct world_user *user, struct invited *out) {
    struct command *c = people_call(world, &appointment_get_link, user, &out->id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    (void)snprintf(out->token, sizeof out->token, "%s", strchr(people_text(body, "link"), '#') + 1);
    json_decref(body);
    command_free(c);
}

struct invited people_book(struct world *world, const struct world_user *user, const char *at,
                           const struct id *contacts, size_t count) {
    json_t *ids = json_array();
    struct invited booked = {.token = ""};
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(ids, json_string(contacts[i].text));
    }
    json_t *input = json_pack("{s:s, s:s%, s:s%, s:i, s:o}", "title", "Check-up", "date", at, 10,
                              "time", at + 11, 5, "length_min", 30, "client_ids", ids);
    char *json = json_dumps(input, 0);
    json_decref(input);
    struct command *c = people_call(world, &appointment_create, user, NULL, json);
    free(json);
    assert_int_equal(c->reply.status, 201);
    json_t *body = world_body(c);
    read_id(body, "id", &booked.id);
    json_decref(body);
    command_free(c);
    read_link(world, user, &booked);
    return booked;
}

/* What the portal's sign-in does at its end, without the code. */
static enum err open_session(struct command *c, struct tx *tx) {
    const struct id *contact_id = c->input;
    struct contact contact;
    enum err err = contact_load(tx, &c->actor.practice_id, contact_id, &contact);
    if (err != ERR_OK) {
        return err;
    }
    struct hash address =
        vault_blind(tx_vault(tx), &c->actor.practice_id, BLIND_EMAIL, contact.fields.email);
    err = client_session_open(c, tx, contact_id, &address);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct command_kind SIGN_IN = {.name = "test.portal-sign-in",
                                            .access = ACCESS_ANYONE,
                                            .mode = COMMAND_WRITE,
                                            .input_size = sizeof(struct id),
                                            .apply = open_session};

void people_portal(struct world *world, struct device *device, const struct id *contact_id) {
    struct command *c = world_command(&SIGN_IN, PEOPLE_HOST, NULL);
    *(struct id *)c->input = *contact_id;
    assert_int_equal(world_run(world, c), 204);
    for (size_t i = 0; i < c->reply.cookie_count; i++) {
        people_keep_cookie(device, &c->reply.cookies[i]);
    }
    command_free(c);
}

void people_portal_leave(struct device *device) {
    enum { COOKIES_MAX = sizeof device->values / sizeof device->values[0] };
    for (size_t i = 0; i < device->count && i < COOKIES_MAX; i++) {
        if (strcmp(device->names[i], CLIENT_COOKIE) == 0) {
            device->values[i][0] = '\0';
        }
    }
}

void people_tick(struct world *world) {
    assert_int_equal(people_do(world, &visit_tick, NULL, NULL, NULL), 204);
}

size_t people_events(const struct command *c, const char *stream, const struct id *id,
                     const char *name) {
    size_t found = 0;
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        found += strcmp(event->stream.name, stream) == 0 && strcmp(event->name, name) == 0 &&
                         (id == NULL || id_equal(id, &event->stream.id))
                     ? 1
                     : 0;
    }
    return found;
}

size_t people_effects(const struct command *c, enum effect_kind kind) {
    size_t found = 0;
    for (size_t i = 0; i < c->effect_count; i++) {
        found += c->effects[i].kind == kind ? 1 : 0;
    }
    return found;
}

json_t *people_line(struct world *world, const struct world_user *user, const struct id *id) {
    struct command *c = people_call(world, &waiting_room_get, user, NULL, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    json_t *found = NULL;
    size_t index = 0;
    json_t *line = NULL;
    json_array_foreach(json_object_get(body, "guests"), index, line) {
        if (strcmp(people_text(line, "id"), id->text) == 0) {
            found = json_incref(line);
        }
    }
    json_decref(body);
    command_free(c);
    return found;
}

struct id people_message(struct world *world, const struct id *invitation_id) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    struct id id = {.text = ""};
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(
        tx, "SELECT id FROM outbox WHERE subject_id = ? ORDER BY sequence DESC");
    query_bind_id(&q, invitation_id);
    assert_true(query_row(&q));
    id = query_id(&q, 0);
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return id;
}

void people_sign(const struct id *message_id, const char *token, const char *name,
                 const char *value, char out[64]) {
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    char text[256];
    (void)snprintf(text, sizeof text, "https://visit.example/api/v1/sms/status/%s%s%s",
                   message_id->text, name, value);
    assert_non_null(HMAC(EVP_sha1(), token, (int)strlen(token), (const unsigned char *)text,
                         strlen(text), mac, &size));
    (void)EVP_EncodeBlock((unsigned char *)out, mac, (int)size);
}
