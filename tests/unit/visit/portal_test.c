/* A2: signing in to the portal, to the millisecond, without a hint whether an address is known. */
#include "people.h"

#include "../unit.h"

#include "command/authenticate.h"
#include "command/limits.h"
#include "practice/client.h"
#include "practice/contact_kinds.h"
#include "store/query.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"
#include "visit/portal/portal_code.h"
#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OTHER_HOST "hilltop.test"
#define MARTHA     "martha@home.test"

static struct world world;
static struct world_user staff;

static const struct sms_rules SMS = {
    .token = "token", .countries = "+44,+49", .caps = {.user = 10, .practice = 4}};

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    world_practice(&world, OTHER_HOST);
    staff = people_provider(&world, "ada@lakeside.test");
    sms_rules_init(&SMS);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    limits_free(world.limits);
    people_fini(&world);
    return 0;
}

/* ---- steps ---- */

static struct id add_contact(const char *name, const char *email, const char *mobile) {
    char json[400];
    (void)snprintf(json, sizeof json, "{\"name\":\"%s\",\"email\":\"%s\",\"mobile\":\"%s\"}", name,
                   email, mobile);
    return people_made(people_call(&world, &contact_create, &staff, NULL, json));
}

static int change_contact(const struct id *id, const char *email) {
    struct command *c = people_call(&world, &contact_get, &staff, id, NULL);
    json_t *body = world_body(c);
    char json[400];
    (void)snprintf(json, sizeof json,
                   "{\"name\":\"Martha Hill\",\"email\":\"%s\",\"version\":%lld}", email,
                   (long long)json_integer_value(json_object_get(body, "version")));
    json_decref(body);
    command_free(c);
    return people_do(&world, &contact_change, &staff, id, json);
}

static struct command *ask_from(struct device *device, const char *peer, const char *to) {
    struct command *c = world_command(&portal_code_ask, PEOPLE_HOST, NULL);
    char json[300];
    c->facts.peer = peer;
    for (size_t i = 0; i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    (void)snprintf(json, sizeof json, "{\"to\":\"%s\"}", to);
    people_input(c, json);
    (void)world_run(&world, c);
    return c;
}

static int ask_code(struct device *device, const char *to) {
    char json[300];
    (void)snprintf(json, sizeof json, "{\"to\":\"%s\"}", to);
    return people_done(people_guest(&world, &portal_code_ask, device, PEOPLE_HOST, json));
}

static void tick(void) {
    assert_int_equal(people_do(&world, &portal_tick, NULL, NULL, NULL), 204);
}

/* The newest message about a code, as it would leave; false when there is none, or it is no longer wanted. */
static bool read_letter(char *text, size_t room, char *to, size_t to_room) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q =
        query_every_practice(tx, "SELECT practice_id, id FROM outbox WHERE kind = 'portal_code'"
                                 " ORDER BY sequence DESC LIMIT 1");
    bool found = query_row(&q);
    struct id practice_id = query_id(&q, 0);
    struct id id = query_id(&q, 1);
    assert_int_equal(query_end(&q), ERR_OK);
    struct outbox_row row;
    struct letter letter;
    if (found) {
        assert_int_equal(outbox_load(tx, &practice_id, &id, &row), ERR_OK);
        found = letter_compose(tx, &row, world.now_ms, &letter) == ERR_OK;
    }
    if (found) {
        (void)snprintf(text, room, "%s", letter.text);
        (void)snprintf(to, to_room, "%s", letter.to);
    }
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return found;
}

/* The six digits that stand on a line of their own. */
static void code_of_letter(char out[7]) {
    char text[2000];
    char to[300];
    assert_true(read_letter(text, sizeof text, to, sizeof to));
    const char *line = text;
    while (strspn(line, "0123456789") != 6) {
        line = strchr(line, '\n');
        assert_non_null(line);
        line++;
    }
    memcpy(out, line, 6);
    out[6] = '\0';
}

static struct command *sign_in_named(struct device *device, const char *code, const char *name) {
    char json[300];
    (void)snprintf(json, sizeof json, "{\"code\":\"%s\",\"name\":\"%s\"}", code, name);
    return people_guest(&world, &portal_sign_in, device, PEOPLE_HOST, json);
}

static int sign_in_with(struct device *device, const char *code) {
    return people_done(sign_in_named(device, code, ""));
}

