/* A link: how long it lives, what it opens and says, and what a fresh one does. */
#include "people.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t SECOND_MS = 1000;
static const int64_t HOUR_MS = 3600 * 1000;

static void I4_a_waiting_room_link_lives_48_hours_to_the_second(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    struct invited noah = people_waiting(world, &ada, &(struct device){.count = 0}, "Noah Berg");
    world->now_ms += 48 * HOUR_MS - 1;
    people_sees(world, &phone, &mara, "invited");
    world_reopen(world);
    world->now_ms += 1;
    people_sees(world, &phone, &mara, "expired");
    assert_int_equal(people_take(world, &phone, &mara), 409);
    assert_int_equal(people_take(world, &(struct device){.count = 0}, &noah), 200);
}

static void I4_expiry_leaves_whoever_has_checked_in(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    int64_t checked_in_ms = world->now_ms;
    world->now_ms += 100 * HOUR_MS;
    world_sign_in(world, PEOPLE_HOST, &ada);
    people_tick(world);
    people_sees(world, &phone, &mara, "checked_in");
    json_t *line = people_line(world, &ada, &mara.id);
    assert_int_equal(json_integer_value(json_object_get(line, "checked_in_at_ms")), checked_in_ms);
    json_decref(line);
    people_start(world, &ada, &mara, 1);
    people_sees(world, &phone, &mara, "admitted");
}

static void I4_a_connect_now_link_lives_ten_minutes_to_the_second(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    world->now_ms += 600 * SECOND_MS - 1;
    assert_int_equal(people_take(world, &phone, &mara), 200);
    world->now_ms += 1;
    assert_int_equal(people_preflight(world, &phone, &mara, "passed"), 409);
    people_sees(world, &phone, &mara, "expired");
}

static void I4_an_expired_connect_now_invitation_is_sent_again_with_a_fresh_link(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "connect_now", "Mara Lind");
    world->now_ms += 600 * SECOND_MS;
    people_tick(world);
    json_t *line = people_line(world, &ada, &mara.id);
    assert_non_null(line);
    json_decref(line);
    struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
    assert_int_equal(c->reply.status, 200);
    struct invited fresh;
    people_read_created(c, &fresh);
    command_free(c);
    assert_string_not_equal(fresh.token, mara.token);
    people_sees(world, &phone, &mara, "expired");
    assert_int_equal(people_take(world, &phone, &fresh), 200);
    assert_int_equal(people_preflight(world, &phone, &fresh, "passed"), 200);
    people_sees(world, &phone, &fresh, "in_visit");
}

/* The guest closed the page and lost the message: the same link leads back to the same place. */
static void I5_I12_whoever_checked_in_and_lost_the_link_is_sent_the_same_one(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device laptop = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    int64_t checked_in_ms = world->now_ms;
    for (int i = 0; i < 2; i++) {
        struct command *c = people_call(world, &invite_send_again, &ada, &mara.id, NULL);
        assert_int_equal(c->reply.status, 200);
        json_t *body = world_body(c);
        assert_string_equal(strchr(people_text(body, "link"), '#') + 1, mara.token);
        json_t *line = json_object_get(body, "invitation");
        assert_string_equal(people_text(line, "state"), "checked_in");
        assert_int_equal(json_integer_value(json_object_get(line, "checked_in_at_ms")),
                         checked_in_ms);
        assert_true(json_integer_value(json_object_get(line, "expires_at_ms")) > world->now_ms);
        json_decref(body);
        command_free(c);
        world->now_ms += 49 * HOUR_MS; /* I4: expiry stops arrivals only */
        world_sign_in(world, PEOPLE_HOST, &ada);
    }
    assert_int_equal(people_take(world, &laptop, &mara), 200);
    people_sees(world, &laptop, &mara, "checked_in");
}

static void I8_an_unused_row_vanishes_at_the_second(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    world->now_ms += 48 * HOUR_MS - 1;
    world_sign_in(world, PEOPLE_HOST, &ada);
    struct command *early = people_call(world, &visit_tick, NULL, NULL, NULL);
    assert_int_equal(early->event_count, 0);
    command_free(early);
    json_t *line = people_line(world, &ada, &mara.id);
    assert_non_null(line);
    json_decref(line);
    world->now_ms += 1;
    assert_null(people_line(world, &ada, &mara.id));
    struct command *tick = people_call(world, &visit_tick, NULL, NULL, NULL);
    assert_int_equal(people_events(tick, "room", &ada.room_id, "guest.removed"), 1);
    command_free(tick);
    struct command *again = people_call(world, &visit_tick, NULL, NULL, NULL);
    assert_int_equal(again->event_count, 0);
    command_free(again);
}

