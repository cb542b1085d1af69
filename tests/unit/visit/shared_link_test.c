/* One link for everybody: whose place it leads to, on which device, and from when to when. */
#include "doorstep.h"

#include "command/authenticate.h"
#include "practice/kinds.h"
#include "visit/door/door.h"
#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_booked_client_takes_their_seat_along(void **state) {
    struct scene *scene = *state;
    struct guest phone = {.device = {.count = 0}};
    struct guest laptop = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive_booked(scene, &phone, 0);
    joins(scene, &phone);
    people_portal(&scene->world, &laptop.device, &scene->contacts[0]);
    json_t *view = view_of(scene, &laptop);
    assert_string_equal(people_text(view, "state"), "in_visit");
    assert_string_equal(people_text(view, "seat"), "elsewhere");
    assert_null(json_object_get(view, "name"));
    json_decref(view);
    assert_int_equal(people_done(act(scene, &laptop, &guest_join)), 401);
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", scene->link.token);
    struct command *c = people_guest(&scene->world, &guest_take, &laptop.device, PEOPLE_HOST, json);
    assert_int_equal(people_effects(c, EFFECT_SEAT_MOVED), 1);
    assert_int_equal(people_effects(c, EFFECT_DISMISSED), 1);
    assert_int_equal(people_done(c), 200);
    sees(scene, &laptop, "left");
    does(scene, &laptop, &guest_join, "test-first");
    arrive(scene, &laptop, "");
    assert_true(id_equal(&laptop.id, &phone.id));
    joins(scene, &laptop);
    assert_int_equal(world_count(&scene->world, "SELECT COUNT(*) FROM invitation"), 1);
}

static void whoever_signs_out_of_the_portal_counts_like_anybody(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest stranger = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive(scene, &stranger, "Sam Stranger");
    joins(scene, &stranger);
    arrive_booked(scene, &a, 0);
    offered(scene, &a, "join");
    people_portal_leave(&a.device);
    offered(scene, &a, "ask");
    does(scene, &a, &guest_join, "ask-to-join");
    people_portal(&scene->world, &a.device, &scene->contacts[0]);
    joins(scene, &a);
    assert_int_equal(world_count(&scene->world, "SELECT COUNT(*) FROM invitation"), 2);
}

/* The host sees a stranger turn into the booked client at once, not with the next thing that happens. */
static void A3_the_room_sees_at_once_who_has_signed_in(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    char json[128];
    book(scene, 1);
    arrive(scene, &a, "Somebody");
    people_portal(&scene->world, &a.device, &scene->contacts[0]);
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", scene->link.token);
    struct command *c = people_guest(&scene->world, &live_hello, &a.device, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "guest.changed"), 1);
    assert_non_null(strstr(c->events[0].data, "\"booked\":true"));
    command_free(c);
    c = people_guest(&scene->world, &live_hello, &a.device, PEOPLE_HOST, json);
    assert_int_equal(c->event_count, 0);
    command_free(c);
}

/* A request of the browser that takes no body. */
static struct command *calls(struct scene *scene, struct guest *guest,
                             const struct command_kind *kind) {
    struct command *c = world_command(kind, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < guest->device.count; i++) {
        world_cookie(c, guest->device.names[i], guest->device.values[i]);
    }
    (void)world_run(&scene->world, c);
    return c;
}

static bool says_hello(struct scene *scene, struct guest *guest) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", scene->link.token);
    struct command *c = people_guest(&scene->world, &live_hello, &guest->device, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    bool client = c->reply.listener.client;
    command_free(c);
    return client;
}

