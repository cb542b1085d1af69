/* A seat and the devices that reach for it: which one holds it, and until when. */
#include "people.h"

#include "../unit.h"

#include <stdio.h>

static void I5_the_last_press_holds_the_seat_and_can_be_taken_back(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", mara.token);
    struct command *moved = people_guest(world, &guest_take, &laptop, PEOPLE_HOST, json);
    assert_int_equal(people_effects(moved, EFFECT_SEAT_MOVED), 1);
    assert_int_equal(people_events(moved, "guest", NULL, "guest.view"), 0);
    assert_int_equal(people_done(moved), 200);
    json_t *view = people_open(world, &phone, &mara);
    assert_string_equal(people_text(view, "seat"), "elsewhere");
    assert_null(json_object_get(view, "name"));
    assert_null(json_object_get(view, "invitation_id"));
    json_decref(view);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 401);
    assert_int_equal(people_join(world, &phone, &mara), 401);
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_preflight(world, &laptop, &mara, "passed"), 401);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
}

static void I5_a_seat_that_moved_is_tested_again_before_a_start(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    char start[128];
    (void)snprintf(start, sizeof start, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    assert_int_equal(people_take(world, &laptop, &mara), 200);
    people_sees(world, &laptop, &mara, "checked_in");
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 409);
    assert_int_equal(people_preflight(world, &laptop, &mara, "passed"), 200);
    assert_int_equal(people_do(world, &host_start, &ada, NULL, start), 201);
}

static void I5_once_started_the_link_is_used_anywhere_else(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    people_sees(world, &laptop, &mara, "checked_in");
    people_start(world, &ada, &mara, 1);
    people_sees(world, &laptop, &mara, "used");
    assert_int_equal(people_take(world, &laptop, &mara), 409);
    assert_int_equal(people_join(world, &laptop, &mara), 409);
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_join(world, &phone, &mara), 200);
    people_sees(world, &phone, &mara, "in_visit");
    people_sees(world, &laptop, &mara, "used");
}

static void I5_connect_now_works_anywhere_until_its_guest_joined(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    assert_int_equal(people_take(world, &laptop, &mara), 200);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 401);
    assert_int_equal(people_preflight(world, &laptop, &mara, "passed"), 200);
    people_sees(world, &laptop, &mara, "in_visit");
    people_sees(world, &phone, &mara, "used");
    assert_int_equal(people_take(world, &phone, &mara), 409);
}

/* Its page would go on hearing of whoever comes by the fresh link, on whatever device. */
static void I5_a_link_that_is_replaced_lets_the_device_go_that_held_the_seat(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    assert_int_equal(people_take(world, &phone, &mara), 200);
    world->now_ms += 600 * 1000;
    struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_SEAT_MOVED), 1);
    assert_true(id_is_none(&c->effects[0].b));
    command_free(c);
}

/* The cookie is there as long as the seat may be: a link of thirty days, and a wait after it. */
static void I5_the_cookie_lasts_to_the_end_of_the_seat(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    const int64_t life_s = (int64_t)30 * 24 * 3600;
    char json[128];
    world_execute(world, "UPDATE practice SET waiting_room_link_s = 30 * 24 * 3600");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", mara.token);
    struct command *c = people_guest(world, &guest_take, &phone, PEOPLE_HOST, json);
    assert_true(c->reply.cookies[0].max_age_s >= life_s + (int64_t)24 * 3600);
    assert_int_equal(people_done(c), 200);
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    assert_int_equal(people_do(world, &invite_remove, &ada, &mara.id, NULL), 204);
    c = people_guest(world, &guest_open, &phone, PEOPLE_HOST, json);
    assert_string_equal(c->reply.cookies[0].value, "");
    assert_int_equal(people_done(c), 200);
}

static void I5_one_browser_may_hold_several_seats(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    struct invited noah = people_waiting(world, &ada, &phone, "Noah Berg");
    assert_int_equal(phone.count, 2);
    people_sees(world, &phone, &mara, "checked_in");
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 200);
    assert_int_equal(people_preflight(world, &phone, &noah, "passed"), 200);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, people_set_up, people_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I5_the_last_press_holds_the_seat_and_can_be_taken_back),
        CASE(I5_a_seat_that_moved_is_tested_again_before_a_start),
        CASE(I5_once_started_the_link_is_used_anywhere_else),
        CASE(I5_connect_now_works_anywhere_until_its_guest_joined),
        CASE(I5_a_link_that_is_replaced_lets_the_device_go_that_held_the_seat),
        CASE(I5_the_cookie_lasts_to_the_end_of_the_seat),
        CASE(I5_one_browser_may_hold_several_seats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
