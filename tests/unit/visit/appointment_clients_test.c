/* Who is booked can be changed, before the start and while the visit runs, and the door follows at once (A1, A4). */
#include "doorstep.h"

#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <string.h>

enum { NOBODY = -1 };

/* The change of adding one contact and taking one out, by their numbers; either may be NOBODY. */
static struct command *change_as(struct scene *scene, const struct world_user *user, int add,
                                 int take_out) {
    char json[700];
    const char *quote[2] = {add == NOBODY ? "" : "\"", take_out == NOBODY ? "" : "\""};
    (void)snprintf(json, sizeof json, "{\"add\":[%s%s%s],\"take_out\":[%s%s%s]}", quote[0],
                   add == NOBODY ? "" : scene->contacts[add].text, quote[0], quote[1],
                   take_out == NOBODY ? "" : scene->contacts[take_out].text, quote[1]);
    return people_call(&scene->world, &appointment_change_clients, user, &scene->link.id, json);
}

static struct command *change(struct scene *scene, int add, int take_out) {
    return change_as(scene, &scene->ada, add, take_out);
}

static void changed(struct scene *scene, int add, int take_out) {
    assert_int_equal(people_done(change(scene, add, take_out)), 200);
}

static void refused(struct scene *scene, int add, int take_out, const char *problem) {
    struct command *c = change(scene, add, take_out);
    assert_int_equal(c->reply.status, 409);
    assert_string_equal(c->reply.problem, problem);
    command_free(c);
}

static void contact(struct scene *scene, size_t which) {
    scene->contacts[which] = people_contact(&scene->world, &scene->ada, DOORSTEP_NAMES[which]);
}

/* "Ann Abel, Bob Brown 2": who is booked, and the capacity. */
static void booked(struct scene *scene, const char *expected) {
    struct command *c =
        people_call(&scene->world, &appointment_get, &scene->ada, &scene->link.id, NULL);
    json_t *body = world_body(c);
    json_t *client = NULL;
    size_t i = 0;
    char text[200] = "";
    size_t size = 0;
    json_array_foreach(json_object_get(body, "clients"), i, client) {
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s", i == 0 ? "" : ", ",
                                 people_text(client, "name"));
    }
    (void)snprintf(text + size, sizeof text - size, " %d",
                   (int)json_integer_value(json_object_get(body, "capacity")));
    assert_string_equal(text, expected);
    json_decref(body);
    command_free(c);
}

static int64_t letters(struct scene *scene) {
    return world_count(&scene->world, "SELECT COUNT(*) FROM outbox");
}

/* How many appointments the portal shows to whoever is signed in on the device. */
static size_t portal_shows(struct scene *scene, const struct guest *guest) {
    struct command *c = world_command(&portal_appointments, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < guest->device.count; i++) {
        world_cookie(c, guest->device.names[i], guest->device.values[i]);
    }
    assert_int_equal(world_run(&scene->world, c), 200);
    json_t *body = world_body(c);
    size_t count = json_array_size(json_object_get(body, "appointments"));
    json_decref(body);
    command_free(c);
    return count;
}

static void A1_one_is_added_and_one_taken_out_and_both_are_told(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    struct guest cat = {.device = {.count = 0}};
    book(scene, 2);
    contact(scene, 2);
    people_portal(&scene->world, &ann.device, &scene->contacts[0]);
    people_portal(&scene->world, &cat.device, &scene->contacts[2]);
    assert_int_equal(portal_shows(scene, &ann), 1);
    assert_int_equal(portal_shows(scene, &cat), 0);
    struct command *c = change(scene, 2, 0);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "appointment.changed"), 1);
    assert_true(people_effects(c, EFFECT_OUTBOX) > 0);
    assert_int_equal(people_done(c), 200);
    booked(scene, "Bob Brown, Cat Cole 2");
    assert_int_equal(portal_shows(scene, &ann), 0);
    assert_int_equal(portal_shows(scene, &cat), 1);
    assert_int_equal(letters(scene), 4);
    static const char NEWS[] = "SELECT COUNT(*) FROM appointment_letter WHERE news = 'cancelled'";
    assert_int_equal(world_count(&scene->world, NEWS), 1);
    changed(scene, NOBODY, 2);
    booked(scene, "Bob Brown 1");
}