/* The gateway passes on once a minute that the page is there; whoever only waits presses nothing. */
static void A3_whoever_waits_or_is_in_the_visit_for_hours_stays_signed_in(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest stranger = {.device = {.count = 0}};
    book(scene, 1);
    arrive_booked(scene, &a, 0);
    arrive(scene, &stranger, "Sam Stranger");
    assert_true(says_hello(scene, &a));
    assert_false(says_hello(scene, &stranger));
    assert_int_equal(people_done(calls(scene, &stranger, &client_activity)), 401);
    for (int i = 0; i < 5 * 60; i++) {
        scene->world.now_ms += MINUTE_MS;
        assert_int_equal(people_done(calls(scene, &a, &client_activity)), 204);
        if (i == 150) {
            world_sign_in(&scene->world, PEOPLE_HOST, &scene->ada);
            start(scene);
            joins(scene, &a);
        }
    }
    /* Dropped, and the place taken meanwhile: Join now, as for everybody who is booked and signed in. */
    system_says(scene, &visit_guest_lost, "guest_id", &a.id);
    joins(scene, &stranger);
    offered(scene, &a, "join");
    scene->world.now_ms += CLIENT_IDLE_MS - 1;
    offered(scene, &a, "join");
    scene->world.now_ms += 1;
    offered(scene, &a, "ask"); /* nobody was here for two hours */
}

/* Another client on a device on which one has been: neither gets the other's place. */
static void a_shared_device_gives_nobody_anothers_place(void **state) {
    struct scene *scene = *state;
    struct guest device = {.device = {.count = 0}};
    book(scene, 2);
    arrive_booked(scene, &device, 0);
    people_portal(&scene->world, &device.device, &scene->contacts[1]);
    json_t *view = view_of(scene, &device);
    assert_string_equal(people_text(view, "seat"), "none");
    assert_string_equal(people_text(view, "state"), "invited");
    json_decref(view);
    arrive(scene, &device, "");
    view = view_of(scene, &device);
    assert_string_equal(people_text(view, "name"), "Bob Brown");
    json_decref(view);
}

/* Two tabs of one guest: the same seat, the same answer; entering twice is entering once. */
static void two_tabs_of_one_guest_are_one_guest(void **state) {
    struct scene *scene = *state;
    struct guest tab = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive(scene, &tab, "Sam Stranger");
    struct guest other = tab;
    joins(scene, &tab);
    struct command *c = act(scene, &other, &guest_join);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 200);
    c = act(scene, &tab,
            &guest_leave); /* the answer shows the door as it is now: with a place free */
    assert_non_null(strstr(c->reply.body, "\"offer\":\"join\""));
    assert_int_equal(people_done(c), 200);
    assert_int_equal(world_count(&scene->world, "SELECT COUNT(*) FROM invitation"), 1);
}

static void A4_the_thirty_third_stranger_is_told_to_come_later(void **state) {
    struct scene *scene = *state;
    struct guest last = {.device = {.count = 0}};
    struct guest booked = {.device = {.count = 0}};
    book(scene, 1);
    for (int i = 0; i < DOOR_GUESTS_MAX; i++) {
        struct guest guest = {.device = {.count = 0}};
        arrive(scene, &guest, "Sam Stranger");
    }
    assert_int_equal(take(scene, &last, "One Toomany"), 409);
    sees(scene, &last, "invited");
    arrive_booked(scene, &booked, 0);
    struct command *c = start_call(scene, &scene->ada);
    assert_int_equal(people_events(c, "guest", NULL, "guest.view"), DOOR_GUESTS_MAX + 1);
    assert_int_equal(people_done(c), 201);
    start(scene);
    joins(scene, &booked);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
}

/* ---- who waited and was never admitted ---- */

static bool listed(struct scene *scene, const struct guest *guest) {
    json_t *line = people_line(&scene->world, &scene->ada, &guest->id);
    json_decref(line);
    return line != NULL;
}

static void is_gone(struct scene *scene, const struct guest *guest) {
    system_says(scene, &visit_guest_lost, "guest_id", &guest->id);
}