/* The answer's problem must be this one. */
static void refuses(struct device *device, const char *code, const char *name,
                    const char *problem) {
    struct command *c = sign_in_named(device, code, name);
    assert_string_equal(c->reply.problem == NULL ? "" : c->reply.problem, problem);
    assert_null(world_set_cookie(c, CLIENT_COOKIE));
    command_free(c);
}

/* A code that is not `code`. */
static const char *wrong(const char *code) {
    static char other[7];
    memcpy(other, code, sizeof other);
    other[5] = other[5] == '9' ? '0' : (char)(other[5] + 1);
    return other;
}

static void get_code(struct device *device, const char *to, char code[7]) {
    assert_int_equal(ask_code(device, to), 202);
    tick();
    code_of_letter(code);
}

static void sign_in_as(struct device *device, const char *to) {
    char code[7];
    get_code(device, to, code);
    assert_int_equal(sign_in_with(device, code), 204);
}

/* What the page of this device is told; `fact` is "signed_in" or "code_asked". */
static bool portal_says(const struct device *device, const char *host, const char *fact) {
    struct command *c = world_command(&portal_get, host, NULL);
    for (size_t i = 0; i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    assert_int_equal(world_run(&world, c), 200);
    json_t *body = world_body(c);
    bool result = json_is_true(json_object_get(body, fact));
    json_decref(body);
    command_free(c);
    return result;
}

static bool signed_in(const struct device *device) {
    return portal_says(device, PEOPLE_HOST, "signed_in");
}

/* ---- the code ---- */

static void a2_a_client_signs_in_with_the_code_that_was_sent(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    char text[2000];
    char to[300];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, " Martha@Home.TEST ", code);
    assert_true(read_letter(text, sizeof text, to, sizeof to));
    assert_string_equal(to, MARTHA);
    assert_null(strstr(text, "Martha"));
    assert_false(signed_in(&phone));
    assert_int_equal(sign_in_with(&phone, code), 204);
    assert_true(signed_in(&phone));
    assert_false(portal_says(&phone, OTHER_HOST, "signed_in"));
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM portal_code"), 0);
    assert_int_equal(world_count(&world,
                                 "SELECT COUNT(*) FROM audit WHERE action = 'portal.sign-in'"
                                 " AND actor_kind = 'client' AND subject = 'contact'"),
                     1);
    struct command *c = world_command(&portal_sign_out, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < phone.count; i++) {
        world_cookie(c, phone.names[i], phone.values[i]);
    }
    assert_int_equal(world_run(&world, c), 204);
    assert_string_equal(world_set_cookie(c, CLIENT_COOKIE), "");
    command_free(c);
    assert_false(signed_in(&phone));
}

static void a2_an_unknown_address_answers_the_same(void **state) {
    (void)state;
    static const char *const TARGETS[] = {MARTHA, "nobody@home.test"};
    struct command *answers[2];
    add_contact("Martha Hill", MARTHA, "");
    for (size_t i = 0; i < 2; i++) {
        struct device phone = {.count = 0};
        answers[i] = ask_from(&phone, "192.0.2.1", TARGETS[i]);
        assert_int_equal(answers[i]->reply.status, 202);
    }
    const struct reply *known = &answers[0]->reply;
    const struct reply *unknown = &answers[1]->reply;
    assert_string_equal(known->body, unknown->body);
    assert_int_equal(known->cookie_count, 1);
    assert_int_equal(unknown->cookie_count, 1);
    assert_string_equal(known->cookies[0].name, unknown->cookies[0].name);
    assert_int_equal(strlen(known->cookies[0].value), strlen(unknown->cookies[0].value));
    assert_int_equal(known->cookies[0].max_age_s, unknown->cookies[0].max_age_s);
    assert_int_equal(answers[0]->effect_count, answers[1]->effect_count);
    assert_int_equal(answers[0]->audit_count, answers[1]->audit_count);
    /* Both wrote the same: neither has looked the address up. */
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM portal_code"), 2);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 0);
    tick();
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 1);
    for (size_t i = 0; i < 2; i++) {
        struct device phone = {.count = 1};
        (void)snprintf(phone.names[0], 32, "%s", PORTAL_CODE_COOKIE);
        (void)snprintf(phone.values[0], 64, "%s", answers[i]->reply.cookies[0].value);
        char code[7];
        code_of_letter(code);
        refuses(&phone, wrong(code), "", "code-wrong");
        command_free(answers[i]);
    }
}

