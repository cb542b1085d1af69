/* bench-store: how many commands a second the queue takes to the disk, one after the other and many at
 * once, how many signed-in reads, and what one sign-in's Argon2id costs. Each figure is the median of
 * RUNS runs in a folder of its own, made below the working folder and removed. */
#include "base/clock.h"
#include "command/authenticate.h"
#include "command/execute.h"
#include "command/queue.h"
#include "practice/kinds.h"
#include "store/query.h"
#include "store/store.h"

#include <ftw.h>
#include <inttypes.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 7, SINGLE = 300, GROUPED = 20000, READS = 20000, IN_FLIGHT = 512 };

static const struct password_cost CHEAP = {.passes = 1, .memory_bytes = 8192};

struct bench {
    char folder[64];
    struct vault *vault;
    struct store *store;
    struct command_queue *queue;
    struct id practice_id;
    char session[VAULT_SESSION_TOKEN_TEXT];
    sem_t woken;
    size_t finished;
};

struct figure {
    const char *name;
    const char *unit;
    double values[RUNS];
};

static int64_t wall(void *clock) {
    (void)clock;
    return clock_wall_ms();
}

static void wake(void *owner) {
    sem_post(&((struct bench *)owner)->woken);
}

static void take(void *owner, struct command *c) {
    must(c->reply.status / 100 == 2);
    ((struct bench *)owner)->finished++;
    command_free(c);
}

/* What an ordinary small command does: a row of its own and an audit row. */
static enum err apply_write(struct command *c, struct tx *tx) {
    struct id name = id_new();
    struct query q = query_of(tx, "INSERT INTO preference (practice_id, user_id, name, value)"
                                  " VALUES (?, ?, ?, '')");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_id(&q, &name);
    enum err err = query_run_one(&q);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct command_kind write_kind = {
    .name = "bench.write", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = apply_write};

static struct command *new_command(struct bench *bench, const struct command_kind *kind) {
    struct command *c = command_new(kind);
    must(c != NULL);
    c->facts.cookies[c->facts.cookie_count++] = (struct cookie){SESSION_COOKIE, bench->session};
    return c;
}

/* Keeps `in_flight` commands under way until `total` are done; commands a second. */
static double run(struct bench *bench, const struct command_kind *kind, size_t total,
                  size_t in_flight) {
    size_t submitted = 0;
    int64_t begun_ns = clock_mono_ns();
    bench->finished = 0;
    while (bench->finished < total) {
        while (submitted < total && submitted - bench->finished < in_flight) {
            must(command_submit(bench->queue, new_command(bench, kind)) == ERR_OK);
            submitted++;
        }
        sem_wait(&bench->woken);
        command_queue_drain(bench->queue, take, bench);
    }
    return (double)total * 1e9 / (double)(clock_mono_ns() - begun_ns);
}

static void run_now(struct bench *bench, struct command *c) {
    command_run_now(bench->store, NULL, c, clock_wall_ms());
    must(c->reply.status == 201);
}

static void populate(struct bench *bench) {
    struct command *c = command_new(&practice_make);
    *(struct practice_make_input *)c->input = (struct practice_make_input){
        .name = "B", .telephone = "1", .zone = "UTC", .colour = "#000000", .host = "b"};
    run_now(bench, c);
    command_free(c);
    c = command_new(&user_add);
    *(struct user_add_input *)c->input = (struct user_add_input){
        .name = "B", .email = "b@b.test", .password = "password", .role = ROLE_PROVIDER};
    run_now(bench, c);
    command_free(c);
    c = command_new(&session_sign_in);
    *(struct session_sign_in_input *)c->input =
        (struct session_sign_in_input){.email = "b@b.test", .password = "password"};
    run_now(bench, c);
    (void)snprintf(bench->session, sizeof bench->session, "%s", c->reply.cookies[0].value);
    command_free(c);
}

static void set_up(struct bench *bench) {
    char path[96];
    (void)snprintf(bench->folder, sizeof bench->folder, "build-bench-XXXXXX");
    must(mkdtemp(bench->folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/key", bench->folder);
    must(vault_key_file_make(path) == ERR_OK);
    must(vault_open(path, &CHEAP, &bench->vault) == ERR_OK);
    (void)snprintf(path, sizeof path, "%s/anteroom.db", bench->folder);
    must(store_open(path, bench->vault, &bench->store) == ERR_OK);
    must(sem_init(&bench->woken, 0, 0) == 0);
    populate(bench);
    const struct command_queue_config config = {
        .store = bench->store, .vault = bench->vault, .now_ms = wall, .wake = wake, .owner = bench};
    must(command_queue_new(&config, &bench->queue) == ERR_OK);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw) {
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void tear_down(struct bench *bench) {
    command_queue_free(bench->queue);
    store_close(bench->store);
    vault_close(bench->vault);
    sem_destroy(&bench->woken);
    (void)nftw(bench->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static double password_ms(struct bench *bench) {
    struct vault *vault = NULL;
    char path[96];
    char hash[VAULT_PASSWORD_TEXT];
    (void)snprintf(path, sizeof path, "%s/key", bench->folder);
    must(vault_open(path, &VAULT_PASSWORD_COST, &vault) == ERR_OK);
    must(vault_password_hash(vault, "password", hash) == ERR_OK);
    int64_t begun_ns = clock_mono_ns();
    must(vault_password_verify(vault, hash, "password"));
    double ms = (double)(clock_mono_ns() - begun_ns) / 1e6;
    vault_close(vault);
    return ms;
}

static int by_value(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void report(struct figure *figures, size_t count) {
    const char *path = getenv("BENCH_JSON");
    FILE *json = path == NULL ? NULL : fopen(path, "w");
    printf("%-28s %12s %12s %12s  %s\n", "figure", "median", "low", "high", "unit");
    for (size_t i = 0; i < count; i++) {
        double *values = figures[i].values;
        qsort(values, RUNS, sizeof *values, by_value);
        printf("%-28s %12.1f %12.1f %12.1f  %s\n", figures[i].name, values[RUNS / 2], values[0],
               values[RUNS - 1], figures[i].unit);
        if (json != NULL) {
            fprintf(json,
                    "%s\"%s\": {\"value\": %.1f, \"unit\": \"%s\", \"low\": %.1f, \"high\": %.1f,"
                    " \"runs\": %d}",
                    i == 0 ? "{" : ", ", figures[i].name, values[RUNS / 2], figures[i].unit,
                    values[0], values[RUNS - 1], RUNS);
        }
    }
    if (json != NULL) {
        fputs("}\n", json);
        must(fclose(json) == 0);
    }
}

int main(void) {
    static struct bench bench;
    static struct figure figures[] = {
        {"commands_one_by_one_per_s", "1/s", {0}},
        {"commands_grouped_per_s", "1/s", {0}},
        {"session_reads_per_s", "1/s", {0}},
        {"password_verify_ms", "ms", {0}},
    };
    for (int i = 0; i < RUNS; i++) {
        memset(&bench, 0, sizeof bench);
        set_up(&bench);
        figures[0].values[i] = run(&bench, &write_kind, SINGLE, 1);
        figures[1].values[i] = run(&bench, &write_kind, GROUPED, IN_FLIGHT);
        figures[2].values[i] = run(&bench, &session_get, READS, IN_FLIGHT);
        figures[3].values[i] = password_ms(&bench);
        tear_down(&bench);
    }
    report(figures, sizeof figures / sizeof figures[0]);
    return 0;
}
