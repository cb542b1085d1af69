#include "command/authenticate.h"
#include "command/limits.h"
#include "practice/kinds.h"
#include "practice/session.h"
#include "world.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

#define HOST "lakeside.test"

static int set_up(void **state) {
    static struct world world;
    world_init(&world);
    world_practice(&world, HOST);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    limits_free(world->limits);
    world_fini(world);
    return 0;
}

static int try_sign_in(struct world *world, const char *email, const char *password,
                       const char *device, struct command **out) {
    struct command *c = world_command(&session_sign_in, HOST, NULL);
    *(struct session_sign_in_input *)c->input =
        (struct session_sign_in_input){.email = email, .password = password};
    if (device != NULL) {
        world_cookie(c, "device", device);
    }
    int status = world_run(world, c);
    if (out != NULL) {
        *out = c;
    } else {
        command_free(c);
    }
    return status;
}

static int get_session(struct world *world, const struct world_user *user) {
    struct command *c = world_command(&session_get, HOST, user);
    int status = world_run(world, c);
    command_free(c);
    return status;
}

static void s1_the_right_password_opens_a_session(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    struct command *c = world_command(&session_get, HOST, &user);
    assert_int_equal(world_run(world, c), 200);
    json_t *body = world_body(c);
    json_t *who = json_object_get(body, "user");
    assert_string_equal(json_string_value(json_object_get(who, "email")), "ada@lakeside.test");
    assert_string_equal(json_string_value(json_object_get(who, "role")), "provider");
    assert_string_equal(json_string_value(json_object_get(body, "room_id")), user.room_id.text);
    assert_string_equal(json_string_value(json_object_get(body, "invite_kind")), "connect_now");
    assert_int_equal(json_integer_value(json_object_get(body, "idle_limit_s")), 4 * 60 * 60);
    json_decref(body);
    command_free(c);
}

static void s1_a_refusal_never_says_which_part_was_wrong(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct command *wrong_password = NULL;
    struct command *unknown_user = NULL;
    assert_int_equal(try_sign_in(world, user.email, "wrong", NULL, &wrong_password), 401);
    assert_int_equal(try_sign_in(world, "nobody@lakeside.test", "wrong", NULL, &unknown_user), 401);
    assert_string_equal(wrong_password->reply.problem, "sign-in-failed");
    assert_string_equal(unknown_user->reply.problem, "sign-in-failed");
    assert_string_equal(wrong_password->reply.title, unknown_user->reply.title);
    assert_string_equal(wrong_password->reply.detail, unknown_user->reply.detail);
    assert_int_equal(wrong_password->reply.cookie_count, 0);
    command_free(wrong_password);
    command_free(unknown_user);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM audit WHERE action ="
                                        " 'session.sign-in' AND outcome = 'unauthenticated'"),
                     2);
}

static void s2_a_session_ends_after_the_idle_limit_to_the_millisecond(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    const int64_t limit_ms = (int64_t)SESSION_IDLE_MAX_S * 1000;
    world->now_ms += limit_ms - 1;
    assert_int_equal(get_session(world, &user), 200);
    world->now_ms += 1;
    assert_int_equal(get_session(world, &user), 401);
}

static const char *refusal_of(struct world *world, const struct world_user *user) {
    struct command *c = world_command(&session_get, HOST, user);
    assert_int_equal(world_run(world, c), 401);
    const char *problem = c->reply.problem; /* a literal */
    command_free(c);
    return problem;
}

static void s2_a_session_that_ran_out_says_so_and_one_signed_out_does_not(void **state) {
    struct world *world = *state;
    struct world_user ran_out = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct world_user signed_out = ran_out;
    world_sign_in(world, HOST, &ran_out);
    world_sign_in(world, HOST, &signed_out);
    struct command *c = world_command(&session_sign_out, HOST, &signed_out);
    assert_int_equal(world_run(world, c), 204);
    command_free(c);
    world->now_ms += (int64_t)SESSION_IDLE_MAX_S * 1000;
    assert_string_equal(refusal_of(world, &ran_out), "session-expired");
    assert_string_equal(refusal_of(world, &signed_out), "unauthenticated");
    c = world_command(&session_expire, NULL, NULL);
    assert_int_equal(world_run(world, c), 204);
    command_free(c);
    assert_string_equal(refusal_of(world, &ran_out), "session-expired");
}