static void a2_the_right_code_of_an_unknown_address_opens_nothing(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    struct id contact = add_contact("Martha Hill", MARTHA, "");
    char code[7];
    get_code(&phone, MARTHA, code);
    assert_int_equal(people_do(&world, &contact_remove, &staff, &contact, NULL), 204);
    refuses(&phone, code, "", "code-wrong");
}

static void a2_a_sixth_try_is_refused_even_with_the_right_code(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    for (int i = 1; i < PORTAL_CODE_TRIES; i++) {
        refuses(&phone, wrong(code), "", "code-wrong");
    }
    refuses(&phone, wrong(code), "", "code-over"); /* the fifth wrong one */
    refuses(&phone, code, "", "code-over");
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM audit WHERE action ="
                                         " 'portal.sign-in' AND outcome = 'unauthenticated'"),
                     6);
    get_code(&phone, MARTHA, code);
    for (int i = 1; i < PORTAL_CODE_TRIES; i++) {
        refuses(&phone, wrong(code), "", "code-wrong");
    }
    assert_int_equal(sign_in_with(&phone, code), 204);
}

static void a2_a_code_lives_ten_minutes_to_the_millisecond(void **state) {
    (void)state;
    const int64_t LIFE_MS = 10 * 60 * 1000;
    char text[2000];
    char to[300];
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    for (int late = 0; late < 2; late++) {
        struct device phone = {.count = 0};
        get_code(&phone, MARTHA, code);
        world.now_ms += LIFE_MS - 1 + late;
        assert_int_equal(read_letter(text, sizeof text, to, sizeof to), late == 0);
        if (late == 0) {
            assert_int_equal(sign_in_with(&phone, code), 204);
        } else {
            refuses(&phone, code, "", "code-over");
        }
    }
    tick();
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM portal_code"), 0);
}

/* Asked for at a time that lies ahead now: it is not worth three hours more, and does not lie about. */
static void a2_a_clock_that_is_put_back_lets_no_code_live_longer(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    world.now_ms -= 1;
    refuses(&phone, code, "", "code-over");
    world.now_ms -= 3 * 60 * 60 * 1000;
    refuses(&phone, code, "", "code-over");
    tick();
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM portal_code"), 0);
    get_code(&phone, MARTHA, code);
    assert_int_equal(sign_in_with(&phone, code), 204);
}

/* Put back by less than it takes to lie far ahead: the code was over then, and stays so when its minutes come anew. */
static void a2_a_code_that_a_clock_put_back_ended_does_not_come_to_life_again(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    world.now_ms -= 1000;
    tick();
    world.now_ms += 1000;
    refuses(&phone, code, "", "code-over");
}

static void a2_a_clock_that_is_put_back_lets_no_session_live_longer(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&phone, MARTHA);
    world.now_ms -= (int64_t)24 * 60 * 60 * 1000;
    tick();
    world.now_ms += CLIENT_IDLE_MS - 1;
    assert_true(signed_in(&phone));
    world.now_ms += 1;
    assert_false(signed_in(&phone));
}

static void a2_a_session_that_ran_out_stays_over_when_the_clock_is_put_back(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&phone, MARTHA);
    world.now_ms += CLIENT_IDLE_MS;
    tick();
    assert_false(signed_in(&phone));
    world.now_ms -= CLIENT_IDLE_MS / 2;
    tick();
    assert_false(signed_in(&phone));
}

static void a2_a_code_works_in_the_browser_that_asked_and_there_alone(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    struct device stranger = {.count = 0};
    struct device nobody = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    assert_int_equal(ask_code(&stranger, MARTHA), 202); /* her second code is another one */
    for (int i = 1; i < PORTAL_CODE_TRIES; i++) {
        refuses(&stranger, code, "", "code-wrong");
    }
    refuses(&stranger, code, "", "code-over");
    refuses(&nobody, code, "", "code-over");
    assert_int_equal(sign_in_with(&phone, code), 204);
}

