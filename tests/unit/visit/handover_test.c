/* W12: a guest goes over to another provider's waiting room. */
#include "people.h"

#include "practice/kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;

static struct world world;
static struct world_user ines;
static struct world_user samuel;
static struct world_user nurse;
static struct device phone;
static struct invited mara;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    ines = people_provider(&world, "ines@lakeside.test");
    samuel = people_provider(&world, "samuel@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    phone = (struct device){.count = 0};
    mara = people_waiting(&world, &ines, &phone, "Mara Lind");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static void grant(const struct world_user *owner, bool send, bool view, bool admit) {
    people_grant(&world, owner, &nurse,
                 (struct grant){{[RIGHT_SEND] = send, [RIGHT_VIEW] = view, [RIGHT_ADMIT] = admit}});
}

static struct command *hand_over(const struct world_user *user, const struct invited *who,
                                 const struct id *from, const struct id *to) {
    char json[160];
    (void)snprintf(json, sizeof json, "{\"from_room_id\":\"%s\",\"room_id\":\"%s\"}", from->text,
                   to->text);
    return people_call(&world, &handover_guest, user, &who->id, json);
}

static bool in_room(const struct world_user *owner, const struct invited *who) {
    json_t *line = people_line(&world, owner, &who->id);
    json_decref(line);
    return line != NULL;
}

static void W12_the_guest_keeps_time_seat_and_page_and_sees_the_new_host(void **state) {
    (void)state;
    json_t *before = people_open(&world, &phone, &mara);
    int64_t since_ms = json_integer_value(json_object_get(before, "checked_in_at_ms"));
    json_decref(before);
    world.now_ms += 12 * MINUTE_MS;
    struct command *c = hand_over(&ines, &mara, &ines.room_id, &samuel.room_id);
    assert_int_equal(c->reply.status, 204);
    assert_int_equal(people_events(c, "room", &ines.room_id, "guest.handed_over"), 1);
    assert_int_equal(people_events(c, "room", &ines.room_id, "guest.changed"), 0);
    assert_int_equal(people_events(c, "room", &samuel.room_id, "guest.changed"), 1);
    assert_int_equal(people_events(c, "room", &samuel.room_id, "guest.arrived"), 1);
    assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_effects(c, EFFECT_GUEST_MOVED), 1);
    assert_true(id_equal(&c->effects[0].a, &mara.id));
    assert_true(id_equal(&c->effects[0].b, &samuel.room_id));
    assert_int_equal(people_effects(c, EFFECT_SEAT_MOVED), 0);
    command_free(c);
    world_reopen(&world);
    assert_false(in_room(&ines, &mara));
    json_t *line = people_line(&world, &samuel, &mara.id);
    assert_int_equal(json_integer_value(json_object_get(line, "checked_in_at_ms")), since_ms);
    assert_non_null(json_object_get(line, "handed_over"));
    json_decref(line);
    json_t *view = people_open(&world, &phone, &mara);
    assert_string_equal(people_text(view, "state"), "checked_in");
    assert_string_equal(people_text(view, "seat"), "here");
    assert_int_equal(json_integer_value(json_object_get(view, "checked_in_at_ms")), since_ms);
    json_decref(view);
    (void)people_start(&world, &samuel, &mara, 1);
    assert_int_equal(people_join(&world, &phone, &mara), 200);
}

static void W12_who_is_invited_arrives_in_the_new_room(void **state) {
    (void)state;
    struct device tablet = {.count = 0};
    struct invited noah = people_invite(&world, &ines, "waiting_room", "Noah Berg");
    struct command *c = hand_over(&ines, &noah, &ines.room_id, &samuel.room_id);
    assert_int_equal(c->reply.status, 204);
    assert_int_equal(people_events(c, "room", &samuel.room_id, "guest.arrived"), 0);
    command_free(c);
    assert_int_equal(people_take(&world, &tablet, &noah), 200);
    assert_int_equal(people_preflight(&world, &tablet, &noah, "passed"), 200);
    assert_true(in_room(&samuel, &noah));
    assert_false(in_room(&ines, &noah));
}

/* Every set of rights in the room that is left; none is asked for in the one that receives. */
static void W12_it_takes_the_right_to_admit_in_the_room_that_is_left(void **state) {
    (void)state;
    for (unsigned mask = 0; mask < 8; mask++) {
        bool admit = (mask & 4U) != 0;
        grant(&ines, (mask & 1U) != 0, (mask & 2U) != 0, admit);
        struct device device = {.count = 0};
        struct invited guest = people_waiting(&world, &ines, &device, "Guest");
        assert_int_equal(people_do(&world, &handover_rooms, &nurse, &guest.id, NULL),
                         admit ? 200 : 404);
        assert_int_equal(people_done(hand_over(&nurse, &guest, &ines.room_id, &samuel.room_id)),
                         admit ? 204 : 404);
        assert_int_equal(in_room(&samuel, &guest), admit);
    }
    /* Naming a room of one's own is no way round it. */
    assert_int_equal(people_done(hand_over(&samuel, &mara, &samuel.room_id, &nurse.room_id)), 404);
    assert_true(in_room(&ines, &mara));
}