static void s2_activity_keeps_a_session_alive_with_one_write_a_minute(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    const int64_t signed_in_ms = world->now_ms;
    const struct {
        int64_t after_ms;
        int64_t active_after_ms;
        size_t events;
    } CASES[] = {
        {1000, 0, 0}, {59999, 0, 0}, {60000, 60000, 1}, {119999, 60000, 0}, {120000, 120000, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        world->now_ms = signed_in_ms + CASES[i].after_ms;
        struct command *c = world_command(&session_activity, HOST, &user);
        assert_int_equal(world_run(world, c), 204);
        assert_int_equal(c->event_count, CASES[i].events);
        command_free(c);
        assert_int_equal(world_count(world, "SELECT active_at_ms FROM session"),
                         signed_in_ms + CASES[i].active_after_ms);
    }
    world->now_ms = signed_in_ms + 120000 + (int64_t)SESSION_IDLE_MAX_S * 1000 - 1;
    assert_int_equal(get_session(world, &user), 200);
}

static void s2_reading_is_no_activity(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    world->now_ms += (int64_t)SESSION_IDLE_MAX_S * 1000 / 2;
    assert_int_equal(get_session(world, &user), 200);
    world->now_ms += (int64_t)SESSION_IDLE_MAX_S * 1000 / 2;
    assert_int_equal(get_session(world, &user), 401);
}

static void s2_an_idle_session_is_ended_and_its_sockets_are_told(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    const int64_t limit_ms = (int64_t)SESSION_IDLE_MAX_S * 1000;
    static const size_t ENDED[] = {0, 1, 0};
    const int64_t at_ms[] = {world->now_ms + limit_ms - 1, world->now_ms + limit_ms,
                             world->now_ms + limit_ms + 1};
    for (size_t i = 0; i < 3; i++) {
        world->now_ms = at_ms[i];
        struct command *c = world_command(&session_expire, NULL, NULL);
        assert_int_equal(world_run(world, c), 204);
        assert_int_equal(c->effect_count, ENDED[i]);
        assert_int_equal(c->event_count, ENDED[i]);
        if (ENDED[i] == 1) {
            assert_int_equal(c->effects[0].kind, EFFECT_SESSION_ENDED);
            assert_string_equal(c->effects[0].text, "session_expired");
            assert_string_equal(c->events[0].name, "session.ended");
        }
        command_free(c);
    }
}

static void s2_the_practices_threshold_holds_up_to_four_hours(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    static const struct {
        int threshold_s;
        int64_t limit_s;
    } CASES[] = {{600, 600}, {14400, 14400}, {14401, 14400}, {86400, 14400}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char sql[96];
        (void)snprintf(sql, sizeof sql, "UPDATE practice SET sign_out_after_s = %d",
                       CASES[i].threshold_s);
        world_execute(world, sql);
        world_sign_in(world, HOST, &user);
        world->now_ms += CASES[i].limit_s * 1000 - 1;
        assert_int_equal(get_session(world, &user), 200);
        world->now_ms += 1;
        assert_int_equal(get_session(world, &user), 401);
    }
}

static void one_open_session_too_many_ends_the_longest_unused(void **state) {
    struct world *world = *state;
    struct world_user first = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct world_user second = first;
    struct world_user later = first;
    world_sign_in(world, HOST, &first);
    world->now_ms += 1000;
    world_sign_in(world, HOST, &second);
    for (int i = 2; i <= SESSION_OPEN_MAX; i++) {
        world->now_ms += 1000;
        world_sign_in(world, HOST, &later);
    }
    assert_int_equal(get_session(world, &first), 401);
    assert_int_equal(get_session(world, &second), 200);
    assert_int_equal(get_session(world, &later), 200);
}

static void s2_a_session_never_ends_during_a_visit(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    char sql[512];
    world_sign_in(world, HOST, &user);
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO visit (practice_id, id, room_id, host_id, state, reason,"
                   " started_at_ms) SELECT practice_id, '%s', '%s', id, 'running', '', 0"
                   " FROM practice_user",
                   id_new().text, user.room_id.text);
    world_execute(world, sql);
    const int64_t limit_ms = (int64_t)SESSION_IDLE_MAX_S * 1000;
    world->now_ms += limit_ms + 5;
    assert_int_equal(get_session(world, &user), 200);
    struct command *c = world_command(&session_expire, NULL, NULL);
    assert_int_equal(world_run(world, c), 204);
    assert_int_equal(c->effect_count, 0);
    assert_string_equal(c->events[0].name, "session.extended");
    command_free(c);
    world_execute(world, "UPDATE visit SET state = 'ended', ended_at_ms = 1");
    world->now_ms += limit_ms - 1;
    assert_int_equal(get_session(world, &user), 200);
    world->now_ms += 1;
    assert_int_equal(get_session(world, &user), 401);
}

static void s3_signing_out_ends_this_session_only(void **state) {
    struct world *world = *state;
    struct world_user here = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct world_user there = here;
    world_sign_in(world, HOST, &here);
    world_sign_in(world, HOST, &there);
    struct command *c = world_command(&session_sign_out, HOST, &here);
    assert_int_equal(world_run(world, c), 204);
    assert_int_equal(c->effect_count, 1);
    assert_int_equal(c->effects[0].kind, EFFECT_SESSION_ENDED);
    assert_string_equal(world_set_cookie(c, SESSION_COOKIE), "");
    command_free(c);
    assert_int_equal(get_session(world, &here), 401);
    assert_int_equal(get_session(world, &there), 200);
}

static void s3_signing_out_everywhere_ends_all_sessions_of_this_user(void **state) {
    struct world *world = *state;
    struct world_user here = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct world_user there = here;
    struct world_user other = world_user(world, HOST, "ben@lakeside.test", ROLE_STAFF);
    world_sign_in(world, HOST, &here);
    world_sign_in(world, HOST, &there);
    world_sign_in(world, HOST, &other);
    struct command *c = world_command(&session_sign_out_everywhere, HOST, &here);
    assert_int_equal(world_run(world, c), 204);
    assert_int_equal(c->effects[0].kind, EFFECT_USER_ENDED);
    assert_true(id_equal(&c->effects[0].a, &here.id));
    command_free(c);
    assert_int_equal(get_session(world, &here), 401);
    assert_int_equal(get_session(world, &there), 401);
    assert_int_equal(get_session(world, &other), 200);
}

static void s8_a_disabled_user_is_out_at_once(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    struct command *c = world_command(&user_disable, NULL, NULL);
    ((struct user_email_input *)c->input)->email = "Ada@Lakeside.test";
    assert_int_equal(world_run(world, c), 204);
    assert_int_equal(c->effects[0].kind, EFFECT_USER_ENDED);
    command_free(c);
    assert_int_equal(get_session(world, &user), 401);
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, NULL, NULL), 401);
}