static void a2_a_code_works_once_and_the_newest_alone(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char first[7];
    char second[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&phone, MARTHA, first);
    struct device earlier = phone;
    get_code(&phone, MARTHA, second);
    refuses(&earlier, first, "", "code-over");
    struct device copy = phone;
    char spaced[16];
    (void)snprintf(spaced, sizeof spaced, " %.3s-%.3s ", second, second + 3);
    assert_int_equal(sign_in_with(&phone, spaced), 204);
    refuses(&copy, second, "", "code-over");
}

static void a2_a_code_survives_a_restart_and_is_sent_then(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    assert_int_equal(ask_code(&phone, MARTHA), 202);
    world_reopen(&world); /* before anything followed */
    tick();
    tick();
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 1);
    code_of_letter(code);
    assert_int_equal(sign_in_with(&phone, code), 204);
}

static void a2_what_is_no_code_or_address_is_refused(void **state) {
    (void)state;
    static const char *const NO_TARGETS[] = {"martha",
                                             "martha@",
                                             "@home.test",
                                             "a b@home.test",
                                             "martha@home.test,eve@home.test",
                                             "07700 900182",
                                             "+1 202 555 0143",
                                             "+44"};
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    for (size_t i = 0; i < sizeof NO_TARGETS / sizeof NO_TARGETS[0]; i++) {
        assert_int_equal(ask_code(&phone, NO_TARGETS[i]), 400);
    }
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM portal_code"), 0);
    get_code(&phone, MARTHA, code);
    char longer[16];
    (void)snprintf(longer, sizeof longer, "%s0", code);
    refuses(&phone, longer, "", "code-wrong");
    (void)snprintf(longer, sizeof longer, "%sx", code);
    refuses(&phone, longer, "", "code-wrong");
    assert_int_equal(sign_in_with(&phone, code), 204);
}

static void a2_a_page_loaded_anew_knows_whether_a_code_can_still_be_typed(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    struct device nobody = {.count = 0};
    assert_false(portal_says(&phone, PEOPLE_HOST, "code_asked"));
    assert_int_equal(ask_code(&phone, "nobody@home.test"), 202); /* known or not */
    assert_true(portal_says(&phone, PEOPLE_HOST, "code_asked"));
    assert_false(portal_says(&phone, OTHER_HOST, "code_asked"));
    assert_false(portal_says(&nobody, PEOPLE_HOST, "code_asked"));
    world.now_ms += PORTAL_CODE_LIFE_MS - 1;
    assert_true(portal_says(&phone, PEOPLE_HOST, "code_asked"));
    world.now_ms += 1;
    assert_false(portal_says(&phone, PEOPLE_HOST, "code_asked"));
}

/* ---- several people at one address ---- */

static void a2_people_who_share_an_address_say_who_they_are(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    struct id martha = add_contact("Márta Hill", MARTHA, "");
    add_contact("George Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    struct command *c = sign_in_named(&phone, code, "");
    assert_string_equal(c->reply.problem, "name-needed");
    assert_null(c->reply.body); /* nobody's name */
    command_free(c);
    refuses(&phone, wrong(code), "marta", "code-wrong");
    refuses(&phone, code, "Hill", "name-wrong"); /* both */
    refuses(&phone, code, "m", "name-wrong");    /* no whole word of a name */
    refuses(&phone, code, "George Hall", "name-wrong");
    c = sign_in_named(&phone, code, "hill marta");
    assert_int_equal(c->reply.status, 204);
    assert_string_equal(c->actor.client_id.text, martha.text);
    command_free(c);
    assert_true(signed_in(&phone));
}

static void a2_wrong_names_use_up_the_tries_too(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    add_contact("George Hill", MARTHA, "");
    get_code(&phone, MARTHA, code);
    for (int i = 1; i < PORTAL_CODE_TRIES; i++) {
        refuses(&phone, code, "Fred", "name-wrong");
    }
    refuses(&phone, code, "Fred", "code-over");
    refuses(&phone, code, "Martha", "code-over");
}

/* ---- the session ---- */

static void a2_a_session_ends_idle_and_at_its_absolute_limit(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&phone, MARTHA);
    world.now_ms += CLIENT_IDLE_MS - 1;
    assert_true(signed_in(&phone));
    world.now_ms += 1;
    assert_false(signed_in(&phone));

    struct device other = {.count = 0};
    sign_in_as(&other, MARTHA);
    const int64_t begin_ms = world.now_ms;
    while (world.now_ms + CLIENT_IDLE_MS / 2 < begin_ms + CLIENT_LIFE_MS) {
        world.now_ms += CLIENT_IDLE_MS / 2;
        world_execute(&world, "UPDATE client_session SET active_at_ms = active_at_ms + 3600000");
    }
    world.now_ms = begin_ms + CLIENT_LIFE_MS - 1;
    assert_true(signed_in(&other));
    world.now_ms += 1;
    assert_false(signed_in(&other));
    world.now_ms += CLIENT_IDLE_MS;
    tick();
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM client_session"), 0);
}

