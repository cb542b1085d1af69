/* Times to the millisecond, across restarts, and with a clock that jumps either way. */
#include "people.h"

#include "practice/kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MINUTE_MS = 60 * 1000;
static const int64_t HOUR_MS = 3600 * 1000;

static int set_up(void **state) {
    struct world *world = calloc(1, sizeof *world);
    (void)people_init(world);
    *state = world;
    return 0;
}

static int tear_down(void **state) {
    people_fini(*state);
    free(*state);
    return 0;
}

static void visit_is(struct world *world, const struct world_user *user, const struct id *id,
                     const char *state) {
    struct command *c = people_call(world, &host_get, user, id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    assert_string_equal(people_text(body, "state"), state);
    json_decref(body);
    command_free(c);
}

static bool listed(struct world *world, const struct world_user *user, const struct id *id) {
    json_t *line = people_line(world, user, id);
    json_decref(line);
    return line != NULL;
}

static void I4_both_kinds_of_link_end_to_the_millisecond_across_restarts(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    const struct {
        const char *kind;
        int64_t lives_ms;
    } KINDS[] = {{"connect_now", 10 * MINUTE_MS}, {"waiting_room", 48 * HOUR_MS}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        struct device phone = {.count = 0};
        world_sign_in(world, PEOPLE_HOST, &ada);
        struct invited mara = people_invite(world, &ada, KINDS[i].kind, "Mara Lind");
        world->now_ms += KINDS[i].lives_ms / 2;
        world_reopen(world);
        world->now_ms += KINDS[i].lives_ms / 2 - 1;
        people_sees(world, &phone, &mara, "invited");
        world_reopen(world);
        world->now_ms += 1;
        people_sees(world, &phone, &mara, "expired");
        assert_int_equal(people_take(world, &phone, &mara), 409);
        people_tick(world);
        world_reopen(world);
        people_sees(world, &phone, &mara, "expired");
    }
}

/* Both are settings of the practice, and a fresh link lives as long as the first. */
static void I4_both_kinds_of_link_live_as_long_as_the_practice_says(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    world_execute(world, "UPDATE practice SET connect_now_link_s = 90, waiting_room_link_s = 300");
    struct invited waits = people_invite(world, &ada, "waiting_room", "Noah Berg");
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    for (int i = 0; i < 2; i++) {
        world->now_ms += 90 * 1000 - 1;
        people_sees(world, &phone, &mara, "invited");
        world->now_ms += 1;
        people_sees(world, &phone, &mara, "expired");
        struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
        assert_int_equal(c->reply.status, 200);
        people_read_created(c, &mara);
        command_free(c);
    }
    world->now_ms += 120 * 1000 - 1;
    people_sees(world, &phone, &waits, "invited");
    world->now_ms += 1;
    people_sees(world, &phone, &waits, "expired");
}

/* W11: the practice's times hold for every page that says hello, and for whoever is expected after a restart. */
static void W11_a_silence_counts_as_the_practice_says(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    world_execute(world, "UPDATE practice SET reconnecting_after_s = 7, left_after_s = 70");
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(world, &live_hello, &phone, PEOPLE_HOST, json);
    assert_int_equal(c->reply.listener.reconnecting_after_ms, 7000);
    assert_int_equal(c->reply.listener.left_after_ms, 70000);
    assert_int_equal(people_done(c), 200);
    world_reopen(world);
    c = people_call(world, &visit_restart, NULL, NULL, NULL);
    json_t *body = world_body(c);
    json_t *person = json_array_get(json_object_get(body, "people"), 0);
    assert_string_equal(people_text(person, "id"), mara.id.text);
    assert_int_equal(json_integer_value(json_object_get(person, "reconnecting_after_ms")), 7000);
    assert_int_equal(json_integer_value(json_object_get(person, "left_after_ms")), 70000);
    json_decref(body);
    command_free(c);
}

/* I4: expiry stops arrivals only, also one that the clock brings by a leap. */
static void W10_a_leap_forward_takes_nobodys_place_who_has_checked_in(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct invited late = people_invite(world, &ada, "waiting_room", "Noah Berg");
    struct device tablet = {.count = 0};
    world->now_ms += 60 * HOUR_MS;
    people_tick(world);
    world_reopen(world);
    people_sees(world, &phone, &mara, "checked_in");
    people_sees(world, &tablet, &late, "expired");
    world_sign_in(world, PEOPLE_HOST, &ada);
    assert_true(listed(world, &ada, &mara.id));
    assert_false(listed(world, &ada, &late.id));
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    visit_is(world, &ada, &visit_id, "running");
}

/* "Exact to the second" holds of a link that is out while the clock is put back: it lives no longer than one that is sent
 * then, by either sort, and after "Send again" too. */
static void I4_a_leap_back_lets_no_link_live_longer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    static const struct {
        const char *kind;
        int64_t lives_ms;
    } KINDS[] = {{"connect_now", 10 * 60 * 1000}, {"waiting_room", 48 * 3600 * 1000}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        struct device phone = {.count = 0};
        struct invited mara = people_invite(world, &ada, KINDS[i].kind, "Mara Lind");
        world->now_ms -= 5 * HOUR_MS;
        people_tick(world);
        people_tick(world); /* once is enough: the second finds nothing to do */
        world_sign_in(world, PEOPLE_HOST, &ada);
        json_t *line = people_line(world, &ada, &mara.id);
        assert_int_equal(json_integer_value(json_object_get(line, "invited_at_ms")), world->now_ms);
        json_decref(line);
        world->now_ms += KINDS[i].lives_ms - 1;
        people_sees(world, &phone, &mara, "invited");
        world->now_ms += 1;
        people_sees(world, &phone, &mara, "expired");
        people_tick(world);
    }
}

