/* W4, A1, A2: what a page shows costs the same number of SQL statements whether it shows one row or many. Each finished
 * statement is reset once (query_end), so the linker's --wrap=sqlite3_reset counts them. */
#include "people.h"

#include "../unit.h"
#include "practice/contact_kinds.h"
#include "visit/portal/portal_kinds.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static struct world world;
static struct id practice_id;
static struct world_user owner;
static struct world_user nurse;
static size_t statements;
static int64_t steps; /* of SQLite's machine: what reading rows costs, the same on every computer */

int __real_sqlite3_reset(sqlite3_stmt *statement);
int __wrap_sqlite3_reset(sqlite3_stmt *statement);

int __wrap_sqlite3_reset(sqlite3_stmt *statement) {
    statements++;
    steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    return __real_sqlite3_reset(statement);
}

static int set_up(void **state) {
    (void)state;
    practice_id = people_init(&world);
    owner = people_provider(&world, "owner@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

/* How many statements the call takes; its answer's list `name` has so many rows. */
static size_t cost_of(struct command *c, const char *name, size_t rows) {
    size_t before = statements;
    int status = world_run(&world, c);
    size_t cost = statements - before;
    assert_int_equal(status, 200);
    json_t *body = world_body(c);
    assert_int_equal(json_array_size(json_object_get(body, name)), rows);
    json_decref(body);
    command_free(c);
    return cost;
}

static struct command *ask(const struct command_kind *kind, const char *query, const char *json) {
    struct command *c = world_command(kind, PEOPLE_HOST, &owner);
    c->facts.query = query;
    if (json != NULL) {
        people_input(c, json);
    }
    return c;
}

/* A guest of whom the room has everything to say: a message, a text, a call for help, a hand-over. */
static void add_guest(int number) {
    struct device device = {.count = 0};
    struct invited guest;
    char json[160];
    (void)snprintf(json, sizeof json,
                   "{\"kind\":\"waiting_room\",\"via\":\"email\",\"name\":\"Mara %d\","
                   "\"email\":\"mara%d@example.test\"}",
                   number, number);
    struct command *c = people_call(&world, &invite_create, &nurse, NULL, json);
    assert_int_equal(c->reply.status, 201);
    json_t *body = world_body(c);
    const char *id = people_text(json_object_get(body, "invitation"), "id");
    assert_int_equal(id_parse(id, strlen(id), &guest.id), ERR_OK);
    json_decref(body);
    command_free(c);
    struct link_token token = vault_link_token(world.vault, &practice_id, &guest.id, 1);
    (void)snprintf(guest.token, sizeof guest.token, "%s", token.text);
    assert_int_equal(people_take(&world, &device, &guest), 200);
    assert_int_equal(people_preflight(&world, &device, &guest, "passed"), 200);
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"text\":\"Hello\"}", guest.token);
    assert_int_equal(
        people_done(people_guest(&world, &texting_guest_write, &device, PEOPLE_HOST, json)), 200);
    (void)snprintf(json, sizeof json, "{\"from_room_id\":\"%s\",\"room_id\":\"%s\"}",
                   nurse.room_id.text, owner.room_id.text);
    assert_int_equal(people_do(&world, &handover_guest, &nurse, &guest.id, json), 204);
}

/* As if every guest's last test had failed and they had asked for help; the rows say all that rows can. */
static void ask_for_help(void) {
    world_execute(&world, "UPDATE invitation SET preflight_result = 'failed'");
    world_execute(&world, "INSERT INTO guest_help (practice_id, invitation_id, asked_at_ms)"
                          " SELECT practice_id, id, 5 FROM invitation");
}

static void room_says_everything(void) {
    static const char *const MEMBERS[] = {"address",   "delivery",         "texts",
                                          "preflight", "help_asked_at_ms", "handed_over"};
    struct command *c = people_call(&world, &waiting_room_get, &owner, NULL, NULL);
    json_t *body = world_body(c);
    const json_t *line = json_array_get(json_object_get(body, "guests"), 0);
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        assert_non_null(json_object_get(line, MEMBERS[i]));
    }
    json_decref(body);
    command_free(c);
}

static void W4_a_waiting_room_of_many_takes_no_more_statements_than_one_of_one(void **state) {
    (void)state;
    add_guest(0);
    size_t one = cost_of(ask(&waiting_room_get, "", NULL), "guests", 1);
    for (int i = 1; i < 9; i++) {
        add_guest(i);
    }
    ask_for_help();
    room_says_everything();
    assert_int_equal(cost_of(ask(&waiting_room_get, "", NULL), "guests", 9), one);
}

/* ---- appointments ---- */

static struct id client;
static struct device device;

/* On that day one with a client who could not be told and one who was taken out and could not be told either, with
 * somebody who waits; and one that was cancelled, of which a client is still to be told. */
