#include "practice/contact.h"
#include "practice/contact_kinds.h"
#include "practice/contact_names.h"
#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST       "lakeside.test"
#define OTHER_HOST "hilltop.test"

static struct world world;
static struct world_user ada; /* of HOST */
static struct world_user eve; /* of OTHER_HOST */

static int set_up(void **state) {
    (void)state;
    world_init(&world);
    world_practice(&world, HOST);
    world_practice(&world, OTHER_HOST);
    ada = world_user(&world, HOST, "ada@lakeside.test", ROLE_STAFF);
    eve = world_user(&world, OTHER_HOST, "eve@hilltop.test", ROLE_ADMIN);
    world_sign_in(&world, HOST, &ada);
    world_sign_in(&world, OTHER_HOST, &eve);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    world_fini(&world);
    (void)contact_names_drop_idle(INT64_MAX);
    return 0;
}

/* What one request came to. */
struct answer {
    int status;
    char problem[64];
    char field[32];
    json_t *body; /* NULL: none */
};

static void answer_end(struct answer *answer) {
    json_decref(answer->body);
}

/* Runs the command as the gateway would: the body through the kind's table of fields. */
static struct answer ask(const struct command_kind *kind, const char *host,
                         const struct world_user *user, const char *path_id, json_t *body) {
    struct answer answer = {.status = 0};
    struct command *c = world_command(kind, host, user);
    struct field_error error = {"", ""};
    if (path_id != NULL) {
        assert_int_equal(id_parse(path_id, strlen(path_id), &c->facts.path_ids[0]), ERR_OK);
    }
    if (kind->fields != NULL) {
        assert_int_equal(fields_read(body, kind->fields, c->arena, c->input, &error), ERR_OK);
    }
    answer.status = world_run(&world, c);
    (void)snprintf(answer.problem, sizeof answer.problem, "%s",
                   c->reply.problem == NULL ? "" : c->reply.problem);
    (void)snprintf(answer.field, sizeof answer.field, "%s",
                   c->reply.field == NULL ? "" : c->reply.field);
    answer.body = c->reply.body == NULL ? NULL : world_body(c);
    json_decref(body);
    command_free(c);
    return answer;
}

