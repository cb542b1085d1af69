/* A process that acknowledges commands on a pipe is killed at any moment: whatever it acknowledged is
 * there afterwards, the chain holds and the next process goes on. CRASH_CYCLES says how often (20). */
#include "command/queue.h"

#include "command/audit.h"
#include "practice/kinds.h"
#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST "lakeside.test"

enum { IN_FLIGHT = 48, CYCLES = 20 };

/* Writes a row named by the id that the command brought. */
static enum err apply_mark(struct command *c, struct tx *tx) {
    struct query q = query_of(tx, "INSERT INTO preference (practice_id, user_id, name, value)"
                                  " VALUES (?, ?, ?, '')");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_text(&q, ((struct id *)c->input)->text);
    enum err err = query_run_one(&q);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct command_kind mark = {
    .name = "test.mark",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .input_size = sizeof(struct id),
    .apply = apply_mark,
};

/* The process that will be killed. */
struct victim {
    struct world *world;
    const struct world_user *user;
    struct command_queue *queue;
    int wake;
    int pipe;
};

static int64_t now_of(void *clock) {
    return ((struct victim *)clock)->world->now_ms;
}

static void wake_up(void *owner) {
    must(eventfd_write(((struct victim *)owner)->wake, 1) == 0);
}

static void submit_one(struct victim *victim) {
    struct command *c = world_command(&mark, HOST, victim->user);
    *(struct id *)c->input = id_new();
    must(command_submit(victim->queue, c) == ERR_OK);
}

static void acknowledge(void *owner, struct command *c) {
    struct victim *victim = owner;
    must(c->reply.status == 204);
    must(write(victim->pipe, c->input, sizeof(struct id)) == (ssize_t)sizeof(struct id));
    command_free(c);
    submit_one(victim);
}

static void run_victim(struct victim *victim) {
    struct world *world = victim->world;
    const struct command_queue_config config = {
        .prepare_threads = 1, .now_ms = now_of, .clock = victim, .wake = wake_up, .owner = victim};
    struct command_queue_config full = config;
    must(vault_open(world->key_file, &WORLD_COST, &world->vault) == ERR_OK);
    must(store_open(world->database, world->vault, &world->store) == ERR_OK);
    full.store = world->store;
    full.vault = world->vault;
    victim->wake = eventfd(0, EFD_CLOEXEC);
    must(command_queue_new(&full, &victim->queue) == ERR_OK);
    for (int i = 0; i < IN_FLIGHT; i++) {
        submit_one(victim);
    }
    for (;;) {
        eventfd_t value;
        must(eventfd_read(victim->wake, &value) == 0);
        command_queue_drain(victim->queue, acknowledge, victim);
    }
}

/* Starts the process; `*out` is the reading end of its pipe. */
static pid_t start_victim(struct world *world, const struct world_user *user, int *out) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct victim victim = {.world = world, .user = user, .pipe = ends[1]};
        close(ends[0]);
        run_victim(&victim);
    }
    close(ends[1]);
    *out = ends[0];
    return pid;
}

/* True when a whole id came. */
static bool read_id(int fd, struct id *out) {
    size_t used = 0;
    while (used < sizeof *out) {
        ssize_t got = read(fd, (char *)out + used, sizeof *out - used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        used += (size_t)got;
    }
    return true;
}

static void assert_there(struct world *world, const struct id *ids, size_t count) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        struct query q = query_every_practice(tx, "SELECT COUNT(*) FROM preference WHERE name = ?");
        query_bind_id(&q, &ids[i]);
        assert_true(query_row(&q));
        assert_int_equal(query_int(&q, 0), 1);
        assert_int_equal(query_end(&q), ERR_OK);
    }
    assert_int_equal(store_check(tx), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

static void assert_chain_holds(struct world *world, const struct id *practice_id) {
    struct audit_head head = {.sequence = 0};
    enum err err = ERR_AGAIN;
    struct store_reader *reader = NULL;
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    while (err == ERR_AGAIN) {
        struct arena *arena = arena_new(16 * 1024 * 1024);
        struct tx *tx = NULL;
        assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
        err = audit_verify(tx, practice_id, 1000, &head);
        store_reader_end(tx);
        arena_free(arena);
    }
    assert_int_equal(err, ERR_OK);
    store_reader_free(reader);
}

/* Lets the process live until it has acknowledged `target`, kills it and collects what it still said. */
static size_t kill_after(pid_t pid, int fd, size_t target, struct id *ids, size_t max) {
    size_t count = 0;
    while (count < target && read_id(fd, &ids[count])) {
        count++;
    }
    assert_int_equal(count, target);
    assert_int_equal(kill(pid, SIGKILL), 0);
    while (count < max && read_id(fd, &ids[count])) {
        count++;
    }
    close(fd);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return count;
}

static void whatever_was_acknowledged_survives_a_kill(void **state) {
    (void)state;
    static struct world world;
    static struct id ids[16384];
    const char *wanted = getenv("CRASH_CYCLES");
    long cycles = wanted == NULL ? CYCLES : strtol(wanted, NULL, 10);
    unsigned seed = 7;
    world_init(&world);
    struct id practice_id = world_practice(&world, HOST);
    struct world_user user = world_user(&world, HOST, "ada@lakeside.test", ROLE_STAFF);
    world_sign_in(&world, HOST, &user);
    store_close(world.store);
    vault_close(world.vault);
    for (long i = 0; i < cycles; i++) {
        int fd = -1;
        pid_t pid = start_victim(&world, &user, &fd);
        size_t target = 1 + (size_t)rand_r(&seed) % 400;
        size_t count = kill_after(pid, fd, target, ids, sizeof ids / sizeof ids[0]);
        assert_int_equal(vault_open(world.key_file, &WORLD_COST, &world.vault), ERR_OK);
        assert_int_equal(store_open(world.database, world.vault, &world.store), ERR_OK);
        assert_there(&world, ids, count);
        assert_chain_holds(&world, &practice_id);
        world_execute(&world, "DELETE FROM preference");
        store_close(world.store);
        vault_close(world.vault);
    }
    assert_int_equal(vault_open(world.key_file, &WORLD_COST, &world.vault), ERR_OK);
    assert_int_equal(store_open(world.database, world.vault, &world.store), ERR_OK);
    world_fini(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_was_acknowledged_survives_a_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
