/* Invitations and the waiting room, from the provider's and the guest's side. */
#include "people.h"

#include "command/execute.h"
#include "notify/outbox.h"
#include "practice/kinds.h"
#include "visit/invitation/sms_rules.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t SECOND_MS = 1000;
static const int64_t HOUR_MS = 3600 * 1000;

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
    json_t *body = world_body(c);
    struct invited fresh = mara;
    (void)snprintf(fresh.token, sizeof fresh.token, "%s",
                   strchr(people_text(body, "link"), '#') + 1);
    json_decref(body);
    command_free(c);
    assert_string_not_equal(fresh.token, mara.token);
    people_sees(world, &phone, &mara, "expired");
    assert_int_equal(people_take(world, &phone, &fresh), 200);
    assert_int_equal(people_preflight(world, &phone, &fresh, "passed"), 200);
    people_sees(world, &phone, &fresh, "in_visit");
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

static void I3_the_kind_defaults_to_the_last_choice(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    people_invite(world, &ada, "waiting_room", "Mara Lind");
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM preference"
                                        " WHERE value = 'waiting_room'"),
                     1);
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

/* The gateway's callback about the only message there is. */
static int report_delivery(struct world *world, const struct id *message_id, const char *form,
                           const char *signature) {
    struct command *c = world_command(&delivery_report, PEOPLE_HOST, NULL);
    c->facts.path_ids[0] = *message_id;
    c->facts.form = form;
    c->facts.signature = signature;
    (void)world_run(world, c);
    return people_done(c);
}

/* S11: whoever cannot sign gets no further than the pool. */
static void stops_before_the_writer(const struct id *message_id, const char *signature) {
    struct command *c = world_command(&delivery_report, PEOPLE_HOST, NULL);
    c->facts.path_ids[0] = *message_id;
    c->facts.form = "MessageStatus=failed";
    c->facts.signature = signature;
    assert_int_equal(command_prepare(c), ERR_NOT_FOUND);
    assert_int_equal(people_done(c), 404);
}

static void delivery_is(struct world *world, const struct world_user *user, const struct id *id,
                        const char *state, const char *reason) {
    json_t *line = people_line(world, user, id);
    json_t *delivery = json_object_get(line, "delivery");
    assert_string_equal(people_text(delivery, "state"), state);
    assert_string_equal(people_text(delivery, "reason"), reason);
    json_decref(line);
}

/* One attempt's report, as the outbox's sender hands it in. */
static void attempt_ends(struct world *world, const struct command_kind *kind,
                         const struct id *practice_id, struct outbox_outcome outcome) {
    struct command *c = world_command(kind, PEOPLE_HOST, NULL);
    c->actor.practice_id = *practice_id;
    *(struct outbox_outcome *)c->input = outcome;
    assert_int_equal(world_run(world, c), 204);
    command_free(c);
}

/* The row says why a message waits and why it failed for good, after all tries; one click tries what waits at
 * once and makes no second message of it. */
static void I12_a_row_says_why_and_one_click_tries_again(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct command *c = people_call(world, &invite_create, &ada, NULL,
                                    "{\"kind\":\"waiting_room\",\"via\":\"email\","
                                    "\"email\":\"mara@example.test\"}");
    json_t *body = world_body(c);
    struct id id;
    const char *text = people_text(json_object_get(body, "invitation"), "id");
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    json_decref(body);
    struct id practice_id = c->actor.practice_id;
    command_free(c);
    delivery_is(world, &ada, &id, "queued", "(none)");
    struct outbox_outcome outcome = {
        .id = people_message(world, &id), .attempt = 1, .reason = "mail server is busy"};
    attempt_ends(world, &delivery_failed, &practice_id, outcome);
    delivery_is(world, &ada, &id, "queued", "mail server is busy");
    char sql[96];
    (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM outbox WHERE next_at_ms > %lld",
                   (long long)world->now_ms);
    assert_int_equal(world_count(world, sql), 1);
    c = people_call(world, &invite_send_again, &ada, &id, NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_OUTBOX), 1);
    command_free(c);
    assert_int_equal(world_count(world, sql), 0);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM outbox"), 1);
    /* Forty tries in vain: a dead letter, with the last reason; sent again it is a fresh message. */
    for (outcome.attempt = 2; outcome.attempt <= 40; outcome.attempt++) {
        attempt_ends(world, &delivery_failed, &practice_id, outcome);
    }
    delivery_is(world, &ada, &id, "failed", "mail server is busy");
    assert_int_equal(people_do(world, &invite_send_again, &ada, &id, NULL), 200);
    delivery_is(world, &ada, &id, "queued", "(none)");
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM outbox"), 2);
    outcome = (struct outbox_outcome){.id = people_message(world, &id), .attempt = 1, .reason = ""};
    attempt_ends(world, &delivery_sent, &practice_id, outcome);
    delivery_is(world, &ada, &id, "sent", "(none)");
}