static const char *text_of(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int64_t int_of(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static json_t *fields_of(const char *name, const char *email, const char *mobile) {
    return json_pack("{s:s, s:s, s:s}", "name", name, "email", email, "mobile", mobile);
}

/* Adds a contact of HOST; its id in `id`, which holds ID_TEXT. */
static void add(const char *name, const char *email, const char *mobile, char *id) {
    struct answer answer = ask(&contact_create, HOST, &ada, NULL, fields_of(name, email, mobile));
    assert_int_equal(answer.status, 201);
    if (id != NULL) {
        (void)snprintf(id, ID_TEXT, "%s", text_of(answer.body, "id"));
    }
    answer_end(&answer);
}

static struct answer find_page(const struct world_user *user, const char *host, const char *query,
                               const char *after, int limit) {
    json_t *body = json_pack("{s:s, s:s, s:i}", "query", query, "after", after, "limit", limit);
    struct answer answer = ask(&contact_find, host, user, NULL, body);
    assert_int_equal(answer.status, 200);
    return answer;
}

/* The names that the query finds, joined by "; ". */
static void find_names(const char *query, char *out, size_t size) {
    struct answer answer = find_page(&ada, HOST, query, "", 50);
    const json_t *contacts = json_object_get(answer.body, "contacts");
    out[0] = '\0';
    for (size_t i = 0; i < json_array_size(contacts); i++) {
        size_t used = strlen(out);
        (void)snprintf(out + used, size - used, "%s%s", used > 0 ? "; " : "",
                       text_of(json_array_get(contacts, i), "name"));
    }
    answer_end(&answer);
}

static void assert_finds(const char *query, const char *expected) {
    char names[2000];
    find_names(query, names, sizeof names);
    assert_string_equal(names, expected);
}

static void i1_a_contact_is_made_read_changed_and_removed(void **state) {
    (void)state;
    struct answer made = ask(&contact_create, HOST, &ada, NULL,
                             json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", " Anna Lind ", "email",
                                       "anna@example.org", "mobile", "+44 7700 900123",
                                       "birth_date", "1984-03-31", "notes", "prefers\nmornings"));
    assert_int_equal(made.status, 201);
    const char *id = text_of(made.body, "id");
    struct answer read = ask(&contact_get, HOST, &ada, id, NULL);
    assert_int_equal(read.status, 200);
    assert_string_equal(text_of(read.body, "name"), "Anna Lind");
    assert_string_equal(text_of(read.body, "mobile"), "+447700900123");
    assert_string_equal(text_of(read.body, "birth_date"), "1984-03-31");
    assert_string_equal(text_of(read.body, "notes"), "prefers\nmornings");
    struct answer changed =
        ask(&contact_change, HOST, &ada, id,
            json_pack("{s:s, s:s, s:I}", "name", "Anna Berg", "email", "anna@example.net",
                      "version", (json_int_t)int_of(read.body, "version")));
    assert_int_equal(changed.status, 200);
    assert_string_equal(text_of(changed.body, "mobile"), "");
    assert_finds("anna", "Anna Berg");
    assert_finds("lind", "");
    struct answer removed = ask(&contact_remove, HOST, &ada, id, NULL);
    assert_int_equal(removed.status, 204);
    struct answer gone = ask(&contact_get, HOST, &ada, id, NULL);
    assert_int_equal(gone.status, 404);
    struct answer again = ask(&contact_remove, HOST, &ada, id, NULL);
    assert_int_equal(again.status, 404);
    assert_finds("", "");
    answer_end(&made);
    answer_end(&read);
    answer_end(&changed);
}

static void a_removed_contact_leaves_nothing_but_its_id(void **state) {
    (void)state;
    char id[ID_TEXT];
    add("Anna Lind", "anna@example.org", "+447700900123", id);
    struct answer removed = ask(&contact_remove, HOST, &ada, id, NULL);
    assert_int_equal(removed.status, 204);
    assert_int_equal(world_count(&world,
                                 "SELECT COUNT(*) FROM contact WHERE name_sealed IS NULL AND"
                                 " email_sealed IS NULL AND email_blind IS NULL AND"
                                 " mobile_sealed IS NULL AND mobile_blind IS NULL AND"
                                 " birth_date_sealed IS NULL AND notes_sealed IS NULL"),
                     1);
}

static void a_field_at_fault_is_named(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *email;
        const char *mobile;
        const char *field;
    } CASES[] = {
        {"", "", "", "name"},
        {"A", "a@", "", "email"},
        {"A", "", "0170 1234567", "mobile"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct answer answer = ask(&contact_create, HOST, &ada, NULL,
                                   fields_of(CASES[i].name, CASES[i].email, CASES[i].mobile));
        assert_int_equal(answer.status, 400);
        assert_string_equal(answer.field, CASES[i].field);
    }
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM contact"), 0);
}

static void nobody_writes_over_what_they_have_not_seen(void **state) {
    (void)state;
    char id[ID_TEXT];
    add("Anna Lind", "", "", id);
    for (int i = 0; i < 2; i++) {
        struct answer changed =
            ask(&contact_change, HOST, &ada, id,
                json_pack("{s:s, s:i}", "name", i == 0 ? "Anna Berg" : "Anna Dahl", "version", 1));
        assert_int_equal(changed.status, i == 0 ? 200 : 409);
        assert_string_equal(changed.problem, i == 0 ? "" : "contact-changed");
        answer_end(&changed);
    }
    assert_finds("", "Anna Berg");
}

static void people_are_found_as_one_types(void **state) {
    (void)state;
    add("Zo\u00eb M\u00fcller", "zoe@example.org", "+447700900001", NULL);
    add("anna lind", "anna@example.org", "+447700900002", NULL);
    add("Anna-Lena O'Neil", "ANNA@example.org", "", NULL);
    add("Li Na", "", "+447700900001", NULL);
    assert_finds("", "Anna-Lena O'Neil; anna lind; Li Na; Zo\u00eb M\u00fcller");
    assert_finds("an", "Anna-Lena O'Neil; anna lind");
    assert_finds("oneil", "Anna-Lena O'Neil");
    assert_finds("zoe mul", "Zo\u00eb M\u00fcller");
    assert_finds("li", "anna lind; Li Na");
    assert_finds("nna", "");
    assert_finds("anna@example.org", "anna lind; Anna-Lena O'Neil");
    assert_finds("Anna@Example.Org", "anna lind; Anna-Lena O'Neil");
    assert_finds("+44 7700 900001", "Zo\u00eb M\u00fcller; Li Na");
    assert_finds("nobody@example.org", "");
}

static void names_in_memory_follow_every_change(void **state) {
    (void)state;
    enum { STEPS = 300 };
    char ids[STEPS][ID_TEXT];
    bool there[STEPS] = {false};
    size_t alive = 0;
    unsigned seed = 7;
    for (size_t i = 0; i < STEPS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "Person %03zu", i);
        add(name, "", "", ids[i]);
        there[i] = true;
        alive++;
        seed = seed * 1103515245U + 12345U;
        size_t victim = seed / 65536U % (i + 1);
        if (seed % 3 == 0 && there[victim]) {
            struct answer removed = ask(&contact_remove, HOST, &ada, ids[victim], NULL);
            assert_int_equal(removed.status, 204);
            there[victim] = false;
            alive--;
        }
        if (i % 16 == 0) {
            struct answer page = find_page(&ada, HOST, "person", "", 50);
            assert_int_equal(int_of(page.body, "found"), alive);
            assert_int_equal(int_of(page.body, "total"), alive);
            answer_end(&page);
        }
    }
}

