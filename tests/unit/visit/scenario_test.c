/* The door of an appointment, from both sides: A3 to A9 as people live through them. */
#include "doorstep.h"

#include "visit/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the three scenarios ---- */

static void C_comes_by_the_link(struct scene *scene, struct guest *c) {
    struct guest a = {.device = {.count = 0}};
    struct guest b = {.device = {.count = 0}};
    offered(scene, c, "wait");
    does(scene, c, &guest_join, "not-started");
    does(scene, c, &guest_ask, "not-started");
    start(scene);
    offered(scene, c, "join");
    arrive_booked(scene, &a, 0);
    joins(scene, &a);
    offered(scene, c, "join");
    arrive_booked(scene, &b, 1);
    joins(scene, &b);
    offered(scene, c, "ask");
    does(scene, c, &guest_join, "ask-to-join");
    does(scene, &a, &guest_leave, NULL);
    offered(scene, c, "join");
    joins(scene, &a);
    offered(scene, c, "ask");
    does(scene, c, &guest_ask, NULL);
    offered(scene, c, "asked");
    does(scene, c, &guest_join, "ask-to-join");
    waiting_to_join(scene, "asked");
    host(scene, &answer_admit, c, NULL, NULL);
    answered(scene, c, "admitted");
    joins(scene, c);
    waiting_to_join(scene, "");
}

static void A4_A_and_B_are_booked_and_C_comes_not_signed_in(void **state) {
    struct scene *scene = *state;
    struct guest c = {.device = {.count = 0}};
    book(scene, 2);
    assert_int_equal(take(scene, &c, ""), 400); /* A5: a name first */
    arrive(scene, &c, "Carl Late");
    C_comes_by_the_link(scene, &c);
}

static void A4_A_and_B_are_booked_and_C_comes_signed_in(void **state) {
    struct scene *scene = *state;
    struct guest c = {.device = {.count = 0}};
    struct id other = people_contact(&scene->world, &scene->ada, "Carl Late");
    book(scene, 2);
    people_portal(&scene->world, &c.device, &other);
    arrive(scene, &c, "Carl Late");
    C_comes_by_the_link(scene, &c);
}

static void A9_one_to_one_by_the_shared_link(void **state) {
    struct scene *scene = *state;
    struct guest stranger = {.device = {.count = 0}};
    struct guest booked = {.device = {.count = 0}};
    book(scene, 1);
    arrive(scene, &stranger, "Sam Stranger");
    start(scene);
    joins(scene, &stranger);
    arrive_booked(scene, &booked, 0);
    joins(scene, &booked); /* whoever came before */
    does(scene, &stranger, &guest_leave, NULL);
    offered(scene, &stranger, "ask");
    does(scene, &stranger, &guest_ask, NULL);
    host(scene, &answer_admit, &stranger, NULL, NULL);
    joins(scene, &stranger);
    does(scene, &booked, &guest_leave, NULL);
    does(scene, &stranger, &guest_leave, NULL);
    offered(scene, &stranger, "join");
    joins(scene, &booked);
    does(scene, &booked, &guest_leave, NULL);
    offered(scene, &stranger, "join");
}

static void A9_mixed_booked_unsigned_and_strangers(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest b_unsigned = {.device = {.count = 0}};
    struct guest c = {.device = {.count = 0}};
    struct guest stranger = {.device = {.count = 0}};
    book(scene, 3);
    start(scene);
    arrive(scene, &stranger, "Sam Stranger");
    joins(scene, &stranger);
    arrive_booked(scene, &a, 0);
    joins(scene, &a);
    arrive(scene, &b_unsigned, "Bob Brown");
    arrive_booked(scene, &c, 2);
    offered(scene, &b_unsigned, "join");
    joins(scene, &c);
    offered(scene, &b_unsigned, "ask"); /* booked, but nobody can know */
    people_portal(&scene->world, &b_unsigned.device, &scene->contacts[1]);
    joins(scene, &b_unsigned);
    assert_int_equal(world_count(&scene->world, "SELECT COUNT(*) FROM invitation"), 4);
}

/* ---- the host's answers ---- */