static void a2_a_session_ends_when_the_contact_goes_or_the_address_changes(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    struct id contact = add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&phone, MARTHA);
    assert_int_equal(change_contact(&contact, MARTHA), 200);
    assert_true(signed_in(&phone));
    assert_int_equal(change_contact(&contact, "martha@new.test"), 200);
    assert_false(signed_in(&phone));
    assert_int_equal(change_contact(&contact, MARTHA), 200);
    assert_false(signed_in(&phone)); /* over is over */
    sign_in_as(&phone, MARTHA);
    assert_int_equal(people_do(&world, &contact_remove, &staff, &contact, NULL), 204);
    assert_false(signed_in(&phone));
}

static void a2_an_address_that_changed_past_the_commands_ends_the_session_too(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&phone, MARTHA);
    world_execute(&world, "UPDATE contact SET email_blind = NULL");
    assert_false(signed_in(&phone));
}

static void a2_one_contact_has_a_bounded_number_of_sessions(void **state) {
    (void)state;
    struct device first = {.count = 0};
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&first, MARTHA);
    for (int i = 0; i < CLIENT_SESSIONS_MAX; i++) {
        struct device phone = {.count = 0};
        world.now_ms += 1000;
        sign_in_as(&phone, MARTHA);
    }
    assert_false(signed_in(&first));
    assert_int_equal(
        world_count(&world, "SELECT COUNT(*) FROM client_session WHERE ended_at_ms IS NULL"),
        CLIENT_SESSIONS_MAX);
}

/* ---- limits ---- */

static int status_from(const char *peer, const char *to, const struct device *known) {
    struct device phone = known == NULL ? (struct device){.count = 0} : *known;
    return people_done(ask_from(&phone, peer, to));
}

static void s11_nobody_can_shut_a_client_out_of_the_portal(void **state) {
    (void)state;
    struct device home = {.count = 0};
    int sent = 0;
    add_contact("Martha Hill", MARTHA, "");
    sign_in_as(&home, MARTHA);
    world.limits = limits_new();
    while (status_from("198.51.100.1", MARTHA, NULL) == 202) {
        sent++;
    }
    assert_int_equal(sent, 4); /* one network is stopped before the target's own bucket is empty */
    assert_int_equal(status_from("198.51.100.2", MARTHA, NULL), 202);
    assert_int_equal(status_from("198.51.100.1", "george@home.test", NULL), 202);
    for (int net = 3; net < 30; net++) {
        char peer[32];
        (void)snprintf(peer, sizeof peer, "198.51.100.%d", net);
        sent += status_from(peer, MARTHA, NULL) == 202 ? 1 : 0;
    }
    assert_int_equal(sent + 1, 12); /* what her mailbox gets at most */
    assert_int_equal(status_from("198.51.100.99", MARTHA, NULL), 429);
    assert_int_equal(status_from("198.51.100.99", MARTHA, &home),
                     202); /* she has been here before */
    world.now_ms += 5 * 60 * 1000;
    assert_int_equal(status_from("198.51.100.98", MARTHA, NULL), 202);
    assert_int_equal(status_from("198.51.100.97", MARTHA, NULL), 429);
}

static void s11_typing_codes_is_limited_by_address_but_not_for_whoever_asked(void **state) {
    (void)state;
    int tries = 0;
    world.limits = limits_new();
    for (;; tries++) {
        struct device phone = {.count = 0};
        if (sign_in_with(&phone, "000000") == 429) {
            break;
        }
        assert_true(tries < 100);
    }
    assert_int_equal(tries, 30);
    struct device home = {.count = 0};
    char code[7];
    add_contact("Martha Hill", MARTHA, "");
    get_code(&home, MARTHA, code);
    refuses(&home, wrong(code), "", "code-wrong"); /* from the same address, and not slowed down */
    assert_int_equal(sign_in_with(&home, code), 204);
    int status = 202;
    for (int i = 0; status == 202; i++) {
        char to[32];
        (void)snprintf(to, sizeof to, "x%d@home.test", i);
        status = status_from("192.0.2.1", to, NULL);
        assert_true(i < 100);
    }
    assert_int_equal(status, 429);
    assert_int_equal(status_from("192.0.2.1", MARTHA, &home), 202); /* nor here */
}

