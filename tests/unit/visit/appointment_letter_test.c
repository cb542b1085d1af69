/* What booked clients are told when their appointment is made, moved or cancelled: I13, I12, A1. */
#include "people.h"

#include "../unit.h"

#include "practice/contact_kinds.h"
#include "store/query.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct world_user host;
static struct id practice_id;

static const struct sms_rules SMS = {
    .token = "token", .countries = "+44", .caps = {.user = 10, .practice = 2}};

static int set_up(void **state) {
    (void)state;
    practice_id = people_init(&world);
    host = people_provider(&world, "ada@lakeside.test");
    sms_rules_init(&SMS);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static struct id add_contact(const char *name, const char *email, const char *mobile) {
    char json[400];
    (void)snprintf(json, sizeof json, "{\"name\":\"%s\",\"email\":\"%s\",\"mobile\":\"%s\"}", name,
                   email, mobile);
    return people_made(people_call(&world, &contact_create, &host, NULL, json));
}

/* World time is 15 January 2027, 08:00 UTC; the practice's clocks are Berlin's. */
static struct id book(const struct id *clients, size_t count) {
    char json[1000];
    const int64_t before = world_count(&world, "SELECT COUNT(*) FROM outbox");
    int size = snprintf(json, sizeof json,
                        "{\"title\":\"Wound check\",\"date\":\"2027-03-30\",\"time\":\"09:30\","
                        "\"length_min\":30,\"client_ids\":[");
    for (size_t i = 0; i < count; i++) {
        size += snprintf(json + size, sizeof json - (size_t)size, "%s\"%s\"", i == 0 ? "" : ",",
                         clients[i].text);
    }
    (void)snprintf(json + size, sizeof json - (size_t)size, "]}");
    struct command *c = people_call(&world, &appointment_create, &host, NULL, json);
    const int64_t queued = world_count(&world, "SELECT COUNT(*) FROM outbox") - before;
    assert_int_equal(people_effects(c, EFFECT_OUTBOX), queued > 0);
    return people_made(c);
}

static void move_to(const struct id *appointment_id, const char *date) {
    char json[200];
    (void)snprintf(json, sizeof json, "{\"date\":\"%s\",\"time\":\"10:15\",\"length_min\":30}",
                   date);
    assert_int_equal(people_do(&world, &appointment_move, &host, appointment_id, json), 200);
}

struct read_letter {
    bool wanted;
    char to[64];
    char subject[100];
    char text[1500];
};

/* The message number `offset` of that kind, as it would leave now. */
static struct read_letter read_letter(const char *kind, int64_t offset) {
    struct read_letter out = {.wanted = false};
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(tx, "SELECT id FROM outbox WHERE kind = ?"
                                              " ORDER BY sequence LIMIT 1 OFFSET ?");
    query_bind_text(&q, kind);
    query_bind_int(&q, offset);
    assert_true(query_row(&q));
    struct id id = query_id(&q, 0);
    assert_int_equal(query_end(&q), ERR_OK);
    struct outbox_row row;
    struct letter letter;
    assert_int_equal(outbox_load(tx, &practice_id, &id, &row), ERR_OK);
    enum err err = letter_compose(tx, &row, world.now_ms, &letter);
    assert_true(err == ERR_OK || err == ERR_EXPIRED);
    if (err == ERR_OK) {
        out.wanted = true;
        (void)snprintf(out.to, sizeof out.to, "%s", letter.to);
        (void)snprintf(out.subject, sizeof out.subject, "%s", letter.subject);
        (void)snprintf(out.text, sizeof out.text, "%s", letter.text);
    }
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return out;
}

static bool says(const struct read_letter *letter, const char *words) {
    return strstr(letter->text, words) != NULL;
}

static void i13_a_booked_client_is_told_the_time_and_the_link_and_nothing_else(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "+447700900182");
    book(&martha, 1);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 1);
    struct read_letter letter = read_letter("appointment_created", 0);
    assert_true(letter.wanted);
    assert_string_equal(letter.to, "martha@home.test");
    assert_true(says(&letter, "\nTuesday, 30 March 2027, 09:30 (Berlin time)\n"));
    assert_true(says(&letter, "\nhttps://visit.example/join#"));
    assert_true(says(&letter, "\nhttps://visit.example/portal\n"));
    assert_true(says(&letter, "Dr. Ada Quill (Lakeside Practice)"));
    assert_true(says(&letter, "+1 555 0100"));
    assert_false(says(&letter, "Martha") || says(&letter, "Wound"));
    assert_null(strstr(letter.subject, "Wound"));
}

