/* I13: every message that leaves the house, of every kind and by every channel, read for what must not stand in
 * it: nobody's name but the host's, no title, no reason, nothing medical; and no name in a link. */
#include "people.h"

#include "notify/outbox.h"
#include "notify/text.h"
#include "practice/contact_kinds.h"
#include "store/query.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"
#include "visit/portal/portal_kinds.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGES_MAX = 64 };

static const char TITLE[] = "Chemotherapy review";

/* What is known of the people in this test, and words of the trade; "%" of a link would hide a name. */
static const char *const FORBIDDEN[] = {
    "Zephyrine", "Marlowe",  "zephyrine.marlowe", "Chemotherapy", "review",      "Diabetes",
    "diagnos",   "symptom",  "treatment",         "therapy",      "condition",   "reason",
    "result",    "medicine", "illness",           "disease",      "test results"};

static const struct sms_rules RULES = {
    .token = "token", .countries = "", .caps = {.user = 1000, .practice = 1000}};

static struct world world;
static struct world_user owner;
static struct world_user nurse;
static int64_t last_sequence;
static size_t read_count;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    sms_rules_init(&RULES);
    owner = people_provider(&world, "owner@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    last_sequence = 0;
    read_count = 0;
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static void check_text(const char *kind, const char *text) {
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof FORBIDDEN[0]; i++) {
        if (strcasestr(text, FORBIDDEN[i]) != NULL) {
            fail_msg("a message of the kind %s holds \"%s\":\n%s", kind, FORBIDDEN[i], text);
        }
    }
}

/* Links of ours lead to a page and hold at most one token: letters, digits, hyphen and underscore. */
static void check_links(const char *kind, const char *text) {
    static const char OURS[] = "https://visit.example";
    for (const char *at = strstr(text, OURS); at != NULL; at = strstr(at, OURS)) {
        at += strlen(OURS);
        size_t size = strcspn(at, " \n");
        size_t good =
            strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/#-_.");
        if (good < size) {
            fail_msg("a link of the kind %s holds more than a token:\n%s", kind, text);
        }
    }
}

static void read_message(struct tx *tx, const struct id *practice_id, const struct id *id) {
    struct outbox_row row;
    struct letter letter = {.text = ""};
    assert_int_equal(outbox_load(tx, practice_id, id, &row), ERR_OK);
    enum err err = letter_compose(tx, &row, world.now_ms, &letter);
    if (err != ERR_OK) {
        fail_msg("a message of the kind %s could not be made: %d", row.kind, (int)err);
    }
    check_text(row.kind, letter.text);
    check_text(row.kind, letter.subject);
    check_links(row.kind, letter.text);
    assert_true(strlen(letter.text) > 0);
    read_count++;
}

/* Reads whatever was queued since the last time, as it would leave now; how many there were. */
static size_t read_new(void) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    struct id practices[MESSAGES_MAX];
    struct id ids[MESSAGES_MAX];
    size_t count = 0;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(
        tx, "SELECT practice_id, id, sequence FROM outbox WHERE sequence > ? ORDER BY sequence");
    query_bind_int(&q, last_sequence);
    while (query_row(&q)) {
        assert_true(count < MESSAGES_MAX);
        practices[count] = query_id(&q, 0);
        ids[count++] = query_id(&q, 1);
        last_sequence = query_int(&q, 2);
    }
    assert_int_equal(query_end(&q), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        read_message(tx, &practices[i], &ids[i]);
    }
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return count;
}

static void invite(const char *kind, const char *via) {
    char json[300];
    (void)snprintf(json, sizeof json,
                   "{\"kind\":\"%s\",\"via\":\"%s\",\"name\":\"Zephyrine Marlowe\",\"email\":"
                   "\"zephyrine.marlowe@home.test\",\"mobile\":\"+447700900182\"}",
                   kind, via);
    struct command *c = people_call(&world, &invite_create, &owner, NULL, json);
    assert_int_equal(c->reply.status, 201);
    struct invited invited = {.token = ""};
    json_t *body = world_body(c);
    const char *visit = people_text(json_object_get(body, "visit"), "id");
    bool opened = json_object_get(body, "visit") != NULL;
    assert_int_equal(opened ? id_parse(visit, strlen(visit), &invited.visit_id) : ERR_OK, ERR_OK);
    json_decref(body);
    command_free(c);
    assert_int_equal(read_new(), 1);
    if (opened) {
        assert_int_equal(people_do(&world, &host_end, &owner, &invited.visit_id, NULL), 204);
    }
}

static struct id contact(const char *name, const char *how) {
    char json[400];
    (void)snprintf(json, sizeof json, "{\"name\":\"%s\",%s,\"notes\":\"Diabetes\"}", name, how);
    return people_made(people_call(&world, &contact_create, &owner, NULL, json));
}