static void I8_whoever_waited_and_is_gone_leaves_the_list_once_the_visit_has_ended(void **state) {
    struct scene *scene = *state;
    struct guest in = {.device = {.count = 0}};
    struct guest gone = {.device = {.count = 0}};
    struct guest stays = {.device = {.count = 0}};
    struct guest late = {.device = {.count = 0}};
    one_asks(scene, &in, &gone);
    arrive(scene, &stays, "Sue Stays");
    is_gone(scene, &gone);
    assert_true(listed(scene, &gone)); /* W11: while it is not over the row stays */
    scene->world.now_ms += MINUTE_MS;
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    assert_true(listed(scene, &gone));
    is_gone(scene, &gone); /* it is said again of who is not back */
    assert_false(listed(scene, &gone));
    assert_true(listed(scene, &stays)); /* W10: whoever has the page open stays */
    scene->world.now_ms += MINUTE_MS;
    arrive(scene, &late, "Lou Late");
    is_gone(scene, &late);
    assert_true(listed(scene, &late)); /* came after the end: the host has not seen that yet */

    /* Who comes back is somebody who comes, with a place of their own. */
    sees(scene, &gone, "invited");
    arrive(scene, &gone, "Sam Stranger");
    assert_true(listed(scene, &gone));
    start(scene);
    is_gone(scene, &stays);
    assert_true(listed(scene, &stays));
    joins(scene, &gone);
}

static void I8_whoever_waited_and_is_gone_leaves_the_list_when_the_day_is_past(void **state) {
    struct scene *scene = *state;
    struct guest gone = {.device = {.count = 0}};
    book(scene, 1);
    arrive(scene, &gone, "Sam Stranger");
    json_t *view = view_of(scene, &gone);
    json_t *at = json_object_get(view, "appointment");
    int64_t end_ms = json_integer_value(json_object_get(at, "starts_at_ms")) +
                     json_integer_value(json_object_get(at, "length_s")) * 1000;
    json_decref(view);
    scene->world.now_ms = end_ms + 12 * HOUR_MS - 1;
    world_sign_in(&scene->world, PEOPLE_HOST, &scene->ada);
    is_gone(scene, &gone);
    assert_true(listed(scene, &gone));
    scene->world.now_ms += 1;
    is_gone(scene, &gone);
    assert_false(listed(scene, &gone));
    sees(scene, &gone, "invited");
    scene->world.now_ms = end_ms + 24 * HOUR_MS;
    people_tick(&scene->world);
    sees(scene, &gone, "expired");
}

/* ---- who was removed ---- */

static void remove_from_visit(struct scene *scene, struct guest *guest) {
    host(scene, &invite_remove, guest, NULL, NULL);
    sees(scene, guest, "removed");
}

/* By a link that all share nobody can tell who comes in a cleared browser: so the host is asked, though a place is free. */
static void V4_whoever_comes_as_somebody_new_after_a_removal_has_to_ask(void **state) {
    struct scene *scene = *state;
    struct guest sam = {.device = {.count = 0}};
    struct guest again = {.device = {.count = 0}};
    struct guest known = {.device = {.count = 0}};
    struct guest booked = {.device = {.count = 0}};
    struct guest waiting = {.device = {.count = 0}};
    book(scene, 4);
    start(scene);
    arrive(scene, &sam, "Sam Stranger");
    joins(scene, &sam);
    arrive(scene, &known, "Kim Known");
    joins(scene, &known);
    does(scene, &known, &guest_leave, NULL);
    arrive(scene, &waiting, "Wim Waiting");
    offered(scene, &waiting, "join");
    remove_from_visit(scene, &sam);

    arrive(scene, &again, "Sam Stranger");
    offered(scene, &again, "ask");
    does(scene, &again, &guest_join, "ask-to-join");
    offered(scene, &waiting, "ask");
    arrive_booked(scene, &booked, 0);
    joins(scene, &booked);
    joins(scene, &known); /* the host has seen them in the visit */
    does(scene, &waiting, &guest_ask, NULL);
    host(scene, &answer_admit, &waiting, NULL, NULL);
    joins(scene, &waiting);

    /* The next visit by the same link is guarded too. */
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    start(scene);
    offered(scene, &again, "ask");
    sees(scene, &sam, "removed");
}

/* A place that nobody was in the visit from is taken from the list for other reasons (I8). */
static void V4_taking_somebody_off_the_list_before_they_were_in_guards_nothing(void **state) {
    struct scene *scene = *state;
    struct guest early = {.device = {.count = 0}};
    struct guest other = {.device = {.count = 0}};
    book(scene, 1);
    arrive(scene, &early, "Eve Early");
    host(scene, &invite_remove, &early, NULL, NULL);
    start(scene);
    arrive(scene, &other, "Oda Other");
    joins(scene, &other);
}

