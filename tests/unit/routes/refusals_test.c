/* Whoever has no right gets the same bytes whether the record is another's or not there at all (S7), on every
 * route that names one, and in the hello of a live connection. Made from the route table and from each kind's own
 * table of fields: a new route is in it without a word. */
#include "gateway/routes.h"

#include "people.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OTHER_HOST "hillside.test"

/* Everything that a path or a body may name, all of it Ada's; or nobody's. */
struct records {
    struct id invitation;
    struct id room;
    struct id visit;
    struct id appointment;
    struct id contact;
    struct id user;
    char token[64];
};

struct house {
    struct world world;
    struct world_user ada;
    struct world_user ben; /* of the same practice, without any right to what is Ada's */
    struct world_user eve; /* administrator of another practice */
    struct device phone;
    struct records adas;
    struct records nobodys;
};

static int set_up(void **state) {
    struct house *house = calloc(1, sizeof *house);
    struct world *world = &house->world;
    struct device tablet = {.count = 0};
    (void)people_init(world);
    (void)world_practice(world, OTHER_HOST);
    house->ada = people_provider(world, "ada@lakeside.test");
    house->ben = people_provider(world, "ben@lakeside.test");
    house->eve = world_user(world, OTHER_HOST, "eve@hillside.test", ROLE_ADMIN);
    world_sign_in(world, OTHER_HOST, &house->eve);
    struct invited waiting = people_waiting(world, &house->ada, &tablet, "Noah Berg");
    struct invited mara = people_waiting(world, &house->ada, &house->phone, "Mara Lind");
    struct id contact = people_contact(world, &house->ada, "Ida Falk");
    struct invited booked = people_book(world, &house->ada, "2027-01-20T14:30", &contact, 1);
    house->adas = (struct records){
        .invitation = waiting.id,
        .room = house->ada.room_id,
        .visit = people_start(world, &house->ada, &mara, 1),
        .appointment = booked.id,
        .contact = contact,
        .user = house->ada.id,
    };
    assert_int_equal(people_join(world, &house->phone, &mara), 200);
    memcpy(house->adas.token, mara.token, sizeof house->adas.token);
    house->nobodys = (struct records){
        .invitation = id_new(),
        .room = id_new(),
        .visit = id_new(),
        .appointment = id_new(),
        .contact = id_new(),
        .user = id_new(),
    };
    memset(house->nobodys.token, 'a', strlen(house->adas.token));
    *state = house;
    return 0;
}

static int tear_down(void **state) {
    struct house *house = *state;
    people_fini(&house->world);
    free(house);
    return 0;
}

/* The record that a path names behind this word. */
static const struct id *named_by(const struct records *records, const char *word, size_t size) {
    const struct {
        const char *word;
        const struct id *id;
    } WORDS[] = {
        {"invitations", &records->invitation}, {"rooms", &records->room},
        {"visits", &records->visit},           {"appointments", &records->appointment},
        {"contacts", &records->contact},       {"grants", &records->user},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strlen(WORDS[i].word) == size && memcmp(WORDS[i].word, word, size) == 0) {
            return WORDS[i].id;
        }
    }
    fail_msg("refusals_test does not know which record this path names: %.*s", (int)size, word);
    return NULL;
}

static void fill_path(struct command *c, const char *pattern, const struct records *records) {
    size_t count = 0;
    for (const char *at = strstr(pattern, "/{id}"); at != NULL; at = strstr(at + 1, "/{id}")) {
        const char *word = at;
        while (word[-1] != '/') {
            word--;
        }
        c->facts.path_ids[count++] = *named_by(records, word, (size_t)(at - word));
    }
}

static const struct id *id_for(const struct records *records, const char *field) {
    return strcmp(field, "room_id") == 0 || strcmp(field, "room") == 0 ? &records->room
           : strcmp(field, "client_ids") == 0                          ? &records->contact
                                                                       : &records->invitation;
}

/* Texts that must have a form of their own; any other is letters. */
static json_t *text_for(const struct records *records, const struct field *field) {
    static const char *const FORMS[][2] = {
        {"date", "2027-02-01"},       {"time", "10:00"},  {"email", "ida@lakeside.test"},
        {"mobile", "+4915112345678"}, {"code", "123456"}, {"name", "Ida Falk"},
        {"birth_date", "1980-02-01"},
    };
    char letters[] = "aaaaaaaaaaaaaaaa";
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        if (strcmp(FORMS[i][0], field->name) == 0) {
            return json_string(FORMS[i][1]);
        }
    }
    if (strcmp(field->name, "token") == 0) {
        return json_string(records->token);
    }
    assert_true(field->min < (int64_t)sizeof letters);
    letters[field->min > 0 ? field->min : 1] = '\0';
    return json_string(letters);
}

