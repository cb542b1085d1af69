#include "store/store.h"

#include "practice/kinds.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int set_up(void **state) {
    static struct world world;
    world_init(&world);
    *state = &world;
    return 0;
}

static int tear_down(void **state) {
    world_fini(*state);
    return 0;
}

static void every_query_filters_on_the_practice_of_each_table(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        bool filters;
    } CASES[] = {
        {"SELECT id FROM room WHERE practice_id = ? AND id = ?", true},
        {"SELECT id FROM room WHERE id = ?", false},
        {"SELECT r.id FROM room r JOIN session s ON s.user_id = r.owner_id"
         " WHERE r.practice_id = ?",
         false},
        {"SELECT r.id FROM room r JOIN session s ON s.practice_id = r.practice_id"
         " AND s.user_id = r.owner_id WHERE r.practice_id = ?",
         true},
        {"SELECT id FROM room, session WHERE room.practice_id = ? AND session.practice_id = ?",
         false},
        {"UPDATE room SET owner_id = ? WHERE id = ?", false},
        {"UPDATE room SET owner_id = ? WHERE practice_id = ? AND id = ?", true},
        {"DELETE FROM room WHERE id = ?", false},
        {"DELETE FROM room WHERE practice_id = ? AND id = ?", true},
        {"INSERT INTO room (practice_id, id) VALUES (?, ?)", true},
        {"INSERT INTO room (practice_id, id) SELECT practice_id, id FROM session", false},
        {"INSERT INTO room (practice_id, id) VALUES (?, ?) ON CONFLICT (practice_id, id)"
         " DO UPDATE SET id = excluded.id",
         true},
        {"SELECT id FROM room WHERE practice_id = ? AND id IN (SELECT id FROM session)", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(statement_filters(CASES[i].sql), CASES[i].filters);
    }
}

/* Where a query may look across practices, how often, and why. Whatever else wants to must stand here too. */
static const struct {
    const char *file;
    int uses;
} ACROSS[] = {
    {"cli/check.c", 1},              /* the list of practices to check */
    {"command/audit.c", 1},          /* the heads to log */
    {"command/authenticate.c", 2},   /* which practice a host means */
    {"command/idempotency.c", 1},    /* answers older than a day */
    {"notify/outbox.c", 2},          /* what is due to be sent */
    {"practice/client.c", 2},        /* clients' sessions: what ran out; a clock put back */
    {"practice/practice_make.c", 1}, /* the list of practices for the command line */
    {"practice/session.c", 2},       /* sessions that ran out; where the clock was put back */
    {"store/practice_key.c", 1},     /* all keys, at the start */
    {"store/store.c", 1},            /* SQLite's own checks */
    {"visit/invitation/invitation_row.c",
     4}, /* invitations that expired, or were sent before the clock was put back; who is expected back after a
            restart; who left, by id */
    {"visit/portal/portal_code.c", 3}, /* codes asked for, wherever; what is over */
    {"visit/visit_row.c", 3}, /* visits due to end; a host lost or back, by the visit's id */
};

static int uses_in(const char *path) {
    char line[1024];
    int uses = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        uses += strstr(line, "query_every_practice(") != NULL ? 1 : 0;
    }
    assert_int_equal(fclose(file), 0);
    return uses;
}

static int allowed_in(const char *path) {
    for (size_t i = 0; i < sizeof ACROSS / sizeof ACROSS[0]; i++) {
        if (strcmp(path + strlen(SERVER_ROOT) + 1, ACROSS[i].file) == 0) {
            return ACROSS[i].uses;
        }
    }
    return 0;
}

static int check_file(const char *path, const struct stat *status, int kind, struct FTW *ftw) {
    (void)status;
    (void)ftw;
    size_t size = strlen(path);
    bool source = kind == FTW_F && size > 2 && strcmp(path + size - 2, ".c") == 0;
    if (source && strstr(path, "store/query.c") == NULL) {
        int uses = uses_in(path);
        if (uses != allowed_in(path)) {
            print_error("%s looks across practices %d times\n", path, uses);
            return 1;
        }
    }
    return 0;
}

static void s7_only_the_named_places_look_across_practices(void **state) {
    (void)state;
    assert_int_equal(nftw(SERVER_ROOT, check_file, 16, FTW_PHYS), 0);
}

/* Names of all tables, ended by "". */
enum { TABLES_MAX = 64, NAME_MAX_BYTES = 64 };

static size_t read_names(struct world *world, const char *sql, char names[][NAME_MAX_BYTES]) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    size_t count = 0;
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(tx, sql);
    for (; query_row(&q); count++) {
        assert_true(count < TABLES_MAX);
        (void)snprintf(names[count], NAME_MAX_BYTES, "%s", query_text(&q, 0));
    }
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return count;
}

static const char TABLES[] = "SELECT name FROM sqlite_schema WHERE type = 'table'"
                             " AND name NOT LIKE 'sqlite_%'";

