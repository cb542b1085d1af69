/* I9, W12: who may do what in another's waiting room, at each moment. */
#include "people.h"

#include "practice/kinds.h"
#include "practice/settings_kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static struct world world;
static struct world_user owner;
static struct world_user nurse;
static struct world_user stranger;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    owner = people_provider(&world, "owner@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    stranger = people_provider(&world, "stranger@lakeside.test");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static struct command *grant(const struct world_user *user, bool send, bool view, bool admit) {
    char json[96];
    (void)snprintf(json, sizeof json, "{\"send\":%s,\"view\":%s,\"admit\":%s}",
                   send ? "true" : "false", view ? "true" : "false", admit ? "true" : "false");
    return people_call(&world, &settings_grant, &owner, &user->id, json);
}

static void granted(bool send, bool view, bool admit) {
    people_grant(&world, &owner, &nurse,
                 (struct grant){{[RIGHT_SEND] = send, [RIGHT_VIEW] = view, [RIGHT_ADMIT] = admit}});
}

static struct command *invite(const struct world_user *user, const char *kind) {
    char json[256];
    (void)snprintf(json, sizeof json,
                   "{\"kind\":\"%s\",\"via\":\"link\",\"name\":\"Mara\",\"room_id\":\"%s\"}", kind,
                   owner.room_id.text);
    return people_call(&world, &invite_create, user, NULL, json);
}

static struct command *hello(const struct world_user *user) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"type\":\"hello\",\"as\":\"user\",\"room\":\"%s\"}",
                   owner.room_id.text);
    return people_call(&world, &live_hello, user, NULL, json);
}

static int start(const struct world_user *user, const struct invited *invited) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\"]}", invited->id.text);
    return people_do(&world, &host_start, user, NULL, json);
}

/* Every set of rights: each thing that a delegate can try, and what comes of it. */
static void i9_each_right_opens_its_own_door_and_no_other(void **state) {
    (void)state;
    for (unsigned mask = 0; mask < 8; mask++) {
        bool send = (mask & 1U) != 0;
        bool view = (mask & 2U) != 0;
        bool admit = (mask & 4U) != 0;
        granted(send, view, admit);
        assert_int_equal(people_done(invite(&nurse, "waiting_room")), send ? 201 : 404);
        assert_int_equal(people_done(hello(&nurse)), view ? 200 : 404);
        struct device device = {.count = 0};
        struct invited waiting = people_waiting(&world, &owner, &device, "Guest");
        assert_int_equal(start(&nurse, &waiting), admit ? 201 : 404);
        if (admit) {
            struct command *c = people_call(&world, &live_hello, &nurse, NULL,
                                            "{\"type\":\"hello\",\"as\":\"user\"}");
            json_t *snapshots = world_body(c);
            json_t *room = json_object_get(json_array_get(snapshots, 0), "data");
            struct id visit_id;
            const char *text = people_text(json_object_get(room, "visit"), "id");
            assert_int_equal(id_parse(text, strlen(text), &visit_id), ERR_OK);
            assert_int_equal(people_do(&world, &host_end, &nurse, &visit_id, NULL), 204);
            json_decref(snapshots);
            command_free(c);
        }
        struct invited invited = people_invite(&world, &owner, "waiting_room", "Other");
        assert_int_equal(people_do(&world, &invite_cancel, &nurse, &invited.id, NULL),
                         send ? 204 : 404);
        assert_int_equal(people_done(invite(&stranger, "waiting_room")), 404);
        assert_int_equal(people_done(hello(&stranger)), 404);
    }
}

static void i9_a_visit_that_opens_at_once_takes_both_rights(void **state) {
    (void)state;
    granted(true, false, false);
    assert_int_equal(people_done(invite(&nurse, "connect_now")), 404);
    granted(true, false, true);
    struct command *c = invite(&nurse, "connect_now");
    assert_int_equal(c->reply.status, 201);
    /* The host hears of it although they do not view the room; the owner's page does too. */
    assert_int_equal(people_events(c, "user", &nurse.id, "visit.changed"), 1);
    assert_int_equal(people_events(c, "room", &owner.room_id, "visit.changed"), 1);
    command_free(c);
}

static void i9_the_guest_waits_for_the_owner_and_the_sender_is_on_record(void **state) {
    (void)state;
    granted(true, false, false);
    struct command *c = invite(&nurse, "waiting_room");
    struct invited invited;
    people_read_created(c, &invited);
    json_t *line = people_line(&world, &owner, &invited.id);
    assert_non_null(line);
    json_decref(line);
    command_free(c);
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM audit WHERE action = 'invitation.create' AND subject ="
                   " 'invitation' AND actor_id = '%s'",
                   nurse.id.text);
    assert_int_equal(world_count(&world, sql), 1);
}

