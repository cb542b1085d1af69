/* A visit from its start to its end, from both sides, across restarts. */
#include "people.h"

#include "practice/settings_kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;

static int set_up(void **state) {
    static struct world world;
    people_init(&world);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    people_fini(*state);
    return 0;
}

static int host_moves(struct world *world, const struct command_kind *kind, const struct id *id) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"visit_id\":\"%s\"}", id->text);
    return people_do(world, kind, NULL, NULL, json);
}

static json_t *visit_of(struct world *world, const struct world_user *user, const struct id *id) {
    struct command *c = people_call(world, &host_get, user, id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    command_free(c);
    return body;
}

static void visit_is(struct world *world, const struct world_user *user, const struct id *id,
                     const char *state, const char *reason) {
    json_t *visit = visit_of(world, user, id);
    assert_string_equal(people_text(visit, "state"), state);
    assert_string_equal(people_text(visit, "ended_reason"), reason);
    json_decref(visit);
}

/* Whether the list is refused before any command runs; takes it. */
static bool refuses_to_read(const struct world_user *user, json_t *ids) {
    struct command *c = world_command(&host_start, PEOPLE_HOST, user);
    struct field_error error;
    json_t *document = json_pack("{s:o}", "invitation_ids", ids);
    enum err err = fields_read(document, c->kind->fields, c->arena, c->input, &error);
    json_decref(document);
    command_free(c);
    return err == ERR_INVALID;
}

static void W8_up_to_three_guests_are_started_at_once(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device devices[4] = {{.count = 0}};
    struct invited guests[4];
    json_t *four = json_array();
    for (size_t i = 0; i < 4; i++) {
        guests[i] = people_waiting(world, &ada, &devices[i], "Guest");
        json_array_append_new(four, json_string(guests[i].id.text));
    }
    assert_true(refuses_to_read(&ada, four));
    struct id visit_id = people_start(world, &ada, guests, 3);
    for (size_t i = 0; i < 3; i++) {
        people_sees(world, &devices[i], &guests[i], "admitted");
    }
    people_sees(world, &devices[3], &guests[3], "checked_in");
    json_t *visit = visit_of(world, &ada, &visit_id);
    assert_int_equal(json_array_size(json_object_get(visit, "participants")), 4);
    json_decref(visit);
}

/* The right patients: each once, all of one room. */
static void W8_each_is_chosen_once_and_all_from_one_room(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct device phone = {.count = 0};
    struct device tablet = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct invited noah = people_waiting(world, &ben, &tablet, "Noah Berg");
    char json[160];
    people_grant(world, &ben, &ada, (struct grant){{true, true, true}});
    assert_true(refuses_to_read(&ada, json_pack("[s, s]", mara.id.text, mara.id.text)));
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\",\"%s\"]}", mara.id.text,
                   noah.id.text);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, json), 404);
    people_sees(world, &phone, &mara, "checked_in");
    people_sees(world, &tablet, &noah, "checked_in");
}

/* An owner and a delegate start with the same guest at once: one visit, and the second is told why. */
static void W8_I9_who_starts_second_is_told_that_another_has_started(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    static const char ALL[] = "{\"send\":true,\"view\":true,\"admit\":true}";
    assert_int_equal(people_do(world, &settings_grant, &ada, &ben.id, ALL), 200);
    struct id visit_id = people_start(world, &ben, &mara, 1);
    char json[80];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    struct command *c = people_call(world, &host_start, &ada, NULL, json);
    assert_string_equal(c->reply.problem, "started-by-another");
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 409);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM visit"), 1);
    visit_is(world, &ben, &visit_id, "running", "(none)");
}

/* W10, V8: a place that the waiting room gave is the guest's, however long their line is down. */
static void V8_a_guest_who_was_lost_keeps_the_place_outside_appointments(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    (void)people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    char json[80];
    (void)snprintf(json, sizeof json, "{\"guest_id\":\"%s\"}", mara.id.text);
    struct command *c = people_call(world, &visit_guest_lost, NULL, NULL, json);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 204);
    people_sees(world, &phone, &mara, "in_visit");
}