static void pages_hold_everybody_once_whatever_happens_between(void **state) {
    (void)state;
    for (int i = 0; i < 25; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "Same Name %d", i / 5);
        add(name, "", "", NULL);
    }
    size_t seen = 0;
    char after[1000] = "";
    for (int page = 0; page < 4; page++) {
        struct answer answer = find_page(&ada, HOST, "", after, 10);
        seen += json_array_size(json_object_get(answer.body, "contacts"));
        (void)snprintf(after, sizeof after, "%s", text_of(answer.body, "next"));
        answer_end(&answer);
        if (page == 0) {
            /* Whoever the cursor names may go; a new one behind it is still to come. */
            char last[ID_TEXT];
            (void)snprintf(last, sizeof last, "%.32s", after);
            struct answer removed = ask(&contact_remove, HOST, &ada, last, NULL);
            assert_int_equal(removed.status, 204);
            add("Same Name 9", "", "", NULL);
        }
        if (after[0] == '\0') {
            assert_int_equal(page, 2);
            break;
        }
    }
    assert_int_equal(seen, 26);
}

static void a_broken_cursor_is_refused(void **state) {
    (void)state;
    struct answer answer =
        ask(&contact_find, HOST, &ada, NULL, json_pack("{s:s}", "after", "nonsense"));
    assert_int_equal(answer.status, 400);
    assert_string_equal(answer.field, "after");
}

static void s7_another_practice_sees_nothing(void **state) {
    (void)state;
    char id[ID_TEXT];
    add("Anna Lind", "anna@example.org", "", id);
    static const struct command_kind *const KINDS[] = {&contact_get, &contact_remove};
    for (size_t i = 0; i < 2; i++) {
        struct answer answer = ask(KINDS[i], OTHER_HOST, &eve, id, NULL);
        assert_int_equal(answer.status, 404);
    }
    struct answer changed = ask(&contact_change, OTHER_HOST, &eve, id,
                                json_pack("{s:s, s:i}", "name", "Eve", "version", 1));
    assert_int_equal(changed.status, 404);
    static const char *const QUERIES[] = {"", "anna", "anna@example.org"};
    for (size_t i = 0; i < 3; i++) {
        struct answer page = find_page(&eve, OTHER_HOST, QUERIES[i], "", 50);
        assert_int_equal(json_array_size(json_object_get(page.body, "contacts")), 0);
        assert_int_equal(int_of(page.body, "total"), 0);
        answer_end(&page);
    }
}

static void nobody_comes_in_without_a_session(void **state) {
    (void)state;
    static const struct command_kind *const KINDS[] = {
        &contact_find,           &contact_get,   &contact_create, &contact_change, &contact_remove,
        &contact_import_preview, &contact_import};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        json_t *body = KINDS[i]->fields == NULL    ? NULL
                       : KINDS[i]->prepare != NULL ? json_pack("{s:s}", "csv", "Name\nAnna\n")
                       : KINDS[i] == &contact_find ? json_object()
                                                   : json_pack("{s:s}", "name", "Anna");
        struct answer answer = ask(KINDS[i], HOST, NULL, "00112233445566778899aabbccddeeff", body);
        assert_int_equal(answer.status, 401);
    }
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM contact"), 0);
}