static void A6_the_host_gets_each_request_at_once(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest first = {.device = {.count = 0}};
    struct guest second = {.device = {.count = 0}};
    one_asks(scene, &in, &first);
    arrive(scene, &second, "Tom Third");
    struct command *c = act(scene, &second, &guest_ask);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "door.asked"), 1);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "visit.changed"), 1);
    /* The host hears it whichever waiting room they look at. */
    assert_int_equal(people_events(c, "user", &scene->ada.id, "door.asked"), 1);
    assert_int_equal(people_events(c, "user", &scene->ada.id, "visit.changed"), 1);
    assert_int_equal(people_events(c, "guest", &second.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "guest", NULL, "guest.view"), 1);
    command_free(c);
    c = act(scene, &second, &guest_ask);
    assert_int_equal(c->event_count, 0);
    command_free(c);
    waiting_to_join(scene, "asked asked");
    c = people_call(&scene->world, &answer_admit_all, &scene->ada, &scene->visit_id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    assert_int_equal(json_array_size(json_object_get(body, "admitted")), 2);
    assert_true(json_is_false(json_object_get(body, "full")));
    json_decref(body);
    command_free(c);
    joins(scene, &first);
    joins(scene, &second);
}

static void A7_denied_asks_again_after_a_minute_and_the_host_can_block_that(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    one_asks(scene, &in, &asking);
    host(scene, &answer_deny, &asking, "{}", NULL);
    answered(scene, &asking, "denied");
    offered(scene, &asking, "denied");
    int64_t denied_ms = scene->world.now_ms;
    json_t *view = view_of(scene, &asking);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(view, "door"), "again_at_ms")),
        denied_ms + MINUTE_MS);
    json_decref(view);
    scene->world.now_ms = denied_ms + MINUTE_MS - 1;
    does(scene, &asking, &guest_ask, "ask-too-soon");
    does(scene, &asking, &guest_join, "denied");
    scene->world.now_ms = denied_ms + MINUTE_MS;
    does(scene, &asking, &guest_ask, NULL);
    offered(scene, &asking, "asked");
    answered(scene, &asking, "(none)");
    host(scene, &answer_deny, &asking, "{\"block\":true}", NULL);
    offered(scene, &asking, "blocked");
    scene->world.now_ms += HOUR_MS;
    does(scene, &asking, &guest_ask, "blocked");
    does(scene, &in, &guest_leave, NULL);
    offered(scene, &asking, "blocked");
    does(scene, &asking, &guest_join, "blocked");
    host(scene, &answer_admit, &asking, NULL, NULL); /* the host may think again */
    joins(scene, &asking);
}

static void A8_asked_and_answered_while_the_host_is_away(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    struct guest late = {.device = {.count = 0}};
    one_asks(scene, &in, &asking);
    system_says(scene, &visit_host_lost, "visit_id", &scene->visit_id);
    arrive(scene, &late, "Tom Third");
    does(scene, &late, &guest_ask, NULL);
    offered(scene, &asking, "asked");
    world_reopen(&scene->world);
    assert_int_equal(people_do(&scene->world, &visit_restart, NULL, NULL, NULL), 200);
    waiting_to_join(scene, "asked asked");
    offered(scene, &late, "asked");
    struct command *c = people_call(&scene->world, &live_hello, &scene->ada, NULL,
                                    "{\"as\":\"user\",\"visit\":true}");
    assert_non_null(strstr(c->reply.body, "waiting_to_join"));
    assert_non_null(strstr(c->reply.body, late.id.text));
    command_free(c);
    host(scene, &answer_admit, &asking, NULL, NULL);
    host(scene, &answer_deny, &late, "{}", NULL);
    joins(scene, &asking);
    offered(scene, &late, "denied");
}

static void whoever_presses_second_gets_a_clear_answer(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    one_asks(scene, &in, &asking);
    host(scene, &answer_admit, &asking, NULL, NULL);
    struct command *c = people_call(&scene->world, &answer_admit, &scene->ada, &asking.id, NULL);
    assert_int_equal(c->event_count, 0);
    assert_int_equal(people_done(c), 204);
    host(scene, &answer_deny, &asking, "{}", "already-admitted");
    host(scene, &answer_deny, &asking, "{\"block\":true}", "already-admitted");
    joins(scene, &asking);
    host(scene, &answer_admit, &asking, NULL, NULL);
    host(scene, &answer_deny, &asking, "{}", "already-admitted");
    struct id first = scene->visit_id;
    start(scene);
    assert_true(id_equal(&first, &scene->visit_id));
    assert_int_equal(world_count(&scene->world, "SELECT COUNT(*) FROM visit"), 1);
}

