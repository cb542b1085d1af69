#include "command/fields.h"

#include "base/id.h"

#include "../unit.h"

#include <jansson.h>
#include <string.h>

#define ID_A "00112233445566778899aabbccddeeff"
#define ID_B "ffeeddccbbaa99887766554433221100"

struct input {
    const char *name;
    const char *note;
    const char *secret;
    struct id id;
    struct id_list ids;
    int64_t age;
    bool flag;
    int kind;
    const json_t *extra;
};

static const char *const KINDS[] = {"waiting_room", "connect_now", NULL};

static const struct field FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct input, name), true, 2, 8, NULL},
    {"note", FIELD_TEXT_LINES, offsetof(struct input, note), false, 0, 20, NULL},
    {"secret", FIELD_SECRET, offsetof(struct input, secret), false, 1, 20, NULL},
    {"id", FIELD_ID, offsetof(struct input, id), false, 0, 0, NULL},
    {"ids", FIELD_IDS, offsetof(struct input, ids), false, 1, 2, NULL},
    {"age", FIELD_INT, offsetof(struct input, age), false, -1, 150, NULL},
    {"flag", FIELD_BOOL, offsetof(struct input, flag), false, 0, 0, NULL},
    {"kind", FIELD_CHOICE, offsetof(struct input, kind), false, 0, 0, KINDS},
    {"extra", FIELD_JSON, offsetof(struct input, extra), false, 0, 0, NULL},
    {NULL, 0, 0, false, 0, 0, NULL},
};

struct read {
    struct arena *arena;
    json_t *document;
    struct input input;
    struct field_error error;
    enum err err;
};

static struct read read_text(const char *text) {
    struct read read = {.arena = arena_new(65536)};
    assert_non_null(read.arena);
    memset(&read.input, 0xa5, sizeof read.input);
    read.err = fields_parse(text, strlen(text), &read.document);
    if (read.err == ERR_OK) {
        read.err = fields_read(read.document, FIELDS, read.arena, &read.input, &read.error);
    }
    return read;
}

static void read_end(struct read *read) {
    json_decref(read->document);
    arena_free(read->arena);
}

static void a_whole_document_lands_in_the_struct(void **state) {
    (void)state;
    struct read read = read_text(
        "{\"name\":\"  Ren\xc3\xa9 \",\"note\":\"one\\ntwo\",\"id\":\"" ID_A "\",\"ids\":[\"" ID_A
        "\",\"" ID_B "\"],\"age\":-1,\"flag\":true,\"kind\":\"connect_now\",\"extra\":{\"a\":1}}");
    assert_int_equal(read.err, ERR_OK);
    assert_string_equal(read.input.name, "Ren\xc3\xa9");
    assert_string_equal(read.input.note, "one\ntwo");
    assert_string_equal(read.input.id.text, ID_A);
    assert_int_equal(read.input.ids.count, 2);
    assert_string_equal(read.input.ids.ids[1].text, ID_B);
    assert_int_equal(read.input.age, -1);
    assert_true(read.input.flag);
    assert_int_equal(read.input.kind, 1);
    assert_int_equal(json_integer_value(json_object_get(read.input.extra, "a")), 1);
    read_end(&read);
}

static void what_hides_or_turns_text_around_is_left_out(void **state) {
    (void)state;
    struct read read =
        read_text("{\"name\":\"\u202eAda\u202c \u3000\",\"secret\":\" \u202epass \"}");
    assert_int_equal(read.err, ERR_OK);
    assert_string_equal(read.input.name, "Ada");
    assert_string_equal(read.input.secret, " \u202epass ");
    read_end(&read);
    read = read_text("{\"name\":\"\u3164\u200b\u2800\"}");
    assert_int_equal(read.err, ERR_INVALID);
    assert_string_equal(read.error.field, "name");
    read_end(&read);
}

static void what_is_absent_is_zero(void **state) {
    (void)state;
    struct read read = read_text("{\"name\":\"ab\"}");
    assert_int_equal(read.err, ERR_OK);
    assert_null(read.input.note);
    assert_true(id_is_none(&read.input.id));
    assert_int_equal(read.input.ids.count, 0);
    assert_int_equal(read.input.age, 0);
    assert_false(read.input.flag);
    assert_int_equal(read.input.kind, 0);
    assert_null(read.input.extra);
    read_end(&read);
}