static void W12_of_two_at_once_the_second_is_told_to_whom_the_guest_went(void **state) {
    (void)state;
    grant(&ines, false, true, true);
    grant(&samuel, false, true, true);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 204);
    /* The nurse may admit in both rooms, and still does not move the guest on by accident. */
    struct command *c = hand_over(&nurse, &mara, &ines.room_id, &nurse.room_id);
    assert_string_equal(c->reply.problem, "guest-handed-over");
    assert_non_null(strstr(c->reply.title, "handed over to"));
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 409);
    assert_true(in_room(&samuel, &mara));
    /* The same press twice, by whomever. */
    c = hand_over(&ines, &mara, &ines.room_id, &samuel.room_id);
    assert_int_equal(c->event_count, 0);
    assert_int_equal(people_done(c), 204);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM guest_handover"), 1);
    /* On purpose, from where the guest is, it goes on; and back. */
    assert_int_equal(people_done(hand_over(&samuel, &mara, &samuel.room_id, &nurse.room_id)), 204);
    assert_int_equal(people_done(hand_over(&nurse, &mara, &nurse.room_id, &ines.room_id)), 204);
    assert_true(in_room(&ines, &mara));
}

static void W12_start_and_hand_over_at_once_the_first_holds(void **state) {
    (void)state;
    (void)people_start(&world, &ines, &mara, 1);
    struct command *c = hand_over(&ines, &mara, &ines.room_id, &samuel.room_id);
    assert_string_equal(c->reply.problem, "guest-not-waiting");
    assert_int_equal(people_done(c), 409);
    assert_int_equal(people_join(&world, &phone, &mara), 200);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 409);
    struct device tablet = {.count = 0};
    struct invited noah = people_waiting(&world, &samuel, &tablet, "Noah Berg");
    assert_int_equal(people_done(hand_over(&samuel, &noah, &samuel.room_id, &nurse.room_id)), 204);
    char json[128];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\"]}", noah.id.text);
    assert_int_equal(people_do(&world, &host_start, &samuel, NULL, json), 404);
}

static void W12_only_to_a_room_of_the_practice_that_somebody_looks_into(void **state) {
    (void)state;
    struct id nowhere = id_new();
    struct id other = world_practice(&world, "hilltop.test");
    (void)other;
    struct world_user eve = world_user(&world, "hilltop.test", "eve@hilltop.test", ROLE_ADMIN);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &nowhere)), 404);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &eve.room_id)), 404);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &ines.room_id)), 400);
    struct command *c = world_command(&user_disable, PEOPLE_HOST, NULL);
    *(struct user_email_input *)c->input = (struct user_email_input){.email = samuel.email};
    assert_int_equal(world_run(&world, c), 204);
    command_free(c);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 404);
    c = people_call(&world, &handover_rooms, &ines, &mara.id, NULL);
    json_t *body = world_body(c);
    const json_t *rooms = json_object_get(body, "rooms");
    assert_int_equal(json_array_size(rooms), 1);
    assert_string_equal(people_text(json_array_get(rooms, 0), "room_id"), nurse.room_id.text);
    json_decref(body);
    command_free(c);
    assert_true(in_room(&ines, &mara));
}

static void W12_an_expired_or_removed_guest_is_not_handed_over(void **state) {
    (void)state;
    struct invited noah = people_invite(&world, &ines, "waiting_room", "Noah Berg");
    world.now_ms += 48LL * 60 * MINUTE_MS;
    world_sign_in(&world, PEOPLE_HOST, &ines);
    assert_int_equal(people_done(hand_over(&ines, &noah, &ines.room_id, &samuel.room_id)), 409);
    assert_int_equal(people_do(&world, &invite_remove, &ines, &mara.id, NULL), 204);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 409);
}

/* W13: what was written goes along, and the new room's notice holds. */
static void W12_texts_go_along_and_the_new_rooms_notice_holds(void **state) {
    (void)state;
    assert_int_equal(
        people_do(&world, &texting_write, &ines, &mara.id, "{\"text\":\"One moment\"}"), 201);
    assert_int_equal(
        people_do(&world, &notice_set, &samuel, &samuel.room_id, "{\"text\":\"Back soon\"}"), 200);
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 204);
    assert_int_equal(people_do(&world, &texting_list, &ines, &mara.id, NULL), 404);
    assert_int_equal(people_do(&world, &texting_list, &samuel, &mara.id, NULL), 200);
    json_t *view = people_open(&world, &phone, &mara);
    assert_string_equal(people_text(json_object_get(view, "notice"), "text"), "Back soon");
    assert_int_equal(json_array_size(json_object_get(view, "texts")), 1);
    json_decref(view);
    char hello[128];
    (void)snprintf(hello, sizeof hello, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(&world, &live_hello, &phone, PEOPLE_HOST, hello);
    assert_string_equal(c->reply.listener.streams[1].name, "notice");
    assert_true(id_equal(&c->reply.listener.streams[1].id, &samuel.room_id));
    command_free(c);
}

static void S6_each_hand_over_is_on_record_with_both_rooms(void **state) {
    (void)state;
    assert_int_equal(people_done(hand_over(&ines, &mara, &ines.room_id, &samuel.room_id)), 204);
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM audit WHERE action = 'hand-over.guest' AND outcome ="
                   " 'done' AND actor_id = '%s' AND subject_id IN ('%s', '%s', '%s')",
                   ines.id.text, mara.id.text, ines.room_id.text, samuel.room_id.text);
    assert_int_equal(world_count(&world, sql), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(W12_the_guest_keeps_time_seat_and_page_and_sees_the_new_host),
        TEST(W12_who_is_invited_arrives_in_the_new_room),
        TEST(W12_it_takes_the_right_to_admit_in_the_room_that_is_left),
        TEST(W12_of_two_at_once_the_second_is_told_to_whom_the_guest_went),
        TEST(W12_start_and_hand_over_at_once_the_first_holds),
        TEST(W12_only_to_a_room_of_the_practice_that_somebody_looks_into),
        TEST(W12_an_expired_or_removed_guest_is_not_handed_over),
        TEST(W12_texts_go_along_and_the_new_rooms_notice_holds),
        TEST(S6_each_hand_over_is_on_record_with_both_rooms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