/* ---- text messages ---- */

static void a2_a_code_goes_by_text_message_to_a_number_as_people_write_it(void **state) {
    (void)state;
    struct device phone = {.count = 0};
    char text[2000];
    char to[300];
    char code[7];
    add_contact("Martha Hill", "", "+447700900182");
    get_code(&phone, "0044 (0)7700-900182", code);
    assert_true(read_letter(text, sizeof text, to, sizeof to));
    assert_string_equal(to, "+447700900182");
    char last[64];
    (void)snprintf(last, sizeof last, "\n@visit.example #%s", code);
    assert_string_equal(text + strlen(text) - strlen(last), last);
    assert_int_equal(sign_in_with(&phone, code), 204);
}

static void a2_codes_use_up_half_of_the_daily_cap_of_text_messages_at_most(void **state) {
    (void)state;
    add_contact("Martha Hill", "", "+447700900182");
    for (int i = 0; i < 3; i++) {
        struct device phone = {.count = 0};
        int status = ask_code(&phone, "+44 7700 900182");
        assert_int_equal(status, i < 2 ? 202 : 429);
        tick();
    }
    struct device stranger = {.count = 0};
    assert_int_equal(ask_code(&stranger, "+44 7700 900999"), 429); /* known or not */
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM outbox"), 2);
    world.now_ms += (int64_t)24 * 60 * 60 * 1000;
    assert_int_equal(ask_code(&stranger, "+44 7700 900182"), 202);
}

int main(void) {
#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(a2_a_client_signs_in_with_the_code_that_was_sent),
        IN_A_WORLD(a2_an_unknown_address_answers_the_same),
        IN_A_WORLD(a2_the_right_code_of_an_unknown_address_opens_nothing),
        IN_A_WORLD(a2_a_sixth_try_is_refused_even_with_the_right_code),
        IN_A_WORLD(a2_a_code_lives_ten_minutes_to_the_millisecond),
        IN_A_WORLD(a2_a_clock_that_is_put_back_lets_no_code_live_longer),
        IN_A_WORLD(a2_a_code_that_a_clock_put_back_ended_does_not_come_to_life_again),
        IN_A_WORLD(a2_a_clock_that_is_put_back_lets_no_session_live_longer),
        IN_A_WORLD(a2_a_session_that_ran_out_stays_over_when_the_clock_is_put_back),
        IN_A_WORLD(a2_a_code_works_in_the_browser_that_asked_and_there_alone),
        IN_A_WORLD(a2_a_code_works_once_and_the_newest_alone),
        IN_A_WORLD(a2_a_code_survives_a_restart_and_is_sent_then),
        IN_A_WORLD(a2_what_is_no_code_or_address_is_refused),
        IN_A_WORLD(a2_a_page_loaded_anew_knows_whether_a_code_can_still_be_typed),
        IN_A_WORLD(a2_people_who_share_an_address_say_who_they_are),
        IN_A_WORLD(a2_wrong_names_use_up_the_tries_too),
        IN_A_WORLD(a2_a_session_ends_idle_and_at_its_absolute_limit),
        IN_A_WORLD(a2_a_session_ends_when_the_contact_goes_or_the_address_changes),
        IN_A_WORLD(a2_an_address_that_changed_past_the_commands_ends_the_session_too),
        IN_A_WORLD(a2_one_contact_has_a_bounded_number_of_sessions),
        IN_A_WORLD(s11_nobody_can_shut_a_client_out_of_the_portal),
        IN_A_WORLD(s11_typing_codes_is_limited_by_address_but_not_for_whoever_asked),
        IN_A_WORLD(a2_a_code_goes_by_text_message_to_a_number_as_people_write_it),
        IN_A_WORLD(a2_codes_use_up_half_of_the_daily_cap_of_text_messages_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