/* Sent and run out while the clock was ahead: put right, it does not come to life for the hours between. */
static void I4_a_leap_back_wakes_no_link_that_ran_out(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    static const char *const KINDS[] = {"connect_now", "waiting_room"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        struct device phone = {.count = 0};
        struct invited mara = people_invite(world, &ada, KINDS[i], "Mara Lind");
        world->now_ms += 48 * HOUR_MS;
        people_tick(world);
        people_sees(world, &phone, &mara, "expired");
        world->now_ms -= 72 * HOUR_MS;
        people_tick(world);
        people_sees(world, &phone, &mara, "expired");
        assert_int_equal(people_take(world, &phone, &mara), 409);
        world_sign_in(world, PEOPLE_HOST, &ada);
    }
}

/* A fresh link for whoever was in while the clock was put back: the next tick adds nothing to its ten minutes. */
static void I4_a_leap_back_makes_no_fresh_link_longer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    world->now_ms -= 3 * MINUTE_MS;
    people_tick(world);
    world_sign_in(world, PEOPLE_HOST, &ada);
    struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
    assert_int_equal(c->reply.status, 200);
    people_read_created(c, &mara);
    command_free(c);
    struct device laptop = {.count = 0};
    world->now_ms += 1000;
    people_tick(world);
    world->now_ms += 10 * MINUTE_MS - 1001;
    people_sees(world, &laptop, &mara, "invited");
    world->now_ms += 1;
    people_sees(world, &laptop, &mara, "expired");
}

/* Their page shows until when the link works. */
static void I4_a_leap_back_is_told_to_whoever_has_opened_the_link(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    struct invited unopened = people_invite(world, &ada, "waiting_room", "Noah Berg");
    world->now_ms -= 5 * HOUR_MS;
    struct command *c = people_call(world, &visit_tick, NULL, NULL, NULL);
    assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "guest", &unopened.id, "guest.view"), 0);
    command_free(c);
}

/* A link that works again lets nobody wait whom the host does not see. */
static void I8_after_a_leap_back_whoever_checks_in_is_in_the_list(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    world->now_ms += 48 * HOUR_MS;
    people_tick(world);
    world->now_ms -= HOUR_MS;
    world_reopen(world);
    world_sign_in(world, PEOPLE_HOST, &ada);
    int taken = people_take(world, &phone, &mara);
    int passed = taken == 200 ? people_preflight(world, &phone, &mara, "passed") : taken;
    assert_true(listed(world, &ada, &mara.id) == (passed == 200));
    world->now_ms += 2 * HOUR_MS;
    people_tick(world);
    assert_true(listed(world, &ada, &mara.id) == (passed == 200));
}

