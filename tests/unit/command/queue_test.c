#include "command/queue.h"

#include "command/audit.h"
#include "command/limits.h"
#include "practice/kinds.h"
#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#define HOST "lakeside.test"

enum { KEPT_MAX = 4200 };

/* A world with a running queue; finished commands are kept, in the order in which they came. */
struct hall {
    struct world world;
    struct command_queue *queue;
    struct limits *limits;
    struct world_user user; /* signed in */
    sem_t woken;
    struct command *kept[KEPT_MAX];
    size_t kept_count;
};

static int64_t hall_now(void *clock) {
    return ((struct hall *)clock)->world.now_ms;
}

static void hall_wake(void *owner) {
    sem_post(&((struct hall *)owner)->woken);
}

static void hall_keep(void *owner, struct command *c) {
    struct hall *hall = owner;
    hall->kept[hall->kept_count++] = c;
}

static void hall_start(struct hall *hall) {
    const struct command_queue_config config = {
        .store = hall->world.store,
        .vault = hall->world.vault,
        .limits = hall->limits,
        .prepare_threads = 3,
        .now_ms = hall_now,
        .clock = hall,
        .wake = hall_wake,
        .owner = hall,
    };
    assert_int_equal(command_queue_new(&config, &hall->queue), ERR_OK);
}

static int set_up(void **state) {
    static struct hall hall;
    memset(&hall, 0, sizeof hall);
    assert_int_equal(sem_init(&hall.woken, 0, 0), 0);
    world_init(&hall.world);
    world_practice(&hall.world, HOST);
    hall.user = world_user(&hall.world, HOST, "ada@lakeside.test", ROLE_PROVIDER);
    world_sign_in(&hall.world, HOST, &hall.user);
    hall.limits = limits_new();
    assert_non_null(hall.limits);
    hall_start(&hall);
    *state = &hall;
    return 0;
}

static void free_kept(struct hall *hall) {
    for (size_t i = 0; i < hall->kept_count; i++) {
        command_free(hall->kept[i]);
    }
    hall->kept_count = 0;
}

static int tear_down(void **state) {
    struct hall *hall = *state;
    command_queue_free(hall->queue);
    limits_free(hall->limits);
    free_kept(hall);
    sem_destroy(&hall->woken);
    world_fini(&hall->world);
    return 0;
}

static void wait_for(struct hall *hall, size_t count) {
    while (hall->kept_count < count) {
        sem_wait(&hall->woken);
        command_queue_drain(hall->queue, hall_keep, hall);
    }
}

/* Submits one and waits for it; freed by tear_down. */
static struct command *run_one(struct hall *hall, struct command *c) {
    size_t count = hall->kept_count + 1;
    assert_int_equal(command_submit(hall->queue, c), ERR_OK);
    wait_for(hall, count);
    return hall->kept[count - 1];
}

/* Writes a row named by a fresh id and says how many there are; with `refuse` it writes and refuses. */
struct note_input {
    bool refuse;
    bool break_commit;
};

static enum err count_notes(struct command *c, struct tx *tx, int64_t *out) {
    struct query q = query_of(tx, "SELECT COUNT(*) FROM preference WHERE practice_id = ?");
    query_bind_id(&q, &c->actor.practice_id);
    *out = query_row(&q) ? query_int(&q, 0) : -1;
    return query_end(&q);
}

/* References are then checked by COMMIT only, which the missing user makes fail. */
static enum err defer_references(struct tx *tx) {
    struct query q = query_every_practice(tx, "PRAGMA defer_foreign_keys = ON");
    return query_run(&q, NULL);
}

static enum err write_note(struct command *c, struct tx *tx, const struct id *user_id) {
    struct id name = id_new();
    struct query q = query_of(
        tx, "INSERT INTO preference (practice_id, user_id, name, value) VALUES (?, ?, ?, '')");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, user_id);
    query_bind_text(&q, name.text);
    return query_run_one(&q);
}