static void a_start_pressed_twice_is_one_visit(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device tablet = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct invited noah = people_waiting(world, &ada, &tablet, "Noah Berg");
    struct id first = people_start(world, &ada, &mara, 1);
    struct id second = people_start(world, &ada, &mara, 1);
    assert_true(id_equal(&first, &second));
    char json[128];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\"]}", noah.id.text);
    struct command *c = people_call(world, &host_start, &ada, NULL, json);
    assert_string_equal(c->reply.problem, "visit-running");
    assert_non_null(strstr(c->reply.body, first.text));
    assert_int_equal(people_done(c), 409);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM visit"), 1);
    people_sees(world, &tablet, &noah, "checked_in");
}

static void a_guest_cannot_join_before_the_start(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(world, &guest_join, &phone, PEOPLE_HOST, json);
    assert_string_equal(c->reply.problem, "not-started");
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 0);
    assert_int_equal(people_done(c), 409);
}

static void only_who_may_produce_is_admitted_to_the_media(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char start[128];
    char token[128];
    (void)snprintf(start, sizeof start, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    (void)snprintf(token, sizeof token, "{\"token\":\"%s\"}", mara.token);
    struct command *c = people_call(world, &host_start, &ada, NULL, start);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    assert_true(id_equal(&c->effects[0].a, &ada.id));
    command_free(c);
    c = people_guest(world, &guest_join, &phone, PEOPLE_HOST, token);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    assert_int_equal(people_effects(c, EFFECT_SUBSCRIBE_GUEST), 1);
    command_free(c);
    c = people_guest(world, &guest_join, &phone, PEOPLE_HOST, token);
    assert_int_equal(c->effect_count + c->event_count, 0);
    command_free(c);
    c = people_guest(world, &guest_leave, &phone, PEOPLE_HOST, token);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_GUEST), 1);
    command_free(c);
    people_sees(world, &phone, &mara, "left");
    c = people_guest(world, &guest_join, &phone, PEOPLE_HOST, token);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    command_free(c);
}

static void V5_the_host_ends_the_visit_for_everyone(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    struct command *c = people_call(world, &host_end, &ada, &visit_id, NULL);
    assert_int_equal(people_effects(c, EFFECT_VISIT_ENDED), 1);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &ada.room_id, "guest.removed"), 1);
    assert_int_equal(people_done(c), 204);
    c = people_call(world, &host_end, &ada, &visit_id, NULL);
    assert_int_equal(c->effect_count + c->event_count, 0);
    assert_int_equal(people_done(c), 204);
    visit_is(world, &ada, &visit_id, "ended", "host_ended");
    json_t *view = people_open(world, &phone, &mara);
    assert_string_equal(people_text(view, "state"), "ended");
    assert_string_equal(people_text(view, "ended_reason"), "host_ended");
    json_decref(view);
    assert_int_equal(people_join(world, &phone, &mara), 409);
    assert_null(people_line(world, &ada, &mara.id));
}

static void V5_a_minute_after_the_host_left_it_ends_for_all(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    int64_t left_ms = world->now_ms;
    struct command *c = people_call(world, &host_leave, &ada, &visit_id, NULL);
    assert_int_equal(people_events(c, "visit", &visit_id, "visit.changed"), 1);
    assert_int_equal(people_done(c), 204);
    json_t *view = people_open(world, &phone, &mara);
    json_t *visit = json_object_get(view, "visit");
    assert_int_equal(json_integer_value(json_object_get(visit, "host_away_until_ms")),
                     left_ms + MINUTE_MS);
    json_decref(view);
    world->now_ms = left_ms + MINUTE_MS - 1;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running", "(none)");
    world->now_ms = left_ms + MINUTE_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "ended", "host_left");
    people_sees(world, &phone, &mara, "ended");
}