static void a1_each_address_gets_one_message_by_the_way_that_there_is(void **state) {
    (void)state;
    const struct id clients[] = {add_contact("Martha Hill", "hill@home.test", ""),
                                 add_contact("George Hill", "Hill@home.test", ""),
                                 add_contact("Ida Moss", "", "+447700900182"),
                                 add_contact("Jon Reed", "", "+491715550100"), /* not allowed */
                                 add_contact("Kim Vale", "", "")};
    book(clients, 5);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 2);
    struct read_letter first = read_letter("appointment_created", 0);
    struct read_letter second = read_letter("appointment_created", 1);
    assert_string_equal(first.to, "hill@home.test");
    assert_string_equal(second.to, "+447700900182");
    assert_true(says(&second, "Tuesday, 30 March 2027, 09:30 (Berlin time)"));
    assert_false(says(&second, "Ida"));
    assert_null(strchr(second.text, '\n'));
}

static void the_days_cap_of_text_messages_holds_for_them_too(void **state) {
    (void)state;
    struct id ida = add_contact("Ida Moss", "", "+447700900182");
    for (int i = 0; i < 3; i++) {
        book(&ida, 1);
    }
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 2);
}

static void a_move_is_told_and_what_has_not_left_yet_says_the_new_time(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    struct read_letter before = read_letter("appointment_created", 0);
    move_to(&appointment, "2027-02-01");
    move_to(&appointment, "2027-02-01"); /* nothing new */
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 2);
    struct read_letter created = read_letter("appointment_created", 0);
    struct read_letter moved = read_letter("appointment_moved", 0);
    const char *link = strstr(before.text, "https://visit.example/join#");
    char line[80];
    assert_non_null(link);
    (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(link, "\n"), link);
    assert_true(says(&created, "\nMonday, 1 February 2027, 10:15 (Berlin time)\n"));
    assert_true(says(&moved, "\nMonday, 1 February 2027, 10:15 (Berlin time)\n"));
    assert_true(says(&moved, line));
}

static void a_cancellation_is_told_and_takes_back_what_has_not_left(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    move_to(&appointment, "2027-02-01");
    assert_int_equal(people_do(&world, &appointment_cancel, &host, &appointment, NULL), 204);
    assert_int_equal(people_do(&world, &appointment_cancel, &host, &appointment, NULL), 204);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 3);
    assert_false(read_letter("appointment_created", 0).wanted);
    assert_false(read_letter("appointment_moved", 0).wanted);
    struct read_letter cancelled = read_letter("appointment_cancelled", 0);
    assert_true(cancelled.wanted);
    assert_true(says(&cancelled, "\nMonday, 1 February 2027, 10:15 (Berlin time)\n"));
    assert_false(says(&cancelled, "/join#"));
}

static void a_message_about_what_is_over_is_no_longer_sent(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    book(&martha, 1);
    const int64_t end_ms =
        world_count(&world, "SELECT starts_at_ms + length_s * 1000 FROM appointment");
    assert_int_equal(world_count(&world, "SELECT deadline_at_ms FROM outbox"), end_ms);
    world.now_ms = end_ms - 1;
    assert_true(read_letter("appointment_created", 0).wanted);
    world.now_ms = end_ms;
    assert_false(read_letter("appointment_created", 0).wanted);
}

static void i12_the_report_of_its_sending_is_recorded(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    struct command *c = world_command(&delivery_sent, PEOPLE_HOST, NULL);
    c->actor.practice_id = practice_id;
    *(struct outbox_outcome *)c->input = (struct outbox_outcome){
        .id = people_message(&world, &appointment), .attempt = 1, .reason = ""};
    assert_int_equal(world_run(&world, c), 204);
    assert_int_equal(people_events(c, "room", &host.room_id, "appointment.changed"), 1);
    command_free(c);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 1);
}

