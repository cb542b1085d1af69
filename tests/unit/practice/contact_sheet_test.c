#include "practice/contact_sheet.h"

#include "../unit.h"

#include <string.h>

#define TODAY "2026-11-22"

static struct arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new(16 * 1024 * 1024);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct contact_sheet read_sheet(const char *text) {
    struct contact_sheet sheet;
    assert_int_equal(contact_sheet_read(text, strlen(text), TODAY, arena, &sheet), ERR_OK);
    return sheet;
}

static void one_field_is_checked_at_a_time(void **state) {
    (void)state;
    static const struct {
        struct contact_fields fields;
        const char *field; /* at fault; NULL: fine */
    } CASES[] = {
        {{"Anna Lind", "", "", "", ""}, NULL},
        {{"Anna Lind", "anna@example.org", "+44 7700 900123", "1984-03-31", "a\nb"}, NULL},
        {{"", "", "", "", ""}, "name"},
        {{"Anna\nLind", "", "", "", ""}, "name"},
        {{"A", "anna@", "", "", ""}, "email"},
        {{"A", "anna@example.org\r\nRCPT TO:<eve@example.org>", "", "", ""}, "email"},
        {{"A", "", "07700 900123", "", ""}, "mobile"},
        {{"A", "", "+44 7700", "", ""}, "mobile"},
        {{"A", "", "", "31.3.1984", ""}, NULL},
        {{"A", "", "", "2024-02-29", ""}, NULL},
        {{"A", "", "", "2023-02-29", ""}, "birth_date"},
        {{"A", "", "", "1900-02-29", ""}, "birth_date"},
        {{"A", "", "", "1984-13-01", ""}, "birth_date"},
        {{"A", "", "", "1984-00-01", ""}, "birth_date"},
        {{"A", "", "", "1984-01-00", ""}, "birth_date"},
        {{"A", "", "", "03/31/1984", ""}, "birth_date"},
        {{"A", "", "", "1984-3-31", ""}, "birth_date"},
        {{"A", "", "", "1984-03-31x", ""}, "birth_date"},
        {{"A", "", "", "99999999999999999999", ""}, "birth_date"},
        {{"A", "", "", TODAY, ""}, NULL},
        {{"A", "", "", "2026-11-23", ""}, "birth_date"},
        {{"A", "", "", "1879-12-31", ""}, "birth_date"},
        {{"A", "", "", "", "a\tb"}, "notes"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct contact_fields fields = CASES[i].fields;
        struct contact_problems problems;
        assert_int_equal(contact_check(&fields, TODAY, arena, &problems), ERR_OK);
        assert_int_equal(problems.count, CASES[i].field == NULL ? 0 : 1);
        if (CASES[i].field != NULL) {
            assert_string_equal(problems.list[0].field, CASES[i].field);
        }
    }
}

static void a_name_has_200_characters_at_most_however_many_bytes(void **state) {
    (void)state;
    char name[2 * 201 + 1];
    for (size_t i = 0; i < 201; i++) {
        memcpy(name + 2 * i, "\xc3\xa4", 3);
    }
    struct contact_problems problems;
    struct contact_fields fields = {name + 2, "", "", "", ""};
    assert_int_equal(contact_check(&fields, TODAY, arena, &problems), ERR_OK);
    assert_int_equal(problems.count, 0);
    fields.name = name;
    assert_int_equal(contact_check(&fields, TODAY, arena, &problems), ERR_OK);
    assert_int_equal(problems.count, 1);
}

static void number_and_date_get_their_form(void **state) {
    (void)state;
    struct contact_fields fields = {"A", "", "0044 7700 900123", "1.2.2003", ""};
    struct contact_problems problems;
    assert_int_equal(contact_check(&fields, TODAY, arena, &problems), ERR_OK);
    assert_string_equal(fields.mobile, "+447700900123");
    assert_string_equal(fields.birth_date, "2003-02-01");
}

static void today_is_the_latest_on_earth(void **state) {
    (void)state;
    char today[CONTACT_DATE_TEXT];
    contact_check_today(0, today);
    assert_string_equal(today, "1970-01-01");
    contact_check_today(10LL * 60 * 60 * 1000 - 1, today);
    assert_string_equal(today, "1970-01-01");
    contact_check_today(10LL * 60 * 60 * 1000, today);
    assert_string_equal(today, "1970-01-02");
}

static void columns_are_found_by_their_names(void **state) {
    (void)state;
    static const struct {
        const char *header;
        enum contact_column column;
    } CASES[] = {
        {"Name", COLUMN_NAME},
        {"FULL NAME", COLUMN_NAME},
        {"E-Mail Address", COLUMN_EMAIL},
        {"email", COLUMN_EMAIL},
        {"Mobile No.", COLUMN_MOBILE},
        {"cell-phone", COLUMN_MOBILE},
        {"D.O.B.", COLUMN_BIRTH_DATE},
        {"Date of Birth", COLUMN_BIRTH_DATE},
        {"notes", COLUMN_NOTES},
        {"Insurance number", COLUMN_LEFT_OUT},
        {"", COLUMN_LEFT_OUT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct contact_sheet sheet =
            read_sheet(arena_format(arena, "\"%s\",Surname\nx,y\n", CASES[i].header));
        assert_int_equal(sheet.columns[0], CASES[i].column);
    }
}

static void first_and_last_name_become_one(void **state) {
    (void)state;
    struct contact_sheet sheet =
        read_sheet("Last name,E-mail,First name\nLind,a@example.org,Anna\nOrtiz,b@example.org,\n");
    assert_int_equal(sheet.count, 2);
    assert_string_equal(sheet.lines[0].fields.name, "Anna Lind");
    assert_string_equal(sheet.lines[0].fields.email, "a@example.org");
    assert_string_equal(sheet.lines[1].fields.name, "Ortiz");
}

static void each_row_has_its_own_problems(void **state) {
    (void)state;
    struct contact_sheet sheet =
        read_sheet("Name,E-mail,Mobile,DOB,Notes\r\n"
                   "Anna Lind,anna@example.org,,1984-03-31,\"one\r\ntwo\"\r\n"
                   ",,,,\r\n"
                   ",b@example,0170 123,tomorrow\r\n"
                   "Ed \"The\" Head,c@example.org\r\n"
                   "Cem,,+491701234567\r\n");
    assert_null(sheet.refusal);
    assert_int_equal(sheet.count, 4);
    assert_int_equal(sheet.lines[0].problems.count, 0);
    assert_string_equal(sheet.lines[0].fields.notes, "one\ntwo");
    assert_int_equal(sheet.lines[1].line, 5);
    assert_int_equal(sheet.lines[1].problems.count, 4);
    assert_int_equal(sheet.lines[2].line, 6);
    assert_int_equal(sheet.lines[2].problems.count, 1);
    assert_string_equal(sheet.lines[2].problems.list[0].field, "");
    assert_int_equal(sheet.lines[3].problems.count, 0);
    assert_string_equal(sheet.lines[3].fields.mobile, "+491701234567");
}

static void the_same_person_twice_is_a_problem_of_the_second_row(void **state) {
    (void)state;
    struct contact_sheet sheet = read_sheet("Name,E-mail\nAnna,a@example.org\nBo,a@example.org\n"
                                            "ANNA,A@example.org\nCem,\nCem,\n");
    static const size_t PROBLEMS[] = {0, 0, 1, 0, 0};
    assert_int_equal(sheet.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sheet.lines[i].problems.count, PROBLEMS[i]);
    }
}

static void a_file_that_is_no_list_of_people_is_refused_whole(void **state) {
    (void)state;
    static const char *const TEXTS[] = {
        "", "\n\n", "\xef\xbb\xbf", "E-mail\na@example.org\n", "\"Name\nAnna\n", "na\"me\n"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        assert_non_null(read_sheet(TEXTS[i]).refusal);
    }
    assert_null(read_sheet("Name\n").refusal);
}

static void rows_and_bytes_have_their_bounds(void **state) {
    (void)state;
    size_t size = 5 + 2 * (CONTACT_SHEET_ROWS_MAX + 1);
    char *text = arena_alloc(arena, size + 1);
    memcpy(text, "Name\n", 5);
    for (size_t i = 0; i <= CONTACT_SHEET_ROWS_MAX; i++) {
        memcpy(text + 5 + 2 * i, "a\n", 2);
    }
    struct contact_sheet sheet;
    assert_int_equal(contact_sheet_read(text, size - 2, TODAY, arena, &sheet), ERR_OK);
    assert_null(sheet.refusal);
    assert_int_equal(sheet.count, CONTACT_SHEET_ROWS_MAX);
    assert_int_equal(contact_sheet_read(text, size, TODAY, arena, &sheet), ERR_OK);
    assert_non_null(sheet.refusal);
    char *large = arena_alloc(arena, CONTACT_SHEET_BYTES_MAX + 1);
    memset(large, '\n', CONTACT_SHEET_BYTES_MAX + 1);
    memcpy(large, "Name", 4);
    assert_int_equal(contact_sheet_read(large, CONTACT_SHEET_BYTES_MAX, TODAY, arena, &sheet),
                     ERR_OK);
    assert_null(sheet.refusal);
    assert_int_equal(contact_sheet_read(large, CONTACT_SHEET_BYTES_MAX + 1, TODAY, arena, &sheet),
                     ERR_OK);
    assert_non_null(sheet.refusal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_field_is_checked_at_a_time),
        cmocka_unit_test(a_name_has_200_characters_at_most_however_many_bytes),
        cmocka_unit_test(number_and_date_get_their_form),
        cmocka_unit_test(today_is_the_latest_on_earth),
        cmocka_unit_test(columns_are_found_by_their_names),
        cmocka_unit_test(first_and_last_name_become_one),
        cmocka_unit_test(each_row_has_its_own_problems),
        cmocka_unit_test(the_same_person_twice_is_a_problem_of_the_second_row),
        cmocka_unit_test(a_file_that_is_no_list_of_people_is_refused_whole),
        cmocka_unit_test(rows_and_bytes_have_their_bounds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