static void V5_five_minutes_after_the_host_dropped_it_ends_for_all(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    int64_t lost_ms = world->now_ms;
    assert_int_equal(host_moves(world, &visit_host_lost, &visit_id), 204);
    world->now_ms = lost_ms + 5 * MINUTE_MS - 1;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running", "(none)");
    world->now_ms = lost_ms + 5 * MINUTE_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "ended", "host_lost");
    assert_int_equal(host_moves(world, &visit_host_returned, &visit_id), 204);
    visit_is(world, &ada, &visit_id, "ended", "host_lost");
}

static void V5_a_host_who_comes_back_goes_on(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_do(world, &host_leave, &ada, &visit_id, NULL), 204);
    world->now_ms += MINUTE_MS / 2;
    struct command *c =
        people_call(world, &live_hello, &ada, NULL, "{\"as\":\"user\",\"visit\":true}");
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    assert_true(id_equal(&c->reply.listener.visit_id, &visit_id));
    command_free(c);
    world->now_ms += 10 * MINUTE_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running", "(none)");
}

static void V9_after_a_restart_everyone_finds_their_place(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device tablet = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct invited noah = people_waiting(world, &ada, &tablet, "Noah Berg");
    int64_t waiting_ms = world->now_ms;
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    world->now_ms += 7000;
    world_reopen(world);
    struct command *c = people_call(world, &visit_restart, NULL, NULL, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    json_t *people = json_object_get(body, "people");
    assert_int_equal(json_array_size(people), 3);
    for (size_t i = 0; i < 3; i++) {
        json_t *person = json_array_get(people, i);
        assert_int_equal(json_integer_value(json_object_get(person, "left_after_ms")), 120000);
    }
    json_decref(body);
    command_free(c);
    json_t *view = people_open(world, &tablet, &noah);
    assert_string_equal(people_text(view, "state"), "checked_in");
    assert_int_equal(json_integer_value(json_object_get(view, "checked_in_at_ms")), waiting_ms);
    json_decref(view);
    char hello[128];
    (void)snprintf(hello, sizeof hello, "{\"as\":\"guest\",\"token\":\"%s\",\"visit\":true}",
                   mara.token);
    c = people_guest(world, &live_hello, &phone, PEOPLE_HOST, hello);
    assert_int_equal(c->reply.status, 200);
    assert_true(id_equal(&c->reply.listener.visit_id, &visit_id));
    assert_int_equal(c->reply.listener.stream_count, 3);
    assert_int_equal(c->reply.listener.reconnecting_after_ms, 5000);
    assert_int_equal(c->reply.listener.left_after_ms, 120000);
    command_free(c);
    c = people_call(world, &live_hello, &ada, NULL, "{\"as\":\"user\",\"visit\":true}");
    assert_true(id_equal(&c->reply.listener.visit_id, &visit_id));
    command_free(c);
    world->now_ms += 6 * MINUTE_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running", "(none)");
}

/* The rows are copies of one: nobody opens their names here. */
static void W10_ten_thousand_guests_are_expected_back(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    (void)people_waiting(world, &ada, &phone, "Mara Lind");
    world_execute(world,
                  "CREATE TABLE copies AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i "
                  "+ 1 FROM n WHERE i < 9999) SELECT invitation.* FROM invitation, n");
    world_execute(world, "UPDATE copies SET id = printf('%032x', rowid)");
    world_execute(world, "INSERT INTO invitation SELECT * FROM copies");
    struct command *c = people_call(world, &visit_restart, NULL, NULL, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    assert_int_equal(json_array_size(json_object_get(body, "people")), 10000);
    json_decref(body);
    command_free(c);
}

static void V9_a_host_who_does_not_come_back_after_a_restart_has_five_minutes(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    world_reopen(world);
    assert_int_equal(people_do(world, &visit_restart, NULL, NULL, NULL), 200);
    world->now_ms += 5 * MINUTE_MS - 1;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running", "(none)");
    world->now_ms += 1;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "ended", "host_lost");
}

static void V8_a_lost_device_is_replaced_by_a_fresh_link(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_effects(c, EFFECT_SEAT_MOVED), 1);
    struct invited fresh;
    people_read_created(c, &fresh);
    command_free(c);
    people_sees(world, &phone, &mara, "expired");
    assert_int_equal(people_join(world, &phone, &mara), 409);
    assert_int_equal(people_take(world, &laptop, &fresh), 200);
    assert_int_equal(people_preflight(world, &laptop, &fresh, "passed"), 200);
    people_sees(world, &laptop, &fresh, "in_visit");
}