static void s6_each_contact_that_is_shown_is_on_record(void **state) {
    (void)state;
    char id[ID_TEXT];
    add("Anna Lind", "", "", id);
    add("Bo Ek", "", "", NULL);
    assert_finds("", "Anna Lind; Bo Ek");
    struct answer read = ask(&contact_get, HOST, &ada, id, NULL);
    answer_end(&read);
    struct answer removed = ask(&contact_remove, HOST, &ada, id, NULL);
    assert_int_equal(removed.status, 204);
    static const struct {
        const char *sql;
        int64_t count;
    } CASES[] = {
        {"SELECT COUNT(*) FROM audit WHERE action = 'contact.create' AND subject = 'contact'", 2},
        {"SELECT COUNT(*) FROM audit WHERE action = 'contact.find' AND subject = 'contact'", 2},
        {"SELECT COUNT(*) FROM audit WHERE action = 'contact.get' AND subject = 'contact'", 1},
        {"SELECT COUNT(*) FROM audit WHERE action = 'contact.remove' AND subject = 'contact'", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(world_count(&world, CASES[i].sql), CASES[i].count);
    }
}

static const char SHEET[] = "Name,E-mail,Mobile,Insurance\n"
                            "Anna Lind,anna@example.org,,A1\n"
                            "Bo Ek,bo@,0170,A2\n"
                            "Cem Ak,,+491701234567,A3\n"
                            "Dee Fox,dee@example.org,,A4\n";

static void a_spreadsheet_is_shown_before_it_is_taken(void **state) {
    (void)state;
    add("ANNA LIND", "Anna@example.org", "", NULL);
    struct answer preview =
        ask(&contact_import_preview, HOST, &ada, NULL, json_pack("{s:s}", "csv", SHEET));
    assert_int_equal(preview.status, 200);
    assert_int_equal(int_of(preview.body, "good_count"), 2);
    assert_int_equal(int_of(preview.body, "problem_count"), 1);
    assert_int_equal(int_of(preview.body, "known_count"), 1);
    const json_t *columns = json_object_get(preview.body, "columns");
    assert_string_equal(text_of(json_array_get(columns, 1), "field"), "email");
    assert_string_equal(text_of(json_array_get(columns, 3), "field"), "");
    const json_t *bad = json_array_get(json_object_get(preview.body, "problems"), 0);
    assert_int_equal(int_of(bad, "line"), 3);
    assert_int_equal(json_array_size(json_object_get(bad, "problems")), 2);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM contact"), 1);
    struct answer taken = ask(&contact_import, HOST, &ada, NULL, json_pack("{s:s}", "csv", SHEET));
    assert_int_equal(taken.status, 200);
    assert_int_equal(int_of(taken.body, "imported_count"), 2);
    assert_finds("", "ANNA LIND; Cem Ak; Dee Fox");
    struct answer again = ask(&contact_import, HOST, &ada, NULL, json_pack("{s:s}", "csv", SHEET));
    assert_int_equal(int_of(again.body, "imported_count"), 0);
    assert_int_equal(int_of(again.body, "known_count"), 3);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM audit WHERE action ="
                                         " 'contact.import' AND subject = 'contact'"),
                     2);
    answer_end(&preview);
    answer_end(&taken);
    answer_end(&again);
}

static void a_file_that_cannot_be_read_changes_nothing(void **state) {
    (void)state;
    static const struct command_kind *const KINDS[] = {&contact_import_preview, &contact_import};
    for (size_t i = 0; i < 2; i++) {
        struct answer answer =
            ask(KINDS[i], HOST, &ada, NULL, json_pack("{s:s}", "csv", "Insurance\nA1\n"));
        assert_int_equal(answer.status, 400);
        assert_string_equal(answer.problem, "contacts-unreadable");
        struct answer number = ask(KINDS[i], HOST, &ada, NULL, json_pack("{s:i}", "csv", 7));
        assert_int_equal(number.status, 400);
        assert_string_equal(number.field, "csv");
    }
}

