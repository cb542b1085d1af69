/* Every allocation of a command fails once, and once together with all that follow it: the command then answers an
 * error and has changed nothing, or its whole effect is there; nothing leaks, and nothing ends the process.
 *
 * The linker's --wrap hands the server's own allocations to memory_fault.h, jansson allocates through
 * the server (json_memory.h) and SQLite through methods that are set here. The database is compared as it was before;
 * ids and tokens, which are random, count as their shape.
 *
 * MEMORY_STRIDE=1 sweeps every allocation (five minutes, by hand); the unit suite takes the first DENSE of each command and
 * then every STRIDE-th. */
#include "people.h"

#include "../memory_fault.h"
#include "../unit.h"
#include "command/audit.h"
#include "command/execute.h"
#include "command/limits.h"
#include "practice/contact_kinds.h"
#include "practice/kinds.h"
#include "practice/settings_kinds.h"
#include "visit/portal/portal_kinds.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DENSE = 25, STRIDE = 61, SWEEP_MAX = 20000 };

/* ---- SQLite's allocations ---- */

static sqlite3_mem_methods sqlite_memory;

static void *sqlite_malloc(int size) {
    return memory_fault_now() ? NULL : sqlite_memory.xMalloc(size);
}

static void *sqlite_realloc(void *memory, int size) {
    return memory_fault_now() ? NULL : sqlite_memory.xRealloc(memory, size);
}

static int watch_sqlite(void **state) {
    (void)state;
    sqlite3_mem_methods methods;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory), SQLITE_OK);
    methods = sqlite_memory;
    methods.xMalloc = sqlite_malloc;
    methods.xRealloc = sqlite_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK ? 0 : -1;
}

/* ---- what there is ---- */

/* Ids and tokens are drawn: each run of more than 15 letters and digits counts as its length. */
static uint64_t shape_of(const char *text) {
    uint64_t hash = 14695981039346656037U;
    while (*text != '\0') {
        size_t run =
            strspn(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
        size_t size = run == 0 ? 1 : run;
        for (size_t i = 0; i < size; i++) {
            uint8_t byte = run > 15 ? '#' : (uint8_t)text[i];
            hash = (hash ^ byte) * 1099511628211U;
        }
        text += size;
    }
    return hash;
}

static uint64_t exact_of(const void *data, int size) {
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < size; i++) {
        hash = (hash ^ ((const uint8_t *)data)[i]) * 1099511628211U;
    }
    return hash;
}

struct content {
    uint64_t exact;
    uint64_t shape;
};

/* The sum over the rows of a table, so that their order does not matter. */
static void add_rows(sqlite3 *db, const char *table, struct content *content) {
    char sql[128];
    sqlite3_stmt *rows = NULL;
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        uint64_t exact = exact_of(table, (int)strlen(table));
        uint64_t shape = exact;
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            bool blob = sqlite3_column_type(rows, i) == SQLITE_BLOB;
            const void *data =
                blob ? sqlite3_column_blob(rows, i) : (const void *)sqlite3_column_text(rows, i);
            int size = sqlite3_column_bytes(rows, i);
            exact = exact * 31 + (data == NULL ? 7 : exact_of(data, size));
            shape = shape * 31 + (data == NULL ? 7 : blob ? (uint64_t)size : shape_of(data));
        }
        content->exact += exact;
        content->shape += shape;
    }
    assert_int_equal(sqlite3_finalize(rows), SQLITE_OK);
}

