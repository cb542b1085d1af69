/* The door of an appointment, from both sides: A3 to A9 as people live through them. */
#include "people.h"

#include "visit/door/door.h"
#include "visit/visit.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;
static const int64_t HOUR_MS = 3600000;

struct scene {
    struct world world;
    struct world_user ada;
    struct id contacts[7];
    struct invited link; /* the appointment's id and token */
    struct id visit_id;
};

struct guest {
    struct device device;
    struct id id; /* of the invitation, once a place was taken */
};

static const char *const NAMES[7] = {"Ann Abel", "Bob Brown", "Cat Cole", "Dan Dorn",
                                     "Eva Eich", "Fay Falk",  "Gus Gold"};

static int set_up(void **state) {
    static struct scene scene;
    memset(&scene, 0, sizeof scene);
    people_init(&scene.world);
    scene.ada = people_provider(&scene.world, "ada@lakeside.test");
    *state = &scene;
    return 0;
}

static int tear_down(void **state) {
    people_fini(&((struct scene *)*state)->world);
    return 0;
}

/* An appointment in an hour (10:00 in Berlin) with so many booked clients. */
static void book(struct scene *scene, size_t capacity) {
    for (size_t i = 0; i < capacity; i++) {
        scene->contacts[i] = people_contact(&scene->world, &scene->ada, NAMES[i]);
    }
    scene->link =
        people_book(&scene->world, &scene->ada, "2027-01-15T10:00", scene->contacts, capacity);
}

static struct command *start_call(struct scene *scene, const struct world_user *user) {
    return people_call(&scene->world, &appointment_start, user, &scene->link.id, NULL);
}

static void start(struct scene *scene) {
    struct command *c = start_call(scene, &scene->ada);
    assert_int_equal(c->reply.status, 201);
    json_t *body = world_body(c);
    const char *id = people_text(body, "id");
    assert_int_equal(id_parse(id, strlen(id), &scene->visit_id), ERR_OK);
    json_decref(body);
    command_free(c);
}

static json_t *view_of(struct scene *scene, struct guest *guest) {
    return people_open(&scene->world, &guest->device, &scene->link);
}

static void sees(struct scene *scene, struct guest *guest, const char *state) {
    people_sees(&scene->world, &guest->device, &scene->link, state);
}

static void offered(struct scene *scene, struct guest *guest, const char *offer) {
    json_t *view = view_of(scene, guest);
    assert_string_equal(people_text(json_object_get(view, "door"), "offer"), offer);
    json_decref(view);
}

static void answered(struct scene *scene, struct guest *guest, const char *answer) {
    json_t *view = view_of(scene, guest);
    assert_string_equal(people_text(json_object_get(view, "door"), "answer"), answer);
    json_decref(view);
}

static int take(struct scene *scene, struct guest *guest, const char *name) {
    char json[200];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"%s\"}", scene->link.token,
                   name);
    return people_done(people_guest(&scene->world, &guest_take, &guest->device, PEOPLE_HOST, json));
}

/* Takes a place and passes pre-flight. */
static void arrive(struct scene *scene, struct guest *guest, const char *name) {
    assert_int_equal(take(scene, guest, name), 200);
    assert_int_equal(people_preflight(&scene->world, &guest->device, &scene->link, "passed"), 200);
    json_t *view = view_of(scene, guest);
    const char *id = people_text(view, "invitation_id");
    assert_int_equal(id_parse(id, strlen(id), &guest->id), ERR_OK);
    json_decref(view);
}

/* The booked client number `which`, signed in to the portal. */
static void arrive_booked(struct scene *scene, struct guest *guest, size_t which) {
    people_portal(&scene->world, &guest->device, &scene->contacts[which]);
    arrive(scene, guest, "");
}

static struct command *act(struct scene *scene, struct guest *guest,
                           const struct command_kind *kind) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", scene->link.token);
    return people_guest(&scene->world, kind, &guest->device, PEOPLE_HOST, json);
}

/* NULL: it must be done; else refused with this problem. */
static void does(struct scene *scene, struct guest *guest, const struct command_kind *kind,
                 const char *problem) {
    struct command *c = act(scene, guest, kind);
    if (problem == NULL) {
        assert_int_equal(c->reply.status, 200);
    } else {
        assert_int_equal(c->reply.status, 409);
        assert_string_equal(c->reply.problem, problem);
    }
    command_free(c);
}