static void A1_what_is_so_already_changes_nothing_and_tells_nobody(void **state) {
    struct scene *scene = *state;
    book(scene, 2);
    contact(scene, 2);
    struct command *c = change(scene, 1, 2);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_int_equal(people_done(c), 200);
    changed(scene, NOBODY, NOBODY);
    assert_int_equal(letters(scene), 2);
    changed(scene, 2, NOBODY);
    changed(scene, 2, NOBODY); /* pressed twice */
    booked(scene, "Ann Abel, Bob Brown, Cat Cole 3");
    assert_int_equal(letters(scene), 3);
}

static void A1_one_to_seven_whoever_else_changes_them_at_once(void **state) {
    struct scene *scene = *state;
    book(scene, 2);
    for (size_t i = 2; i < 7; i++) {
        contact(scene, i);
    }
    /* Two users, each of whom sees both and takes another one out. */
    changed(scene, NOBODY, 0);
    refused(scene, NOBODY, 1, "no-clients");
    booked(scene, "Bob Brown 1");
    for (int i = 2; i < 7; i++) {
        changed(scene, i, NOBODY);
    }
    changed(scene, 0, NOBODY);
    scene->contacts[1] = people_contact(&scene->world, &scene->ada, "Hal Hart");
    refused(scene, 1, NOBODY, "too-many-clients");
    changed(scene, 1, 6);
    booked(scene, "Bob Brown, Cat Cole, Dan Dorn, Eva Eich, Fay Falk, Ann Abel, Hal Hart 7");
}

static void A1_what_cannot_be_changed_is_refused(void **state) {
    struct scene *scene = *state;
    struct world_user ben = people_provider(&scene->world, "ben@lakeside.test");
    book(scene, 1);
    contact(scene, 1);
    scene->contacts[2] = id_new();
    struct command *c = change(scene, 2, NOBODY);
    assert_string_equal(c->reply.field, "add");
    assert_int_equal(people_done(c), 400);
    c = change(scene, 1, 1);
    assert_string_equal(c->reply.field, "take_out");
    assert_int_equal(people_done(c), 400);
    assert_int_equal(people_done(change_as(scene, &ben, 1, NOBODY)), 404);
    const int64_t before_ms = scene->world.now_ms;
    scene->world.now_ms += 2 * HOUR_MS;
    refused(scene, 1, NOBODY, "appointment-over");
    scene->world.now_ms = before_ms;
    assert_int_equal(
        people_do(&scene->world, &appointment_cancel, &scene->ada, &scene->link.id, NULL), 204);
    refused(scene, 1, NOBODY, "appointment-cancelled");
    assert_int_equal(letters(scene), 2);
}

static void A4_the_capacity_follows_at_the_door_at_once(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    struct guest sam = {.device = {.count = 0}};
    book(scene, 1);
    contact(scene, 1);
    start(scene);
    arrive_booked(scene, &ann, 0);
    joins(scene, &ann);
    arrive(scene, &sam, "Sam Stranger");
    offered(scene, &sam, "ask");
    struct command *c = change(scene, 1, NOBODY);
    assert_int_equal(people_events(c, "guest", &sam.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "guest", &ann.id, "guest.view"), 0);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "visit.changed"), 1);
    assert_int_equal(people_done(c), 200);
    offered(scene, &sam, "join");
    c = change(scene, NOBODY, 1);
    assert_int_equal(people_events(c, "guest", &sam.id, "guest.view"), 1);
    assert_int_equal(people_done(c), 200);
    offered(scene, &sam, "ask");
    does(scene, &sam, &guest_join, "ask-to-join");
    sees(scene, &ann, "in_visit"); /* whoever is in stays in */
}

static void A3_who_is_added_while_it_runs_joins_at_once(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    struct guest bob = {.device = {.count = 0}};
    book(scene, 1);
    contact(scene, 1);
    start(scene);
    arrive_booked(scene, &ann, 0);
    joins(scene, &ann);
    people_portal(&scene->world, &bob.device, &scene->contacts[1]); /* not booked yet */
    arrive(scene, &bob, "Bob Brown");
    offered(scene, &bob, "ask");
    /* Past the planned end, too, as long as the visit runs. */
    scene->world.now_ms += 2 * HOUR_MS;
    changed(scene, 1, NOBODY);
    assert_int_equal(letters(scene), 2);
    people_portal(&scene->world, &bob.device, &scene->contacts[1]);
    joins(scene, &bob);
}

