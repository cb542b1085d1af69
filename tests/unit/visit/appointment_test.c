/* Appointments as staff keep them: made, moved, cancelled, the day, the link (A1). */
#include "people.h"

#include "command/access.h"
#include "practice/contact_kinds.h"
#include "practice/settings_kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static const int64_t HOUR_MS = 3600 * 1000;
/* The world begins at 2027-01-15T08:00:00Z, nine o'clock in Berlin. */
static const int64_t NINE_MS = 1800000000000;

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

/* A booking's answer; `error_field` NULL: it must be made. */
static json_t *book(struct world *world, const struct world_user *user, const char *json,
                    const char *error_field) {
    struct command *c = people_call(world, &appointment_create, user, NULL, json);
    json_t *body = NULL;
    if (error_field == NULL) {
        assert_int_equal(c->reply.status, 201);
        body = world_body(c);
    } else {
        assert_int_equal(c->reply.status, 400);
        assert_string_equal(c->reply.field, error_field);
    }
    command_free(c);
    return body;
}

static json_t *day_of(struct world *world, const struct world_user *user, const char *query,
                      int status) {
    struct command *c = world_command(&appointment_list, PEOPLE_HOST, user);
    c->facts.query = query;
    assert_int_equal(world_run(world, c), status);
    json_t *body = status == 200 ? world_body(c) : NULL;
    command_free(c);
    return body;
}

static size_t rows_of(struct world *world, const struct world_user *user, const char *query) {
    json_t *day = day_of(world, user, query, 200);
    size_t count = json_array_size(json_object_get(day, "appointments"));
    json_decref(day);
    return count;
}

static int64_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static void A1_times_are_utc_and_the_practices_on_screen(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct id noah = people_contact(world, &ada, "Noah Berg");
    char json[300];
    (void)snprintf(json, sizeof json,
                   "{\"title\":\"Check-up\",\"date\":\"2027-01-15\",\"time\":\"10:30\","
                   "\"length_min\":45,\"client_ids\":[\"%s\",\"%s\"]}",
                   mara.text, noah.text);
    struct command *c = people_call(world, &appointment_create, &ada, NULL, json);
    assert_int_equal(c->reply.status, 201);
    assert_int_equal(people_events(c, "room", &ada.room_id, "appointment.changed"), 1);
    json_t *made = world_body(c);
    command_free(c);
    assert_int_equal(number(made, "starts_at_ms"), NINE_MS + HOUR_MS + HOUR_MS / 2);
    assert_int_equal(number(made, "length_s"), 45 * 60);
    assert_int_equal(number(made, "capacity"), 2);
    assert_int_equal(number(made, "waiting"), 0);
    assert_string_equal(people_text(made, "state"), "scheduled");
    json_t *clients = json_object_get(made, "clients");
    assert_string_equal(people_text(json_array_get(clients, 0), "name"), "Mara Lind");
    assert_string_equal(people_text(json_array_get(clients, 1), "name"), "Noah Berg");
    json_t *day = day_of(world, &ada, "", 200);
    assert_string_equal(people_text(day, "day"), "2027-01-15");
    assert_string_equal(people_text(day, "zone"), "Europe/Berlin");
    assert_true(json_equal(json_array_get(json_object_get(day, "appointments"), 0), made));
    json_decref(day);
    json_decref(made);
}

static void A1_a_time_that_the_clocks_do_not_show_once_is_refused(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    static const struct {
        const char *date, *time, *field;
    } CASES[] = {
        {"2027-03-28", "02:30", "time"}, {"2027-10-31", "02:30", "time"},
        {"2027-02-29", "10:00", "date"}, {"2027-1-15", "10:00", "date"},
        {"2027-01-16", "24:00", "time"}, {"2027-01-15", "08:30", "time"},
        {"2027-03-28", "03:00", NULL},   {"2027-10-31", "03:00", NULL},
        {"2027-01-15", "08:31", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char json[300];
        print_message("%s %s\n", CASES[i].date, CASES[i].time);
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"%s\",\"time\":\"%s\",\"length_min\":30,"
                       "\"client_ids\":[\"%s\"]}",
                       CASES[i].date, CASES[i].time, mara.text);
        json_decref(book(world, &ada, json, CASES[i].field));
    }
}