/* How the sending of the newest message about the appointment went; the event that staff get is in the command. */
static struct command *report(const struct command_kind *kind, const struct id *appointment,
                              const char *reason) {
    struct command *c = world_command(kind, PEOPLE_HOST, NULL);
    c->actor.practice_id = practice_id;
    *(struct outbox_outcome *)c->input =
        (struct outbox_outcome){.id = people_message(&world, appointment),
                                .attempt = 1,
                                .permanent = strcmp(reason, "mailbox full") == 0,
                                .reason = reason};
    assert_int_equal(world_run(&world, c), 204);
    return c;
}

static void bounce(const struct id *appointment, const char *reason) {
    command_free(report(&delivery_failed, appointment, reason));
}

/* "NEWS STATE REASON" of the client, as staff see it in the day; "" when the day has no such line. */
static const char *seen(const char *list, size_t client) {
    static char words[160];
    struct command *c = world_command(&appointment_list, PEOPLE_HOST, &host);
    c->facts.query = "day=2027-03-30";
    assert_int_equal(world_run(&world, c), 200);
    json_t *day = world_body(c);
    json_t *row = json_array_get(json_object_get(day, "appointments"), 0);
    json_t *one = json_array_get(json_object_get(row, list), client);
    json_t *delivery = json_object_get(one, "delivery");
    const char *reason = json_string_value(json_object_get(delivery, "reason"));
    words[0] = '\0';
    if (delivery != NULL) {
        (void)snprintf(words, sizeof words, "%s %s%s%s", people_text(one, "news"),
                       people_text(delivery, "state"), reason == NULL ? "" : " ",
                       reason == NULL ? "" : reason);
    }
    json_decref(day);
    command_free(c);
    return words;
}

static int send_again(const struct world_user *user, const struct id *appointment,
                      const struct id *client) {
    char json[64];
    (void)snprintf(json, sizeof json, "{\"client_id\":\"%s\"}", client->text);
    return people_do(&world, &appointment_send_again, user, appointment, json);
}

static int64_t messages(void) {
    return world_count(&world, "SELECT COUNT(*) FROM outbox");
}

static const char *link_in(const struct read_letter *letter, char out[80]) {
    const char *link = strstr(letter->text, "https://visit.example/join#");
    assert_non_null(link);
    (void)snprintf(out, 80, "%.*s", (int)strcspn(link, "\n"), link);
    return out;
}

static void i12_what_failed_is_seen_and_one_press_sends_the_same_link_again(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    char first[80];
    char second[80];
    assert_string_equal(seen("clients", 0), "created queued");
    struct read_letter before = read_letter("appointment_created", 0);
    struct command *c = report(&delivery_failed, &appointment, "mailbox full");
    assert_int_equal(people_events(c, "room", &host.room_id, "appointment.changed"), 1);
    command_free(c);
    assert_string_equal(seen("clients", 0), "created failed mailbox full");
    assert_int_equal(send_again(&host, &appointment, &martha), 200);
    assert_int_equal(send_again(&host, &appointment, &martha), 200); /* pressed twice */
    assert_int_equal(messages(), 2);
    assert_string_equal(seen("clients", 0), "created queued");
    struct read_letter again = read_letter("appointment_created", 1);
    assert_true(again.wanted);
    assert_string_equal(link_in(&again, first), link_in(&before, second));
    command_free(report(&delivery_sent, &appointment, ""));
    assert_string_equal(seen("clients", 0), "created sent");
}

static void i12_what_waits_is_tried_at_once_instead_of_sent_twice(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    bounce(&appointment, "mail server did not answer");
    assert_string_equal(seen("clients", 0), "created queued mail server did not answer");
    assert_true(world_count(&world, "SELECT next_at_ms FROM outbox") > world.now_ms);
    assert_int_equal(send_again(&host, &appointment, &martha), 200);
    assert_int_equal(messages(), 1);
    assert_int_equal(world_count(&world, "SELECT next_at_ms FROM outbox"), world.now_ms);
}

