/* What became of an invitation's message: the row says it, and the gateway's reports are believed when signed. */
#include "people.h"

#include "command/execute.h"
#include "notify/outbox.h"
#include "visit/invitation/sms_rules.h"

#include "../unit.h"

#include <stdio.h>

static const struct sms_rules RULES = {
    .token = "12345", .countries = "", .caps = {.user = 9, .practice = 9}};

static const char BY_EMAIL[] =
    "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"mara@example.test\"}";
static const char BY_SMS[] =
    "{\"kind\":\"waiting_room\",\"via\":\"sms\",\"mobile\":\"+4915112345678\"}";

/* The invitation, and whose practice it is in `practice_id` unless that is NULL. */
static struct id invite(struct world *world, const struct world_user *user, const char *json,
                        struct id *practice_id) {
    struct invited invited;
    struct command *c = people_call(world, &invite_create, user, NULL, json);
    people_read_created(c, &invited);
    if (practice_id != NULL) {
        *practice_id = c->actor.practice_id;
    }
    command_free(c);
    return invited.id;
}

/* The gateway's callback about the only message there is. */
static int report_delivery(struct world *world, const struct id *message_id, const char *form,
                           const char *signature) {
    struct command *c = world_command(&delivery_report, PEOPLE_HOST, NULL);
    c->facts.path_ids[0] = *message_id;
    c->facts.form = form;
    c->facts.signature = signature;
    (void)world_run(world, c);
    return people_done(c);
}

/* S11: whoever cannot sign gets no further than the pool. */
static void stops_before_the_writer(const struct id *message_id, const char *signature) {
    struct command *c = world_command(&delivery_report, PEOPLE_HOST, NULL);
    c->facts.path_ids[0] = *message_id;
    c->facts.form = "MessageStatus=failed";
    c->facts.signature = signature;
    assert_int_equal(command_prepare(c), ERR_NOT_FOUND);
    assert_int_equal(people_done(c), 404);
}

static void delivery_is(struct world *world, const struct world_user *user, const struct id *id,
                        const char *state, const char *reason) {
    json_t *line = people_line(world, user, id);
    json_t *delivery = json_object_get(line, "delivery");
    assert_string_equal(people_text(delivery, "state"), state);
    assert_string_equal(people_text(delivery, "reason"), reason);
    json_decref(line);
}

/* One attempt's report, as the outbox's sender hands it in. */
static void attempt_ends(struct world *world, const struct command_kind *kind,
                         const struct id *practice_id, struct outbox_outcome outcome) {
    struct command *c = world_command(kind, PEOPLE_HOST, NULL);
    c->actor.practice_id = *practice_id;
    *(struct outbox_outcome *)c->input = outcome;
    assert_int_equal(world_run(world, c), 204);
    command_free(c);
}

/* The row says why a message waits and why it failed for good, after all tries; one click tries what waits at
 * once and makes no second message of it. */
static void I12_a_row_says_why_and_one_click_tries_again(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct id practice_id;
    struct id id = invite(world, &ada, BY_EMAIL, &practice_id);
    delivery_is(world, &ada, &id, "queued", "(none)");
    struct outbox_outcome outcome = {
        .id = people_message(world, &id), .attempt = 1, .reason = "mail server is busy"};
    attempt_ends(world, &delivery_failed, &practice_id, outcome);
    delivery_is(world, &ada, &id, "queued", "mail server is busy");
    char sql[96];
    (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM outbox WHERE next_at_ms > %lld",
                   (long long)world->now_ms);
    assert_int_equal(world_count(world, sql), 1);
    struct command *c = people_call(world, &invite_send_again, &ada, &id, NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_OUTBOX), 1);
    command_free(c);
    assert_int_equal(world_count(world, sql), 0);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM outbox"), 1);
    /* Forty tries in vain: a dead letter, with the last reason; sent again it is a fresh message. */
    for (outcome.attempt = 2; outcome.attempt <= 40; outcome.attempt++) {
        attempt_ends(world, &delivery_failed, &practice_id, outcome);
    }
    delivery_is(world, &ada, &id, "failed", "mail server is busy");
    assert_int_equal(people_do(world, &invite_send_again, &ada, &id, NULL), 200);
    delivery_is(world, &ada, &id, "queued", "(none)");
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM outbox"), 2);
    outcome = (struct outbox_outcome){.id = people_message(world, &id), .attempt = 1, .reason = ""};
    attempt_ends(world, &delivery_sent, &practice_id, outcome);
    delivery_is(world, &ada, &id, "sent", "(none)");
}

static void I12_the_gateways_report_reaches_the_room_only_when_signed(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    sms_rules_init(&RULES);
    struct id id = invite(world, &ada, BY_SMS, NULL);
    struct id message_id = people_message(world, &id);
    char signature[64];
    people_sign(&message_id, RULES.token, "MessageStatus", "delivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", NULL), 404);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=failed", signature), 404);
    stops_before_the_writer(&message_id, NULL);
    stops_before_the_writer(&message_id, signature);
    struct id other = id_new();
    assert_int_equal(report_delivery(world, &other, "MessageStatus=delivered", signature), 404);
    delivery_is(world, &ada, &id, "queued", "(none)");
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", signature),
                     204);
    delivery_is(world, &ada, &id, "delivered", "(none)");
    people_sign(&message_id, RULES.token, "MessageStatus", "undelivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=undelivered", signature),
                     204);
    delivery_is(world, &ada, &id, "delivered", "(none)");
}

/* Two words of the gateway's for the same end. */
static void I12_what_the_gateway_gave_up_on_has_failed(void **state) {
    struct world *world = *state;
    static const char *const WORDS[] = {"undelivered", "failed"};
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    sms_rules_init(&RULES);
    for (size_t i = 0; i < 2; i++) {
        char signature[64];
        char form[32];
        struct id id = invite(world, &ada, BY_SMS, NULL);
        struct id message_id = people_message(world, &id);
        people_sign(&message_id, RULES.token, "MessageStatus", WORDS[i], signature);
        (void)snprintf(form, sizeof form, "MessageStatus=%s", WORDS[i]);
        assert_int_equal(report_delivery(world, &message_id, form, signature), 204);
        json_t *line = people_line(world, &ada, &id);
        json_t *delivery = json_object_get(line, "delivery");
        assert_string_equal(people_text(delivery, "state"), "failed");
        assert_string_not_equal(people_text(delivery, "reason"), "(none)");
        json_decref(line);
    }
}

/* The SMS gateway has no word about a message that went another way. */
static void I12_a_mail_is_no_business_of_the_gateways(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    char signature[64];
    sms_rules_init(&RULES);
    struct id id = invite(world, &ada, BY_EMAIL, NULL);
    struct id message_id = people_message(world, &id);
    people_sign(&message_id, RULES.token, "MessageStatus", "delivered", signature);
    assert_int_equal(report_delivery(world, &message_id, "MessageStatus=delivered", signature),
                     404);
    delivery_is(world, &ada, &id, "queued", "(none)");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, people_set_up, people_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I12_a_row_says_why_and_one_click_tries_again),
        CASE(I12_the_gateways_report_reaches_the_room_only_when_signed),
        CASE(I12_what_the_gateway_gave_up_on_has_failed),
        CASE(I12_a_mail_is_no_business_of_the_gateways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