static void A1_one_to_seven_clients_from_the_address_book(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id contacts[7];
    for (size_t i = 0; i < 7; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "C%zu Client", i);
        contacts[i] = people_contact(world, &ada, name);
    }
    struct invited booked = people_book(world, &ada, "2027-01-20T14:30", contacts, 7);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM appointment_client"), 7);
    char json[300];
    assert_int_equal(people_do(world, &contact_remove, &ada, &contacts[0], NULL), 204);
    (void)snprintf(json, sizeof json,
                   "{\"date\":\"2027-01-20\",\"time\":\"15:00\",\"length_min\":30,"
                   "\"client_ids\":[\"%s\"]}",
                   contacts[0].text);
    (void)book(world, &ada, json, "client_ids");
    struct command *c = people_call(world, &appointment_get, &ada, &booked.id, NULL);
    json_t *seen = world_body(c);
    command_free(c);
    assert_int_equal(number(seen, "capacity"), 7);
    assert_string_equal(people_text(json_array_get(json_object_get(seen, "clients"), 0), "name"),
                        "");
    json_decref(seen);
}

static void A1_the_day_is_the_practices(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    people_book(world, &ada, "2027-01-20T00:00", &mara, 1);
    people_book(world, &ada, "2027-01-20T23:59", &mara, 1);
    people_book(world, &ada, "2027-03-28T23:30", &mara, 1);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-19"), 0);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-20"), 2);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-21"), 0);
    assert_int_equal(rows_of(world, &ada, "day=2027-03-28"), 1);
    assert_int_equal(rows_of(world, &ada, "day=2027-03-29"), 0);
    static const char *const BAD[] = {"day=2027-02-30", "day=",   "day=2027-01-20&day=2027-01-20",
                                      "night=1",        "room=x", "day=2027-01-200"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_null(day_of(world, &ada, BAD[i], 400));
    }
}

/* The day of two time changes: 25 hours of it are one day, and 23. */
static void A1_a_day_of_25_or_23_hours_is_one_day(void **state) {
    static const struct {
        const char *day;
        const char *times[2];
        const char *next;
    } DAYS[] = {
        {"day=2027-10-31", {"2027-10-31T00:00", "2027-10-31T23:59"}, "day=2027-11-01"},
        {"day=2027-03-28", {"2027-03-28T00:00", "2027-03-28T23:59"}, "day=2027-03-29"},
    };
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    for (size_t i = 0; i < sizeof DAYS / sizeof DAYS[0]; i++) {
        people_book(world, &ada, DAYS[i].times[0], &mara, 1);
        people_book(world, &ada, DAYS[i].times[1], &mara, 1);
        assert_int_equal(rows_of(world, &ada, DAYS[i].day), 2);
        assert_int_equal(rows_of(world, &ada, DAYS[i].next), 0);
    }
}

static int move_to(struct world *world, const struct world_user *user, const struct id *id,
                   const char *date, const char *time) {
    char json[100];
    (void)snprintf(json, sizeof json, "{\"date\":\"%s\",\"time\":\"%s\",\"length_min\":30}", date,
                   time);
    return people_do(world, &appointment_move, user, id, json);
}

/* The problem that the booking is refused with; "": it is made. */
static const char *refused(struct world *world, const struct world_user *user, const char *date,
                           const char *time, const struct id *client) {
    static char problem[32];
    char json[200];
    (void)snprintf(json, sizeof json,
                   "{\"date\":\"%s\",\"time\":\"%s\",\"length_min\":30,\"client_ids\":[\"%s\"]}",
                   date, time, client->text);
    struct command *c = people_call(world, &appointment_create, user, NULL, json);
    (void)snprintf(problem, sizeof problem, "%s", c->reply.status == 409 ? c->reply.problem : "");
    assert_int_equal(people_done(c), problem[0] == '\0' ? 201 : 409);
    return problem;
}

/* All that are booked can be seen: a day of the practice's clocks takes 200, and no further one that its list would leave
 * out; the days beside it are not the fuller for it. */
