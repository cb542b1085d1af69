/* W16, W17, I13: who is told of an arrival, how, and what leaves the house. */
#include "people.h"

#include "notify/outbox.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"
#include "visit/room/arrival.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

enum { LETTERS_MAX = 64, TEXT_MAX_BYTES = 4096 };

static struct world world;
static struct world_user owner;
static struct world_user nurse;
static struct sms_rules rules;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    rules = (struct sms_rules){
        .token = "token", .countries = "+44,+49", .caps = {.user = 5, .practice = 8}};
    sms_rules_init(&rules);
    owner = people_provider(&world, "owner@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static void choose(const struct world_user *user, bool email, bool sms) {
    char json[160];
    (void)snprintf(json, sizeof json,
                   "{\"sound\":true,\"desktop\":true,\"email\":%s,\"sms\":%s,"
                   "\"mobile\":\"+44 7700 900182\"}",
                   email ? "true" : "false", sms ? "true" : "false");
    assert_int_equal(people_do(&world, &alerts_change, user, NULL, json), 200);
}

static void grant_view(bool view) {
    people_grant(&world, &owner, &nurse,
                 (struct grant){{[RIGHT_SEND] = true, [RIGHT_VIEW] = view}});
}

/* Messages of this kind to this user that were ever queued, by channel. */
static int64_t queued(const struct world_user *user, const char *kind, const char *channel) {
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM outbox WHERE subject_id = '%s' AND kind = '%s' AND"
                   " channel = '%s'",
                   user->id.text, kind, channel);
    return world_count(&world, sql);
}

/* A guest checks in; the command that did it. */
static struct command *check_in(struct device *device, const struct invited *invited) {
    char json[320];
    assert_int_equal(people_take(&world, device, invited), 200);
    (void)snprintf(json, sizeof json,
                   "{\"token\":\"%s\",\"preflight\":{\"result\":\"passed\",\"browser\":\"passed\","
                   "\"operating_system\":\"passed\",\"camera\":\"passed\",\"microphone\":"
                   "\"passed\"}}",
                   invited->token);
    struct command *c = people_guest(&world, &guest_preflight, device, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 200);
    return c;
}

static void arrive(const char *name) {
    struct device device = {.count = 0};
    (void)people_waiting(&world, &owner, &device, name);
}

static void w16_every_arrival_is_told_not_just_the_first(void **state) {
    (void)state;
    choose(&owner, true, true);
    for (int count = 1; count <= 4; count++) {
        arrive("Guest");
        assert_int_equal(queued(&owner, "alert", "email"), count);
        assert_int_equal(queued(&owner, "alert", "sms"), count);
    }
    assert_int_equal(queued(&nurse, "alert", "email") + queued(&nurse, "alert_delegate", "email"),
                     0);
}

static void w16_nothing_is_sent_unless_it_was_chosen(void **state) {
    (void)state;
    arrive("Guest");
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 0);
    choose(&owner, true, false);
    arrive("Guest");
    choose(&owner, false, false);
    arrive("Guest");
    assert_int_equal(queued(&owner, "alert", "email"), 1);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 1);
}

static void w16_a_test_passed_again_is_no_second_arrival(void **state) {
    (void)state;
    struct device device = {.count = 0};
    choose(&owner, true, false);
    struct invited invited = people_waiting(&world, &owner, &device, "Guest");
    assert_int_equal(people_preflight(&world, &device, &invited, "passed"), 200);
    assert_int_equal(queued(&owner, "alert", "email"), 1);
}

static void w16_a_delegate_is_told_by_their_own_choice_and_with_the_right_to_view(void **state) {
    (void)state;
    static const char ON[] = "{\"chosen\":true}";
    struct device device = {.count = 0};
    choose(&nurse, true, false);
    assert_int_equal(people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, ON), 404);
    grant_view(false); /* the right to send alone */
    assert_int_equal(people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, ON), 404);
    grant_view(true);
    arrive("Guest");
    assert_int_equal(queued(&nurse, "alert_delegate", "email"), 0);
    assert_int_equal(people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, ON), 200);
    assert_int_equal(people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, ON), 200);
    struct invited invited = people_invite(&world, &owner, "waiting_room", "Guest");
    struct command *c = check_in(&device, &invited);
    assert_int_equal(people_events(c, "user", &nurse.id, "room.arrived"), 1);
    assert_int_equal(people_events(c, "user", &owner.id, "room.arrived"), 0);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.arrived"), 1);
    command_free(c);
    assert_int_equal(queued(&nurse, "alert_delegate", "email"), 1);
    grant_view(false);
    invited = people_invite(&world, &owner, "waiting_room", "Guest");
    c = check_in(&device, &invited);
    assert_int_equal(people_events(c, "user", &nurse.id, "room.arrived"), 0);
    command_free(c);
    assert_int_equal(queued(&nurse, "alert_delegate", "email"), 1);
}

