#include "practice/practice.h"

#include "practice/kinds.h"
#include "world.h"

#include "../unit.h"

#include <string.h>

#define HERE  "here.test"
#define THERE "there.test"

static int set_up(void **state) {
    static struct world world;
    world_init(&world);
    world_practice(&world, HERE);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    world_fini(*state);
    return 0;
}

static int status_at(struct world *world, const char *host, const struct world_user *user) {
    struct command *c = world_command(&session_get, host, user);
    int status = world_run(world, c);
    command_free(c);
    return status;
}

static void a_single_practice_answers_under_any_name_several_under_their_own(void **state) {
    struct world *world = *state;
    struct world_user user = world_user(world, HERE, "ada@here.test", ROLE_PROVIDER);
    world_sign_in(world, HERE, &user);
    assert_int_equal(status_at(world, HERE, &user), 200);
    assert_int_equal(status_at(world, "192.0.2.7", &user), 200);
    world_practice(world, THERE);
    assert_int_equal(status_at(world, HERE, &user), 200);
    assert_int_equal(status_at(world, "192.0.2.7", &user), 404);
    assert_int_equal(status_at(world, THERE, &user), 401);
}

static int make_practice(struct world *world, const char *host, const char *colour) {
    struct command *c = world_command(&practice_make, NULL, NULL);
    *(struct practice_make_input *)c->input = (struct practice_make_input){
        .name = "P", .telephone = "1", .zone = "UTC", .colour = colour, .host = host};
    int status = world_run(world, c);
    command_free(c);
    return status;
}

static void a_practice_has_a_host_of_its_own_and_a_colour(void **state) {
    struct world *world = *state;
    assert_int_equal(make_practice(world, HERE, "#102030"), 409);
    assert_int_equal(make_practice(world, THERE, "#10203"), 400);
    assert_int_equal(make_practice(world, THERE, "#10203g"), 400);
    assert_int_equal(make_practice(world, THERE, "red\"><b"), 400);
    assert_int_equal(make_practice(world, THERE, "#10203f"), 201);
}

static void s7_the_same_e_mail_in_two_practices_is_two_people(void **state) {
    struct world *world = *state;
    world_practice(world, THERE);
    struct world_user here = world_user(world, HERE, "ada@ada.test", ROLE_ADMIN);
    struct world_user there = world_user(world, THERE, "ada@ada.test", ROLE_STAFF);
    assert_false(id_equal(&here.id, &there.id));
    assert_int_equal(world_count(world, "SELECT COUNT(DISTINCT email_blind) FROM practice_user"),
                     2);
    struct command *c = world_command(&user_disable, THERE, NULL);
    ((struct user_email_input *)c->input)->email = there.email;
    assert_int_equal(world_run(world, c), 204);
    command_free(c);
    world_sign_in(world, HERE, &here);
    assert_int_equal(status_at(world, HERE, &here), 200);
}

/* Reads the preference, then sets the kind in `set` if there is one. */
struct choice {
    struct id practice_id;
    struct id user_id;
    const char *set;
    char found[32];
};

static enum err apply_choice(struct command *c, struct tx *tx) {
    struct choice *choice = c->replied_to;
    const char *kind = NULL;
    enum err err = preference_invite_kind(tx, &choice->practice_id, &choice->user_id, &kind);
    if (err == ERR_OK && choice->set != NULL) {
        err = preference_set_invite_kind(tx, &choice->practice_id, &choice->user_id, choice->set);
    }
    if (err == ERR_OK) {
        memcpy(choice->found, kind, strlen(kind) + 1);
        err = command_reply_empty(c);
    }
    return err;
}

static const struct command_kind choose = {
    .name = "test.choose",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .apply = apply_choice,
};

static void i3_the_kind_defaults_to_the_last_choice_and_first_to_connect_now(void **state) {
    struct world *world = *state;
    struct id other_practice = world_practice(world, THERE);
    struct world_user user = world_user(world, HERE, "ada@here.test", ROLE_PROVIDER);
    struct choice choice = {.user_id = user.id};
    static const char *const SET[] = {"waiting_room", "connect_now", "waiting_room", NULL};
    static const char *const FOUND[] = {"connect_now", "waiting_room", "connect_now",
                                        "waiting_room"};
    char sql[] = "SELECT COUNT(*) FROM preference";
    world_sign_in(world, HERE, &user);
    struct command *c = world_command(&session_get, HERE, &user);
    assert_int_equal(world_run(world, c), 200);
    choice.practice_id = c->actor.practice_id;
    command_free(c);
    for (size_t i = 0; i < 4; i++) {
        choice.set = SET[i];
        c = world_command(&choose, NULL, NULL);
        c->replied_to = &choice;
        assert_int_equal(world_run(world, c), 204);
        assert_string_equal(choice.found, FOUND[i]);
        command_free(c);
    }
    assert_int_equal(world_count(world, sql), 1);
    choice.practice_id = other_practice;
    c = world_command(&choose, NULL, NULL);
    c->replied_to = &choice;
    assert_int_equal(world_run(world, c), 204);
    assert_string_equal(choice.found, "connect_now");
    command_free(c);
}

static void an_e_mail_address_belongs_to_one_user_in_any_case(void **state) {
    struct world *world = *state;
    (void)world_user(world, HERE, "ada@here.test", ROLE_PROVIDER);
    static const struct {
        const char *email;
        int status;
    } CASES[] = {{"Ada@Here.Test", 409}, {"no-at-sign", 400}, {"ben@here.test", 201}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct command *c = world_command(&user_add, HERE, NULL);
        *(struct user_add_input *)c->input = (struct user_add_input){
            .name = "N", .email = CASES[i].email, .password = WORLD_PASSWORD, .role = ROLE_STAFF};
        assert_int_equal(world_run(world, c), CASES[i].status);
        command_free(c);
    }
}

static void every_user_is_listed_however_many(void **state) {
    struct world *world = *state;
    world_practice(world, "lakeside.test");
    for (int i = 0; i < 70; i++) {
        char email[64];
        (void)snprintf(email, sizeof email, "user%d@lakeside.test", i);
        (void)world_user(world, "lakeside.test", email, ROLE_STAFF);
    }
    struct command *c = world_command(&user_list, "lakeside.test", NULL);
    assert_int_equal(world_run(world, c), 200);
    json_t *body = world_body(c);
    assert_int_equal(json_array_size(json_object_get(body, "users")), 70);
    json_decref(body);
    command_free(c);
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(a_single_practice_answers_under_any_name_several_under_their_own),
        IN_A_WORLD(a_practice_has_a_host_of_its_own_and_a_colour),
        IN_A_WORLD(s7_the_same_e_mail_in_two_practices_is_two_people),
        IN_A_WORLD(i3_the_kind_defaults_to_the_last_choice_and_first_to_connect_now),
        IN_A_WORLD(every_user_is_listed_however_many),
        IN_A_WORLD(an_e_mail_address_belongs_to_one_user_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
