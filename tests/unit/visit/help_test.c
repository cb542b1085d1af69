/* D2: a guest whose device test failed asks for help, and the host is told. */
#include "people.h"

#include "../unit.h"

#include <stdio.h>

static struct world world;
static struct world_user owner;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    owner = people_provider(&world, "owner@lakeside.test");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static struct command *ask(struct device *device, const struct invited *invited) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", invited->token);
    return people_guest(&world, &help_ask, device, PEOPLE_HOST, json);
}

static bool row_asks(const struct invited *invited) {
    json_t *line = people_line(&world, &owner, &invited->id);
    assert_non_null(line);
    bool asks = json_object_get(line, "help_asked_at_ms") != NULL;
    json_decref(line);
    return asks;
}

static bool page_knows(struct device *device, const struct invited *invited) {
    json_t *view = people_open(&world, device, invited);
    bool knows = json_is_true(json_object_get(view, "help_asked"));
    json_decref(view);
    return knows;
}

static void d2_whoever_failed_asks_once_until_a_test_passes(void **state) {
    (void)state;
    struct device device = {.count = 0};
    struct invited invited = people_invite(&world, &owner, "waiting_room", "Mara");
    assert_int_equal(people_take(&world, &device, &invited), 200);
    assert_int_equal(people_done(ask(&device, &invited)), 409);
    assert_int_equal(people_preflight(&world, &device, &invited, "failed"), 200);
    assert_false(row_asks(&invited));
    struct command *c = ask(&device, &invited);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.changed"), 1);
    command_free(c);
    assert_true(row_asks(&invited));
    assert_true(page_knows(&device, &invited));
    c = ask(&device, &invited);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(c->event_count, 0);
    command_free(c);
    world_reopen(&world);
    assert_true(row_asks(&invited));
    assert_int_equal(people_preflight(&world, &device, &invited, "failed"), 200);
    assert_true(row_asks(&invited));
    assert_int_equal(people_preflight(&world, &device, &invited, "passed"), 200);
    assert_false(row_asks(&invited));
    assert_int_equal(people_preflight(&world, &device, &invited, "failed"), 200);
    assert_false(row_asks(&invited));
}

static void d2_only_the_device_that_holds_the_seat_asks(void **state) {
    (void)state;
    struct device device = {.count = 0};
    struct device stranger = {.count = 0};
    struct invited invited = people_invite(&world, &owner, "waiting_room", "Mara");
    assert_int_equal(people_take(&world, &device, &invited), 200);
    assert_int_equal(people_preflight(&world, &device, &invited, "failed"), 200);
    assert_int_equal(people_done(ask(&stranger, &invited)), 401);
    assert_int_equal(people_done(ask(&device, &invited)), 200);
    assert_false(page_knows(&stranger, &invited));
    assert_int_equal(people_do(&world, &invite_cancel, &owner, &invited.id, NULL), 204);
    assert_int_equal(people_done(ask(&device, &invited)), 409);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(d2_whoever_failed_asks_once_until_a_test_passes),
        TEST(d2_only_the_device_that_holds_the_seat_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
