/* The host's answers at an appointment's door: who hears of them, and who still finds a place (A6, A7, V1). */
#include "doorstep.h"

#include "practice/settings_kinds.h"
#include "visit/visit.h"

#include <stdio.h>
#include <string.h>

static struct command *answer(struct scene *scene, const struct command_kind *kind,
                              const struct guest *guest, const char *json) {
    return people_call(&scene->world, kind, &scene->ada, &guest->id, json);
}

static void both_sides_hear(struct scene *scene, struct command *c, const struct guest *guest) {
    const struct id *room_id = &scene->ada.room_id;
    assert_int_equal(c->reply.status, 204);
    assert_int_equal(people_events(c, "guest", &guest->id, "guest.view"), 1);
    assert_int_equal(people_events(c, "guest", NULL, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", room_id, "guest.changed"), 1);
    assert_int_equal(people_events(c, "room", room_id, "visit.changed"), 1);
    command_free(c);
}

static void nobody_hears(struct command *c) {
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 204);
}

static void A6_A7_both_sides_hear_of_each_answer_once(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    one_asks(scene, &in, &asking);
    both_sides_hear(scene, answer(scene, &answer_deny, &asking, "{}"), &asking);
    nobody_hears(answer(scene, &answer_deny, &asking, "{}"));
    both_sides_hear(scene, answer(scene, &answer_deny, &asking, "{\"block\":true}"), &asking);
    nobody_hears(answer(scene, &answer_deny, &asking, "{\"block\":true}"));
    both_sides_hear(scene, answer(scene, &answer_admit, &asking, NULL), &asking);
    nobody_hears(answer(scene, &answer_admit, &asking, NULL));
    joins(scene, &asking);
    nobody_hears(answer(scene, &answer_admit, &asking, NULL));
}

/* So many come by the link, are admitted and go in. */
static void fill(struct scene *scene, struct guest *guests, size_t count) {
    book(scene, 1);
    start(scene);
    for (size_t i = 0; i < count; i++) {
        arrive(scene, &guests[i], DOORSTEP_NAMES[i]);
        host(scene, &answer_admit, &guests[i], NULL, NULL);
        joins(scene, &guests[i]);
    }
}

static void asks(struct scene *scene, struct guest *guest, const char *name) {
    arrive(scene, guest, name);
    scene->world.now_ms += 1000;
    does(scene, guest, &guest_ask, NULL);
}

/* Whoever was admitted and has not come in yet has the eighth place: the host hears so with the next press, and not
 * that guest alone when they come to a full visit. */
static void V1_A4_who_was_admitted_and_has_not_come_in_has_a_place(void **state) {
    struct scene *scene = *state;
    struct guest guests[6];
    struct guest first = {.device = {.count = 0}};
    struct guest second = {.device = {.count = 0}};
    memset(guests, 0, sizeof guests);
    fill(scene, guests, 6);
    asks(scene, &first, "Sam Stranger");
    asks(scene, &second, "Tom Third");
    host(scene, &answer_admit, &first, NULL, NULL);
    host(scene, &answer_admit, &second, NULL, "visit-full");
    offered(scene, &second, "asked");
    joins(scene, &first);
    host(scene, &answer_admit, &second, NULL, "visit-full");
    does(scene, &first, &guest_leave,
         NULL); /* who left holds no place, whatever was said of them */
    host(scene, &answer_admit, &second, NULL, NULL);
    joins(scene, &second);
    does(scene, &first, &guest_join, "visit-full");
}

static void A6_V1_admit_all_lets_in_who_asked_first_as_far_as_there_is_room(void **state) {
    struct scene *scene = *state;
    struct guest guests[5];
    struct guest promised = {.device = {.count = 0}};
    struct guest first = {.device = {.count = 0}};
    struct guest second = {.device = {.count = 0}};
    memset(guests, 0, sizeof guests);
    fill(scene, guests, 5);
    arrive(scene, &second, "Tom Third"); /* was here before, and asks after */
    asks(scene, &promised, "Pia Promised");
    host(scene, &answer_admit, &promised, NULL, NULL);
    asks(scene, &first, "Sam Stranger");
    scene->world.now_ms += 1000;
    does(scene, &second, &guest_ask, NULL);
    struct command *c =
        people_call(&scene->world, &answer_admit_all, &scene->ada, &scene->visit_id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    json_t *admitted = json_object_get(body, "admitted");
    assert_true(json_is_true(json_object_get(body, "full")));
    assert_int_equal(json_array_size(admitted), 1);
    assert_string_equal(json_string_value(json_array_get(admitted, 0)), first.id.text);
    json_decref(body);
    command_free(c);
    offered(scene, &first, "join");
    offered(scene, &second, "asked");
    joins(scene, &promised);
    joins(scene, &first);
}

/* On hold is not in: their place may be taken meanwhile, and the host who takes them in again is told. */
static void W14_V1_nobody_is_taken_in_again_above_eight(void **state) {
    struct scene *scene = *state;
    struct guest guests[7];
    struct guest late = {.device = {.count = 0}};
    memset(guests, 0, sizeof guests);
    fill(scene, guests, 7);
    host(scene, &host_hold, &guests[0], NULL, NULL);
    arrive(scene, &late, "Sam Stranger");
    host(scene, &answer_admit, &late, NULL, NULL);
    joins(scene, &late);
    host(scene, &host_take_in, &guests[0], NULL, "visit-full");
    sees(scene, &guests[0], "on_hold");
    does(scene, &late, &guest_leave, NULL);
    host(scene, &host_take_in, &guests[0], NULL, NULL);
    sees(scene, &guests[0], "in_visit");
    assert_int_equal(
        world_count(&scene->world, "SELECT COUNT(*) FROM invitation WHERE state = 'in_visit'"), 7);
}

/* Whoever stands at the door sees at once that a place is free or taken: nothing is asked twice. After a removal they ask
 * as before (V4), and hear nothing. */
static void A4_W14_the_door_hears_of_each_place_that_is_freed_or_taken(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest c = {.device = {.count = 0}};
    static const struct command_kind *const STEPS[] = {&host_hold, &host_take_in, &invite_remove};
    book(scene, 1);
    start(scene);
    arrive_booked(scene, &in, 0);
    joins(scene, &in);
    arrive(scene, &c, "Carl Late");
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        struct command *step = answer(scene, STEPS[i], &in, NULL);
        size_t heard = STEPS[i] == &invite_remove ? 0 : 1;
        assert_int_equal(people_events(step, "guest", &c.id, "guest.view"), heard);
        assert_int_equal(people_done(step), 204);
    }
}

/* W7, W9: whoever comes by an appointment's link is announced as anybody is, before its visit and while it runs. */
static void W7_W9_who_comes_by_the_shared_link_is_announced(void **state) {
    struct scene *scene = *state;
    struct guest guests[2];
    memset(guests, 0, sizeof guests);
    book(scene, 1);
    for (size_t i = 0; i < 2; i++) {
        char json[256];
        assert_int_equal(take(scene, &guests[i], DOORSTEP_NAMES[i]), 200);
        (void)snprintf(json, sizeof json,
                       "{\"token\":\"%s\",\"preflight\":{\"result\":\"passed\",\"browser\":"
                       "\"passed\",\"operating_system\":\"passed\",\"camera\":\"passed\","
                       "\"microphone\":\"passed\"}}",
                       scene->link.token);
        struct command *c =
            people_guest(&scene->world, &guest_preflight, &guests[i].device, PEOPLE_HOST, json);
        assert_int_equal(people_events(c, "room", &scene->ada.room_id, "guest.arrived"), 1);
        assert_int_equal(people_done(c), 200);
        start(scene);
    }
}

/* I9: the door is opened by whoever may admit; to see the room, or to send, is not enough. */
static void I9_the_door_takes_the_right_to_admit(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest asking = {.device = {.count = 0}};
    struct world *world = &scene->world;
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    one_asks(scene, &in, &asking);
    const struct {
        const struct command_kind *kind;
        const struct id *id;
        const char *json;
        int status;
    } STEPS[] = {{&appointment_start, &scene->link.id, NULL, 409},
                 {&answer_deny, &asking.id, "{}", 204},
                 {&answer_admit, &asking.id, NULL, 204},
                 {&answer_admit_all, &scene->visit_id, NULL, 200},
                 {&host_hold, &in.id, NULL, 204},
                 {&host_take_in, &in.id, NULL, 204},
                 {&host_end, &scene->visit_id, NULL, 204}};
    static const char *const GRANTS[] = {"{\"send\":true,\"view\":true,\"admit\":false}",
                                         "{\"send\":false,\"view\":false,\"admit\":true}"};
    for (size_t grant = 0; grant < 2; grant++) {
        assert_int_equal(people_do(world, &settings_grant, &scene->ada, &ben.id, GRANTS[grant]),
                         200);
        for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
            assert_int_equal(people_do(world, STEPS[i].kind, &ben, STEPS[i].id, STEPS[i].json),
                             grant == 0 ? 404 : STEPS[i].status);
        }
    }
}

