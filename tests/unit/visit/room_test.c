/* The waiting room from the provider's side: who is in it, who may be admitted, and whose it is. */
#include "people.h"

#include "practice/kinds.h"

#include "../unit.h"

#include <stdio.h>

static const int64_t SECOND_MS = 1000;
static const int64_t HOUR_MS = 3600 * 1000;

static void W1_a_guest_checks_in_and_the_room_shows_it(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    json_t *line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "state"), "invited");
    assert_string_equal(people_text(line, "name"), "Mara Lind");
    assert_string_equal(people_text(line, "method"), "link");
    json_decref(line);
    assert_int_equal(people_take(world, &phone, &mara), 200);
    world->now_ms += 5 * SECOND_MS;
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "state"), "checked_in");
    assert_int_equal(json_integer_value(json_object_get(line, "checked_in_at_ms")), world->now_ms);
    assert_string_equal(people_text(json_object_get(line, "preflight"), "result"), "passed");
    json_decref(line);
    json_t *view = people_open(world, &phone, &mara);
    assert_string_equal(people_text(view, "state"), "checked_in");
    assert_string_equal(people_text(view, "seat"), "here");
    assert_string_equal(people_text(view, "name"), "Mara Lind");
    json_decref(view);
}

static void W1_the_room_says_by_what_message_to_whom_and_when(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    int64_t sent_ms = world->now_ms;
    struct command *c = people_call(world, &invite_create, &ada, NULL,
                                    "{\"kind\":\"waiting_room\",\"via\":\"email\","
                                    "\"email\":\"mara@example.test\",\"name\":\"Mara Lind\"}");
    struct invited mara;
    people_read_created(c, &mara);
    command_free(c);
    world->now_ms += 5 * SECOND_MS;
    json_t *line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "method"), "email");
    assert_string_equal(people_text(line, "address"), "mara@example.test");
    assert_int_equal(json_integer_value(json_object_get(line, "invited_at_ms")), sent_ms);
    json_decref(line);
}

static void W5_a_guest_checks_in_while_nobody_is_signed_in(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    struct device phone = {.count = 0};
    assert_int_equal(people_do(world, &session_sign_out_everywhere, &ada, NULL, NULL), 204);
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    int64_t checked_in_ms = world->now_ms;
    world->now_ms += HOUR_MS;
    world_sign_in(world, PEOPLE_HOST, &ada);
    json_t *line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "state"), "checked_in");
    assert_int_equal(json_integer_value(json_object_get(line, "checked_in_at_ms")), checked_in_ms);
    json_decref(line);
}

static void W7_the_first_check_in_notifies_and_a_second_press_does_not(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    char json[256];
    (void)snprintf(
        json, sizeof json,
        "{\"token\":\"%s\",\"preflight\":{\"result\":\"passed\",\"browser\":\"passed\","
        "\"operating_system\":\"passed\",\"camera\":\"passed\",\"microphone\":\"passed\"}}",
        mara.token);
    struct command *first = people_guest(world, &guest_preflight, &phone, PEOPLE_HOST, json);
    struct command *second = people_guest(world, &guest_preflight, &phone, PEOPLE_HOST, json);
    assert_int_equal(people_events(first, "room", &ada.room_id, "guest.arrived"), 1);
    assert_int_equal(people_events(second, "room", &ada.room_id, "guest.arrived"), 0);
    assert_int_equal(people_done(first), 200);
    assert_int_equal(people_done(second), 200);
}

static void W6_start_is_refused_before_preflight_is_passed(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    char start[128];
    (void)snprintf(start, sizeof start, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 409);
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 409);
    assert_int_equal(people_preflight(world, &phone, &mara, "failed"), 200);
    struct command *refused = people_call(world, &host_start, &ada, NULL, start);
    assert_string_equal(refused->reply.problem, "guest-not-ready");
    assert_int_equal(people_done(refused), 409);
    people_sees(world, &phone, &mara, "invited");
    assert_int_equal(people_preflight(world, &phone, &mara, "sound_only"), 200);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 201);
}

static void W6_a_test_that_fails_later_takes_start_away_again(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char start[128];
    (void)snprintf(start, sizeof start, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    assert_int_equal(people_preflight(world, &phone, &mara, "failed"), 200);
    people_sees(world, &phone, &mara, "checked_in");
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 409);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 201);
}

static void I3_the_kind_defaults_to_the_last_choice(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    people_invite(world, &ada, "waiting_room", "Mara Lind");
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM preference"
                                        " WHERE value = 'waiting_room'"),
                     1);
}