static void V5_both_graces_end_to_the_millisecond_across_a_restart(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    for (size_t i = 0; i < 2; i++) {
        bool leaves = i == 0;
        struct device phone = {.count = 0};
        struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
        struct id visit_id = people_start(world, &ada, &mara, 1);
        assert_int_equal(people_join(world, &phone, &mara), 200);
        const struct command_kind *kind = leaves ? &host_leave : &visit_host_lost;
        char json[64];
        (void)snprintf(json, sizeof json, "{\"visit_id\":\"%s\"}", visit_id.text);
        assert_int_equal(
            people_do(world, kind, leaves ? &ada : NULL, &visit_id, leaves ? NULL : json), 204);
        world->now_ms += (leaves ? 1 : 5) * MINUTE_MS - 1;
        world_reopen(world);
        people_tick(world);
        visit_is(world, &ada, &visit_id, "running");
        world->now_ms += 1;
        people_tick(world);
        visit_is(world, &ada, &visit_id, "ended");
        people_sees(world, &phone, &mara, "ended");
    }
}

/* Nobody is left alone in a visit for longer than its grace, also when the clock was put back in it. */
static void V5_a_leap_back_makes_no_grace_longer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct id visit_id = people_start(world, &ada, &mara, 1);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    assert_int_equal(people_do(world, &host_leave, &ada, &visit_id, NULL), 204);
    world->now_ms -= 3 * HOUR_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "running");
    world->now_ms += MINUTE_MS;
    people_tick(world);
    visit_is(world, &ada, &visit_id, "ended");
}

static int session_status(struct world *world, const struct world_user *user) {
    return people_do(world, &waiting_room_get, user, NULL, NULL);
}

static void S2_a_session_ends_to_the_millisecond_across_a_restart(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct command *c = people_call(world, &session_get, &ada, NULL, NULL);
    json_t *body = world_body(c);
    int64_t ends_at_ms = json_integer_value(json_object_get(body, "ends_at_ms"));
    json_decref(body);
    command_free(c);
    assert_in_range(ends_at_ms - world->now_ms, MINUTE_MS, 4 * HOUR_MS);
    world->now_ms = ends_at_ms - 1;
    world_reopen(world);
    assert_int_equal(session_status(world, &ada), 200);
    struct world_user again = people_provider(world, "ben@lakeside.test");
    world->now_ms += 4 * HOUR_MS;
    world_reopen(world);
    assert_int_equal(session_status(world, &again), 401);
}

/* Put back by a day: whoever works then is signed out after the usual time, and not a day later. */
static void S2_a_leap_back_lets_no_session_live_longer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    world->now_ms -= 24 * HOUR_MS;
    assert_int_equal(people_done(people_call(world, &invite_create, &ada, NULL,
                                             "{\"kind\":\"waiting_room\",\"via\":\"link\","
                                             "\"name\":\"Mara Lind\"}")),
                     201);
    world->now_ms += 4 * HOUR_MS;
    assert_int_equal(session_status(world, &ada), 401);
}

/* Nor does one at which nobody works any more. */
static void S2_a_leap_back_lets_no_forgotten_session_live_longer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    world->now_ms -= 24 * HOUR_MS;
    assert_int_equal(people_do(world, &session_expire, NULL, NULL, NULL), 204);
    world->now_ms += 4 * HOUR_MS;
    assert_int_equal(session_status(world, &ada), 401);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I4_both_kinds_of_link_end_to_the_millisecond_across_restarts),
        CASE(I4_both_kinds_of_link_live_as_long_as_the_practice_says),
        CASE(W11_a_silence_counts_as_the_practice_says),
        CASE(W10_a_leap_forward_takes_nobodys_place_who_has_checked_in),
        CASE(I8_after_a_leap_back_whoever_checks_in_is_in_the_list),
        CASE(I4_a_leap_back_lets_no_link_live_longer),
        CASE(I4_a_leap_back_wakes_no_link_that_ran_out),
        CASE(I4_a_leap_back_makes_no_fresh_link_longer),
        CASE(I4_a_leap_back_is_told_to_whoever_has_opened_the_link),
        CASE(V5_both_graces_end_to_the_millisecond_across_a_restart),
        CASE(V5_a_leap_back_makes_no_grace_longer),
        CASE(S2_a_session_ends_to_the_millisecond_across_a_restart),
        CASE(S2_a_leap_back_lets_no_session_live_longer),
        CASE(S2_a_leap_back_lets_no_forgotten_session_live_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