static void every_table_carries_practice_id_first_in_its_key(void **state) {
    struct world *world = *state;
    char tables[TABLES_MAX][NAME_MAX_BYTES];
    size_t count = read_names(world, TABLES, tables);
    assert_true(count >= 8);
    for (size_t i = 0; i < count; i++) {
        char sql[256];
        (void)snprintf(sql, sizeof sql,
                       "SELECT COUNT(*) FROM pragma_table_info('%s') WHERE name = 'practice_id'"
                       " AND type = 'TEXT' AND \"notnull\" = 1 AND pk = 1",
                       tables[i]);
        print_message("%s\n", tables[i]);
        assert_int_equal(world_count(world, sql), 1);
    }
}

static void bytes_are_sealed_fields_of_a_row_with_an_id_or_hashes(void **state) {
    struct world *world = *state;
    assert_int_equal(
        world_count(world, "SELECT COUNT(*) FROM sqlite_schema t"
                           " JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
                           " AND c.type = 'BYTEA' AND c.name NOT LIKE '%\\_sealed' ESCAPE '\\'"
                           " AND c.name NOT LIKE '%\\_blind' ESCAPE '\\'"
                           " AND c.name NOT LIKE '%\\_hash' ESCAPE '\\'"
                           " AND c.name <> 'wrapped_key'"),
        0);
    assert_int_equal(world_count(world,
                                 "SELECT COUNT(*) FROM sqlite_schema t"
                                 " JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
                                 " AND c.name LIKE '%\\_sealed' ESCAPE '\\' AND (c.type <> 'BYTEA'"
                                 " OR NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) i"
                                 " WHERE i.name = 'id'))"),
                     0);
}

static void only_sql_that_postgresql_has_too(void **state) {
    (void)state;
    static const char *const FOREIGN[] = {"AUTOINCREMENT", "WITHOUT ROWID", "OR REPLACE",
                                          "OR IGNORE",     "rowid",         "STRICT",
                                          "BLOB",          "DATETIME"};
    for (int i = 0; i < MIGRATIONS_COUNT; i++) {
        for (size_t word = 0; word < sizeof FOREIGN / sizeof FOREIGN[0]; word++) {
            assert_null(strstr(MIGRATIONS[i].sql, FOREIGN[word]));
        }
    }
}

/* What has landed stays as it is: somebody's database has it already. A change is a new migration, and
 * a new row here. */
static const struct {
    const char *name;
    const char *sha256;
} LANDED[] = {
    {"001_people.sql", "df4b302de93af988db9949c3a4aee778a03d2b05dcb196669dec0c9789582cb5"},
    {"002_visit.sql", "83a12c94b90a83d08545941f062a3bfc4b79810199d95701edbc9ba6f243a29e"},
    {"003_contact.sql", "db835f5c1e4717eec01b730632f760c4a0473afd545099a8c541e11ea207fe70"},
    {"004_grant.sql", "d729211308335e1ea6bddb23e8d01933a387aad06f08d0fda42a9f59ab3cceb3"},
    {"005_portal.sql", "c008e53739f623c66533db47fdbf6cc5612d8d70e31968b45b02ec70bf49b6cc"},
    {"006_alert.sql", "34f86da243c636d643cd7d000fe9ff4729e6140c33f50e16d37a4a8d9c33b494"},
    {"007_appointment.sql", "006e5a867622a742d7879b73285196d63d3f2762c8aafa27dd9d7b625506a22d"},
    {"008_room.sql", "e8b0390ba656ca0f087b9aff74146c735fb42378b5b962320ff09d2afbf1747f"},
    {"009_help.sql", "813b7fdae7a4c4dbc5d6c059db97d139bd1395966c47c6049a284730a9525e54"},
    {"010_idempotency.sql", "c75203feec33e623ab4c2f615836c9224c686b1af1c0b1af965990b37f5598bc"},
    {"011_appointment_letter.sql",
     "ebcab2b60f33b903442434290244ad7aa75a8e90563a37737187bbe06481351d"},
    {"012_outbox.sql", "870469b392193006cb373cd97fd83642aacfe05cdc8f83ab850de048b581b60c"},
    {"013_booked.sql", "04bf5d6abe2699da59a79aa992b7c2e7055bad9445c9d724495558f835d08bd1"},
    {"014_link_alive.sql", "35a02b6dd66acb1414d2e80a144b7b8920c43d50f342f72dea56f34789cd1172"},
};

static void a_migration_that_landed_is_never_edited(void **state) {
    (void)state;
    assert_int_equal(MIGRATIONS_COUNT, sizeof LANDED / sizeof LANDED[0]);
    for (int i = 0; i < MIGRATIONS_COUNT; i++) {
        struct hash hash = vault_token_hash(MIGRATIONS[i].sql); /* SHA-256 of a text */
        char hex[2 * VAULT_HASH_BYTES + 1];
        bytes_to_hex(hash.bytes, sizeof hash.bytes, hex);
        assert_string_equal(MIGRATIONS[i].name, LANDED[i].name);
        assert_string_equal(hex, LANDED[i].sha256);
    }
}

