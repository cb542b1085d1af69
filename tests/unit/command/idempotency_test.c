#include "command/idempotency.h"

#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <string.h>

#define HOST "lakeside.test"

struct room {
    struct world world;
    struct world_user ada; /* signed in, as is Ben */
    struct world_user ben;
};

static int set_up(void **state) {
    static struct room room;
    world_init(&room.world);
    world_practice(&room.world, HOST);
    room.ada = world_user(&room.world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    room.ben = world_user(&room.world, HOST, "ben@lakeside.test", ROLE_STAFF);
    world_sign_in(&room.world, HOST, &room.ada);
    world_sign_in(&room.world, HOST, &room.ben);
    *state = &room;
    return 0;
}

static int tear_down(void **state) {
    world_fini(&((struct room *)*state)->world);
    return 0;
}

/* How often a command was applied: what its answer says, so that an answer from before shows. */
static int applied;

static enum err apply_count(struct command *c, struct tx *tx) {
    (void)tx;
    applied++;
    command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    return command_reply_json(c, 201, json_pack("{s:i}", "count", applied));
}

static const struct command_kind count_up = {
    .name = "test.count-up",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = apply_count,
};

static const struct command_kind count_on = {
    .name = "test.count-on",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = apply_count,
};

struct asked {
    const struct command_kind *kind;
    const struct world_user *user;
    const char *key;
    const char *body;
    const char *query;
    struct id records[2];
};

static struct command *ask(struct room *room, const struct asked *asked) {
    struct command *c = world_command(asked->kind, HOST, asked->user);
    c->facts.idempotency_key = asked->key;
    c->facts.query = asked->query == NULL ? "" : asked->query;
    memcpy(c->facts.path_ids, asked->records, sizeof asked->records);
    if (asked->body != NULL) {
        idempotency_note_body(c, (struct bytes){(const uint8_t *)asked->body, strlen(asked->body)});
    }
    (void)world_run(&room->world, c);
    return c;
}

/* The count that is answered; 0 for a key that was refused as another request's. */
static int count_of(struct room *room, const struct asked *asked) {
    int count = 0;
    struct command *c = ask(room, asked);
    if (c->reply.status == 422) {
        assert_string_equal(c->reply.problem, "idempotency-key-reused");
        assert_int_equal(c->effect_count, 0);
    } else {
        assert_int_equal(c->reply.status, 201);
        json_t *body = world_body(c);
        count = (int)json_integer_value(json_object_get(body, "count"));
        json_decref(body);
    }
    command_free(c);
    return count;
}

static void the_same_request_gets_the_same_answer_for_a_day(void **state) {
    struct room *room = *state;
    const struct asked asked = {.kind = &count_up, .user = &room->ada, .key = "k", .body = "{}"};
    applied = 0;
    assert_int_equal(count_of(room, &asked), 1);
    struct command *again = ask(room, &asked);
    assert_int_equal(again->reply.status, 201);
    assert_string_equal(again->reply.body, "{\"count\":1}");
    assert_int_equal(again->effect_count, 0);
    command_free(again);
    room->world.now_ms += IDEMPOTENCY_KEPT_MS - 1;
    world_sign_in(&room->world, HOST, &room->ada);
    assert_int_equal(count_of(room, &asked), 1);
    room->world.now_ms += 1;
    assert_int_equal(count_of(room, &asked), 2);
    assert_int_equal(count_of(room, &asked), 2);
}

static void a_key_belongs_to_its_user(void **state) {
    struct room *room = *state;
    const struct asked ada = {.kind = &count_up, .user = &room->ada, .key = "k", .body = "{}"};
    struct asked ben = ada;
    ben.user = &room->ben;
    applied = 0;
    assert_int_equal(count_of(room, &ada), 1);
    assert_int_equal(count_of(room, &ben), 2);
    assert_int_equal(count_of(room, &ada), 1);
}

static void the_same_key_with_any_other_request_is_refused(void **state) {
    struct room *room = *state;
    const struct asked first = {.kind = &count_up,
                                .user = &room->ada,
                                .key = "k",
                                .body = "{\"name\":\"Ben\"}",
                                .query = "a=b",
                                .records = {id_new(), id_new()}};
    struct asked others[6];
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        others[i] = first;
    }
    others[0].kind = &count_on;
    others[1].body = "{\"name\":\"Eve\"}";
    others[2].body = NULL;
    others[3].query = "a=c";
    others[4].records[0] = id_new();
    others[5].records[1] = id_new();
    applied = 0;
    assert_int_equal(count_of(room, &first), 1);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(count_of(room, &others[i]), 0);
    }
    assert_int_equal(applied, 1);
    assert_int_equal(count_of(room, &first), 1);
}