static void mend_address(const struct id *contact, const char *email) {
    char json[200];
    (void)snprintf(json, sizeof json, "{\"name\":\"Kim Vale\",\"email\":\"%s\",\"version\":1}",
                   email);
    assert_int_equal(people_do(&world, &contact_change, &host, contact, json), 200);
}

static void i12_who_has_no_address_is_seen_and_told_once_there_is_one(void **state) {
    (void)state;
    struct id kim = add_contact("Kim Vale", "", "");
    struct id appointment = book(&kim, 1);
    assert_string_equal(seen("clients", 0), "created failed no e-mail address or mobile number");
    assert_int_equal(send_again(&host, &appointment, &kim), 409);
    assert_int_equal(messages(), 0);
    mend_address(&kim, "kim@home.test");
    assert_int_equal(send_again(&host, &appointment, &kim), 200);
    assert_string_equal(read_letter("appointment_created", 0).to, "kim@home.test");
    assert_string_equal(seen("clients", 0), "created queued");
}

static void i12_a_wrong_address_is_written_to_no_more_once_it_is_mended(void **state) {
    (void)state;
    struct id kim = add_contact("Kim Vale", "kim@hone.test", "");
    struct id appointment = book(&kim, 1);
    bounce(&appointment, "mail server did not answer");
    mend_address(&kim, "kim@home.test");
    assert_int_equal(send_again(&host, &appointment, &kim), 200);
    assert_int_equal(messages(), 2);
    assert_false(read_letter("appointment_created", 0).wanted);
    assert_string_equal(read_letter("appointment_created", 1).to, "kim@home.test");
}

static void i12_a_couple_of_one_address_is_told_once_again(void **state) {
    (void)state;
    const struct id couple[] = {add_contact("Martha Hill", "hill@home.test", ""),
                                add_contact("George Hill", "Hill@home.test", "")};
    struct id appointment = book(couple, 2);
    bounce(&appointment, "mailbox full");
    assert_string_equal(seen("clients", 0), "created failed mailbox full");
    assert_string_equal(seen("clients", 1), "created failed mailbox full");
    assert_int_equal(send_again(&host, &appointment, &couple[1]), 200);
    assert_int_equal(messages(), 2);
    assert_string_equal(seen("clients", 0), "created queued");
    assert_string_equal(seen("clients", 1), "created queued");
}

static void i12_a_cancelled_one_stays_in_sight_until_everybody_is_told(void **state) {
    (void)state;
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id appointment = book(&martha, 1);
    command_free(report(&delivery_sent, &appointment, ""));
    assert_int_equal(people_do(&world, &appointment_cancel, &host, &appointment, NULL), 204);
    assert_string_equal(seen("clients", 0), "");
    struct command *c = report(&delivery_failed, &appointment, "mailbox full");
    assert_int_equal(people_events(c, "room", &host.room_id, "appointment.changed"), 1);
    command_free(c);
    assert_string_equal(seen("clients", 0), "cancelled failed mailbox full");
    assert_int_equal(send_again(&host, &appointment, &martha), 200);
    assert_string_equal(seen("clients", 0), "");
    assert_true(read_letter("appointment_cancelled", 1).wanted);
    bounce(&appointment, "mailbox full");
    assert_string_equal(seen("clients", 0), "cancelled failed mailbox full");
    world.now_ms = world_count(&world, "SELECT starts_at_ms + length_s * 1000 FROM appointment");
    world_sign_in(&world, PEOPLE_HOST, &host);
    assert_string_equal(seen("clients", 0), ""); /* its time is over */
    assert_int_equal(send_again(&host, &appointment, &martha), 409);
}

static void change_clients(const struct id *appointment, const char *list,
                           const struct id *client) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"%s\":[\"%s\"]}", list, client->text);
    assert_int_equal(people_do(&world, &appointment_change_clients, &host, appointment, json), 200);
}