static void A1_a_day_takes_200_and_its_list_shows_them_all(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct invited booked = people_book(world, &ada, "2027-01-20T00:00", &mara, 1);
    world_execute(world,
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
                  " INSERT INTO appointment (practice_id, id, room_id, creator_id, state,"
                  " starts_at_ms, length_s, created_at_ms, changed_at_ms)"
                  " SELECT a.practice_id, printf('%032x', n.i), a.room_id, a.creator_id, a.state,"
                  " a.starts_at_ms, a.length_s, a.created_at_ms, a.changed_at_ms"
                  " FROM appointment a JOIN n");
    assert_int_equal(rows_of(world, &ada, "day=2027-01-20"), 200);
    assert_string_equal(refused(world, &ada, "2027-01-20", "23:59", &mara), "day-full");
    assert_string_equal(refused(world, &ada, "2027-01-19", "23:59", &mara), "");
    assert_string_equal(refused(world, &ada, "2027-01-21", "00:00", &mara), "");
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-20", "23:59"), 200);
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-21", "23:59"), 200);
    assert_string_equal(refused(world, &ada, "2027-01-20", "12:00", &mara), "");
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-20", "12:00"), 409);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-20"), 200);
}

static void A1_moved_it_keeps_its_link(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct invited booked = people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-21", "09:00"), 200);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-20"), 0);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-21"), 1);
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-14", "09:00"), 400);
    struct command *c = people_call(world, &appointment_move, &ada, &booked.id,
                                    "{\"date\":\"2027-01-21\",\"time\":\"09:00\","
                                    "\"length_min\":30}");
    assert_int_equal(c->event_count, 0);
    assert_int_equal(people_done(c), 200);
    c = people_call(world, &appointment_get_link, &ada, &booked.id, NULL);
    assert_non_null(strstr(c->reply.body, booked.token));
    assert_int_equal(people_done(c), 200);
}

static void A1_cancelled_it_is_gone_from_the_day(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct invited booked = people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
    struct command *c = people_call(world, &appointment_cancel, &ada, &booked.id, NULL);
    assert_int_equal(people_events(c, "room", &ada.room_id, "appointment.removed"), 1);
    assert_int_equal(people_done(c), 204);
    c = people_call(world, &appointment_cancel, &ada, &booked.id, NULL);
    assert_int_equal(c->event_count, 0);
    assert_int_equal(people_done(c), 204);
    assert_int_equal(rows_of(world, &ada, "day=2027-01-20"), 0);
    assert_int_equal(people_do(world, &appointment_get, &ada, &booked.id, NULL), 404);
    assert_int_equal(people_do(world, &appointment_get_link, &ada, &booked.id, NULL), 409);
    assert_int_equal(move_to(world, &ada, &booked.id, "2027-01-21", "09:00"), 409);
}

/* What a delegate asks of Ada's appointment, and which right it takes. */
struct request {
    const struct command_kind *kind;
    const char *json;
    enum right right;
    int status; /* with the right */
};

static int asks(struct world *world, const struct world_user *user, const struct request *request,
                const struct id *appointment_id) {
    return people_do(world, request->kind, user, appointment_id, request->json);
}

static void I9_each_right_opens_its_own_of_the_appointments_and_no_other(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct id noah = people_contact(world, &ada, "Noah Berg");
    char made[300];
    char day[64];
    char again[64];
    char added[64];
    (void)snprintf(made, sizeof made,
                   "{\"room_id\":\"%s\",\"date\":\"2027-01-16\",\"time\":\"10:00\","
                   "\"length_min\":30,\"client_ids\":[\"%s\"]}",
                   ada.room_id.text, mara.text);
    (void)snprintf(day, sizeof day, "day=2027-01-16&room=%s", ada.room_id.text);
    (void)snprintf(again, sizeof again, "{\"client_id\":\"%s\"}", mara.text);
    (void)snprintf(added, sizeof added, "{\"add\":[\"%s\"]}", noah.text);
    static const char MOVED[] = "{\"date\":\"2027-01-17\",\"time\":\"10:00\",\"length_min\":30}";
    const struct request REQUESTS[] = {{&appointment_get, NULL, RIGHT_VIEW, 200},
                                       {&appointment_get_link, NULL, RIGHT_SEND, 200},
                                       {&appointment_create, made, RIGHT_SEND, 201},
                                       {&appointment_move, MOVED, RIGHT_SEND, 200},
                                       {&appointment_send_again, again, RIGHT_SEND, 200},
                                       {&appointment_change_clients, added, RIGHT_SEND, 200},
                                       {&appointment_start, NULL, RIGHT_ADMIT, 201},
                                       {&appointment_cancel, NULL, RIGHT_SEND, 204}};
    for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
        struct invited booked = people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
        char grant[80];
        (void)snprintf(grant, sizeof grant, "{\"view\":%s,\"send\":%s,\"admit\":%s}",
                       right == RIGHT_VIEW ? "true" : "false",
                       right == RIGHT_SEND ? "true" : "false",
                       right == RIGHT_ADMIT ? "true" : "false");
        assert_int_equal(people_do(world, &settings_grant, &ada, &ben.id, grant), 200);
        json_decref(day_of(world, &ben, day, right == RIGHT_VIEW ? 200 : 404));
        for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++) {
            const struct request *request = &REQUESTS[i];
            print_message("%s\n", request->kind->name);
            assert_int_equal(asks(world, &ben, request, &booked.id),
                             request->right == right ? request->status : 404);
        }
    }
}