static void the_largest_file_fits(void **state) {
    (void)state;
    enum { ROWS = 2000 };
    enum { TEXT_MAX = ROWS * 128 };
    char *text = malloc(TEXT_MAX);
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, TEXT_MAX, "Name,E-mail,Mobile,DOB,Notes\n");
    for (int i = 0; i < ROWS; i++) {
        size += (size_t)snprintf(text + size, TEXT_MAX - size,
                                 "Person %d,person%d@example.org,+4477009%05d,1984-03-31,"
                                 "a note that has some length to it\n",
                                 i, i, i);
    }
    struct answer preview =
        ask(&contact_import_preview, HOST, &ada, NULL, json_pack("{s:s%}", "csv", text, size));
    assert_int_equal(preview.status, 200);
    assert_int_equal(int_of(preview.body, "good_count"), ROWS);
    struct answer taken =
        ask(&contact_import, HOST, &ada, NULL, json_pack("{s:s%}", "csv", text, size));
    assert_int_equal(taken.status, 200);
    assert_int_equal(int_of(taken.body, "imported_count"), ROWS);
    struct answer page = find_page(&ada, HOST, "person 1999", "", 50);
    assert_int_equal(int_of(page.body, "found"), 1);
    assert_int_equal(int_of(page.body, "total"), ROWS);
    free(text);
    answer_end(&preview);
    answer_end(&taken);
    answer_end(&page);
}

static void the_book_is_bounded(void **state) {
    (void)state;
    add("Anna Lind", "", "", NULL);
    struct arena *arena = arena_new(100000);
    struct tx *tx = NULL;
    assert_int_equal(store_group_begin(world.store), ERR_OK);
    assert_int_equal(store_tx_begin(world.store, arena, &tx), ERR_OK);
    struct query q =
        query_every_practice(tx, "UPDATE contact_book SET contact_count = contact_count + 19998");
    assert_int_equal(query_run(&q, NULL), ERR_OK);
    assert_int_equal(store_tx_keep(tx), ERR_OK);
    assert_int_equal(store_group_commit(world.store), ERR_OK);
    arena_free(arena);
    add("The last one", "", "", NULL);
    struct answer answer = ask(&contact_create, HOST, &ada, NULL, fields_of("One more", "", ""));
    assert_int_equal(answer.status, 409);
    assert_string_equal(answer.problem, "contacts-full");
    assert_finds("one", "The last one");
}

static void names_that_nobody_looks_for_are_dropped(void **state) {
    (void)state;
    (void)contact_names_drop_idle(INT64_MAX);
    add("Anna Lind", "", "", NULL);
    assert_int_equal(contact_names_drop_idle(world.now_ms), 0);
    assert_finds("an", "Anna Lind");
    assert_int_equal(contact_names_drop_idle(world.now_ms + CONTACT_NAMES_IDLE_MS - 1), 1);
    assert_int_equal(contact_names_drop_idle(world.now_ms + CONTACT_NAMES_IDLE_MS), 0);
    assert_finds("an", "Anna Lind");
}

static void s4_the_disk_holds_nothing_of_a_contact(void **state) {
    (void)state;
    static const char *const SECRETS[] = {"Grazyna", "grazyna@", "447700900777", "1984-03-31",
                                          "Verysecretnote"};
    struct answer made = ask(&contact_create, HOST, &ada, NULL,
                             json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "Grazyna Lind", "email",
                                       "grazyna@example.org", "mobile", "+447700900777",
                                       "birth_date", "1984-03-31", "notes", "Verysecretnote"));
    assert_int_equal(made.status, 201);
    answer_end(&made);
    static const char *const SUFFIXES[] = {"", "-wal"};
    size_t bytes = 0;
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s%s", world.database, SUFFIXES[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            continue;
        }
        static char content[4 * 1024 * 1024];
        size_t size = fread(content, 1, sizeof content, file);
        (void)fclose(file);
        bytes += size;
        for (size_t s = 0; s < sizeof SECRETS / sizeof SECRETS[0]; s++) {
            assert_null(memmem(content, size, SECRETS[s], strlen(SECRETS[s])));
        }
    }
    assert_true(bytes > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(i1_a_contact_is_made_read_changed_and_removed),
        TEST(a_removed_contact_leaves_nothing_but_its_id),
        TEST(a_field_at_fault_is_named),
        TEST(nobody_writes_over_what_they_have_not_seen),
        TEST(people_are_found_as_one_types),
        TEST(names_in_memory_follow_every_change),
        TEST(pages_hold_everybody_once_whatever_happens_between),
        TEST(a_broken_cursor_is_refused),
        TEST(s7_another_practice_sees_nothing),
        TEST(nobody_comes_in_without_a_session),
        TEST(s6_each_contact_that_is_shown_is_on_record),
        TEST(a_spreadsheet_is_shown_before_it_is_taken),
        TEST(a_file_that_cannot_be_read_changes_nothing),
        TEST(the_largest_file_fits),
        TEST(the_book_is_bounded),
        TEST(names_that_nobody_looks_for_are_dropped),
        TEST(s4_the_disk_holds_nothing_of_a_contact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