/* How often the nurse was refused at the owner's room, on record. */
static int64_t refusals(void) {
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM audit WHERE actor_id = '%s' AND subject = 'room'"
                   " AND subject_id = '%s' AND outcome = 'not-found'",
                   nurse.id.text, owner.room_id.text);
    return world_count(&world, sql);
}

static void s6_whoever_tries_a_room_without_the_right_is_on_record(void **state) {
    (void)state;
    assert_int_equal(people_done(invite(&nurse, "waiting_room")), 404);
    assert_int_equal(refusals(), 1);
    assert_int_equal(people_done(hello(&nurse)), 404);
    assert_int_equal(refusals(), 2);
    assert_int_equal(people_do(&world, &notice_set, &nurse, &owner.room_id, "{\"text\":\"Late.\"}"),
                     404);
    assert_int_equal(refusals(), 3);
}

static void i9_what_is_taken_back_ends_in_the_same_commit(void **state) {
    (void)state;
    struct command *c = grant(&nurse, true, true, true);
    assert_int_equal(people_events(c, "user", &nurse.id, "rooms.changed"), 1);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_USER), 0);
    command_free(c);
    c = grant(&nurse, true, false, true);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_USER), 1);
    assert_string_equal(c->effects[0].a.text, nurse.id.text);
    assert_string_equal(c->effects[0].b.text, owner.room_id.text);
    assert_string_equal(c->effects[0].text, "room");
    command_free(c);
    granted(true, true, true);
    c = people_call(&world, &settings_revoke, &owner, &nurse.id, NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_USER), 1);
    assert_int_equal(people_events(c, "user", &nurse.id, "rooms.changed"), 1);
    command_free(c);
    assert_int_equal(people_done(hello(&nurse)), 404);
    assert_int_equal(people_done(invite(&nurse, "waiting_room")), 404);
    assert_int_equal(people_do(&world, &settings_revoke, &owner, &nurse.id, NULL), 200);
}

static void a_host_keeps_the_running_visit_when_rights_are_taken_back(void **state) {
    (void)state;
    granted(true, true, true);
    struct command *c = invite(&nurse, "connect_now");
    struct invited invited;
    people_read_created(c, &invited);
    command_free(c);
    granted(false, false, false);
    assert_int_equal(people_do(&world, &host_get, &nurse, &invited.visit_id, NULL), 200);
    assert_int_equal(people_do(&world, &host_get, &stranger, &invited.visit_id, NULL), 404);
    assert_int_equal(people_do(&world, &host_end, &nurse, &invited.visit_id, NULL), 204);
}

static void
v4_w14_a_host_takes_out_the_guests_of_the_own_visit_whatever_was_taken_back(void **state) {
    (void)state;
    granted(true, true, true);
    struct device first_phone = {.count = 0};
    struct device second_phone = {.count = 0};
    struct invited guests[2] = {people_waiting(&world, &owner, &first_phone, "First"),
                                people_waiting(&world, &owner, &second_phone, "Second")};
    char json[128];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\",\"%s\"]}", guests[0].id.text,
                   guests[1].id.text);
    assert_int_equal(people_do(&world, &host_start, &nurse, NULL, json), 201);
    assert_int_equal(people_join(&world, &first_phone, &guests[0]), 200);
    granted(false, false, false);
    struct invited waiting = people_waiting(&world, &owner, &second_phone, "Waiting");
    assert_int_equal(people_do(&world, &host_hold, &stranger, &guests[0].id, NULL), 404);
    assert_int_equal(people_do(&world, &host_hold, &nurse, &guests[0].id, NULL), 204);
    assert_int_equal(people_do(&world, &host_take_in, &nurse, &guests[0].id, NULL), 204);
    assert_int_equal(people_do(&world, &invite_remove, &nurse, &guests[0].id, NULL), 204);
    assert_int_equal(people_do(&world, &invite_remove, &nurse, &waiting.id, NULL), 404);
    assert_int_equal(people_do(&world, &invite_remove, &nurse, &guests[1].id, NULL), 204);
}

static void only_another_user_of_the_practice_can_be_a_delegate(void **state) {
    (void)state;
    struct world_user nobody = {.id = id_new()};
    assert_int_equal(people_done(grant(&nobody, true, true, true)), 404);
    assert_int_equal(people_done(grant(&owner, true, true, true)), 404);
    assert_int_equal(people_done(grant(&nurse, false, false, false)), 400);
    struct id other = world_practice(&world, "hilltop.test");
    (void)other;
    struct world_user eve = world_user(&world, "hilltop.test", "eve@hilltop.test", ROLE_ADMIN);
    assert_int_equal(people_done(grant(&eve, true, true, true)), 404);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM room_grant"), 0);
}