static void A1_while_its_visit_runs_it_is_neither_moved_nor_cancelled(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct invited booked = people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
    static const char MOVED[] = "{\"date\":\"2027-01-21\",\"time\":\"10:00\",\"length_min\":30}";
    assert_int_equal(people_do(world, &appointment_start, &ada, &booked.id, NULL), 201);
    struct command *c = people_call(world, &appointment_move, &ada, &booked.id, MOVED);
    assert_string_equal(c->reply.problem, "visit-running");
    assert_int_equal(people_done(c), 409);
    c = people_call(world, &appointment_cancel, &ada, &booked.id, NULL);
    assert_string_equal(c->reply.problem, "visit-running");
    assert_int_equal(people_done(c), 409);
    assert_int_equal((int)rows_of(world, &ada, "day=2027-01-20"), 1);
}

static void S7_another_users_appointments_are_not_there(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct world_user ben = people_provider(world, "ben@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    struct invited booked = people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
    char room[64];
    char json[300];
    static const struct command_kind *const KINDS[] = {&appointment_get, &appointment_get_link,
                                                       &appointment_cancel};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(people_do(world, KINDS[i], &ben, &booked.id, NULL), 404);
    }
    assert_int_equal(move_to(world, &ben, &booked.id, "2027-01-21", "09:00"), 404);
    assert_int_equal(rows_of(world, &ben, "day=2027-01-20"), 0);
    (void)snprintf(room, sizeof room, "room=%s", ada.room_id.text);
    assert_null(day_of(world, &ben, room, 404));
    (void)snprintf(json, sizeof json,
                   "{\"date\":\"2027-01-20\",\"time\":\"15:00\",\"length_min\":30,"
                   "\"room_id\":\"%s\",\"client_ids\":[\"%s\"]}",
                   ada.room_id.text, mara.text);
    assert_int_equal(people_do(world, &appointment_create, &ben, NULL, json), 404);
}

static void S4_the_title_does_not_meet_the_disk(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id mara = people_contact(world, &ada, "Mara Lind");
    people_book(world, &ada, "2027-01-20T14:30", &mara, 1);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM appointment WHERE"
                                        " instr(title_sealed, 'Check') > 0"),
                     0);
    assert_int_equal(
        world_count(world, "SELECT COUNT(*) FROM appointment WHERE title_sealed IS NOT NULL"), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(A1_times_are_utc_and_the_practices_on_screen),
        CASE(A1_a_time_that_the_clocks_do_not_show_once_is_refused),
        CASE(A1_one_to_seven_clients_from_the_address_book),
        CASE(A1_the_day_is_the_practices),
        CASE(A1_a_day_of_25_or_23_hours_is_one_day),
        CASE(A1_a_day_takes_200_and_its_list_shows_them_all),
        CASE(A1_moved_it_keeps_its_link),
        CASE(A1_cancelled_it_is_gone_from_the_day),
        CASE(I9_each_right_opens_its_own_of_the_appointments_and_no_other),
        CASE(A1_while_its_visit_runs_it_is_neither_moved_nor_cancelled),
        CASE(S7_another_users_appointments_are_not_there),
        CASE(S4_the_title_does_not_meet_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