static enum err apply_note(struct command *c, struct tx *tx) {
    const struct note_input *input = c->input;
    struct id nobody = id_new();
    int64_t count = 0;
    enum err err = input->break_commit ? defer_references(tx) : ERR_OK;
    if (err == ERR_OK) {
        err = write_note(c, tx, input->break_commit ? &nobody : &c->actor.user_id);
    }
    if (err == ERR_OK) {
        err = count_notes(c, tx, &count);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_event(c, (struct stream){"user", c->actor.user_id}, "test.noted",
                  json_pack("{s:I}", "count", (json_int_t)count));
    command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    if (input->refuse) {
        return command_problem(c, ERR_CONFLICT, "test-refused", "No.", NULL);
    }
    return command_reply_json(c, 200, json_pack("{s:I}", "count", (json_int_t)count));
}

static const struct command_kind note = {
    .name = "test.note",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .input_size = sizeof(struct note_input),
    .apply = apply_note,
};

static enum err apply_look(struct command *c, struct tx *tx) {
    int64_t count = 0;
    enum err err = count_notes(c, tx, &count);
    command_audit(c, "user", &c->actor.user_id);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct command_kind look = {
    .name = "test.look",
    .access = ACCESS_USER,
    .mode = COMMAND_READ,
    .apply = apply_look,
};

static enum err apply_limited(struct command *c, struct tx *tx) {
    (void)tx;
    return c->limits == NULL ? ERR_UNAVAILABLE : command_reply_empty(c);
}

static const struct command_kind limited = {
    .name = "test.limited",
    .access = ACCESS_ANYONE,
    .mode = COMMAND_WRITE,
    .apply = apply_limited,
};

static const struct command_kind admins_only = {
    .name = "test.admins-only",
    .access = ACCESS_ADMIN,
    .mode = COMMAND_READ,
    .apply = apply_look,
};

static const struct command_kind admins_write = {
    .name = "test.admins-write",
    .access = ACCESS_ADMIN,
    .mode = COMMAND_WRITE,
    .apply = apply_look,
};

static struct command *new_note(struct hall *hall, bool refuse, bool break_commit) {
    struct command *c = world_command(&note, HOST, &hall->user);
    *(struct note_input *)c->input =
        (struct note_input){.refuse = refuse, .break_commit = break_commit};
    return c;
}

static int64_t count_of(const struct command *c) {
    json_t *body = world_body(c);
    int64_t count = json_integer_value(json_object_get(body, "count"));
    json_decref(body);
    return count;
}

enum { SUBMITTERS = 4, EACH = 250 };

static void *submit_many(void *argument) {
    struct hall *hall = argument;
    for (int i = 0; i < EACH; i++) {
        bool read = i % 5 == 0;
        struct command *c =
            read ? world_command(&look, HOST, &hall->user) : new_note(hall, i % 7 == 0, false);
        assert_int_equal(command_submit(hall->queue, c), ERR_OK);
    }
    return NULL;
}

static void replies_and_events_come_in_commit_order_from_many_threads(void **state) {
    struct hall *hall = *state;
    pthread_t threads[SUBMITTERS];
    for (int i = 0; i < SUBMITTERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, submit_many, hall), 0);
    }
    wait_for(hall, SUBMITTERS * EACH);
    int64_t expected = 0;
    for (size_t i = 0; i < hall->kept_count; i++) {
        const struct command *c = hall->kept[i];
        if (c->kind == &note && c->reply.status == 200) {
            assert_int_equal(count_of(c), ++expected);
            assert_int_equal(c->event_count, 1);
        } else {
            assert_int_equal(c->reply.status, c->kind == &note ? 409 : 204);
            assert_int_equal(c->event_count, 0);
        }
    }
    for (int i = 0; i < SUBMITTERS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(world_count(&hall->world, "SELECT COUNT(*) FROM preference"), expected);
}

static void a_refused_command_leaves_nothing_and_disturbs_nobody(void **state) {
    struct hall *hall = *state;
    const struct command *refused = run_one(hall, new_note(hall, true, false));
    const struct command *done = run_one(hall, new_note(hall, false, false));
    assert_int_equal(refused->reply.status, 409);
    assert_string_equal(refused->reply.problem, "test-refused");
    assert_int_equal(refused->event_count + refused->effect_count, 0);
    assert_int_equal(count_of(done), 1);
}

static void a_commit_that_fails_is_503_and_publishes_nothing(void **state) {
    struct hall *hall = *state;
    const struct command *lost = run_one(hall, new_note(hall, false, true));
    assert_int_equal(lost->reply.status, 503);
    assert_true(lost->reply.retry_after_s > 0);
    assert_null(lost->reply.body);
    assert_int_equal(lost->event_count + lost->effect_count, 0);
    assert_int_equal(world_count(&hall->world, "SELECT COUNT(*) FROM preference"), 0);
    assert_int_equal(count_of(run_one(hall, new_note(hall, false, false))), 1);
}

static enum err apply_disk_limit(struct command *c, struct tx *tx) {
    const struct note_input *input = c->input;
    struct query q = query_every_practice(tx, input->refuse ? "PRAGMA max_page_count = 1"
                                                            : "PRAGMA max_page_count = 1000000");
    (void)query_row(&q);
    enum err err = query_end(&q);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* With `refuse` the database may not grow from now on, as on a full disk; without, it may again. */
static const struct command_kind disk_limit = {
    .name = "test.disk-limit",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .input_size = sizeof(struct note_input),
    .apply = apply_disk_limit,
    .quiet = true,
};

static void limit_disk(struct hall *hall, bool full) {
    struct command *c = world_command(&disk_limit, NULL, NULL);
    ((struct note_input *)c->input)->refuse = full;
    assert_int_equal(run_one(hall, c)->reply.status, 204);
}

static void a_full_disk_is_503_and_reading_goes_on(void **state) {
    struct hall *hall = *state;
    const struct command *c = NULL;
    int64_t written = 0;
    run_one(hall, world_command(&look, HOST, &hall->user)); /* this read is on record already */
    limit_disk(hall, true);
    while ((c = run_one(hall, new_note(hall, false, false)))->reply.status == 200) {
        written = count_of(c);
        assert_true(written < 1000);
    }
    assert_int_equal(c->reply.status, 503);
    assert_int_equal(c->event_count + c->effect_count, 0);
    c = run_one(hall, world_command(&look, HOST, &hall->user));
    assert_int_equal(c->reply.status, 204);
    limit_disk(hall, false);
    assert_int_equal(count_of(run_one(hall, new_note(hall, false, false))), written + 1);
}

static void a_full_queue_refuses_and_recovers(void **state) {
    struct hall *hall = *state;
    for (int i = 0; i < COMMAND_QUEUE_MAX; i++) {
        assert_int_equal(command_submit(hall->queue, new_note(hall, true, false)), ERR_OK);
    }
    struct command *surplus = new_note(hall, false, false);
    assert_int_equal(command_submit(hall->queue, surplus), ERR_FULL);
    wait_for(hall, COMMAND_QUEUE_MAX);
    free_kept(hall);
    assert_int_equal(run_one(hall, surplus)->reply.status, 200);
}

static sem_t slow_gate;

static enum err prepare_slow(struct command *c) {
    (void)c;
    sem_wait(&slow_gate);
    return ERR_OK;
}

static enum err apply_nothing(struct command *c, struct tx *tx) {
    (void)tx;
    return command_reply_empty(c);
}

static const struct command_kind slow = {
    .name = "test.slow",
    .access = ACCESS_ANYONE,
    .mode = COMMAND_WRITE,
    .prepare = prepare_slow,
    .apply = apply_nothing,
    .slow = true,
};

/* Submits from this address until there is no place; how many fitted. */
static size_t fill_slow(struct hall *hall, const char *peer) {
    size_t submitted = 0;
    struct command *c = world_command(&slow, HOST, NULL);
    c->facts.peer = peer;
    while (command_submit(hall->queue, c) == ERR_OK) {
        submitted++;
        assert_true(submitted <= COMMAND_SLOW_MAX + 2);
        c = world_command(&slow, HOST, NULL);
        c->facts.peer = peer;
    }
    command_free(c);
    return submitted;
}

/* Two are on their threads, perhaps; the rest waits in the line, of which one address gets half. */
static void s11_the_slow_line_is_short_and_holds_nobody_else_up(void **state) {
    struct hall *hall = *state;
    assert_int_equal(sem_init(&slow_gate, 0, 0), 0);
    size_t submitted = fill_slow(hall, "192.0.2.1");
    assert_true(submitted >= COMMAND_SLOW_PEER_MAX && submitted <= COMMAND_SLOW_PEER_MAX + 2);
    submitted += fill_slow(hall, "192.0.2.2");
    submitted += fill_slow(hall, "192.0.2.3");
    assert_true(submitted >= COMMAND_SLOW_MAX && submitted <= COMMAND_SLOW_MAX + 2);
    assert_int_equal(run_one(hall, new_note(hall, false, false))->reply.status, 200);
    for (size_t i = 0; i < submitted; i++) {
        sem_post(&slow_gate);
    }
    wait_for(hall, submitted + 1);
    sem_destroy(&slow_gate);
}

static int64_t audit_rows(struct hall *hall) {
    return world_count(&hall->world, "SELECT COUNT(*) FROM audit WHERE action = 'test.look'");
}

static void s6_a_read_is_on_record_once_per_session_record_and_hour(void **state) {
    struct hall *hall = *state;
    static const struct {
        int64_t step_ms;
        int64_t rows;
    } CASES[] = {{0, 1}, {1000, 1}, {60 * 60 * 1000, 2}, {1, 2}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        hall->world.now_ms += CASES[i].step_ms;
        run_one(hall, world_command(&look, HOST, &hall->user));
        assert_int_equal(audit_rows(hall), CASES[i].rows);
    }
}

static void s6_a_denied_access_is_on_record(void **state) {
    struct hall *hall = *state;
    const struct command *c = run_one(hall, world_command(&admins_only, HOST, &hall->user));
    assert_int_equal(c->reply.status, 403);
    c = run_one(hall, world_command(&admins_write, HOST, &hall->user));
    assert_int_equal(c->reply.status, 403);
    assert_int_equal(world_count(&hall->world, "SELECT COUNT(*) FROM audit WHERE outcome = 'denied'"
                                               " AND action = 'test.admins-only'"),
                     1);
    assert_int_equal(world_count(&hall->world, "SELECT COUNT(*) FROM audit WHERE outcome = 'denied'"
                                               " AND action = 'test.admins-write'"),
                     1);
}

static void s11_a_command_without_a_prepare_has_its_limits_too(void **state) {
    struct hall *hall = *state;
    assert_int_equal(run_one(hall, world_command(&limited, HOST, NULL))->reply.status, 204);
}

#define IN_A_HALL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_HALL(replies_and_events_come_in_commit_order_from_many_threads),
        IN_A_HALL(a_refused_command_leaves_nothing_and_disturbs_nobody),
        IN_A_HALL(a_commit_that_fails_is_503_and_publishes_nothing),
        IN_A_HALL(a_full_disk_is_503_and_reading_goes_on),
        IN_A_HALL(a_full_queue_refuses_and_recovers),
        IN_A_HALL(s11_the_slow_line_is_short_and_holds_nobody_else_up),
        IN_A_HALL(s6_a_read_is_on_record_once_per_session_record_and_hour),
        IN_A_HALL(s6_a_denied_access_is_on_record),
        IN_A_HALL(s11_a_command_without_a_prepare_has_its_limits_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