static void w16_beyond_the_cap_of_text_messages_an_alert_goes_by_mail(void **state) {
    (void)state;
    choose(&owner, false, true);
    for (int i = 0; i < 7; i++) {
        arrive("Guest");
    }
    assert_int_equal(queued(&owner, "alert", "sms"), 5);
    assert_int_equal(queued(&owner, "alert", "email"), 2);
    /* The same cap holds for what this user invites by text message. */
    assert_int_equal(people_do(&world, &invite_create, &owner, NULL,
                               "{\"kind\":\"waiting_room\",\"via\":\"sms\",\"name\":\"Mara\","
                               "\"mobile\":\"+447700900183\"}"),
                     429);
}

static void w16_a_user_without_a_mail_address_keeps_no_guest_out(void **state) {
    (void)state;
    struct world_user odd = people_provider(&world, "odd one@lakeside.test");
    struct device device = {.count = 0};
    choose(&odd, true, false);
    struct invited invited = people_waiting(&world, &odd, &device, "Guest");
    people_sees(&world, &device, &invited, "checked_in");
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 0);
    assert_int_equal(people_do(&world, &alerts_test, &odd, NULL, "{\"via\":\"email\"}"), 400);
}

static void w16_the_test_button_sends_one_message_at_a_time(void **state) {
    (void)state;
    static const char EMAIL[] = "{\"via\":\"email\"}";
    static const char SMS[] = "{\"via\":\"sms\"}";
    assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, SMS), 400);
    choose(&owner, false, true);
    assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, EMAIL), 204);
    assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, EMAIL), 429);
    assert_int_equal(people_do(&world, &alerts_test, &nurse, NULL, EMAIL), 204);
    world.now_ms += 9999;
    assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, SMS), 429);
    world.now_ms += 1;
    assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, SMS), 204);
    assert_int_equal(queued(&owner, "alert_test", "email"), 1);
    assert_int_equal(queued(&owner, "alert_test", "sms"), 1);
}

static int change(const char *json) {
    return people_do(&world, &alerts_change, &owner, NULL, json);
}

static void w16_the_number_is_checked_before_it_is_kept(void **state) {
    (void)state;
    assert_int_equal(change("{\"sound\":true,\"desktop\":true,\"email\":false,\"sms\":true}"), 400);
    assert_int_equal(change("{\"sound\":true,\"desktop\":true,\"email\":false,\"sms\":true,"
                            "\"mobile\":\"07700 900182\"}"),
                     400);
    assert_int_equal(change("{\"sound\":true,\"desktop\":true,\"email\":false,\"sms\":true,"
                            "\"mobile\":\"+1 202 555 0100\"}"),
                     400);
    assert_int_equal(change("{\"sound\":false,\"desktop\":false,\"email\":false,\"sms\":false,"
                            "\"mobile\":\"\"}"),
                     200);
    rules.token = NULL;
    assert_int_equal(change("{\"sound\":true,\"desktop\":true,\"email\":false,\"sms\":true,"
                            "\"mobile\":\"+447700900182\"}"),
                     400);
    struct command *c = people_call(&world, &alerts_get, &owner, NULL, NULL);
    json_t *body = world_body(c);
    assert_true(json_is_false(json_object_get(body, "sound")));
    assert_null(json_object_get(body, "mobile"));
    json_decref(body);
    command_free(c);
}

static void w17_with_every_alert_off_the_waiting_room_is_as_before(void **state) {
    (void)state;
    struct device device = {.count = 0};
    assert_int_equal(change("{\"sound\":false,\"desktop\":false,\"email\":false,\"sms\":false}"),
                     200);
    struct invited invited = people_invite(&world, &owner, "waiting_room", "Guest");
    struct command *c = check_in(&device, &invited);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.arrived"), 1);
    command_free(c);
    people_sees(&world, &device, &invited, "checked_in");
    assert_int_equal(
        people_do(&world, &alerts_choose_room, &owner, &owner.room_id, "{\"chosen\":false}"), 409);
}