static void V4_a_removed_client_stays_out_on_every_device(void **state) {
    struct scene *scene = *state;
    struct guest phone = {.device = {.count = 0}};
    struct guest laptop = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &phone, 0);
    joins(scene, &phone);
    remove_from_visit(scene, &phone);
    people_portal(&scene->world, &laptop.device, &scene->contacts[0]);
    for (int visits = 0; visits < 2; visits++) {
        sees(scene, &laptop, "removed");
        assert_int_equal(take(scene, &laptop, "Ann Abel"), 409);
        struct command *c = calls(scene, &laptop, &portal_appointments);
        json_t *body = world_body(c);
        json_t *first = json_array_get(json_object_get(body, "appointments"), 0);
        assert_string_equal(people_text(first, "offer"),
                            "blocked"); /* no button that leads nowhere */
        json_decref(body);
        command_free(c);
        assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL),
                         204);
        start(scene);
    }
}

/* ---- the life of the link ---- */

static void the_link_dies_a_day_after_the_planned_end_to_the_millisecond(void **state) {
    struct scene *scene = *state;
    struct guest fresh = {.device = {.count = 0}};
    struct guest waiting = {.device = {.count = 0}};
    struct guest early = {.device = {.count = 0}};
    book(scene, 1);
    int64_t dies_ms = scene->world.now_ms + HOUR_MS + 30 * MINUTE_MS + 24 * HOUR_MS;
    arrive(scene, &waiting, "Wanda Waits");
    assert_int_equal(take(scene, &early, "Early Bird"), 200);
    scene->world.now_ms = dies_ms - 1;
    sees(scene, &fresh, "invited");
    scene->world.now_ms = dies_ms;
    sees(scene, &fresh, "expired");
    sees(scene, &early, "expired");
    sees(scene, &waiting, "checked_in"); /* expiry stops arrivals only */
    assert_int_equal(take(scene, &fresh, "Too Late"), 409);
    world_sign_in(&scene->world, PEOPLE_HOST, &scene->ada);
    start(scene);
    sees(scene, &fresh, "invited"); /* while a visit runs, the door has a host */
    people_tick(&scene->world);
    sees(scene, &early, "invited");
    arrive(scene, &fresh, "Just Right");
    joins(scene, &fresh);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    sees(scene, &early, "expired");
    people_tick(&scene->world);
    sees(scene, &early, "expired");
}

static void a_cancelled_appointment_has_no_door(void **state) {
    struct scene *scene = *state;
    struct guest fresh = {.device = {.count = 0}};
    struct guest waiting = {.device = {.count = 0}};
    book(scene, 1);
    arrive(scene, &waiting, "Wanda Waits");
    struct command *c =
        people_call(&scene->world, &appointment_cancel, &scene->ada, &scene->link.id, NULL);
    assert_int_equal(people_events(c, "guest", &waiting.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "guest.removed"), 1);
    assert_int_equal(people_done(c), 204);
    sees(scene, &waiting, "cancelled");
    sees(scene, &fresh, "cancelled");
    assert_int_equal(take(scene, &fresh, "Too Late"), 409);
    assert_int_equal(people_done(start_call(scene, &scene->ada)), 409);
}

static void after_the_end_the_host_may_start_again(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    struct guest waiting = {.device = {.count = 0}};
    one_asks(scene, &a, &waiting);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    sees(scene, &a, "ended");
    sees(scene, &waiting, "checked_in");
    offered(scene, &waiting, "wait");
    start(scene);
    sees(scene, &a, "invited");
    offered(scene, &waiting, "join");
    arrive(scene, &a, "");
    joins(scene, &a);
    offered(scene, &waiting, "ask"); /* what was asked of the last visit is over */
}