static void two_delegates_and_the_owner_start_at_once(void **state) {
    struct scene *scene = *state;
    struct world_user ben = people_provider(&scene->world, "ben@lakeside.test");
    book(scene, 1);
    assert_int_equal(people_done(start_call(scene, &ben)), 404);
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO room_grant (practice_id, room_id, user_id, may_view, may_send,"
                   " may_admit, granted_at_ms) SELECT practice_id, id, '%s', 1, 0, 1, 1 FROM room"
                   " WHERE id = '%s'",
                   ben.id.text, scene->ada.room_id.text);
    world_execute(&scene->world, sql);
    assert_int_equal(people_done(start_call(scene, &ben)), 201);
    struct command *c = start_call(scene, &scene->ada);
    assert_string_equal(c->reply.problem, "started-by-another");
    assert_non_null(strstr(c->reply.body, "visit_id"));
    assert_int_equal(people_done(c), 409);
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    arrive_booked(scene, &in, 0);
    joins(scene, &in);
    arrive(scene, &asking, "Sam Stranger");
    c = act(scene, &asking, &guest_ask);
    assert_int_equal(people_events(c, "user", &ben.id, "door.asked"), 1);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "door.asked"), 1);
    command_free(c);
    assert_int_equal(people_do(&scene->world, &answer_admit, &ben, &asking.id, NULL), 204);
    host(scene, &answer_deny, &asking, "{}", "already-admitted");
    joins(scene, &asking);
    /* V4: Ben has no right to send, but hosts: what is taken back meanwhile changes nothing for his visit. */
    world_execute(&scene->world, "DELETE FROM room_grant");
    assert_int_equal(people_do(&scene->world, &host_hold, &ben, &asking.id, NULL), 204);
    assert_int_equal(people_do(&scene->world, &invite_remove, &ben, &asking.id, NULL), 204);
    struct guest late = {.device = {.count = 0}};
    arrive(scene, &late, "Tom Third");
    does(scene, &late, &guest_ask, NULL);
    assert_int_equal(people_do(&scene->world, &answer_deny, &ben, &late.id, "{}"), 204);
    struct device phone = {.count = 0};
    struct invited other = people_waiting(&scene->world, &scene->ada, &phone, "Mara Lind");
    assert_int_equal(people_do(&scene->world, &invite_remove, &ben, &other.id, NULL), 404);
}

static void V1_the_ninth_person_and_the_host_are_told_that_it_is_full(void **state) {
    struct scene *scene = *state;
    struct guest guests[9];
    memset(guests, 0, sizeof guests);
    book(scene, 1);
    start(scene);
    for (size_t i = 0; i < 7; i++) {
        arrive(scene, &guests[i], DOORSTEP_NAMES[i]);
        host(scene, &answer_admit, &guests[i], NULL, NULL);
        joins(scene, &guests[i]);
    }
    arrive(scene, &guests[7], "Sam Stranger");
    does(scene, &guests[7], &guest_ask, NULL);
    host(scene, &answer_admit, &guests[7], NULL, "visit-full");
    struct command *c =
        people_call(&scene->world, &answer_admit_all, &scene->ada, &scene->visit_id, NULL);
    assert_non_null(strstr(c->reply.body, "\"full\":true"));
    assert_int_equal(people_done(c), 200);
    arrive_booked(scene, &guests[8], 0);
    offered(scene, &guests[8], "join");
    does(scene, &guests[8], &guest_join, "visit-full");
    does(scene, &guests[0], &guest_leave, NULL);
    joins(scene, &guests[8]);
    assert_int_equal(
        world_count(&scene->world, "SELECT COUNT(*) FROM invitation WHERE state = 'in_visit'"), 7);
}

/* ---- who is in, and who hears of it ---- */

static void A4_a_dropped_guest_keeps_the_place_for_the_grace_and_no_longer(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest c = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive(scene, &in, "Ann Abel");
    joins(scene, &in);
    arrive(scene, &c, "Carl Late");
    offered(scene, &c, "ask");
    system_says(scene, &visit_guest_lost, "guest_id", &in.id);
    sees(scene, &in, "left");
    offered(scene, &in, "join");
    joins(scene, &c);
    offered(scene, &in, "ask"); /* back after the grace: the door as it stands now */
    system_says(scene, &visit_guest_lost, "guest_id", &in.id);
    system_says(scene, &visit_guest_lost, "guest_id", &scene->ada.id);
    offered(scene, &in, "ask");
}