/* ---- what is sent ---- */

struct sent {
    char subject[128];
    char text[TEXT_MAX_BYTES];
    enum err err;
};

/* Composes everything that is queued, as the sender would now; the number of messages. */
static size_t compose_all(struct sent out[LETTERS_MAX]) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    struct outbox_row rows[LETTERS_MAX];
    size_t count = 0;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    for (int channel = 0; channel < OUTBOX_CHANNEL_COUNT; channel++) {
        size_t more = 0;
        assert_int_equal(outbox_due(tx, (enum outbox_channel)channel, world.now_ms,
                                    LETTERS_MAX - count, rows + count, &more),
                         ERR_OK);
        count += more;
    }
    for (size_t i = 0; i < count; i++) {
        struct letter letter = {.text = ""};
        out[i].err = letter_compose(tx, &rows[i], world.now_ms, &letter);
        if (out[i].err == ERR_OK) {
            (void)snprintf(out[i].subject, sizeof out[i].subject, "%s", letter.subject);
            (void)snprintf(out[i].text, sizeof out[i].text, "%s", letter.text);
        }
    }
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return count;
}

static void i13_an_alert_names_neither_the_guest_nor_anybody(void **state) {
    (void)state;
    static struct sent sent[LETTERS_MAX];
    static const char *const FORBIDDEN[] = {"Zephyrine", "Quill", "owner", "nurse", "#"};
    grant_view(true);
    assert_int_equal(
        people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, "{\"chosen\":true}"), 200);
    choose(&owner, true, false);
    choose(&nurse, false, true);
    arrive("Zephyrine Quill");
    size_t count = compose_all(sent);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sent[i].err, ERR_OK);
        assert_non_null(strstr(sent[i].text, "uest has arrived in "));
        assert_non_null(strstr(sent[i].text, "https://visit.example"));
        for (size_t word = 0; word < sizeof FORBIDDEN / sizeof FORBIDDEN[0]; word++) {
            assert_null(strstr(sent[i].text, FORBIDDEN[word]));
            assert_null(strstr(sent[i].subject, FORBIDDEN[word]));
        }
    }
}

static void w16_what_was_turned_off_meanwhile_is_not_sent(void **state) {
    (void)state;
    static struct sent sent[LETTERS_MAX];
    choose(&owner, true, false);
    arrive("Guest");
    choose(&owner, false, false);
    assert_int_equal(compose_all(sent), 1);
    assert_int_equal(sent[0].err, ERR_EXPIRED);
}

/* Its first try may come late, too: behind another letter, or after the server was down. */
static void w16_an_alert_that_comes_too_late_is_not_sent(void **state) {
    (void)state;
    static const int64_t LIFE_MS = (int64_t)ARRIVAL_LIFE_S * 1000;
    const int64_t LATER_MS[] = {LIFE_MS, -LIFE_MS - 1, -24 * 3600 * 1000};
    static struct sent sent[LETTERS_MAX];
    choose(&owner, true, false);
    arrive("Guest");
    const int64_t arrived_ms = world.now_ms;
    for (size_t i = 0; i < sizeof LATER_MS / sizeof LATER_MS[0]; i++) {
        world.now_ms = arrived_ms + LATER_MS[i];
        assert_int_equal(compose_all(sent), 1);
        assert_int_equal(sent[0].err, ERR_EXPIRED);
    }
    world.now_ms = arrived_ms + LIFE_MS - 1;
    assert_int_equal(compose_all(sent), 1);
    assert_int_equal(sent[0].err, ERR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(w16_every_arrival_is_told_not_just_the_first),
        TEST(w16_nothing_is_sent_unless_it_was_chosen),
        TEST(w16_a_test_passed_again_is_no_second_arrival),
        TEST(w16_a_delegate_is_told_by_their_own_choice_and_with_the_right_to_view),
        TEST(w16_beyond_the_cap_of_text_messages_an_alert_goes_by_mail),
        TEST(w16_a_user_without_a_mail_address_keeps_no_guest_out),
        TEST(w16_the_test_button_sends_one_message_at_a_time),
        TEST(w16_the_number_is_checked_before_it_is_kept),
        TEST(w17_with_every_alert_off_the_waiting_room_is_as_before),
        TEST(i13_an_alert_names_neither_the_guest_nor_anybody),
        TEST(w16_what_was_turned_off_meanwhile_is_not_sent),
        TEST(w16_an_alert_that_comes_too_late_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