static void a1_who_is_taken_out_is_told_and_gets_nothing_that_has_not_left(void **state) {
    (void)state;
    const struct id clients[] = {add_contact("Martha Hill", "martha@home.test", ""),
                                 add_contact("Kim Vale", "kim@home.test", "")};
    struct id appointment = book(clients, 2);
    change_clients(&appointment, "take_out", &clients[1]);
    assert_true(read_letter("appointment_created", 0).wanted);
    assert_false(read_letter("appointment_created", 1).wanted);
    struct read_letter letter = read_letter("appointment_cancelled", 0);
    assert_true(letter.wanted);
    assert_string_equal(letter.to, "kim@home.test");
    assert_false(says(&letter, "/join#"));
    assert_string_equal(seen("taken_out", 0), "");
    bounce(&appointment, "mailbox full");
    assert_string_equal(seen("taken_out", 0), "cancelled failed mailbox full");
    assert_int_equal(send_again(&host, &appointment, &clients[1]), 200);
    assert_string_equal(seen("taken_out", 0), "");
    change_clients(&appointment, "add", &clients[1]);
    assert_false(read_letter("appointment_cancelled", 1).wanted);
    assert_true(read_letter("appointment_created", 2).wanted);
    assert_string_equal(seen("clients", 1), "created queued");
}

/* A letter without a name cannot say which of the two is meant. */
static void a1_who_shares_an_address_with_one_who_stays_is_not_told_by_letter(void **state) {
    (void)state;
    const struct id couple[] = {add_contact("Martha Hill", "hill@home.test", ""),
                                add_contact("George Hill", "Hill@home.test", "")};
    struct id appointment = book(couple, 2);
    change_clients(&appointment, "take_out", &couple[1]);
    assert_int_equal(messages(), 1);
    assert_string_equal(seen("taken_out", 0),
                        "cancelled failed another booked client has this address");
    assert_int_equal(send_again(&host, &appointment, &couple[1]), 409);
    assert_true(read_letter("appointment_created", 0).wanted);
}

static void i12_sending_again_needs_the_right_to_send(void **state) {
    (void)state;
    struct world_user ben = people_provider(&world, "ben@lakeside.test");
    struct id martha = add_contact("Martha Hill", "martha@home.test", "");
    struct id stranger = add_contact("Ida Moss", "ida@home.test", "");
    struct id appointment = book(&martha, 1);
    bounce(&appointment, "mailbox full");
    assert_int_equal(send_again(&ben, &appointment, &martha), 404);
    assert_int_equal(send_again(&host, &appointment, &stranger), 404);
    assert_int_equal(messages(), 1);
}

int main(void) {
#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(i13_a_booked_client_is_told_the_time_and_the_link_and_nothing_else),
        IN_A_WORLD(a1_each_address_gets_one_message_by_the_way_that_there_is),
        IN_A_WORLD(the_days_cap_of_text_messages_holds_for_them_too),
        IN_A_WORLD(a_move_is_told_and_what_has_not_left_yet_says_the_new_time),
        IN_A_WORLD(a_cancellation_is_told_and_takes_back_what_has_not_left),
        IN_A_WORLD(a_message_about_what_is_over_is_no_longer_sent),
        IN_A_WORLD(i12_the_report_of_its_sending_is_recorded),
        IN_A_WORLD(i12_what_failed_is_seen_and_one_press_sends_the_same_link_again),
        IN_A_WORLD(i12_what_waits_is_tried_at_once_instead_of_sent_twice),
        IN_A_WORLD(i12_who_has_no_address_is_seen_and_told_once_there_is_one),
        IN_A_WORLD(i12_a_wrong_address_is_written_to_no_more_once_it_is_mended),
        IN_A_WORLD(i12_a_couple_of_one_address_is_told_once_again),
        IN_A_WORLD(i12_a_cancelled_one_stays_in_sight_until_everybody_is_told),
        IN_A_WORLD(a1_who_is_taken_out_is_told_and_gets_nothing_that_has_not_left),
        IN_A_WORLD(a1_who_shares_an_address_with_one_who_stays_is_not_told_by_letter),
        IN_A_WORLD(i12_sending_again_needs_the_right_to_send),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
