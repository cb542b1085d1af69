/* What an invitation's message says of how long its link works (I4). */
#include "people.h"

#include "notify/outbox.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;

static struct world world;
static struct id practice_id;
static struct world_user ines;

static int set_up(void **state) {
    (void)state;
    practice_id = people_init(&world);
    ines = people_provider(&world, "ines@lakeside.test");
    static const struct sms_rules RULES = {
        .token = "secret", .countries = "", .caps = {.user = 10, .practice = 10}};
    sms_rules_init(&RULES);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

/* Invites, and fails the test unless the message that would leave after `later_ms` holds `words`. */
static void says(const char *kind, const char *via, int64_t later_ms, const char *words) {
    char json[256];
    (void)snprintf(json, sizeof json, "{\"kind\":\"%s\",\"via\":\"%s\",\"name\":\"Mara\",%s}", kind,
                   via,
                   strcmp(via, "sms") == 0 ? "\"mobile\":\"+49 151 23456789\""
                                           : "\"email\":\"mara@example.test\"");
    struct command *c = people_call(&world, &invite_create, &ines, NULL, json);
    assert_int_equal(c->reply.status, 201);
    json_t *body = world_body(c);
    const char *text = people_text(json_object_get(body, "invitation"), "id");
    struct id id;
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    json_decref(body);
    command_free(c);
    struct id message_id = people_message(&world, &id);
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    struct outbox_row row;
    struct letter letter;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    assert_int_equal(outbox_load(tx, &practice_id, &message_id, &row), ERR_OK);
    assert_int_equal(letter_compose(tx, &row, world.now_ms + later_ms, &letter), ERR_OK);
    if (strstr(letter.text, words) == NULL) {
        fail_msg("\"%s\" is not in: %s", words, letter.text);
    }
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

/* The world's clocks show 09:00 in Berlin on a Friday; 48 hours later it is Sunday. */
static void I4_a_message_says_until_when_its_link_works_however_late_it_leaves(void **state) {
    (void)state;
    static const char UNTIL[] = "works until Sunday, 17 January 2027, 09:00 (Berlin time).";
    says("waiting_room", "sms", 0, UNTIL);
    says("waiting_room", "sms", 90 * MINUTE_MS, UNTIL);
    says("waiting_room", "email", 90 * MINUTE_MS,
         "works until Sunday, 17 January 2027, 09:00 (Berlin time) and is meant for you alone.");
    says("connect_now", "email", MINUTE_MS,
         "works until Friday, 15 January 2027, 09:10 (Berlin time)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            I4_a_message_says_until_when_its_link_works_however_late_it_leaves, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