/* The page hears it, though the visit is as full for everybody else as before. */
static void A3_who_stands_at_the_door_signed_in_and_is_added_is_told_at_once(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    struct guest sam = {.device = {.count = 0}};
    struct guest bob = {.device = {.count = 0}};
    book(scene, 1);
    contact(scene, 1);
    start(scene);
    arrive_booked(scene, &ann, 0);
    joins(scene, &ann);
    arrive(scene, &sam, "Sam Stranger");
    host(scene, &answer_admit, &sam, NULL, NULL);
    joins(scene, &sam);
    people_portal(&scene->world, &bob.device, &scene->contacts[1]); /* not booked yet */
    arrive(scene, &bob, "Bob Brown");
    offered(scene, &bob, "ask");
    struct command *c = change(scene, 1, NOBODY);
    assert_int_equal(people_events(c, "guest", &bob.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "guest", &sam.id, "guest.view"), 0);
    assert_int_equal(people_done(c), 200);
    offered(scene, &bob, "join");
    /* Whoever comes and goes after that does not take it away again. */
    c = act(scene, &sam, &guest_leave);
    assert_int_equal(people_events(c, "guest", &bob.id, "guest.view"), 0);
    assert_int_equal(people_done(c), 200);
    joins(scene, &bob);
}

static void A1_who_is_in_the_visit_or_on_hold_is_not_taken_out(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &ann, 0);
    joins(scene, &ann);
    refused(scene, NOBODY, 0, "client-in-visit");
    host(scene, &host_hold, &ann, NULL, NULL);
    refused(scene, NOBODY, 0, "client-in-visit");
    booked(scene, "Ann Abel, Bob Brown 2");
    host(scene, &invite_remove, &ann, NULL, NULL);
    changed(scene, NOBODY, 0);
    booked(scene, "Bob Brown 1");
}

static void A1_who_waits_and_is_taken_out_sees_it_and_may_be_booked_again(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &ann, 0);
    struct command *c = change(scene, NOBODY, 0);
    assert_int_equal(people_events(c, "guest", &ann.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &scene->ada.room_id, "guest.removed"), 1);
    assert_int_equal(people_done(c), 200);
    sees(scene, &ann, "cancelled");
    does(scene, &ann, &guest_join, "invitation-cancelled");
    changed(scene, 0, NOBODY);
    sees(scene, &ann, "invited");
    arrive(scene, &ann, "");
    joins(scene, &ann);
}

static void A1_who_left_and_is_taken_out_does_not_come_back_to_their_place(void **state) {
    struct scene *scene = *state;
    struct guest ann = {.device = {.count = 0}};
    book(scene, 2);
    start(scene);
    arrive_booked(scene, &ann, 0);
    joins(scene, &ann);
    does(scene, &ann, &guest_leave, NULL);
    changed(scene, NOBODY, 0);
    sees(scene, &ann, "removed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DOORSTEP_CASE(A1_one_is_added_and_one_taken_out_and_both_are_told),
        DOORSTEP_CASE(A1_what_is_so_already_changes_nothing_and_tells_nobody),
        DOORSTEP_CASE(A1_one_to_seven_whoever_else_changes_them_at_once),
        DOORSTEP_CASE(A1_what_cannot_be_changed_is_refused),
        DOORSTEP_CASE(A4_the_capacity_follows_at_the_door_at_once),
        DOORSTEP_CASE(A3_who_is_added_while_it_runs_joins_at_once),
        DOORSTEP_CASE(A3_who_stands_at_the_door_signed_in_and_is_added_is_told_at_once),
        DOORSTEP_CASE(A1_who_is_in_the_visit_or_on_hold_is_not_taken_out),
        DOORSTEP_CASE(A1_who_waits_and_is_taken_out_sees_it_and_may_be_booked_again),
        DOORSTEP_CASE(A1_who_left_and_is_taken_out_does_not_come_back_to_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
