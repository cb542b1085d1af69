#include "world.h"

#include "../unit.h"
#include "command/authenticate.h"
#include "command/execute.h"
#include "command/json_memory.h"
#include "practice/kinds.h"
#include "store/query.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct password_cost WORLD_COST = {.passes = 1, .memory_bytes = 8192};

void world_init(struct world *world) {
    json_memory_watch();
    memset(world, 0, sizeof *world);
    world->now_ms = 1800000000000;
    const char *parent = getenv("TMPDIR");
    assert_in_range(snprintf(world->folder, sizeof world->folder, "%s/anteroom-test-XXXXXX",
                             parent == NULL ? "/tmp" : parent),
                    1, sizeof world->folder - 1);
    assert_non_null(mkdtemp(world->folder));
    (void)snprintf(world->database, sizeof world->database, "%s/anteroom.db", world->folder);
    (void)snprintf(world->key_file, sizeof world->key_file, "%s/key", world->folder);
    assert_int_equal(vault_key_file_make(world->key_file), ERR_OK);
    assert_int_equal(vault_open(world->key_file, &WORLD_COST, &world->vault), ERR_OK);
    assert_int_equal(store_open(world->database, world->vault, &world->store), ERR_OK);
}

static void close_store(struct world *world) {
    store_reader_free(world->reader);
    world->reader = NULL;
    store_close(world->store);
    vault_close(world->vault);
}

void world_reopen(struct world *world) {
    close_store(world);
    assert_int_equal(vault_open(world->key_file, &WORLD_COST, &world->vault), ERR_OK);
    assert_int_equal(store_open(world->database, world->vault, &world->store), ERR_OK);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw) {
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void world_fini(struct world *world) {
    close_store(world);
    (void)nftw(world->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

struct command *world_command(const struct command_kind *kind, const char *host,
                              const struct world_user *user) {
    struct command *c = command_new(kind);
    assert_non_null(c);
    c->facts.host = host;
    c->facts.peer = "192.0.2.1";
    c->facts.query = "";
    c->facts.user_agent = "";
    if (user != NULL) {
        world_cookie(c, SESSION_COOKIE, user->session);
    }
    return c;
}

void world_cookie(struct command *c, const char *name, const char *value) {
    c->facts.cookies[c->facts.cookie_count++] =
        (struct cookie){name, arena_text(c->arena, value, strlen(value))};
}

int world_run(struct world *world, struct command *c) {
    c->reader = world->reader;
    command_run_now(world->store, world->limits, c, world->now_ms);
    return c->reply.status;
}

json_t *world_body(const struct command *c) {
    assert_non_null(c->reply.body);
    json_t *body = json_loads(c->reply.body, 0, NULL);
    assert_non_null(body);
    return body;
}

const char *world_set_cookie(const struct command *c, const char *name) {
    for (size_t i = 0; i < c->reply.cookie_count; i++) {
        if (strcmp(c->reply.cookies[i].name, name) == 0) {
            return c->reply.cookies[i].value;
        }
    }
    return NULL;
}

static struct id id_in(const json_t *body, const char *name) {
    const char *text = json_string_value(json_object_get(body, name));
    struct id id;
    assert_non_null(text);
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    return id;
}

struct id world_practice(struct world *world, const char *host) {
    struct command *c = world_command(&practice_make, NULL, NULL);
    *(struct practice_make_input *)c->input = (struct practice_make_input){
        .name = "Lakeside Practice",
        .telephone = "+1 555 0100",
        .zone = "Europe/Berlin",
        .colour = "#336699",
        .host = host,
    };
    assert_int_equal(world_run(world, c), 201);
    json_t *body = world_body(c);
    struct id id = id_in(body, "id");
    json_decref(body);
    command_free(c);
    return id;
}

struct world_user world_user(struct world *world, const char *host, const char *email,
                             enum role role) {
    struct world_user user;
    memset(&user, 0, sizeof user);
    (void)snprintf(user.email, sizeof user.email, "%s", email);
    struct command *c = world_command(&user_add, host, NULL);
    *(struct user_add_input *)c->input = (struct user_add_input){.name = "Dr. Ada Quill",
                                                                 .email = user.email,
                                                                 .password = WORLD_PASSWORD,
                                                                 .role = (int)role};
    assert_int_equal(world_run(world, c), 201);
    json_t *body = world_body(c);
    user.id = id_in(body, "id");
    user.room_id = id_in(body, "room_id");
    json_decref(body);
    command_free(c);
    return user;
}

void world_sign_in(struct world *world, const char *host, struct world_user *user) {
    struct command *c = world_command(&session_sign_in, host, NULL);
    *(struct session_sign_in_input *)c->input =
        (struct session_sign_in_input){.email = user->email, .password = WORLD_PASSWORD};
    assert_int_equal(world_run(world, c), 201);
    const char *session = world_set_cookie(c, SESSION_COOKIE);
    assert_non_null(session);
    (void)snprintf(user->session, sizeof user->session, "%s", session);
    command_free(c);
}

struct tx *world_look(struct world *world, struct arena *arena) {
    struct tx *tx = NULL;
    if (world->reader == NULL) {
        assert_int_equal(store_reader_new(world->store, &world->reader), ERR_OK);
    }
    assert_int_equal(store_reader_begin(world->reader, arena, &tx), ERR_OK);
    return tx;
}

int64_t world_count(struct world *world, const char *sql) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(tx, sql);
    int64_t count = query_row(&q) ? query_int(&q, 0) : -1;
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return count;
}

void world_execute(struct world *world, const char *sql) {
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    assert_int_equal(store_group_begin(world->store), ERR_OK);
    assert_int_equal(store_tx_begin(world->store, arena, &tx), ERR_OK);
    struct query q = query_every_practice(tx, arena_text(arena, sql, strlen(sql)));
    assert_int_equal(query_run(&q, NULL), ERR_OK);
    assert_int_equal(store_tx_keep(tx), ERR_OK);
    assert_int_equal(store_group_commit(world->store), ERR_OK);
    arena_free(arena);
}