/* Whatever was said of them: the place of a booked client who is signed in is theirs; without signing in it is not. */
static void A3_no_answer_keeps_a_booked_client_out(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest in = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive(scene, &in, "Sam Stranger");
    joins(scene, &in);
    arrive_booked(scene, &a, 0);
    host(scene, &answer_deny, &a, "{\"block\":true}", NULL);
    offered(scene, &a, "join");
    people_portal_leave(&a.device);
    offered(scene, &a, "blocked");
    people_portal(&scene->world, &a.device, &scene->contacts[0]);
    joins(scene, &a);
}

static void A3_a_host_is_in_one_visit_at_a_time(void **state) {
    struct scene *scene = *state;
    struct device phone = {.count = 0};
    book(scene, 1);
    struct invited mara = people_waiting(&scene->world, &scene->ada, &phone, "Mara Lind");
    struct id running = people_start(&scene->world, &scene->ada, &mara, 1);
    struct command *c = start_call(scene, &scene->ada);
    assert_string_equal(c->reply.problem, "visit-running");
    assert_non_null(strstr(c->reply.body, running.text));
    assert_int_equal(people_done(c), 409);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &running, NULL), 204);
    start(scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DOORSTEP_CASE(A6_A7_both_sides_hear_of_each_answer_once),
        DOORSTEP_CASE(V1_A4_who_was_admitted_and_has_not_come_in_has_a_place),
        DOORSTEP_CASE(A6_V1_admit_all_lets_in_who_asked_first_as_far_as_there_is_room),
        DOORSTEP_CASE(W14_V1_nobody_is_taken_in_again_above_eight),
        DOORSTEP_CASE(A4_W14_the_door_hears_of_each_place_that_is_freed_or_taken),
        DOORSTEP_CASE(W7_W9_who_comes_by_the_shared_link_is_announced),
        DOORSTEP_CASE(I9_the_door_takes_the_right_to_admit),
        DOORSTEP_CASE(A3_no_answer_keeps_a_booked_client_out),
        DOORSTEP_CASE(A3_a_host_is_in_one_visit_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