static json_t *value_for(const struct records *records, const struct field *field) {
    switch (field->type) {
    case FIELD_ID:
        return json_string(id_for(records, field->name)->text);
    case FIELD_IDS:
        return json_pack("[s]", id_for(records, field->name)->text);
    case FIELD_INT:
        return json_integer(field->min);
    case FIELD_BOOL:
        return json_true();
    case FIELD_CHOICE:
        return json_string(field->choices[0]);
    case FIELD_JSON:
        return json_pack("{s:s, s:s, s:s, s:s, s:s}", "result", "passed", "browser", "passed",
                         "operating_system", "passed", "camera", "passed", "microphone", "passed");
    default:
        return text_for(records, field);
    }
}

/* A body that the kind takes: what it must have, and every record that it may name. */
static void fill_body(struct command *c, const struct records *records) {
    json_t *body = json_object();
    for (const struct field *field = c->kind->fields; field != NULL && field->name != NULL;
         field++) {
        bool record = field->type == FIELD_ID || field->type == FIELD_IDS;
        if (field->required || record || strcmp(field->name, "email") == 0 ||
            strcmp(field->name, "text") == 0) {
            assert_int_equal(json_object_set_new(body, field->name, value_for(records, field)), 0);
        }
    }
    if (c->kind->fields != NULL) {
        char *text = json_dumps(body, 0);
        people_input(c, text);
        free(text);
    }
    json_decref(body);
}

static bool names_a_record(const struct route *route) {
    bool named = strstr(route->pattern, "/{id}") != NULL;
    for (const struct field *field = route->kind->fields; field != NULL && field->name != NULL;
         field++) {
        named = named || field->type == FIELD_ID || field->type == FIELD_IDS;
    }
    return named;
}

/* The whole answer as text; the caller frees it. */
static char *answer_of(const struct command *c) {
    const struct reply *reply = &c->reply;
    json_t *all =
        json_pack("{s:i, s:s?, s:s?, s:s?, s:s?, s:i, s:s?, s:I}", "status", reply->status,
                  "problem", reply->problem, "title", reply->title, "detail", reply->detail,
                  "field", reply->field, "retry", reply->retry_after_s, "body", reply->body,
                  "cookies", (json_int_t)reply->cookie_count);
    char *text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    assert_non_null(text);
    return text;
}

struct caller {
    const char *host;
    const struct world_user *user;
    const struct device *device;
};

static struct command *call(struct house *house, const struct route *route,
                            const struct caller *caller, const struct records *records) {
    struct command *c = world_command(route->kind, caller->host, caller->user);
    for (size_t i = 0; caller->device != NULL && i < caller->device->count; i++) {
        world_cookie(c, caller->device->names[i], caller->device->values[i]);
    }
    fill_path(c, route->pattern, records);
    fill_body(c, records);
    (void)world_run(&house->world, c);
    if (c->reply.status >= 400) {
        assert_int_equal(c->event_count + c->effect_count, 0);
        assert_int_equal(c->reply.listener.kind, LISTENER_NONE);
    }
    return c;
}

/* 1 when the route names a record; the answers must then be one refusal. */
static size_t refuses_alike(struct house *house, const struct route *route,
                            const struct caller *caller) {
    if (!names_a_record(route)) {
        return 0;
    }
    struct command *c = call(house, route, caller, &house->adas);
    int status = c->reply.status; /* anything else would be word of the body, not of the record */
    char *not_yours = answer_of(c);
    command_free(c);
    c = call(house, route, caller, &house->nobodys);
    char *not_there = answer_of(c);
    command_free(c);
    if ((status != 403 && status != 404) || strcmp(not_yours, not_there) != 0) {
        fail_msg("%s: not yours %s, not there %s", route->pattern, not_yours, not_there);
    }
    free(not_yours);
    free(not_there);
    return 1;
}

static bool for_users(const struct route *route) {
    return route->kind->access == ACCESS_USER || route->kind->access == ACCESS_ADMIN;
}

static void S7_another_practices_session_cannot_tell_a_record_from_none(void **state) {
    struct house *house = *state;
    const struct caller eve = {.host = OTHER_HOST, .user = &house->eve};
    size_t checked = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        checked += for_users(&ROUTES[i]) ? refuses_alike(house, &ROUTES[i], &eve) : 0;
    }
    assert_true(checked > 15);
}

/* The address book is the practice's, and a grant is the granting user's own: nothing there is Ada's alone. */
static bool is_the_practices(const struct route *route) {
    return strstr(route->pattern, "/contacts") != NULL || strstr(route->pattern, "/grants") != NULL;
}

static void I9_a_colleague_without_the_right_cannot_tell_a_record_from_none(void **state) {
    struct house *house = *state;
    const struct caller ben = {.host = PEOPLE_HOST, .user = &house->ben};
    size_t checked = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (for_users(&ROUTES[i]) && !is_the_practices(&ROUTES[i])) {
            checked += refuses_alike(house, &ROUTES[i], &ben);
        }
    }
    assert_true(checked > 12);
}