static void W14_a_guest_on_hold_waits_and_is_taken_in_again(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    assert_int_equal(people_do(world, &host_hold, &ada, &mara.id, NULL), 409);
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    assert_int_equal(people_do(world, &host_hold, &ben, &mara.id, NULL), 404);
    struct command *c = people_call(world, &host_hold, &ada, &mara.id, NULL);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_GUEST), 1);
    assert_int_equal(people_done(c), 204);
    json_t *view = people_open(world, &phone, &mara);
    assert_string_equal(people_text(view, "state"), "on_hold");
    assert_null(json_object_get(view, "visit"));
    json_decref(view);
    json_t *line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "state"), "on_hold");
    json_decref(line);
    assert_int_equal(people_join(world, &phone, &mara), 409);
    c = people_call(world, &host_hold, &ada, &mara.id, NULL);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 204);
    c = people_call(world, &host_take_in, &ada, &mara.id, NULL);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    assert_int_equal(people_effects(c, EFFECT_SUBSCRIBE_GUEST), 1);
    assert_int_equal(people_done(c), 204);
    people_sees(world, &phone, &mara, "in_visit");
    c = people_call(world, &host_take_in, &ada, &mara.id, NULL);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 204);
    assert_int_equal(people_do(world, &host_hold, &ada, &mara.id, NULL), 204);
    assert_int_equal(people_do(world, &host_end, &ada, &visit_id, NULL), 204);
    people_sees(world, &phone, &mara, "ended");
    assert_int_equal(people_do(world, &host_take_in, &ada, &mara.id, NULL), 409);
}

static void I2_connect_now_opens_its_visit_at_once(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct command *c =
        people_call(world, &invite_create, &ada, NULL,
                    "{\"kind\":\"connect_now\",\"via\":\"link\",\"name\":\"Mara\"}");
    assert_int_equal(c->reply.status, 201);
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), 1);
    command_free(c);
    c = people_call(world, &invite_create, &ada, NULL,
                    "{\"kind\":\"connect_now\",\"via\":\"link\",\"name\":\"Noah\"}");
    assert_string_equal(c->reply.problem, "visit-running");
    assert_int_equal(people_done(c), 409);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM invitation"), 1);
    (void)phone;
}

static void I2_the_guest_of_connect_now_enters_by_passing_preflight(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_preflight(world, &phone, &mara, "failed"), 200);
    people_sees(world, &phone, &mara, "invited");
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    json_t *view = people_open(world, &phone, &mara);
    assert_string_equal(people_text(view, "state"), "in_visit");
    assert_string_equal(people_text(json_object_get(view, "visit"), "id"), mara.visit_id.text);
    json_decref(view);
    assert_int_equal(people_do(world, &host_end, &ada, &mara.visit_id, NULL), 204);
    people_sees(world, &phone, &mara, "ended");
}

/* The host ends, or is lost for good, before everybody has pressed Join now: who waited keeps the place (W10). */
static void W10_who_was_started_with_and_never_joined_waits_on(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device devices[2] = {{.count = 0}};
    struct invited guests[2];
    for (size_t i = 0; i < 2; i++) {
        guests[i] = people_waiting(world, &ada, &devices[i], "Guest");
    }
    int64_t since_ms = world_count(world, "SELECT MIN(checked_in_at_ms) FROM invitation");
    struct id visit_id = people_start(world, &ada, guests, 2);
    assert_int_equal(people_join(world, &devices[0], &guests[0]), 200);
    world->now_ms += 60000;
    struct command *c = people_call(world, &host_end, &ada, &visit_id, NULL);
    assert_int_equal(people_events(c, "guest", &guests[1].id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &ada.room_id, "guest.arrived"), 0);
    assert_int_equal(people_done(c), 204);
    people_sees(world, &devices[0], &guests[0], "ended");
    people_sees(world, &devices[1], &guests[1], "checked_in");
    assert_int_equal(people_join(world, &devices[1], &guests[1]), 409);
    assert_int_equal(world_count(world, "SELECT MAX(checked_in_at_ms) FROM invitation WHERE state ="
                                        " 'checked_in' AND visit_id IS NULL"),
                     since_ms);
    struct id next_id = people_start(world, &ada, &guests[1], 1);
    assert_int_equal(people_join(world, &devices[1], &guests[1]), 200);
    assert_int_equal(people_do(world, &host_end, &ada, &next_id, NULL), 204);
    people_sees(world, &devices[1], &guests[1], "ended");
}