static struct content content_of(const struct world *world) {
    struct content content = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *tables = NULL;
    assert_int_equal(sqlite3_open_v2(world->database, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'",
                                        -1, &tables, NULL),
                     SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        add_rows(db, (const char *)sqlite3_column_text(tables, 0), &content);
    }
    assert_int_equal(sqlite3_finalize(tables), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return content;
}

/* What a command says to whoever asked and to whoever listens. */
static uint64_t words_of(const struct command *c) {
    uint64_t hash = (uint64_t)c->reply.status;
    hash = hash * 31 + (c->reply.body == NULL ? 0 : shape_of(c->reply.body));
    for (size_t i = 0; i < c->reply.cookie_count; i++) {
        hash = hash * 31 + shape_of(c->reply.cookies[i].value);
    }
    for (size_t i = 0; i < c->event_count; i++) {
        hash = hash * 31 + shape_of(c->events[i].name) + shape_of(c->events[i].data);
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        hash = hash * 31 + (uint64_t)c->effects[i].kind;
    }
    return hash;
}

/* ---- one command, over and over ---- */

/* A call that can be made again: who asks for what. */
struct call {
    const struct command_kind *kind;
    const struct world_user *user; /* or */
    struct device *device;
    struct id ids[2];
    const char *json; /* NULL: no body */
    const char *query;
    const char *key; /* the Idempotency-Key */
};

static struct world world;
static long sweeps;

static void copy_file(const char *from, const char *to) {
    char block[65536];
    size_t size;
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    while ((size = fread(block, 1, sizeof block, in)) > 0) {
        assert_int_equal(fwrite(block, 1, size, out), size);
    }
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* The database as it is now is what rewind() brings back. Closing the store empties the WAL into the file. */
static void keep(const char *kept) {
    store_close(world.store);
    copy_file(world.database, kept);
    assert_int_equal(store_open(world.database, world.vault, &world.store), ERR_OK);
}

static void rewind_to(const char *kept) {
    store_close(world.store);
    copy_file(kept, world.database);
    assert_int_equal(store_open(world.database, world.vault, &world.store), ERR_OK);
}

static void give_cookies(struct command *c, const struct call *call) {
    for (size_t i = 0; call->device != NULL && i < call->device->count; i++) {
        world_cookie(c, call->device->names[i], call->device->values[i]);
    }
}

static struct command *command_of(const struct call *call) {
    struct command *c = world_command(call->kind, PEOPLE_HOST, call->user);
    give_cookies(c, call);
    memcpy(c->facts.path_ids, call->ids, sizeof call->ids);
    c->facts.query = call->query == NULL ? "" : call->query;
    c->facts.idempotency_key = call->key;
    if (call->json != NULL) {
        people_input(c, call->json);
    }
    return c;
}

/* False when the command took fewer allocations than `skip`. */
static bool run_with_fault(struct command *c, long skip, bool lasting) {
    memory_fault_arm(skip, lasting);
    command_run_now(world.store, world.limits, c, world.now_ms);
    sweeps++;
    return memory_fault_disarm();
}

static long next_of(long skip, long stride) {
    return skip < DENSE ? skip + 1 : skip + stride;
}

static long stride_of(void) {
    const char *text = getenv("MEMORY_STRIDE");
    long stride = text == NULL ? STRIDE : strtol(text, NULL, 10);
    return stride < 1 ? 1 : stride;
}

/* Either nothing changed and an error was said, or everything is as it is without a fault. */
static void check(const struct call *call, const struct command *c, const struct content *before,
                  const struct content *after, uint64_t words, long skip, bool lasting,
                  const char *kept) {
    struct content now = content_of(&world);
    bool refused = c->reply.status >= 500;
    bool whole = refused ? now.exact == before->exact && c->event_count + c->effect_count == 0
                         : now.shape == after->shape && words_of(c) == words;
    if (!whole) {
        fail_msg("%s, allocation %ld%s: status %d, half an effect\n%s", call->kind->name, skip,
                 lasting ? " and all after" : "", c->reply.status,
                 c->reply.body == NULL ? "" : c->reply.body);
    }
    if (now.exact != before->exact) {
        rewind_to(kept);
    }
}

static void sweep(const struct call *call, const struct content *before,
                  const struct content *after, uint64_t words, const char *kept) {
    for (int lasting = 0; lasting <= 1; lasting++) {
        long stride = stride_of();
        bool more = true;
        long before_count = sweeps;
        for (long skip = 0; more; skip = next_of(skip, stride)) {
            assert_true(skip < SWEEP_MAX);
            struct command *c = command_of(call);
            more = run_with_fault(c, skip, lasting == 1);
            check(call, c, before, after, words, skip, lasting == 1, kept);
            command_free(c);
        }
        assert_true(sweeps > before_count + 1); /* else none was made to fail */
    }
}

/* The finished command, once without a fault, after all that could go wrong did. The caller frees it. */
static struct command *survive(const struct call *call) {
    char kept[120];
    (void)snprintf(kept, sizeof kept, "%s/kept", world.folder);
    keep(kept);
    struct content before = content_of(&world);
    struct command *c = command_of(call);
    (void)world_run(&world, c);
    if (c->reply.status >= 300) {
        fail_msg("%s: %d %s", call->kind->name, c->reply.status, c->reply.problem);
    }
    uint64_t words = words_of(c);
    struct content after = content_of(&world);
    command_free(c);
    rewind_to(kept);
    sweep(call, &before, &after, words, kept);
    c = command_of(call);
    (void)world_run(&world, c);
    for (size_t i = 0; call->device != NULL && i < c->reply.cookie_count; i++) {
        people_keep_cookie(call->device, &c->reply.cookies[i]);
    }
    return c;
}

static void of_user(const struct command_kind *kind, const struct world_user *user,
                    const struct id *id, const char *json) {
    struct call call = {.kind = kind, .user = user, .json = json};
    call.ids[0] = id == NULL ? (struct id){""} : *id;
    command_free(survive(&call));
}

static void of_guest(const struct command_kind *kind, struct device *device, const char *json) {
    command_free(survive(&(struct call){.kind = kind, .device = device, .json = json}));
}

static void of_server(const struct command_kind *kind) {
    command_free(survive(&(struct call){.kind = kind}));
}

static struct id id_in(const struct command *c, const char *object) {
    struct id id;
    json_t *body = world_body(c);
    const json_t *at = object == NULL ? body : json_object_get(body, object);
    const char *text = people_text(at, "id");
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    json_decref(body);
    return id;
}

/* ---- the scenario ---- */

static struct id practice_id;
static struct world_user ada;
static struct world_user ben;

static int set_up(void **state) {
    (void)state;
    practice_id = people_init(&world);
    world.limits = NULL;
    ada = people_provider(&world, "ada@lakeside.test");
    ben = people_provider(&world, "ben@lakeside.test");
    return 0;
}

/* As `anteroom check` looks: every page, index and reference, and the chain of the audit log. */
static void check_database(void) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(4 * 1024 * 1024);
    struct tx *tx = NULL;
    struct audit_head head = {.sequence = 0};
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    assert_int_equal(store_check(tx), ERR_OK);
    assert_int_equal(audit_verify(tx, &practice_id, 10000, &head), ERR_OK);
    assert_true(head.sequence > 0);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

static int tear_down(void **state) {
    (void)state;
    check_database();
    people_fini(&world);
    print_message("%ld commands with a fault\n", sweeps);
    return 0;
}

static const char *token_json(const struct invited *who, const char *more) {
    static char json[512];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", who->token, more);
    return json;
}

static const char PASSED[] = ",\"preflight\":{\"result\":\"passed\",\"browser\":\"passed\","
                             "\"operating_system\":\"passed\",\"camera\":\"passed\","
                             "\"microphone\":\"passed\"}";

static struct invited invite(void) {
    struct invited mara;
    struct command *c = survive(&(struct call){
        .kind = &invite_create,
        .user = &ada,
        .key = "invite-1",
        .json = "{\"kind\":\"waiting_room\",\"via\":\"email\",\"name\":\"Mara Lind\","
                "\"email\":\"mara@example.test\"}"});
    mara.id = id_in(c, "invitation");
    struct link_token token = vault_link_token(world.vault, &c->actor.practice_id, &mara.id, 1);
    (void)snprintf(mara.token, sizeof mara.token, "%s", token.text);
    command_free(c);
    return mara;
}

static void a_visit_from_the_invitation_to_its_end(void **state) {
    (void)state;
    char json[256];
    struct device phone = {.count = 0};
    struct invited mara = invite();
    of_guest(&guest_open, &phone, token_json(&mara, ""));
    of_guest(&guest_take, &phone, token_json(&mara, ""));
    of_guest(&guest_preflight, &phone, token_json(&mara, PASSED));
    of_guest(&texting_guest_write, &phone, token_json(&mara, ",\"text\":\"I am here\""));
    of_user(&texting_write, &ada, &mara.id, "{\"text\":\"Soon\"}");
    of_user(&texting_list, &ada, &mara.id, NULL);
    of_user(&notice_set, &ada, &ada.room_id, "{\"text\":\"Late\"}");
    (void)snprintf(json, sizeof json, "{\"from_room_id\":\"%s\",\"room_id\":\"%s\"}",
                   ada.room_id.text, ben.room_id.text);
    of_user(&handover_guest, &ada, &mara.id, json);
    of_user(&waiting_room_get, &ben, NULL, NULL);
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", mara.token);
    of_guest(&live_hello, &phone, json);
    of_user(&live_hello, &ben, NULL, "{\"as\":\"user\"}");
    (void)snprintf(json, sizeof json, "{\"invitation_ids\":[\"%s\"]}", mara.id.text);
    struct command *c = survive(&(struct call){.kind = &host_start, .user = &ben, .json = json});
    struct id visit_id = id_in(c, NULL);
    command_free(c);
    of_guest(&guest_join, &phone, token_json(&mara, ""));
    of_user(&host_get, &ben, &visit_id, NULL);
    of_user(&host_hold, &ben, &mara.id, NULL);
    of_user(&host_take_in, &ben, &mara.id, NULL);
    of_guest(&guest_leave, &phone, token_json(&mara, ""));
    of_user(&host_end, &ben, &visit_id, NULL);
}

static void an_appointment_and_its_door(void **state) {
    (void)state;
    char json[256];
    struct device laptop = {.count = 0};
    struct device phone = {.count = 0};
    struct invited link;
    struct command *c =
        survive(&(struct call){.kind = &contact_create,
                               .user = &ada,
                               .json = "{\"name\":\"Noah Berg\",\"email\":\"noah@example.test\"}"});
    struct id noah = id_in(c, NULL);
    command_free(c);
    of_user(&contact_find, &ada, NULL, "{\"query\":\"noah\"}");
    (void)snprintf(json, sizeof json,
                   "{\"title\":\"Check-up\",\"date\":\"2027-01-20\",\"time\":\"14:30\","
                   "\"length_min\":30,\"client_ids\":[\"%s\"]}",
                   noah.text);
    c = survive(
        &(struct call){.kind = &appointment_create, .user = &ada, .json = json, .key = "book-1"});
    link.id = id_in(c, NULL);
    struct link_token token = vault_link_token(world.vault, &c->actor.practice_id, &link.id, 1);
    (void)snprintf(link.token, sizeof link.token, "%s", token.text);
    command_free(c);
    command_free(survive(
        &(struct call){.kind = &appointment_list, .user = &ada, .query = "day=2027-01-20"}));
    people_portal(&world, &laptop, &noah);
    of_guest(&portal_appointments, &laptop, NULL);
    of_guest(&guest_take, &laptop, token_json(&link, ""));
    of_guest(&guest_preflight, &laptop, token_json(&link, PASSED));
    of_user(&appointment_start, &ada, &link.id, NULL);
    of_guest(&guest_join, &laptop, token_json(&link, ""));
    of_guest(&guest_take, &phone, token_json(&link, ",\"name\":\"Eve Stone\""));
    of_guest(&guest_preflight, &phone, token_json(&link, PASSED));
    of_guest(&guest_ask, &phone, token_json(&link, ""));
    c = people_call(&world, &waiting_room_get, &ada, NULL, NULL);
    json_t *body = world_body(c);
    json_t *waiting = json_object_get(json_object_get(body, "visit"), "waiting_to_join");
    struct id eve;
    const char *text = people_text(json_array_get(waiting, 0), "id");
    assert_int_equal(id_parse(text, strlen(text), &eve), ERR_OK);
    json_decref(body);
    command_free(c);
    of_user(&answer_admit, &ada, &eve, NULL);
    of_guest(&guest_join, &phone, token_json(&link, ""));
}

static void signing_in_and_the_servers_own_work(void **state) {
    (void)state;
    struct device browser = {.count = 0};
    of_guest(&session_sign_in, &browser,
             "{\"email\":\"ada@lakeside.test\",\"password\":\"" WORLD_PASSWORD "\"}");
    of_user(&session_get, &ada, NULL, NULL);
    (void)people_invite(&world, &ada, "waiting_room", "Mara Lind");
    world.now_ms += (int64_t)49 * 3600 * 1000;
    of_server(&visit_tick);
    of_server(&session_expire);
    of_guest(&portal_code_ask, &browser, "{\"to\":\"noah@example.test\"}");
    of_server(&portal_tick);
    of_server(&visit_restart);
}

#define IN_A_PRACTICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_PRACTICE(a_visit_from_the_invitation_to_its_end),
        IN_A_PRACTICE(an_appointment_and_its_door),
        IN_A_PRACTICE(signing_in_and_the_servers_own_work),
    };
    return cmocka_run_group_tests(tests, watch_sqlite, NULL);
}