static bool takes_a_link(const struct route *route) {
    for (const struct field *field = route->kind->fields; field != NULL && field->name != NULL;
         field++) {
        if (strcmp(field->name, "token") == 0) {
            return true;
        }
    }
    return false;
}

/* I7: a link of another practice is one that does not exist, whoever shows it and with whatever cookies. */
static void I7_another_practices_link_is_no_link_on_any_route(void **state) {
    struct house *house = *state;
    const struct caller guest = {.host = OTHER_HOST, .device = &house->phone};
    size_t checked = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (!takes_a_link(&ROUTES[i])) {
            continue;
        }
        struct command *known = call(house, &ROUTES[i], &guest, &house->adas);
        struct command *unknown = call(house, &ROUTES[i], &guest, &house->nobodys);
        char *one = answer_of(known);
        char *two = answer_of(unknown);
        assert_string_equal(one, two);
        free(one);
        free(two);
        command_free(known);
        command_free(unknown);
        checked++;
    }
    assert_true(checked > 5);
}

/* I5: the seat is fixed: with the link but without the seat every act is refused, to a colleague's session too. */
static void I5_without_the_seat_no_route_of_a_guest_does_anything(void **state) {
    struct house *house = *state;
    const struct caller callers[] = {{.host = PEOPLE_HOST},
                                     {.host = PEOPLE_HOST, .user = &house->ben},
                                     {.host = PEOPLE_HOST, .user = &house->ada}};
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (!takes_a_link(&ROUTES[i]) || strcmp(ROUTES[i].kind->name, "guest.open") == 0) {
            continue;
        }
        for (size_t j = 0; j < sizeof callers / sizeof callers[0]; j++) {
            struct command *c = call(house, &ROUTES[i], &callers[j], &house->adas);
            assert_in_range(c->reply.status, 400, 499);
            command_free(c);
        }
    }
}

static struct command *greet(struct house *house, const struct caller *caller,
                             const struct records *records, const char *as) {
    const struct route hello = {.kind = &live_hello, .pattern = ""};
    struct command *c = world_command(hello.kind, caller->host, caller->user);
    char json[192];
    for (size_t i = 0; caller->device != NULL && i < caller->device->count; i++) {
        world_cookie(c, caller->device->names[i], caller->device->values[i]);
    }
    (void)snprintf(json, sizeof json, "{\"as\":\"%s\",\"token\":\"%s\",\"room\":\"%s\"}", as,
                   records->token, records->room.text);
    people_input(c, json);
    (void)world_run(&house->world, c);
    return c;
}

static void S7_a_hello_refuses_like_a_route(void **state) {
    struct house *house = *state;
    struct device forger = {.count = 1, .names = {"session"}};
    (void)snprintf(forger.values[0], sizeof forger.values[0], "%s", house->phone.values[0]);
    const struct {
        struct caller caller;
        const char *as;
        int status;
    } CASES[] = {
        {{.host = PEOPLE_HOST}, "user", 401},                         /* no session */
        {{.host = PEOPLE_HOST, .user = &house->eve}, "user", 401},    /* another practice's */
        {{.host = PEOPLE_HOST, .device = &forger}, "user", 401},      /* a guest's secret */
        {{.host = PEOPLE_HOST, .user = &house->ben}, "user", 404},    /* no right to the room */
        {{.host = OTHER_HOST, .user = &house->eve}, "user", 404},     /* another practice's room */
        {{.host = OTHER_HOST, .device = &house->phone}, "guest", 404} /* another practice's link */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct command *known = greet(house, &CASES[i].caller, &house->adas, CASES[i].as);
        struct command *unknown = greet(house, &CASES[i].caller, &house->nobodys, CASES[i].as);
        char *one = answer_of(known);
        char *two = answer_of(unknown);
        assert_int_equal(known->reply.status, CASES[i].status);
        assert_int_equal(known->reply.listener.kind, LISTENER_NONE);
        assert_string_equal(one, two);
        free(one);
        free(two);
        command_free(known);
        command_free(unknown);
    }
    const struct caller stranger = {.host = PEOPLE_HOST, .user = &house->ada};
    struct command *c = greet(house, &stranger, &house->adas, "guest"); /* staff hold no seat */
    assert_int_equal(c->reply.status, 401);
    command_free(c);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(S7_another_practices_session_cannot_tell_a_record_from_none),
        CASE(I9_a_colleague_without_the_right_cannot_tell_a_record_from_none),
        CASE(I7_another_practices_link_is_no_link_on_any_route),
        CASE(I5_without_the_seat_no_route_of_a_guest_does_anything),
        CASE(S7_a_hello_refuses_like_a_route),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