static void no_name_or_address_meets_the_disk(void **state) {
    struct world *world = *state;
    static const char *const SECRETS[] = {"Ada Quill", "ada@lakeside.test", "$argon2id"};
    static const char *const FILES[] = {"", "-wal"};
    world_practice(world, "lakeside.test");
    struct world_user user = world_user(world, "lakeside.test", "ada@lakeside.test", ROLE_STAFF);
    world_sign_in(world, "lakeside.test", &user);
    for (size_t i = 0; i < 2; i++) {
        char path[160];
        struct stat status;
        (void)snprintf(path, sizeof path, "%s%s", world->database, FILES[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
        char *bytes = malloc((size_t)status.st_size + 1);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        assert_int_equal(fread(bytes, 1, (size_t)status.st_size, file), status.st_size);
        (void)fclose(file);
        for (size_t secret = 0; secret < sizeof SECRETS / sizeof SECRETS[0]; secret++) {
            assert_null(
                memmem(bytes, (size_t)status.st_size, SECRETS[secret], strlen(SECRETS[secret])));
        }
        assert_null(memmem(bytes, (size_t)status.st_size, user.session, strlen(user.session)));
        free(bytes);
    }
}

static void a_dropped_savepoint_leaves_nothing_and_a_kept_one_stays(void **state) {
    struct world *world = *state;
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    static const char INSERT[] = "INSERT INTO preference (practice_id, user_id, name, value)"
                                 " VALUES (?, ?, ?, '')";
    struct id practice = world_practice(world, "lakeside.test");
    struct world_user user = world_user(world, "lakeside.test", "ada@lakeside.test", ROLE_STAFF);
    assert_int_equal(store_group_begin(world->store), ERR_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(store_tx_begin(world->store, arena, &tx), ERR_OK);
        struct query q = query_of(tx, INSERT);
        query_bind_id(&q, &practice);
        query_bind_id(&q, &user.id);
        query_bind_text(&q, i < 2 ? "kept" : "dropped");
        enum err err = query_run_one(&q);
        assert_int_equal(err, i == 1 ? ERR_CONFLICT : ERR_OK);
        if (i == 0) {
            assert_int_equal(store_tx_keep(tx), ERR_OK);
        } else {
            store_tx_drop(tx);
        }
    }
    assert_int_equal(store_group_commit(world->store), ERR_OK);
    arena_free(arena);
    world_reopen(world);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM preference"), 1);
}

static void a_reader_sees_one_snapshot(void **state) {
    struct world *world = *state;
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    int64_t counts[2];
    world_practice(world, "lakeside.test");
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    for (int i = 0; i < 2; i++) {
        struct query q = query_every_practice(tx, "SELECT COUNT(*) FROM practice_user");
        assert_true(query_row(&q));
        counts[i] = query_int(&q, 0);
        assert_int_equal(query_end(&q), ERR_OK);
        (void)world_user(world, "lakeside.test", i == 0 ? "a@a.test" : "b@b.test", ROLE_STAFF);
    }
    assert_int_equal(counts[0], counts[1]);
    struct query q = query_every_practice(tx, "DELETE FROM practice_user");
    assert_int_equal(query_run(&q, NULL), ERR_IO);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

static void a_database_from_a_newer_version_is_refused(void **state) {
    struct world *world = *state;
    char sql[64];
    (void)snprintf(sql, sizeof sql, "PRAGMA user_version = %d", MIGRATIONS_COUNT + 1);
    world_execute(world, sql);
    store_close(world->store);
    world->store = NULL;
    assert_int_equal(store_open(world->database, world->vault, &world->store), ERR_CONFLICT);
}

static void damage_on_the_disk_is_found(void **state) {
    struct world *world = *state;
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(1024 * 1024);
    struct tx *tx = NULL;
    world_practice(world, "lakeside.test");
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    assert_int_equal(store_check(tx), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    store_close(world->store);
    FILE *file = fopen(world->database, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 4096 * 3, SEEK_SET), 0);
    static const char NOISE[512] = "noise";
    assert_int_equal(fwrite(NOISE, 1, sizeof NOISE, file), sizeof NOISE);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(store_open_read(world->database, world->vault, &world->store), ERR_OK);
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    assert_int_not_equal(store_check(tx), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_filters_on_the_practice_of_each_table),
        cmocka_unit_test(s7_only_the_named_places_look_across_practices),
        IN_A_WORLD(every_table_carries_practice_id_first_in_its_key),
        IN_A_WORLD(bytes_are_sealed_fields_of_a_row_with_an_id_or_hashes),
        cmocka_unit_test(only_sql_that_postgresql_has_too),
        cmocka_unit_test(a_migration_that_landed_is_never_edited),
        IN_A_WORLD(no_name_or_address_meets_the_disk),
        IN_A_WORLD(a_dropped_savepoint_leaves_nothing_and_a_kept_one_stays),
        IN_A_WORLD(a_reader_sees_one_snapshot),
        IN_A_WORLD(a_database_from_a_newer_version_is_refused),
        IN_A_WORLD(damage_on_the_disk_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
