#include "practice/csv.h"

#include "../unit.h"

#include <string.h>

/* The rows as "LINE:field|field", or "LINE!problem", joined by "/". */
static const char *read_all(const char *text, struct arena *arena) {
    struct csv csv = csv_of(text, strlen(text));
    struct csv_row row;
    const char *out = "";
    while (csv_row(&csv, arena, &row) == ERR_OK) {
        const char *fields = "";
        for (size_t i = 0; i < row.count; i++) {
            fields = arena_format(arena, "%s%s%s", fields, i > 0 ? "|" : "", row.fields[i]);
        }
        out =
            row.problem == CSV_FINE
                ? arena_format(arena, "%s%s%zu:%s", out, out[0] ? "/" : "", row.line, fields)
                : arena_format(arena, "%s%s%zu!%d", out, out[0] ? "/" : "", row.line, row.problem);
    }
    return out;
}

static void rows_are_read_as_rfc_4180_has_them(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *rows;
    } CASES[] = {
        {"", ""},
        {"a,b,c\r\nd,e,f\r\n", "1:a|b|c/2:d|e|f"},
        {"a,b\nc,d", "1:a|b/2:c|d"},
        {"a,b\rc,d\r", "1:a|b/2:c|d"},
        {"\xef\xbb\xbfname,mail\nx,y\n", "1:name|mail/2:x|y"},
        {"a,,c\n,,\n", "1:a||c/2:||"},
        {"\n\r\n\na\n\n\nb\n", "4:a/7:b"},
        {"\"a\",\"b \"\"c\"\"\",\"d,e\"\n", "1:a|b \"c\"|d,e"},
        {"\"a\r\nb\nc\",d\ne\n", "1:a\nb\nc|d/4:e"},
        {"  a , \"b\" ,c\n", "1:a|b|c"},
        {"\"\",\"\"\n", "1:|"},
        {"a;b;c\nd;\"e;f\";g\n", "1:a|b|c/2:d|e;f|g"},
        {"a\tb\nc\t\td\n", "1:a|b/2:c||d"},
        {"\"a,b,c\";d;e\n1;2;3\n", "1:a,b,c|d|e/2:1|2|3"},
        {"a,b\nc\"d,e\nf,g\n", "1:a|b/2!1/3:f|g"},
        {"a,b\n\"c\"d,e\nf,g\n", "1:a|b/2!1/3:f|g"},
        {"a,b\n\"c,d\nf,g\n", "1:a|b/2!2"},
        {"a,b\n\"c,d\nf\"\"", "1:a|b/2!2"},
        {"a,\"", "1!2"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct arena *arena = arena_new(100000);
        assert_string_equal(read_all(CASES[i].text, arena), CASES[i].rows);
        arena_free(arena);
    }
}

static void a_row_with_too_many_fields_is_a_problem_of_that_row(void **state) {
    (void)state;
    char text[400] = "a,b\n";
    size_t at = 4;
    for (int i = 0; i < CSV_FIELDS_MAX; i++) {
        text[at++] = 'x';
        text[at++] = ',';
    }
    memcpy(text + at, "y\nc,d\n", 7);
    struct arena *arena = arena_new(100000);
    assert_string_equal(read_all(text, arena), "1:a|b/2!3/3:c|d");
    arena_free(arena);
}

static void short_memory_is_told(void **state) {
    (void)state;
    static const char TEXT[] = "\"a field\",another field\n";
    for (size_t limit = 0; limit < 64; limit += 16) {
        struct arena *arena = arena_new(limit);
        struct csv csv = csv_of(TEXT, sizeof TEXT - 1);
        struct csv_row row;
        assert_int_equal(csv_row(&csv, arena, &row), limit < 48 ? ERR_NOMEM : ERR_OK);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_as_rfc_4180_has_them),
        cmocka_unit_test(a_row_with_too_many_fields_is_a_problem_of_that_row),
        cmocka_unit_test(short_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