static void W14_who_is_on_hold_is_not_in(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest c = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive_booked(scene, &in, 0);
    joins(scene, &in);
    arrive(scene, &c, "Carl Late");
    offered(scene, &c, "ask");
    host(scene, &host_hold, &in, NULL, NULL);
    offered(scene, &c, "join");
    does(scene, &in, &guest_join, "on-hold");
    host(scene, &host_take_in, &in, NULL, NULL);
    offered(scene, &c, "ask");
    host(scene, &invite_remove, &in, NULL, NULL);
    offered(scene, &c, "ask"); /* V4: a place is free, but it might be the same person */
    sees(scene, &in, "removed");
    assert_int_equal(take(scene, &in, ""), 409); /* V4 */
}

/* Every event of every step: a guest hears only what they are themselves offered, and only when it changes. */
static void W3_only_whose_own_offer_changes_hears_of_the_door(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest b = {.device = {.count = 0}};
    struct guest c = {.device = {.count = 0}};
    struct guest d = {.device = {.count = 0}};
    book(scene, 2);
    arrive_booked(scene, &a, 0);
    arrive_booked(scene, &b, 1);
    arrive(scene, &c, "Carl Late");
    arrive(scene, &d, "Dora Deny");
    struct command *step = start_call(scene, &scene->ada);
    assert_int_equal(people_events(step, "guest", NULL, "guest.view"), 4);
    command_free(step);
    start(scene);
    step = act(scene, &a, &guest_join); /* one of two: nothing changes for the others */
    assert_int_equal(people_events(step, "guest", NULL, "guest.view"), 1);
    assert_int_equal(people_events(step, "guest", &a.id, "guest.view"), 1);
    command_free(step);
    host(scene, &answer_admit, &d, NULL, NULL);
    step = act(scene, &b, &guest_join); /* the door closes for c alone: d was admitted */
    assert_int_equal(people_events(step, "guest", &b.id, "guest.view"), 1);
    assert_int_equal(people_events(step, "guest", &c.id, "guest.view"), 1);
    assert_int_equal(people_events(step, "guest", NULL, "guest.view"), 2);
    for (size_t i = 0; i < step->event_count; i++) {
        const struct event *event = &step->events[i];
        if (id_equal(&event->stream.id, &c.id)) {
            assert_null(strstr(event->data, "Bob"));
            assert_null(strstr(event->data, b.id.text));
            assert_null(strstr(event->data, "capacity"));
            assert_null(strstr(event->data, "Check-up"));
        }
    }
    command_free(step);
    step = act(scene, &c, &guest_ask);
    assert_int_equal(people_events(step, "guest", NULL, "guest.view"), 1);
    assert_int_equal(people_events(step, "visit", NULL, "door.asked"), 0);
    for (size_t i = 0; i < step->event_count; i++) {
        bool own = id_equal(&step->events[i].stream.id, &c.id);
        const char *stream = step->events[i].stream.name;
        bool staff = strcmp(stream, "room") == 0 || strcmp(stream, "user") == 0;
        assert_true(own || staff || strstr(step->events[i].data, "Carl") == NULL);
    }
    command_free(step);
    step = act(scene, &a, &guest_leave);
    assert_int_equal(people_events(step, "guest", &c.id, "guest.view"), 1);
    assert_int_equal(people_events(step, "guest", &d.id, "guest.view"), 0);
    command_free(step);
}

/* ---- one link, many devices ---- */

int main(void) {
    const struct CMUnitTest tests[] = {
        DOORSTEP_CASE(A4_A_and_B_are_booked_and_C_comes_not_signed_in),
        DOORSTEP_CASE(A4_A_and_B_are_booked_and_C_comes_signed_in),
        DOORSTEP_CASE(A9_one_to_one_by_the_shared_link),
        DOORSTEP_CASE(A9_mixed_booked_unsigned_and_strangers),
        DOORSTEP_CASE(A6_the_host_gets_each_request_at_once),
        DOORSTEP_CASE(A7_denied_asks_again_after_a_minute_and_the_host_can_block_that),
        DOORSTEP_CASE(A8_asked_and_answered_while_the_host_is_away),
        DOORSTEP_CASE(whoever_presses_second_gets_a_clear_answer),
        DOORSTEP_CASE(two_delegates_and_the_owner_start_at_once),
        DOORSTEP_CASE(V1_the_ninth_person_and_the_host_are_told_that_it_is_full),
        DOORSTEP_CASE(A4_a_dropped_guest_keeps_the_place_for_the_grace_and_no_longer),
        DOORSTEP_CASE(W14_who_is_on_hold_is_not_in),
        DOORSTEP_CASE(W3_only_whose_own_offer_changes_hears_of_the_door),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
