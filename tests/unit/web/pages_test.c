/* pages_test: what the gateway relies on in the table of embedded pages. A build without web pages has an empty
 * table, which keeps every promise; the browser tests never run on such a build. */
#include <string.h>

#include "../unit.h"
#include "gateway/pages.h"

static const struct page *page_find(const char *path) {
    for (size_t i = 0; i < PAGES_COUNT; i++)
        if (strcmp(PAGES[i].path, path) == 0)
            return &PAGES[i];
    return NULL;
}

static bool page_has(const struct page *page, const char *words) {
    return memmem(page->identity, page->identity_size, words, strlen(words)) != NULL;
}

static void paths_ascend_for_a_binary_search(void **state) {
    (void)state;
    for (size_t i = 1; i < PAGES_COUNT; i++)
        assert_true(strcmp(PAGES[i - 1].path, PAGES[i].path) < 0);
}

static void every_page_can_be_sent_as_it_is(void **state) {
    (void)state;
    for (size_t i = 0; i < PAGES_COUNT; i++) {
        const struct page *page = &PAGES[i];
        assert_int_equal(page->path[0], '/');
        assert_non_null(page->identity);
        assert_true(page->identity_size > 0);
        assert_non_null(strchr(page->content_type, '/'));
        assert_int_equal(page->etag[0], '"');
        assert_int_equal(page->etag[strlen(page->etag) - 1], '"');
    }
}

static void a_coding_is_smaller_or_absent(void **state) {
    (void)state;
    for (size_t i = 0; i < PAGES_COUNT; i++) {
        const struct page *page = &PAGES[i];
        assert_int_equal(page->gzip == NULL, page->gzip_size == 0);
        assert_int_equal(page->brotli == NULL, page->brotli_size == 0);
        assert_true(page->gzip_size < page->identity_size);
        assert_true(page->brotli_size < page->identity_size);
        if (page->gzip)
            assert_memory_equal(page->gzip, "\x1f\x8b", 2);
    }
}

static void only_hashed_names_are_immutable(void **state) {
    (void)state;
    for (size_t i = 0; i < PAGES_COUNT; i++)
        assert_int_equal(PAGES[i].immutable, strncmp(PAGES[i].path, "/assets/", 8) == 0);
}

static void the_pages_hold_no_inline_code(void **state) {
    (void)state;
    if (PAGES_COUNT == 0)
        skip();
    const char *paths[] = {"/", "/join", "/portal"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct page *page = page_find(paths[i]);
        assert_non_null(page);
        assert_string_equal(page->content_type, "text/html; charset=utf-8");
        assert_true(page_has(page, "<script type=\"module\""));
        assert_false(page_has(page, "<script>"));
        assert_false(page_has(page, "<style"));
        assert_false(page_has(page, " style="));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_ascend_for_a_binary_search),
        cmocka_unit_test(every_page_can_be_sent_as_it_is),
        cmocka_unit_test(a_coding_is_smaller_or_absent),
        cmocka_unit_test(only_hashed_names_are_immutable),
        cmocka_unit_test(the_pages_hold_no_inline_code),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
