#include "practice/name_fold.h"

#include "../unit.h"

static void names_lose_case_accents_and_punctuation(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *folded;
    } CASES[] = {
        {"Anna Lind", "anna lind"},
        {"  Anna   Lind ", "anna lind"},
        {"O'Neil-M\u00fcller, Jos\u00e9", "oneil muller jose"},
        {"O\u2019Neil", "oneil"},
        {"Jose\u0301", "jose"},
        {"Stra\u00dfe \u00c6r\u00f8sk\u00f8bing", "strasse aeroskobing"},
        {"\u0141ukasz \u017b\u00f3\u0142\u0107", "lukasz zolc"},
        {"Nguy\u1ec5n \u0110\u1ee9c", "nguyen duc"},
        {"\u00deorbj\u00f6rg", "thorbjorg"},
        {"\u0418\u0432\u0430\u043d \u0401\u043b\u043a\u0438\u043d",
         "\u0438\u0432\u0430\u043d \u0451\u043b\u043a\u0438\u043d"},
        {"\u0391\u03bd\u03bd\u03b1", "\u03b1\u03bd\u03bd\u03b1"},
        {"\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e"},
        {"Anna\u00a0Lind", "anna lind"},
        {"Dr. Ann 3rd", "dr ann 3rd"},
        {"", ""},
        {"-'-", ""},
    };
    struct arena *arena = arena_new(100000);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(name_fold(CASES[i].name, arena), CASES[i].folded);
    }
    arena_free(arena);
}

static void folding_twice_changes_nothing(void **state) {
    (void)state;
    struct arena *arena = arena_new(1000000);
    for (unsigned character = 0xa0; character < 0x2000; character++) {
        char text[] = {'a', ' ', 0, 0, 0, 0};
        size_t at = 2;
        if (character >= 0x800) {
            text[at++] = (char)(0xe0U | character >> 12);
            text[at++] = (char)(0x80U | (character >> 6 & 0x3fU));
        } else {
            text[at++] = (char)(0xc0U | character >> 6);
        }
        text[at] = (char)(0x80U | (character & 0x3fU));
        struct arena_mark mark = arena_mark(arena);
        const char *once = name_fold(text, arena);
        assert_string_equal(name_fold(once, arena), once);
        arena_rewind(arena, mark);
    }
    arena_free(arena);
}

static void broken_text_is_taken_as_it_stands(void **state) {
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_string_equal(name_fold("a\xc3", arena), "a\xc3");
    assert_string_equal(name_fold("\xe2\x80", arena), "\xe2\x80");
    assert_string_equal(name_fold("\xff\xc3\xa4", arena), "\xff"
                                                          "a");
    arena_free(arena);
}

static void each_word_must_begin_a_word(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *query;
        bool expected;
    } CASES[] = {
        {"anna lind", "", true},
        {"anna lind", "a", true},
        {"anna lind", "li", true},
        {"anna lind", "lind anna", true},
        {"anna lind", "an li", true},
        {"anna lind", "nna", false},
        {"anna lind", "anna b", false},
        {"anna lind", "anna lindgren", false},
        {"anna lind", "annal", false},
        {"", "a", false},
        {"", "", true},
        {"lindlind", "lind lind", true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(name_fold_matches(CASES[i].name, CASES[i].query), CASES[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lose_case_accents_and_punctuation),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(broken_text_is_taken_as_it_stands),
        cmocka_unit_test(each_word_must_begin_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