static void joins(struct scene *scene, struct guest *guest) {
    offered(scene, guest, "join");
    does(scene, guest, &guest_join, NULL);
    sees(scene, guest, "in_visit");
}

static void host(struct scene *scene, const struct command_kind *kind, const struct guest *guest,
                 const char *json, const char *problem) {
    struct command *c = people_call(&scene->world, kind, &scene->ada, &guest->id, json);
    if (problem == NULL) {
        assert_int_equal(c->reply.status, 204);
    } else {
        assert_int_equal(c->reply.status, 409);
        assert_string_equal(c->reply.problem, problem);
    }
    command_free(c);
}

static void system_says(struct scene *scene, const struct command_kind *kind, const char *member,
                        const struct id *id) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"%s\":\"%s\"}", member, id->text);
    assert_int_equal(people_do(&scene->world, kind, NULL, NULL, json), 204);
}

static json_t *visit_of(struct scene *scene) {
    struct command *c = people_call(&scene->world, &host_get, &scene->ada, &scene->visit_id, NULL);
    json_t *visit = world_body(c);
    command_free(c);
    return visit;
}

/* The states under "Waiting to join", in order, such as "asked waiting". */
static void waiting_to_join(struct scene *scene, const char *expected) {
    json_t *visit = visit_of(scene);
    json_t *person = NULL;
    size_t i = 0;
    char text[400] = "";
    json_array_foreach(json_object_get(visit, "waiting_to_join"), i, person) {
        strncat(text, i == 0 ? "" : " ", sizeof text - strlen(text) - 1);
        strncat(text, people_text(person, "state"), sizeof text - strlen(text) - 1);
    }
    assert_string_equal(text, expected);
    json_decref(visit);
}

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

/* One booked client in, and a stranger who asks. */
static void one_asks(struct scene *scene, struct guest *in, struct guest *asking) {
    book(scene, 1);
    start(scene);
    arrive_booked(scene, in, 0);
    joins(scene, in);
    arrive(scene, asking, "Sam Stranger");
    does(scene, asking, &guest_ask, NULL);
}

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
        arrive(scene, &guests[i], NAMES[i]);
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
    offered(scene, &c, "join");
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
        bool staff = strcmp(step->events[i].stream.name, "room") == 0;
        assert_true(own || staff || strstr(step->events[i].data, "Carl") == NULL);
    }
    command_free(step);
    step = act(scene, &a, &guest_leave);
    assert_int_equal(people_events(step, "guest", &c.id, "guest.view"), 1);
    assert_int_equal(people_events(step, "guest", &d.id, "guest.view"), 0);
    command_free(step);
}

/* ---- one link, many devices ---- */

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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(A4_A_and_B_are_booked_and_C_comes_not_signed_in),
        CASE(A4_A_and_B_are_booked_and_C_comes_signed_in),
        CASE(A9_one_to_one_by_the_shared_link),
        CASE(A9_mixed_booked_unsigned_and_strangers),
        CASE(A6_the_host_gets_each_request_at_once),
        CASE(A7_denied_asks_again_after_a_minute_and_the_host_can_block_that),
        CASE(A8_asked_and_answered_while_the_host_is_away),
        CASE(whoever_presses_second_gets_a_clear_answer),
        CASE(two_delegates_and_the_owner_start_at_once),
        CASE(V1_the_ninth_person_and_the_host_are_told_that_it_is_full),
        CASE(A4_a_dropped_guest_keeps_the_place_for_the_grace_and_no_longer),
        CASE(W14_who_is_on_hold_is_not_in),
        CASE(W3_only_whose_own_offer_changes_hears_of_the_door),
        CASE(a_booked_client_takes_their_seat_along),
        CASE(whoever_signs_out_of_the_portal_counts_like_anybody),
        CASE(a_shared_device_gives_nobody_anothers_place),
        CASE(two_tabs_of_one_guest_are_one_guest),
        CASE(A4_the_thirty_third_stranger_is_told_to_come_later),
        CASE(the_link_dies_a_day_after_the_planned_end_to_the_millisecond),
        CASE(a_cancelled_appointment_has_no_door),
        CASE(after_the_end_the_host_may_start_again),
        CASE(moved_it_shows_the_new_time_to_whoever_waits),
        CASE(W6_start_by_a_guests_name_starts_the_appointment),
        CASE(another_practices_link_and_an_unknown_one_are_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