static void I12_the_gateways_report_reaches_the_room_only_when_signed(void **state) {
    struct world *world = *state;
    static const struct sms_rules RULES = {
        .token = "12345", .countries = "", .caps = {.user = 9, .practice = 9}};
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    sms_rules_init(&RULES);
    struct command *c = people_call(world, &invite_create, &ada, NULL,
                                    "{\"kind\":\"waiting_room\",\"via\":\"sms\","
                                    "\"mobile\":\"+4915112345678\"}");
    json_t *body = world_body(c);
    const char *text = people_text(json_object_get(body, "invitation"), "id");
    struct id id;
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    json_decref(body);
    command_free(c);
    struct id message_id = people_message(world, &id);
    char signature[64];
    people_sign(&message_id, RULES.token, "MessageStatus", "delivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", NULL), 404);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=failed", signature), 404);
    stops_before_the_writer(&message_id, NULL);
    stops_before_the_writer(&message_id, signature);
    struct id other = id_new();
    assert_int_equal(report_delivery(world, &other, "MessageStatus=delivered", signature), 404);
    delivery_is(world, &ada, &id, "queued", "(none)");
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", signature),
                     204);
    delivery_is(world, &ada, &id, "delivered", "(none)");
    people_sign(&message_id, RULES.token, "MessageStatus", "undelivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=undelivered", signature),
                     204);
    delivery_is(world, &ada, &id, "delivered", "(none)");
}

/* Two words of the gateway's for the same end. */
static void I12_what_the_gateway_gave_up_on_has_failed(void **state) {
    struct world *world = *state;
    static const struct sms_rules RULES = {
        .token = "12345", .countries = "", .caps = {.user = 9, .practice = 9}};
    static const char *const WORDS[] = {"undelivered", "failed"};
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    sms_rules_init(&RULES);
    for (size_t i = 0; i < 2; i++) {
        char signature[64];
        char form[32];
        struct invited guest;
        struct command *c = people_call(world, &invite_create, &ada, NULL,
                                        "{\"kind\":\"waiting_room\",\"via\":\"sms\","
                                        "\"mobile\":\"+4915112345678\"}");
        people_read_created(c, &guest);
        command_free(c);
        struct id message_id = people_message(world, &guest.id);
        people_sign(&message_id, RULES.token, "MessageStatus", WORDS[i], signature);
        (void)snprintf(form, sizeof form, "MessageStatus=%s", WORDS[i]);
        assert_int_equal(report_delivery(world, &message_id, form, signature), 204);
        json_t *line = people_line(world, &ada, &guest.id);
        json_t *delivery = json_object_get(line, "delivery");
        assert_string_equal(people_text(delivery, "state"), "failed");
        assert_string_not_equal(people_text(delivery, "reason"), "(none)");
        json_decref(line);
    }
}

/* The SMS gateway has no word about a message that went another way. */
static void I12_a_mail_is_no_business_of_the_gateways(void **state) {
    struct world *world = *state;
    static const struct sms_rules RULES = {
        .token = "12345", .countries = "", .caps = {.user = 9, .practice = 9}};
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct invited guest;
    char signature[64];
    sms_rules_init(&RULES);
    struct command *c = people_call(world, &invite_create, &ada, NULL,
                                    "{\"kind\":\"waiting_room\",\"via\":\"email\","
                                    "\"email\":\"mara@example.test\"}");
    people_read_created(c, &guest);
    command_free(c);
    struct id message_id = people_message(world, &guest.id);
    people_sign(&message_id, RULES.token, "MessageStatus", "delivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", signature),
                     404);
    delivery_is(world, &ada, &guest.id, "queued", "(none)");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

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

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(W1_a_guest_checks_in_and_the_room_shows_it),
        CASE(W1_the_room_says_by_what_message_to_whom_and_when),
        CASE(I12_what_the_gateway_gave_up_on_has_failed),
        CASE(I12_a_mail_is_no_business_of_the_gateways),
        CASE(W5_a_guest_checks_in_while_nobody_is_signed_in),
        CASE(W7_the_first_check_in_notifies_and_a_second_press_does_not),
        CASE(W6_start_is_refused_before_preflight_is_passed),
        CASE(W6_a_test_that_fails_later_takes_start_away_again),
        CASE(I4_a_waiting_room_link_lives_48_hours_to_the_second),
        CASE(I4_expiry_leaves_whoever_has_checked_in),
        CASE(I4_a_connect_now_link_lives_ten_minutes_to_the_second),
        CASE(I4_an_expired_connect_now_invitation_is_sent_again_with_a_fresh_link),
        CASE(I5_I12_whoever_checked_in_and_lost_the_link_is_sent_the_same_one),
        CASE(I5_a_link_that_is_replaced_lets_the_device_go_that_held_the_seat),
        CASE(I8_an_unused_row_vanishes_at_the_second),
        CASE(I6_cancel_until_checked_in_then_remove),
        CASE(I5_opening_changes_nothing),
        CASE(I5_the_last_press_holds_the_seat_and_can_be_taken_back),
        CASE(I5_a_seat_that_moved_is_tested_again_before_a_start),
        CASE(I5_once_started_the_link_is_used_anywhere_else),
        CASE(I5_connect_now_works_anywhere_until_its_guest_joined),
        CASE(I5_the_cookie_lasts_to_the_end_of_the_seat),
        CASE(I5_one_browser_may_hold_several_seats),
        CASE(I7_unknown_and_another_practices_links_are_the_same_bytes),
        CASE(I7_every_link_page_carries_the_telephone_number),
        CASE(I10_a_guest_without_a_name_is_asked_for_one),
        CASE(I10_whoever_has_a_name_cannot_change_it),
        CASE(I3_the_kind_defaults_to_the_last_choice),
        CASE(S7_another_users_and_another_practices_records_are_not_there),
        CASE(an_expired_session_is_refused),
        CASE(bad_addresses_never_reach_the_outbox),
        CASE(I12_a_row_says_why_and_one_click_tries_again),
        CASE(I12_the_gateways_report_reaches_the_room_only_when_signed),
        CASE(S6_who_reaches_for_anothers_record_is_on_record),
        CASE(S6_what_guests_and_users_touch_is_in_the_audit_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