/* Ended by mistake and started again: one press, and they are at the door with their name and the test of their device. */
static void A8_whoever_was_in_comes_back_with_one_press(void **state) {
    struct scene *scene = *state;
    struct guest people[2] = {{.device = {.count = 0}}, {.device = {.count = 0}}};
    struct guest stranger = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &people[0], 0);
    arrive(scene, &people[1], "Sam Stranger");
    for (size_t i = 0; i < 2; i++) {
        joins(scene, &people[i]);
    }
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    json_t *ended = view_of(scene, &people[1]);
    assert_non_null(json_object_get(ended, "appointment")); /* it may be started again */
    json_decref(ended);
    start(scene);
    for (size_t i = 0; i < 2; i++) {
        json_t *view = view_of(scene, &people[i]);
        assert_string_equal(people_text(view, "state"), "invited");
        assert_true(json_is_true(json_object_get(view, "again")));
        assert_false(json_is_true(json_object_get(view, "needs_name")));
        assert_null(json_object_get(view, "name")); /* the seat is nobody's yet */
        json_decref(view);
        assert_int_equal(take(scene, &people[i], ""), 200);
        sees(scene, &people[i], "checked_in");
        joins(scene, &people[i]);
    }
    assert_int_equal(
        world_count(&scene->world, "SELECT COUNT(*) FROM invitation WHERE state = 'in_visit'"), 2);
    json_t *view = view_of(scene, &stranger);
    assert_null(json_object_get(view, "again"));
    assert_true(json_is_true(json_object_get(view, "needs_name")));
    json_decref(view);
}

/* Another client on that device gets neither the name nor the test of whoever was in the visit there. */
static void A8_another_client_on_that_device_is_not_taken_for_them(void **state) {
    struct scene *scene = *state;
    struct guest device = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &device, 0);
    joins(scene, &device);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    start(scene);
    people_portal(&scene->world, &device.device, &scene->contacts[1]);
    json_t *view = view_of(scene, &device);
    assert_null(json_object_get(view, "again"));
    json_decref(view);
    assert_int_equal(take(scene, &device, ""), 200);
    view = view_of(scene, &device);
    assert_string_equal(people_text(view, "state"), "invited");
    assert_string_equal(people_text(view, "name"), DOORSTEP_NAMES[1]);
    json_decref(view);
}

/* Booked, in, ended; then signed out and anew at the link: the older visit does not hide where they wait now. */
static void W11_an_old_visit_hides_no_place_taken_since(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive_booked(scene, &a, 0);
    joins(scene, &a);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    people_portal_leave(&a.device);
    start(scene);
    arrive(scene, &a, "Ann Arbor");
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    people_portal(&scene->world, &a.device, &scene->contacts[0]);
    sees(scene, &a, "checked_in");
    start(scene);
    joins(scene, &a);
}

/* In one visit, then removed from where they waited for the next: signing in does not bring them back as somebody new,
 * though the clock was put back between the two. */
static void V4_a_client_who_was_removed_stays_out_after_signing_in(void **state) {
    struct scene *scene = *state;
    struct guest a = {.device = {.count = 0}};
    book(scene, 1);
    start(scene);
    arrive_booked(scene, &a, 0);
    joins(scene, &a);
    assert_int_equal(people_do(&scene->world, &host_end, &scene->ada, &scene->visit_id, NULL), 204);
    people_portal_leave(&a.device);
    scene->world.now_ms -= 1000;
    start(scene);
    arrive(scene, &a, "Ann Arbor");
    host(scene, &invite_remove, &a, NULL, NULL);
    people_portal(&scene->world, &a.device, &scene->contacts[0]);
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", scene->link.token);
    for (int times = 0; times < 2; times++) {
        (void)people_done(people_guest(&scene->world, &live_hello, &a.device, PEOPLE_HOST, json));
        sees(scene, &a, "cancelled");
    }
}