static void W10_a_host_who_is_lost_for_good_ends_it_for_nobody_who_waits(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_do(world, &host_leave, &ada, &visit_id, NULL), 204);
    world->now_ms += 60000;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "ended", "host_left");
    people_sees(world, &phone, &mara, "checked_in");
}

static void V4_a_removed_guest_cannot_come_back(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    struct command *c = people_call(world, &invite_remove, &ada, &mara.id, NULL);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_events(c, "room", &ada.room_id, "visit.changed"), 1);
    assert_int_equal(people_done(c), 204);
    assert_int_equal(people_join(world, &phone, &mara), 409);
    assert_int_equal(people_take(world, &phone, &mara), 409);
    people_sees(world, &phone, &mara, "removed");
    visit_is(world, &ada, &visit_id, "running", "(none)");
}

/* Every event of every command while ten others come and go: nothing of them on the guest's streams. */
static void W3_a_waiting_guest_hears_of_nobody_else(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct device devices[10] = {{.count = 0}};
    struct invited others[10];
    static const struct command_kind *const STEPS[] = {&guest_open, &guest_take, &guest_preflight,
                                                       &guest_leave};
    for (size_t i = 0; i < 10; i++) {
        char json[400];
        others[i] = people_invite(world, &ada, "waiting_room", "Zebulon Other");
        for (size_t step = 0; step < 4; step++) {
            (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", others[i].token,
                           step == 2
                               ? ",\"preflight\":{\"result\":\"passed\",\"browser\":\"passed\","
                                 "\"operating_system\":\"passed\",\"camera\":\"passed\","
                                 "\"microphone\":\"passed\"}"
                               : "");
            struct command *c = people_guest(world, STEPS[step], &devices[i], PEOPLE_HOST, json);
            assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 0);
            for (size_t e = 0; e < c->event_count; e++) {
                assert_true(strcmp(c->events[e].stream.name, "room") == 0 ||
                            id_equal(&c->events[e].stream.id, &others[i].id));
            }
            command_free(c);
        }
    }
    people_start(world, &ada, &others[0], 3);
    assert_int_equal(people_join(world, &devices[0], &others[0]), 200);
    char hello[128];
    (void)snprintf(hello, sizeof hello, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(world, &live_hello, &phone, PEOPLE_HOST, hello);
    assert_int_equal(c->reply.listener.stream_count, 2);
    assert_string_equal(c->reply.listener.streams[0].name, "guest");
    assert_string_equal(c->reply.listener.streams[1].name, "notice");
    assert_true(id_equal(&c->reply.listener.streams[1].id, &ada.room_id));
    assert_true(id_equal(&c->reply.listener.streams[0].id, &mara.id));
    assert_null(strstr(c->reply.body, "Zebulon"));
    command_free(c);
}