/* One client who is reached by e-mail, one by text message. */
static void appointment_letters(void) {
    struct id by_email = contact("Zephyrine Marlowe", "\"email\":\"zephyrine.marlowe@home.test\"");
    struct id by_sms = contact("Marlowe Zephyrine", "\"mobile\":\"+447700900183\"");
    char json[300];
    (void)snprintf(json, sizeof json,
                   "{\"title\":\"%s\",\"date\":\"2027-01-20\",\"time\":\"14:30\",\"length_min\":30,"
                   "\"client_ids\":[\"%s\",\"%s\"]}",
                   TITLE, by_email.text, by_sms.text);
    struct id id = people_made(people_call(&world, &appointment_create, &owner, NULL, json));
    assert_int_equal(read_new(), 2);
    assert_int_equal(people_do(&world, &appointment_move, &owner, &id,
                               "{\"date\":\"2027-01-21\",\"time\":\"15:00\",\"length_min\":30}"),
                     200);
    assert_int_equal(read_new(), 2);
    int status = people_do(&world, &appointment_cancel, &owner, &id, NULL);
    assert_true(status == 200 || status == 204);
    assert_int_equal(read_new(), 2);
}

static void portal_letters(void) {
    static const char *const TO[] = {"zephyrine.marlowe@home.test", "+447700900183"};
    for (size_t i = 0; i < sizeof TO / sizeof TO[0]; i++) {
        struct device device = {.count = 0};
        char json[120];
        (void)snprintf(json, sizeof json, "{\"to\":\"%s\"}", TO[i]);
        assert_int_equal(
            people_done(people_guest(&world, &portal_code_ask, &device, PEOPLE_HOST, json)), 202);
        assert_int_equal(people_do(&world, &portal_tick, NULL, NULL, NULL), 204);
        assert_int_equal(read_new(), 1);
    }
}

static void choose(const struct world_user *user) {
    assert_int_equal(people_do(&world, &alerts_change, user, NULL,
                               "{\"sound\":true,\"desktop\":true,\"email\":true,\"sms\":true,"
                               "\"mobile\":\"+447700900184\"}"),
                     200);
}

/* The owner and a delegate, each by e-mail and text message; then the tests. */
static void alert_letters(void) {
    static const char *const VIAS[] = {"{\"via\":\"email\"}", "{\"via\":\"sms\"}"};
    struct device device = {.count = 0};
    people_grant(&world, &owner, &nurse, (struct grant){{[RIGHT_VIEW] = true}});
    assert_int_equal(
        people_do(&world, &alerts_choose_room, &nurse, &owner.room_id, "{\"chosen\":true}"), 200);
    choose(&owner);
    choose(&nurse);
    (void)people_waiting(&world, &owner, &device, "Zephyrine Marlowe");
    assert_int_equal(read_new(), 4);
    for (size_t i = 0; i < 2; i++) {
        world.now_ms += 60000;
        assert_int_equal(people_do(&world, &alerts_test, &owner, NULL, VIAS[i]), 204);
        assert_int_equal(read_new(), 1);
    }
}

static void i13_no_message_of_any_kind_says_who_or_why(void **state) {
    (void)state;
    static const char *const KINDS[] = {"waiting_room", "connect_now"};
    for (size_t i = 0; i < 2; i++) {
        invite(KINDS[i], "email");
        invite(KINDS[i], "sms");
    }
    appointment_letters();
    portal_letters();
    alert_letters();
    /* Whoever adds a kind adds it here: the texts that no test reads are these. */
    assert_int_equal(world_count(&world, "SELECT COUNT(DISTINCT kind || channel) FROM outbox"),
                     2 + 6 + 2 + 6);
    assert_int_equal(read_count, 4 + 6 + 2 + 6);
}

/* A new text can only be filled in with what stands here: no guest, no title, no note. */
static void i13_no_text_has_a_place_for_a_name_or_a_reason(void **state) {
    (void)state;
    static const char *const ALLOWED[] = {
        "host", "practice", "link", "until", "telephone", "code",  "site", "portal", "time",
        "city", "weekday",  "day",  "month", "year",      "clock", "zone", "count"};
    for (size_t key = 0; key < TEXT_KEY_COUNT; key++) {
        assert_non_null(TEXT_EN[key]);
        check_text("template", TEXT_EN[key]);
        for (const char *at = strchr(TEXT_EN[key], '{'); at != NULL; at = strchr(at + 1, '{')) {
            size_t size = strcspn(at + 1, "}");
            bool allowed = false;
            for (size_t i = 0; i < sizeof ALLOWED / sizeof ALLOWED[0]; i++) {
                allowed |= strlen(ALLOWED[i]) == size && strncmp(at + 1, ALLOWED[i], size) == 0;
            }
            if (!allowed) {
                fail_msg("a text has a place for {%.*s}", (int)size, at + 1);
            }
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(i13_no_message_of_any_kind_says_who_or_why),
        TEST(i13_no_text_has_a_place_for_a_name_or_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