static void s7_a_session_of_one_practice_opens_nothing_in_another(void **state) {
    struct world *world = *state;
    world_practice(world, "hill.test");
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(world, HOST, &user);
    struct command *c = world_command(&session_get, "hill.test", &user);
    assert_int_equal(world_run(world, c), 401);
    command_free(c);
    c = world_command(&session_sign_in, "hill.test", NULL);
    *(struct session_sign_in_input *)c->input =
        (struct session_sign_in_input){.email = user.email, .password = WORLD_PASSWORD};
    assert_int_equal(world_run(world, c), 401);
    command_free(c);
}

static void s11_tries_from_elsewhere_cannot_shut_a_user_out(void **state) {
    struct world *world = *state;
    world->limits = limits_new();
    struct world_user user = world_user(world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    struct command *c = NULL;
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, NULL, &c), 201);
    char device[VAULT_DEVICE_TEXT];
    (void)snprintf(device, sizeof device, "%s", world_set_cookie(c, "device"));
    command_free(c);
    int refused = 0;
    for (int i = 0; i < 15; i++) {
        refused += try_sign_in(world, user.email, "guess", NULL, NULL) == 429;
    }
    assert_int_equal(refused, 5);
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, NULL, &c), 429);
    assert_true(c->reply.retry_after_s > 0);
    command_free(c);
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, device, NULL), 201);
    world->now_ms += 31000;
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, NULL, NULL), 201);
    for (int i = 0; i < 30; i++) { /* whoever shares the network has used up its tries */
        char other[32];
        (void)snprintf(other, sizeof other, "guess%d@lakeside.test", i);
        (void)try_sign_in(world, other, "guess", NULL, NULL);
    }
    assert_int_equal(try_sign_in(world, "nobody@lakeside.test", "guess", NULL, NULL), 429);
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, device, NULL), 201);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(try_sign_in(world, user.email, "guess", device, NULL), 401);
    }
    assert_int_equal(try_sign_in(world, user.email, WORLD_PASSWORD, device, NULL), 429);
    limits_free(world->limits);
    world->limits = NULL;
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(s1_the_right_password_opens_a_session),
        IN_A_WORLD(s1_a_refusal_never_says_which_part_was_wrong),
        IN_A_WORLD(s2_a_session_ends_after_the_idle_limit_to_the_millisecond),
        IN_A_WORLD(s2_a_session_that_ran_out_says_so_and_one_signed_out_does_not),
        IN_A_WORLD(s2_activity_keeps_a_session_alive_with_one_write_a_minute),
        IN_A_WORLD(s2_reading_is_no_activity),
        IN_A_WORLD(s2_an_idle_session_is_ended_and_its_sockets_are_told),
        IN_A_WORLD(s2_the_practices_threshold_holds_up_to_four_hours),
        IN_A_WORLD(one_open_session_too_many_ends_the_longest_unused),
        IN_A_WORLD(s2_a_session_never_ends_during_a_visit),
        IN_A_WORLD(s3_signing_out_ends_this_session_only),
        IN_A_WORLD(s3_signing_out_everywhere_ends_all_sessions_of_this_user),
        IN_A_WORLD(s7_a_session_of_one_practice_opens_nothing_in_another),
        IN_A_WORLD(s8_a_disabled_user_is_out_at_once),
        IN_A_WORLD(s11_tries_from_elsewhere_cannot_shut_a_user_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