/* As after an upgrade: what was answered before it is still compared by kind and records, and still answered. */
static void an_answer_from_before_the_hash_is_still_given(void **state) {
    struct room *room = *state;
    struct asked asked = {.kind = &count_up, .user = &room->ada, .key = "k", .body = "{}"};
    struct asked fresh = asked;
    fresh.key = "k2";
    applied = 0;
    assert_int_equal(count_of(room, &asked), 1);
    world_execute(&room->world, "UPDATE idempotency SET request_hash = NULL, sequence = 0");
    assert_int_equal(count_of(room, &asked), 1);
    asked.kind = &count_on;
    assert_int_equal(count_of(room, &asked), 0);
    assert_int_equal(count_of(room, &fresh), 2);
    assert_int_equal(world_count(&room->world, "SELECT COUNT(*) FROM idempotency"), 2);
}

static void of_one_user_the_oldest_answer_above_the_bound_is_forgotten(void **state) {
    struct room *room = *state;
    struct asked asked = {.kind = &count_up, .user = &room->ada, .key = "first", .body = "{}"};
    struct asked other = asked;
    other.user = &room->ben;
    applied = 0;
    assert_int_equal(count_of(room, &asked), 1);
    assert_int_equal(count_of(room, &other), 2);
    asked.key = "second";
    assert_int_equal(count_of(room, &asked), 3);
    world_execute(&room->world, "UPDATE idempotency SET sequence = 999 WHERE sequence = 2");
    asked.key = "third";
    assert_int_equal(count_of(room, &asked), 4); /* the thousandth */
    asked.key = "first";
    assert_int_equal(count_of(room, &asked), 1);
    asked.key = "fourth";
    assert_int_equal(count_of(room, &asked), 5);
    asked.key = "first";
    assert_int_equal(count_of(room, &asked), 6);
    assert_int_equal(count_of(room, &other), 2);
    asked.key = "second";
    assert_int_equal(count_of(room, &asked), 3);
}

static void answers_are_gone_from_the_disk_after_a_day(void **state) {
    struct room *room = *state;
    const struct asked asked = {.kind = &count_up, .user = &room->ada, .key = "k", .body = "{}"};
    (void)count_of(room, &asked);
    for (int64_t kept = 1; kept >= 0; kept--) {
        room->world.now_ms += kept == 1 ? IDEMPOTENCY_KEPT_MS - 1 : 1;
        struct command *c = world_command(&idempotency_forget, NULL, NULL);
        assert_int_equal(world_run(&room->world, c), 204);
        command_free(c);
        assert_int_equal(world_count(&room->world, "SELECT COUNT(*) FROM idempotency"), kept);
    }
}

#define IN_A_ROOM(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_ROOM(the_same_request_gets_the_same_answer_for_a_day),
        IN_A_ROOM(a_key_belongs_to_its_user),
        IN_A_ROOM(the_same_key_with_any_other_request_is_refused),
        IN_A_ROOM(an_answer_from_before_the_hash_is_still_given),
        IN_A_ROOM(of_one_user_the_oldest_answer_above_the_bound_is_forgotten),
        IN_A_ROOM(answers_are_gone_from_the_disk_after_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