static void add_appointments(int number) {
    struct id both[] = {client, client};
    struct invited booked;
    struct device stranger = {.count = 0};
    struct device phone = {.count = 0};
    char name[40];
    char json[160];
    (void)snprintf(name, sizeof name, "Client%d Test", number);
    both[1] = people_contact(&world, &owner, name);
    booked = people_book(&world, &owner, "2027-01-15T10:00", both, 2);
    (void)snprintf(json, sizeof json, "{\"take_out\":[\"%s\"]}", both[1].text);
    assert_int_equal(people_do(&world, &appointment_change_clients, &owner, &booked.id, json), 200);
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"Sam Stranger\"}", booked.token);
    assert_int_equal(people_done(people_guest(&world, &guest_take, &stranger, PEOPLE_HOST, json)),
                     200);
    assert_int_equal(people_preflight(&world, &stranger, &booked, "passed"), 200);
    people_portal(&world, &phone, &client);
    assert_int_equal(people_take(&world, &phone, &booked), 200);
    booked = people_book(&world, &owner, "2027-01-15T11:00", both, 2);
    assert_int_equal(people_do(&world, &appointment_cancel, &owner, &booked.id, NULL), 204);
    world_execute(&world, "UPDATE outbox SET state = 'failed', reason = 'mailbox full'");
}

static struct command *ask_as_client(void) {
    struct command *c = world_command(&portal_appointments, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < device.count; i++) {
        world_cookie(c, device.names[i], device.values[i]);
    }
    return c;
}

static void
A1_A2_a_day_and_a_clients_list_take_as_many_statements_for_one_as_for_many(void **state) {
    (void)state;
    device = (struct device){.count = 0};
    client = people_contact(&world, &owner, "Mara Lind");
    people_portal(&world, &device, &client);
    add_appointments(0);
    size_t day = cost_of(ask(&appointment_list, "", NULL), "appointments", 2);
    size_t shown = cost_of(ask_as_client(), "appointments", 1);
    for (int i = 1; i < 9; i++) {
        add_appointments(i);
    }
    assert_int_equal(cost_of(ask(&appointment_list, "", NULL), "appointments", 18), day);
    assert_int_equal(cost_of(ask_as_client(), "appointments", 9), shown);
}

static int64_t steps_of_clients_list(void) {
    int64_t before = steps;
    (void)cost_of(ask_as_client(), "appointments", 1);
    return steps - before;
}

/* Years of a practice: what others have booked, and visits that are over, cost this client nothing. */
static void A2_a_clients_list_reads_nobody_elses_bookings(void **state) {
    (void)state;
    device = (struct device){.count = 0};
    client = people_contact(&world, &owner, "Mara Lind");
    struct id other = people_contact(&world, &owner, "Noah Berg");
    people_portal(&world, &device, &client);
    people_book(&world, &owner, "2027-01-15T10:00", &client, 1);
    people_book(&world, &owner, "2027-01-15T11:00", &other, 1);
    int64_t few = steps_of_clients_list();
    world_execute(&world,
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                  " INSERT INTO appointment (practice_id, id, room_id, creator_id, state,"
                  " starts_at_ms, length_s, created_at_ms, changed_at_ms)"
                  " SELECT a.practice_id, printf('%032x', n.i), a.room_id, a.creator_id, a.state,"
                  " a.starts_at_ms, a.length_s, a.created_at_ms, a.changed_at_ms"
                  " FROM (SELECT * FROM appointment LIMIT 1) a JOIN n");
    world_execute(&world, "INSERT INTO appointment_client SELECT a.practice_id, a.id,"
                          " (SELECT b.contact_id FROM appointment_client b"
                          " JOIN appointment l ON l.id = b.appointment_id"
                          " ORDER BY l.starts_at_ms DESC LIMIT 1), 0 FROM appointment a"
                          " WHERE a.id LIKE '00000000%'");
    world_execute(&world, "INSERT INTO visit (practice_id, id, room_id, host_id, state, reason,"
                          " started_at_ms, ended_at_ms, appointment_id) SELECT practice_id, id,"
                          " room_id, creator_id, 'ended', 'host_ended', 1, 2, id FROM appointment"
                          " WHERE id LIKE '00000000%'");
    assert_int_equal(steps_of_clients_list(), few);
}

static int64_t steps_of_a_second(void) {
    int64_t before = steps;
    people_tick(&world);
    return steps - before;
}

/* Years of a practice: the links that are over cost no later second anything. */
static void W4_a_second_reads_no_link_that_is_over(void **state) {
    (void)state;
    (void)people_invite(&world, &owner, "waiting_room", "Mara Lind");
    int64_t few = steps_of_a_second();
    world_execute(&world,
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                  " INSERT INTO invitation (practice_id, id, room_id, inviter_id, kind, method,"
                  " state, generation, preflight_failed, swept, invited_at_ms, expires_at_ms,"
                  " closed_at_ms) SELECT v.practice_id, printf('%032x', n.i), v.room_id,"
                  " v.inviter_id, v.kind, v.method, v.state, v.generation, v.preflight_failed, 1,"
                  " 1, 2, 2 FROM invitation v JOIN n");
    assert_int_equal(steps_of_a_second(), few);
}

#define IN_A_PRACTICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_PRACTICE(W4_a_waiting_room_of_many_takes_no_more_statements_than_one_of_one),
        IN_A_PRACTICE(W4_a_second_reads_no_link_that_is_over),
        IN_A_PRACTICE(A2_a_clients_list_reads_nobody_elses_bookings),
        IN_A_PRACTICE(A1_A2_a_day_and_a_clients_list_take_as_many_statements_for_one_as_for_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
