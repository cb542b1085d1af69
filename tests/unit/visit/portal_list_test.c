/* A2: what a client is shown in the portal: their own appointments. */
#include "people.h"

#include "../unit.h"

#include "command/authenticate.h"
#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <string.h>

static struct world world;
static struct world_user ada;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    ada = people_provider(&world, "ada@lakeside.test");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

/* What the device's client is shown; `text` receives all of it. NULL: nobody is signed in. */
static json_t *list_of(const struct device *device, char *text, size_t room) {
    struct command *c = world_command(&portal_appointments, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    int status = world_run(&world, c);
    assert_true(status == 200 || status == 401);
    json_t *body = status == 200 ? world_body(c) : NULL;
    (void)snprintf(text, room, "%s", body == NULL ? c->reply.problem : c->reply.body);
    command_free(c);
    return body;
}

static const json_t *item_of(const json_t *body, size_t index) {
    return json_array_get(json_object_get(body, "appointments"), index);
}

static size_t shown(const struct device *device) {
    char text[4000];
    json_t *body = list_of(device, text, sizeof text);
    size_t count = json_array_size(json_object_get(body, "appointments"));
    json_decref(body);
    return count;
}

static void a2_the_portal_shows_this_clients_appointments_and_nothing_else(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char text[4000];
    const struct id martha = people_contact(&world, &ada, "Martha Hill");
    const struct id george = people_contact(&world, &ada, "George Moss");
    const struct id both[] = {george, martha};
    struct invited later = people_book(&world, &ada, "2027-02-02T09:30", both, 2);
    struct invited sooner = people_book(&world, &ada, "2027-02-01T09:30", &martha, 1);
    struct invited others = people_book(&world, &ada, "2027-02-01T09:30", &george, 1);
    people_portal(&world, &phone, &martha);
    json_t *body = list_of(&phone, text, sizeof text);
    assert_string_equal(people_text(body, "name"), "Martha Hill");
    assert_int_equal(json_array_size(json_object_get(body, "appointments")), 2);
    assert_string_equal(people_text(item_of(body, 0), "id"), sooner.id.text);
    assert_string_equal(people_text(item_of(body, 1), "id"), later.id.text);
    assert_string_equal(people_text(item_of(body, 0), "host_name"), "Dr. Ada Quill");
    assert_string_equal(people_text(item_of(body, 0), "state"), "scheduled");
    assert_string_equal(people_text(item_of(body, 0), "offer"), "wait");
    assert_non_null(strstr(people_text(item_of(body, 0), "link"), "https://visit.example/join#"));
    assert_null(strstr(text, "George"));
    assert_null(strstr(text, george.text));
    assert_null(strstr(text, others.id.text));
    assert_null(strstr(text, "Check-up"));
    json_decref(body);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM audit WHERE action ="
                                         " 'portal.appointments' AND actor_kind = 'client'"),
                     1);
}

static void a2_what_is_moved_cancelled_or_long_over_shows_so(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char text[4000];
    const struct id martha = people_contact(&world, &ada, "Martha Hill");
    struct invited first = people_book(&world, &ada, "2027-01-16T09:30", &martha, 1);
    struct invited second = people_book(&world, &ada, "2027-01-17T09:30", &martha, 1);
    assert_int_equal(people_do(&world, &appointment_move, &ada, &first.id,
                               "{\"date\":\"2027-01-18\",\"time\":\"09:30\",\"length_min\":30}"),
                     200);
    people_portal(&world, &phone, &martha);
    json_t *body = list_of(&phone, text, sizeof text);
    assert_string_equal(people_text(item_of(body, 0), "id"), second.id.text);
    assert_string_equal(people_text(item_of(body, 1), "id"), first.id.text);
    json_decref(body);
    assert_int_equal(people_do(&world, &appointment_cancel, &ada, &second.id, NULL), 204);
    assert_int_equal(shown(&phone), 1);
    world.now_ms = world_count(&world, "SELECT MAX(starts_at_ms + length_s * 1000) FROM appointment"
                                       " WHERE closed_at_ms IS NULL") +
                   (int64_t)24 * 3600 * 1000 - 1;
    struct device tablet = {.count = 0};
    people_portal(&world, &tablet, &martha);
    assert_int_equal(shown(&tablet), 1);
    world.now_ms += 1;
    assert_int_equal(shown(&tablet), 0);
}

static void a2_nobody_sees_a_list_without_a_session_that_holds(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char text[4000];
    const struct id martha = people_contact(&world, &ada, "Martha Hill");
    assert_null(list_of(&phone, text, sizeof text));
    assert_string_equal(text, "unauthenticated");
    people_portal(&world, &phone, &martha);
    world.now_ms += CLIENT_IDLE_MS;
    assert_null(list_of(&phone, text, sizeof text));
    assert_string_equal(text, "session-expired");
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(a2_the_portal_shows_this_clients_appointments_and_nothing_else),
        IN_A_WORLD(a2_what_is_moved_cancelled_or_long_over_shows_so),
        IN_A_WORLD(a2_nobody_sees_a_list_without_a_session_that_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