static void moved_it_shows_the_new_time_to_whoever_waits(void **state) {
    struct scene *scene = *state;
    struct guest waiting = {.device = {.count = 0}};
    book(scene, 1);
    arrive(scene, &waiting, "Wanda Waits");
    struct command *c =
        people_call(&scene->world, &appointment_move, &scene->ada, &scene->link.id,
                    "{\"date\":\"2027-01-15\",\"time\":\"11:00\",\"length_min\":60}");
    assert_int_equal(people_events(c, "guest", &waiting.id, "guest.view"), 1);
    assert_int_equal(people_done(c), 200);
    json_t *view = view_of(scene, &waiting);
    json_t *part = json_object_get(view, "appointment");
    assert_int_equal(json_integer_value(json_object_get(part, "starts_at_ms")),
                     scene->world.now_ms + 2 * HOUR_MS);
    assert_string_equal(people_text(part, "zone"), "Europe/Berlin");
    assert_null(json_object_get(part, "title"));
    json_decref(view);
    json_t *line = people_line(&scene->world, &scene->ada, &waiting.id);
    assert_string_equal(people_text(line, "kind"), "appointment");
    assert_string_equal(people_text(line, "appointment_title"), "Check-up");
    assert_string_equal(people_text(line, "door"), "waiting");
    json_decref(line);
}

/* Takes a place and does not come as far as the device test. */
static void take_early(struct scene *scene, struct guest *guest) {
    assert_int_equal(take(scene, guest, "Ella Early"), 200);
    json_t *view = view_of(scene, guest);
    const char *id = people_text(view, "invitation_id");
    assert_int_equal(id_parse(id, strlen(id), &guest->id), ERR_OK);
    json_decref(view);
}

static void move_to(struct scene *scene, const char *date) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"date\":\"%s\",\"time\":\"10:00\",\"length_min\":30}",
                   date);
    assert_int_equal(
        people_do(&scene->world, &appointment_move, &scene->ada, &scene->link.id, json), 200);
}

/* To the millisecond `after_ms` after the end of the link of an appointment at 10:00 that many days from now. */
static void link_ends(struct scene *scene, int64_t days, int64_t after_ms) {
    static const int64_t BEGIN_MS = 1800000000000;
    scene->world.now_ms = BEGIN_MS + HOUR_MS + days * 24 * HOUR_MS + HOUR_MS / 2 + 24 * HOUR_MS;
    scene->world.now_ms += after_ms;
    people_tick(&scene->world);
    world_sign_in(&scene->world, PEOPLE_HOST, &scene->ada);
}

static bool in_the_room(struct scene *scene, const struct guest *guest) {
    json_t *line = people_line(&scene->world, &scene->ada, &guest->id);
    json_decref(line);
    return line != NULL;
}

static void I4_a_place_taken_early_lives_as_long_as_the_moved_link(void **state) {
    static const struct {
        const char *date;
        int64_t days;
    } MOVES[] = {{"2027-01-18", 3}, {"2027-01-16", 1}};
    struct scene *scene = *state;
    struct guest early = {.device = {.count = 0}};
    book(scene, 1);
    take_early(scene, &early);
    for (size_t i = 0; i < 2; i++) {
        move_to(scene, MOVES[i].date);
        json_t *view = view_of(scene, &early);
        assert_int_equal(json_integer_value(json_object_get(view, "expires_at_ms")),
                         1800000000000 + HOUR_MS + HOUR_MS / 2 +
                             (MOVES[i].days + 1) * 24 * HOUR_MS);
        json_decref(view);
    }
    link_ends(scene, 0, 0);
    assert_true(in_the_room(scene, &early));
    link_ends(scene, 1, -1);
    assert_true(in_the_room(scene, &early));
    sees(scene, &early, "invited");
    link_ends(scene, 1, 0);
    assert_false(in_the_room(scene, &early));
    sees(scene, &early, "expired");
}

static void A5_who_comes_back_to_a_moved_link_that_had_ended_keeps_the_name(void **state) {
    struct scene *scene = *state;
    struct guest early = {.device = {.count = 0}};
    struct guest other = {.device = {.count = 0}};
    book(scene, 1);
    take_early(scene, &early);
    link_ends(scene, 0, 0);
    sees(scene, &early, "expired");
    move_to(scene, "2027-01-20");
    assert_int_equal(take(scene, &other, ""), 400);
    arrive(scene, &early, "");
    json_t *line = people_line(&scene->world, &scene->ada, &early.id);
    assert_string_equal(people_text(line, "name"), "Ella Early");
    json_decref(line);
}

