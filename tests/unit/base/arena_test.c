#include "base/arena.h"

#include "../unit.h"

#include <string.h>

static void memory_is_zeroed_and_aligned(void **state) {
    (void)state;
    struct arena *arena = arena_new(100000);
    for (size_t size = 1; size < 9000; size *= 3) {
        uint8_t *memory = arena_alloc(arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xff, size);
    }
    arena_free(arena);
}

static void the_limit_holds(void **state) {
    (void)state;
    struct arena *arena = arena_new(64);
    assert_non_null(arena_alloc(arena, 48));
    assert_null(arena_alloc(arena, 17));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_non_null(arena_alloc(arena, 16));
    assert_null(arena_alloc(arena, 1));
    arena_free(arena);
    arena_free(NULL);
}

/* What lasts with a connection is made so. */
static void a_small_arena_keeps_the_same_promises(void **state) {
    (void)state;
    struct arena *arena = arena_new_small(10000);
    const char *first = arena_text(arena, "first", 5);
    for (size_t size = 1; size < 1000; size += 99) {
        uint8_t *memory = arena_alloc(arena, size);
        assert_non_null(memory);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xff, size);
    }
    assert_string_equal(first, "first");
    assert_null(arena_alloc(arena, 10000));
    arena_free(arena);
}

static void format_and_text_end_with_zero(void **state) {
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_string_equal(arena_format(arena, "%s-%d", "a", 7), "a-7");
    assert_string_equal(arena_text(arena, "abcdef", 3), "abc");
    arena_free(arena);
}

static void rewinding_gives_back_all_since_the_mark(void **state) {
    (void)state;
    struct arena *arena = arena_new(100000);
    struct arena_mark empty = arena_mark(arena);
    const char *kept = arena_text(arena, "kept", 4);
    size_t used = arena_used(arena);
    struct arena_mark mark = arena_mark(arena);
    for (int i = 0; i < 100; i++) {
        for (size_t size = 10; size < 60000; size *= 7) {
            uint8_t *memory = arena_alloc(arena, size);
            assert_non_null(memory);
            assert_int_equal(memory[0] | memory[size - 1], 0);
            memset(memory, 0xff, size);
        }
        arena_rewind(arena, mark);
        assert_int_equal(arena_used(arena), used);
    }
    assert_string_equal(kept, "kept");
    arena_rewind(arena, empty);
    assert_int_equal(arena_used(arena), 0);
    assert_non_null(arena_alloc(arena, 100000));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(the_limit_holds),
        cmocka_unit_test(a_small_arena_keeps_the_same_promises),
        cmocka_unit_test(format_and_text_end_with_zero),
        cmocka_unit_test(rewinding_gives_back_all_since_the_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