static void I5_opening_changes_nothing(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    for (int i = 0; i < 5; i++) {
        struct device scanner = {.count = 0};
        json_t *view = people_open(world, &scanner, &mara);
        assert_string_equal(people_text(view, "state"), "invited");
        assert_string_equal(people_text(view, "seat"), "none");
        assert_null(json_object_get(view, "name"));
        json_decref(view);
        assert_int_equal(scanner.count, 0);
    }
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM invitation WHERE seat_id IS NULL"
                                        " AND state = 'invited'"),
                     1);
}

static char *open_bytes(struct world *world, const char *host, const char *token) {
    char json[128];
    struct device device = {.count = 0};
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", token);
    struct command *c = people_guest(world, &guest_open, &device, host, json);
    assert_int_equal(c->reply.status, 200);
    char *bytes = strdup(c->reply.body);
    command_free(c);
    return bytes;
}

static void I7_unknown_and_another_practices_links_are_the_same_bytes(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    world_practice(world, "hillside.test");
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    char *own = open_bytes(world, PEOPLE_HOST, mara.token);
    char *foreign = open_bytes(world, "hillside.test", mara.token);
    char *unknown = open_bytes(world, "hillside.test", "AAAAAAAAAAAAAAAAAAAAAAAAAAA");
    char *malformed = open_bytes(world, "hillside.test", "x");
    assert_string_equal(foreign, unknown);
    assert_string_equal(foreign, malformed);
    assert_string_not_equal(own, foreign);
    assert_non_null(strstr(foreign, "\"state\":\"unknown\""));
    assert_non_null(strstr(foreign, "+1 555 0100"));
    assert_null(strstr(foreign, "Lakeside"));
    assert_null(strstr(foreign, "Europe"));
    free(own);
    free(foreign);
    free(unknown);
    free(malformed);
}

static void I7_every_link_page_carries_the_telephone_number(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited cancelled = people_invite(world, &ada, "waiting_room", "A");
    struct invited expired = people_invite(world, &ada, "waiting_room", "B");
    struct invited used = people_waiting(world, &ada, &phone, "C");
    people_do(world, &invite_cancel, &ada, &cancelled.id, NULL);
    people_start(world, &ada, &used, 1);
    world->now_ms += 48 * HOUR_MS;
    const struct {
        const struct invited *invited;
        const char *state;
    } CASES[] = {{&cancelled, "cancelled"}, {&expired, "expired"}, {&used, "used"}};
    for (size_t i = 0; i < 3; i++) {
        struct device other = {.count = 0};
        json_t *view = people_open(world, &other, CASES[i].invited);
        assert_string_equal(people_text(view, "state"), CASES[i].state);
        assert_string_equal(people_text(json_object_get(view, "practice"), "telephone"),
                            "+1 555 0100");
        assert_null(json_object_get(view, "name"));
        assert_null(json_object_get(view, "host_name"));
        json_decref(view);
    }
}

static void I10_a_guest_without_a_name_is_asked_for_one(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited guest = people_invite(world, &ada, "waiting_room", "");
    json_t *view = people_open(world, &phone, &guest);
    assert_true(json_is_true(json_object_get(view, "needs_name")));
    json_decref(view);
    assert_int_equal(people_take(world, &phone, &guest), 400);
    char json[160];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"Mara Lind\"}", guest.token);
    assert_int_equal(people_done(people_guest(world, &guest_take, &phone, PEOPLE_HOST, json)), 200);
    json_t *line = people_line(world, &ada, &guest.id);
    assert_string_equal(people_text(line, "name"), "Mara Lind");
    json_decref(line);
}

/* A name that the provider gave is the provider's: the right patient (W8). */
static void I10_whoever_has_a_name_cannot_change_it(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_invite(world, &ada, "waiting_room", "Mara Lind");
    json_t *view = people_open(world, &phone, &mara);
    assert_true(json_is_false(json_object_get(view, "needs_name")));
    json_decref(view);
    char json[160];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"Noah Berg\"}", mara.token);
    assert_int_equal(people_done(people_guest(world, &guest_take, &phone, PEOPLE_HOST, json)), 200);
    json_t *line = people_line(world, &ada, &mara.id);
    assert_string_equal(people_text(line, "name"), "Mara Lind");
    json_decref(line);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, people_set_up, people_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I4_a_waiting_room_link_lives_48_hours_to_the_second),
        CASE(I4_expiry_leaves_whoever_has_checked_in),
        CASE(I4_a_connect_now_link_lives_ten_minutes_to_the_second),
        CASE(I4_an_expired_connect_now_invitation_is_sent_again_with_a_fresh_link),
        CASE(I5_I12_whoever_checked_in_and_lost_the_link_is_sent_the_same_one),
        CASE(I8_an_unused_row_vanishes_at_the_second),
        CASE(I5_opening_changes_nothing),
        CASE(I7_unknown_and_another_practices_links_are_the_same_bytes),
        CASE(I7_every_link_page_carries_the_telephone_number),
        CASE(I10_a_guest_without_a_name_is_asked_for_one),
        CASE(I10_whoever_has_a_name_cannot_change_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