static void W3_a_guest_in_the_visit_hears_of_nobody_who_has_not_joined(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device tablet = {.count = 0};
    struct invited guests[2];
    guests[0] = people_waiting(world, &ada, &phone, "Mara Lind");
    guests[1] = people_waiting(world, &ada, &tablet, "Zebulon Other");
    people_start(world, &ada, guests, 2);
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", guests[0].token);
    struct command *c = people_guest(world, &guest_join, &phone, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    assert_non_null(strstr(c->reply.body, "Mara"));
    assert_null(strstr(c->reply.body, "Zebulon"));
    assert_int_equal(people_events(c, "visit", NULL, "visit.changed"), 1);
    for (size_t i = 0; i < c->event_count; i++) {
        const char *stream = c->events[i].stream.name;
        bool staff = strcmp(stream, "room") == 0 || strcmp(stream, "user") == 0;
        assert_true(staff || strstr(c->events[i].data, "Zebulon") == NULL);
    }
    command_free(c);
    assert_int_equal(people_join(world, &tablet, &guests[1]), 200);
    json_t *view = people_open(world, &phone, &guests[0]);
    json_t *people = json_object_get(json_object_get(view, "visit"), "participants");
    assert_int_equal(json_array_size(people), 3);
    json_decref(view);
}

static void hello_needs_a_session_or_the_seat(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct device phone = {.count = 0};
    struct device other = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(world, &live_hello, &other, PEOPLE_HOST, json);
    assert_int_equal(c->reply.listener.kind, LISTENER_NONE);
    assert_int_equal(people_done(c), 401);
    c = people_guest(world, &live_hello, &other, PEOPLE_HOST, "{\"as\":\"guest\",\"token\":\"x\"}");
    assert_int_equal(people_done(c), 404);
    assert_int_equal(people_do(world, &live_hello, NULL, NULL, "{\"as\":\"user\"}"), 401);
    c = people_call(world, &live_hello, &ben, NULL, "{\"as\":\"user\"}");
    assert_int_equal(c->reply.status, 200);
    assert_null(strstr(c->reply.body, "Mara"));
    for (size_t i = 0; i < c->reply.listener.stream_count; i++) {
        assert_false(id_equal(&c->reply.listener.streams[i].id, &ada.room_id));
    }
    command_free(c);
}

/* W13: what the room tells those who wait is nothing for a guest who was removed; nor is anybody told that their page
 * is open. */
static void W13_who_was_removed_is_in_no_room(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    assert_int_equal(people_do(world, &invite_remove, &ada, &mara.id, NULL), 204);
    struct command *c = people_guest(world, &live_hello, &phone, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    assert_true(id_is_none(&c->reply.listener.room_id));
    assert_int_equal(c->reply.listener.stream_count, 1);
    assert_string_equal(c->reply.listener.streams[0].name, "guest");
    command_free(c);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(W8_each_is_chosen_once_and_all_from_one_room),
        CASE(W8_I9_who_starts_second_is_told_that_another_has_started),
        CASE(V8_a_guest_who_was_lost_keeps_the_place_outside_appointments),
        CASE(W8_up_to_three_guests_are_started_at_once),
        CASE(a_start_pressed_twice_is_one_visit),
        CASE(a_guest_cannot_join_before_the_start),
        CASE(only_who_may_produce_is_admitted_to_the_media),
        CASE(V5_the_host_ends_the_visit_for_everyone),
        CASE(V5_a_minute_after_the_host_left_it_ends_for_all),
        CASE(V5_five_minutes_after_the_host_dropped_it_ends_for_all),
        CASE(V5_a_host_who_comes_back_goes_on),
        CASE(V9_after_a_restart_everyone_finds_their_place),
        CASE(W10_ten_thousand_guests_are_expected_back),
        CASE(V9_a_host_who_does_not_come_back_after_a_restart_has_five_minutes),
        CASE(V8_a_lost_device_is_replaced_by_a_fresh_link),
        CASE(W14_a_guest_on_hold_waits_and_is_taken_in_again),
        CASE(I2_connect_now_opens_its_visit_at_once),
        CASE(I2_the_guest_of_connect_now_enters_by_passing_preflight),
        CASE(W10_who_was_started_with_and_never_joined_waits_on),
        CASE(W10_a_host_who_is_lost_for_good_ends_it_for_nobody_who_waits),
        CASE(V4_a_removed_guest_cannot_come_back),
        CASE(W3_a_waiting_guest_hears_of_nobody_else),
        CASE(W3_a_guest_in_the_visit_hears_of_nobody_who_has_not_joined),
        CASE(hello_needs_a_session_or_the_seat),
        CASE(W13_who_was_removed_is_in_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