static void a_broken_row_is_named(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *field;
        const char *reason;
    } CASES[] = {
        {"[]", "", "A JSON object."},
        {"null", "", "A JSON object."},
        {"{}", "name", "Must be there."},
        {"{\"name\":null}", "name", "A text."},
        {"{\"name\":7}", "name", "A text."},
        {"{\"name\":\"a\"}", "name", "2 to 8 characters."},
        {"{\"name\":\" a \"}", "name", "2 to 8 characters."},
        {"{\"name\":\"123456789\"}", "name", "2 to 8 characters."},
        {"{\"name\":\"a\\nb\"}", "name", "No control characters or line breaks."},
        {"{\"name\":\"a\\rb\"}", "name", "No control characters or line breaks."},
        {"{\"name\":\"a\\u007fb\"}", "name", "No control characters or line breaks."},
        {"{\"name\":\"a\\u0085b\"}", "name", "No control characters or line breaks."},
        {"{\"name\":\"a\\u2028b\"}", "name", "No control characters or line breaks."},
        {"{\"name\":\"ab\",\"note\":\"a\\rb\"}", "note", "No control characters but line feeds."},
        {"{\"name\":\"ab\",\"id\":\"" ID_A "0\"}", "id", "An id: 32 lower-case hex digits."},
        {"{\"name\":\"ab\",\"id\":5}", "id", "An id: 32 lower-case hex digits."},
        {"{\"name\":\"ab\",\"ids\":\"" ID_A "\"}", "ids", "A list of ids."},
        {"{\"name\":\"ab\",\"ids\":[]}", "ids", "1 to 2 ids."},
        {"{\"name\":\"ab\",\"ids\":[\"" ID_A "\",\"" ID_A "\"]}", "ids", "Each id once."},
        {"{\"name\":\"ab\",\"ids\":[\"\"]}", "ids", "An id: 32 lower-case hex digits."},
        {"{\"name\":\"ab\",\"age\":151}", "age", "A whole number from -1 to 150."},
        {"{\"name\":\"ab\",\"age\":-2}", "age", "A whole number from -1 to 150."},
        {"{\"name\":\"ab\",\"age\":1.0}", "age", "A whole number."},
        {"{\"name\":\"ab\",\"age\":\"1\"}", "age", "A whole number."},
        {"{\"name\":\"ab\",\"flag\":1}", "flag", "true or false."},
        {"{\"name\":\"ab\",\"kind\":\"visit\"}", "kind", "One of the known words."},
        {"{\"name\":\"ab\",\"kind\":0}", "kind", "One of the known words."},
        {"{\"name\":\"ab\",\"nmae\":\"x\"}", "", "Holds a name that is not known here."},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct read read = read_text(CASES[i].text);
        assert_int_equal(read.err, ERR_INVALID);
        assert_string_equal(read.error.field, CASES[i].field);
        assert_string_equal(read.error.reason, CASES[i].reason);
        read_end(&read);
    }
}

static void characters_are_counted_not_bytes(void **state) {
    (void)state;
    struct read read = read_text("{\"name\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xe2\x82\xac\xc3\xa9"
                                 "aaaa\"}");
    assert_int_equal(read.err, ERR_OK);
    read_end(&read);
}

static void text_that_is_no_document_is_refused(void **state) {
    (void)state;
    static const char *const CASES[] = {
        "",
        " ",
        "{",
        "{\"a\":1,}",
        "{\"a\":1}x",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":\"\xc0\x80\"}",
        "{\"a\":\"\xed\xa0\x80\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"a\nb\"}",
        "{\"a\":1e400}",
        "{\"a\":99999999999999999999}",
        "[[[[[[[[[1]]]]]]]]]",
        "{\"a\":[\"\\\"\",[[[[[[[[1]]]]]]]]]}",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        json_t *document = NULL;
        assert_int_equal(fields_parse(CASES[i], strlen(CASES[i]), &document), ERR_INVALID);
        assert_null(document);
    }
}

static void brackets_inside_a_text_are_no_nesting(void **state) {
    (void)state;
    const char *text = "{\"name\":\"[[[[[[[[\",\"note\":\"\\\"[[[[[[[[[[[[[[[[[[\"}";
    struct read read = read_text(text);
    assert_int_equal(read.err, ERR_OK);
    read_end(&read);
}

static void a_short_arena_is_an_error_not_a_crash(void **state) {
    (void)state;
    const char *text = "{\"name\":\"abcdef\",\"ids\":[\"" ID_A "\"]}";
    json_t *document = NULL;
    assert_int_equal(fields_parse(text, strlen(text), &document), ERR_OK);
    for (size_t limit = 0; limit < 64; limit += 16) {
        struct arena *arena = arena_new(limit);
        struct input input;
        struct field_error error;
        assert_int_equal(fields_read(document, FIELDS, arena, &input, &error),
                         limit < 64 ? ERR_NOMEM : ERR_OK);
        arena_free(arena);
    }
    json_decref(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_document_lands_in_the_struct),
        cmocka_unit_test(what_hides_or_turns_text_around_is_left_out),
        cmocka_unit_test(what_is_absent_is_zero),
        cmocka_unit_test(a_broken_row_is_named),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(text_that_is_no_document_is_refused),
        cmocka_unit_test(brackets_inside_a_text_are_no_nesting),
        cmocka_unit_test(a_short_arena_is_an_error_not_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