static void I6_cancel_until_checked_in_then_remove(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited noah = people_invite(world, &ada, "waiting_room", "Noah Berg");
    assert_int_equal(people_do(world, &invite_cancel, &ada, &noah.id, NULL), 204);
    assert_int_equal(people_do(world, &invite_cancel, &ada, &noah.id, NULL), 204);
    people_sees(world, &phone, &noah, "cancelled");
    assert_int_equal(people_take(world, &phone, &noah), 409);
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct command *refused = people_call(world, &invite_cancel, &ada, &mara.id, NULL);
    assert_string_equal(refused->reply.problem, "already-checked-in");
    assert_int_equal(people_done(refused), 409);
    struct command *removed = people_call(world, &invite_remove, &ada, &mara.id, NULL);
    assert_int_equal(people_events(removed, "room", &ada.room_id, "guest.removed"), 1);
    assert_int_equal(people_events(removed, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_done(removed), 204);
    people_sees(world, &phone, &mara, "cancelled");
    assert_null(people_line(world, &ada, &mara.id));
}

static void S7_another_users_and_another_practices_records_are_not_there(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    world_practice(world, "hillside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    const struct id nothing = id_new();
    const struct command_kind *const KINDS[] = {&invite_cancel, &invite_remove, &invite_send_again,
                                                &host_get,      &host_leave,    &host_end};
    struct id visit_id = people_start(world, &ada, &mara, 1);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        const struct id *theirs = i < 3 ? &mara.id : &visit_id;
        struct command *foreign = people_call(world, KINDS[i], &ben, theirs, NULL);
        struct command *missing = people_call(world, KINDS[i], &ben, &nothing, NULL);
        assert_int_equal(foreign->reply.status, 404);
        assert_string_equal(foreign->reply.problem, missing->reply.problem);
        assert_string_equal(foreign->reply.title, missing->reply.title);
        assert_null(foreign->reply.body);
        assert_int_equal(people_done(missing), people_done(foreign));
    }
    char start[128];
    (void)snprintf(start, sizeof start, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    assert_int_equal(people_do(world, &host_start, &ben, NULL, start), 404);
}

static void an_expired_session_is_refused(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    world->now_ms += 5 * HOUR_MS;
    assert_int_equal(people_do(world, &invite_cancel, &ada, &mara.id, NULL), 401);
    people_sees(world, &(struct device){.count = 0}, &mara, "invited");
}

static void bad_addresses_never_reach_the_outbox(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    static const char *const BAD[] = {
        "{\"kind\":\"waiting_room\",\"via\":\"email\"}",
        "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"\"}",
        "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"mara\"}",
        "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"a@b.org,c@d.org\"}",
        "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"<a@b.org>\"}",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct command *c = people_call(world, &invite_create, &ada, NULL, BAD[i]);
        assert_string_equal(c->reply.field, "email");
        assert_int_equal(people_done(c), 400);
    }
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM outbox"), 0);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM invitation"), 0);
}

static void S6_what_guests_and_users_touch_is_in_the_audit_log(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    assert_int_equal(people_do(world, &host_end, &ada, &visit_id, NULL), 204);
    static const char *const EXPECTED[] = {
        "SELECT COUNT(*) FROM audit WHERE action = 'invitation.create' AND subject = 'invitation'"
        " AND actor_kind = 'user'",
        "SELECT COUNT(*) FROM audit WHERE action = 'guest.take' AND subject = 'invitation'",
        "SELECT COUNT(*) FROM audit WHERE action = 'guest.preflight' AND actor_kind = 'guest'",
        "SELECT COUNT(*) FROM audit WHERE action = 'visit.start' AND subject = 'visit'",
        "SELECT COUNT(*) FROM audit WHERE action = 'guest.join' AND actor_kind = 'guest'",
        "SELECT COUNT(*) FROM audit WHERE action = 'visit.end' AND subject = 'visit'",
    };
    for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++) {
        assert_int_equal(world_count(world, EXPECTED[i]), 1);
    }
}

static void S6_who_reaches_for_anothers_record_is_on_record(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    const struct id nothing = id_new();
    assert_int_equal(people_do(world, &invite_remove, &ben, &mara.id, NULL), 404);
    assert_int_equal(people_do(world, &invite_remove, &ben, &nothing, NULL), 404);
    assert_int_equal(people_do(world, &host_get, &ben, &visit_id, NULL), 404);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM audit WHERE outcome = 'not-found'"),
                     2);
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM audit WHERE outcome = 'not-found' AND actor_id = '%s'"
                   " AND subject_id IN ('%s', '%s')",
                   ben.id.text, mara.id.text, visit_id.text);
    assert_int_equal(world_count(world, sql), 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, people_set_up, people_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(W1_a_guest_checks_in_and_the_room_shows_it),
        CASE(W1_the_room_says_by_what_message_to_whom_and_when),
        CASE(W5_a_guest_checks_in_while_nobody_is_signed_in),
        CASE(W7_the_first_check_in_notifies_and_a_second_press_does_not),
        CASE(W6_start_is_refused_before_preflight_is_passed),
        CASE(W6_a_test_that_fails_later_takes_start_away_again),
        CASE(I3_the_kind_defaults_to_the_last_choice),
        CASE(I6_cancel_until_checked_in_then_remove),
        CASE(S7_another_users_and_another_practices_records_are_not_there),
        CASE(an_expired_session_is_refused),
        CASE(bad_addresses_never_reach_the_outbox),
        CASE(S6_what_guests_and_users_touch_is_in_the_audit_log),
        CASE(S6_who_reaches_for_anothers_record_is_on_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