static void s8_whoever_is_disabled_loses_all_that_was_granted(void **state) {
    (void)state;
    granted(true, true, true);
    struct command *c = world_command(&user_disable, PEOPLE_HOST, NULL);
    *(struct user_email_input *)c->input = (struct user_email_input){.email = nurse.email};
    assert_int_equal(world_run(&world, c), 204);
    command_free(c);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM room_grant"), 0);
    assert_int_equal(people_done(grant(&nurse, true, true, true)), 404);
    assert_int_equal(people_done(grant(&stranger, true, true, true)), 200);
    c = world_command(&user_disable, PEOPLE_HOST, NULL);
    *(struct user_email_input *)c->input = (struct user_email_input){.email = owner.email};
    assert_int_equal(world_run(&world, c), 204);
    assert_int_equal(people_events(c, "user", &stranger.id, "rooms.changed"), 1);
    assert_int_equal(people_effects(c, EFFECT_UNSUBSCRIBE_USER), 1);
    command_free(c);
    assert_int_equal(people_done(hello(&stranger)), 404);
}

static json_t *read_reply(const struct command_kind *kind, const struct world_user *user) {
    struct command *c = people_call(&world, kind, user, NULL, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    command_free(c);
    return body;
}

static void settings_and_rooms_show_what_is_granted(void **state) {
    (void)state;
    granted(true, false, true);
    json_t *settings = read_reply(&settings_get, &owner);
    const json_t *row = json_array_get(json_object_get(settings, "grants"), 0);
    assert_string_equal(people_text(row, "user_id"), nurse.id.text);
    assert_true(json_is_true(json_object_get(row, "send")));
    assert_true(json_is_false(json_object_get(row, "view")));
    assert_true(json_is_true(json_object_get(row, "admit")));
    assert_int_equal(json_array_size(json_object_get(settings, "users")), 2);
    assert_true(json_is_false(json_object_get(settings, "may_change_practice")));
    json_decref(settings);
    json_t *body = read_reply(&rooms_get, &nurse);
    const json_t *rooms = json_object_get(body, "rooms");
    assert_int_equal(json_array_size(rooms), 2);
    assert_string_equal(people_text(json_array_get(rooms, 0), "room_id"), nurse.room_id.text);
    assert_true(json_is_true(json_object_get(json_array_get(rooms, 0), "own")));
    assert_string_equal(people_text(json_array_get(rooms, 1), "room_id"), owner.room_id.text);
    assert_true(json_is_false(json_object_get(json_array_get(rooms, 1), "own")));
    json_decref(body);
    body = read_reply(&rooms_get, &stranger);
    assert_int_equal(json_array_size(json_object_get(body, "rooms")), 1);
    json_decref(body);
}

static const char PRACTICE[] = "{\"waiting_room_link_s\":7200,\"connect_now_link_s\":120,"
                               "\"sign_out_after_s\":900,\"reconnecting_after_s\":5,\"left_after_"
                               "s\":120,\"host_left_s\":60,\"host_lost_s\":300}";

static void i4_an_administrator_sets_how_long_links_live_and_nobody_else(void **state) {
    (void)state;
    struct world_user admin = world_user(&world, PEOPLE_HOST, "admin@lakeside.test", ROLE_ADMIN);
    world_sign_in(&world, PEOPLE_HOST, &admin);
    assert_int_equal(people_do(&world, &settings_change_practice, &owner, NULL, PRACTICE), 403);
    assert_int_equal(people_do(&world, &settings_change_practice, &admin, NULL, PRACTICE), 200);
    struct device device = {.count = 0};
    struct invited invited = people_invite(&world, &owner, "waiting_room", "Mara");
    world.now_ms += 7200LL * 1000 - 1;
    assert_int_equal(people_do(&world, &session_get, &owner, NULL, NULL), 401);
    people_sees(&world, &device, &invited, "invited");
    world.now_ms += 1;
    people_sees(&world, &device, &invited, "expired");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(i9_each_right_opens_its_own_door_and_no_other),
        TEST(i9_a_visit_that_opens_at_once_takes_both_rights),
        TEST(i9_the_guest_waits_for_the_owner_and_the_sender_is_on_record),
        TEST(s6_whoever_tries_a_room_without_the_right_is_on_record),
        TEST(i9_what_is_taken_back_ends_in_the_same_commit),
        TEST(a_host_keeps_the_running_visit_when_rights_are_taken_back),
        TEST(v4_w14_a_host_takes_out_the_guests_of_the_own_visit_whatever_was_taken_back),
        TEST(only_another_user_of_the_practice_can_be_a_delegate),
        TEST(s8_whoever_is_disabled_loses_all_that_was_granted),
        TEST(settings_and_rooms_show_what_is_granted),
        TEST(i4_an_administrator_sets_how_long_links_live_and_nobody_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