static void W6_start_by_a_guests_name_starts_the_appointment(void **state) {
    struct scene *scene = *state;
    struct guest stranger = {.device = {.count = 0}};
    struct device phone = {.count = 0};
    book(scene, 1);
    arrive(scene, &stranger, "Sam Stranger");
    struct invited other = people_waiting(&scene->world, &scene->ada, &phone, "Mara Lind");
    char json[160];
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\",\"%s\"]}", stranger.id.text,
                   other.id.text);
    assert_int_equal(people_do(&scene->world, &host_start, &scene->ada, NULL, json), 409);
    struct invited chosen = {.id = stranger.id};
    scene->visit_id = people_start(&scene->world, &scene->ada, &chosen, 1);
    answered(scene, &stranger, "admitted");
    joins(scene, &stranger);
    assert_int_equal(
        world_count(&scene->world, "SELECT COUNT(*) FROM visit WHERE appointment_id IS NOT NULL"),
        1);
}

static void another_practices_link_and_an_unknown_one_are_the_same_bytes(void **state) {
    struct scene *scene = *state;
    char json[2][128];
    char *bodies[2];
    book(scene, 1);
    world_practice(&scene->world, "hillside.test");
    (void)snprintf(json[0], sizeof json[0], "{\"token\":\"%s\"}", scene->link.token);
    (void)snprintf(json[1], sizeof json[1], "{\"token\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
    for (int i = 0; i < 2; i++) {
        struct device device = {.count = 0};
        struct command *c =
            people_guest(&scene->world, &guest_open, &device, "hillside.test", json[i]);
        bodies[i] = strdup(c->reply.body);
        assert_int_equal(people_done(c), 200);
    }
    assert_string_equal(bodies[0], bodies[1]);
    free(bodies[0]);
    free(bodies[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DOORSTEP_CASE(a_booked_client_takes_their_seat_along),
        DOORSTEP_CASE(whoever_signs_out_of_the_portal_counts_like_anybody),
        DOORSTEP_CASE(A3_the_room_sees_at_once_who_has_signed_in),
        DOORSTEP_CASE(A3_whoever_waits_or_is_in_the_visit_for_hours_stays_signed_in),
        DOORSTEP_CASE(a_shared_device_gives_nobody_anothers_place),
        DOORSTEP_CASE(two_tabs_of_one_guest_are_one_guest),
        DOORSTEP_CASE(A4_the_thirty_third_stranger_is_told_to_come_later),
        DOORSTEP_CASE(I8_whoever_waited_and_is_gone_leaves_the_list_once_the_visit_has_ended),
        DOORSTEP_CASE(I8_whoever_waited_and_is_gone_leaves_the_list_when_the_day_is_past),
        DOORSTEP_CASE(V4_whoever_comes_as_somebody_new_after_a_removal_has_to_ask),
        DOORSTEP_CASE(V4_taking_somebody_off_the_list_before_they_were_in_guards_nothing),
        DOORSTEP_CASE(V4_a_removed_client_stays_out_on_every_device),
        DOORSTEP_CASE(the_link_dies_a_day_after_the_planned_end_to_the_millisecond),
        DOORSTEP_CASE(a_cancelled_appointment_has_no_door),
        DOORSTEP_CASE(after_the_end_the_host_may_start_again),
        DOORSTEP_CASE(A8_whoever_was_in_comes_back_with_one_press),
        DOORSTEP_CASE(A8_another_client_on_that_device_is_not_taken_for_them),
        DOORSTEP_CASE(W11_an_old_visit_hides_no_place_taken_since),
        DOORSTEP_CASE(V4_a_client_who_was_removed_stays_out_after_signing_in),
        DOORSTEP_CASE(moved_it_shows_the_new_time_to_whoever_waits),
        DOORSTEP_CASE(I4_a_place_taken_early_lives_as_long_as_the_moved_link),
        DOORSTEP_CASE(A5_who_comes_back_to_a_moved_link_that_had_ended_keeps_the_name),
        DOORSTEP_CASE(W6_start_by_a_guests_name_starts_the_appointment),
        DOORSTEP_CASE(another_practices_link_and_an_unknown_one_are_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
