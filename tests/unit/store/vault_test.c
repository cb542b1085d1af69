#include "store/vault.h"

#include "world.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct id ROW = {"00112233445566778899aabbccddeeff"};
static const struct id OTHER_ROW = {"ffeeddccbbaa99887766554433221100"};

struct bench {
    struct world world;
    struct id here;
    struct id there;
    struct arena *arena;
};

static int set_up(void **state) {
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    world_init(&bench.world);
    bench.here = world_practice(&bench.world, "here.test");
    bench.there = world_practice(&bench.world, "there.test");
    bench.arena = arena_new(16 * 1024 * 1024);
    assert_non_null(bench.arena);
    *state = &bench;
    return 0;
}

static int tear_down(void **state) {
    struct bench *bench = *state;
    arena_free(bench->arena);
    world_fini(&bench->world);
    return 0;
}

static struct bytes bytes_of(const char *text) {
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static struct bytes seal(struct bench *bench, const struct place *place, const char *text) {
    struct bytes sealed;
    assert_int_equal(vault_seal(bench->world.vault, place, bytes_of(text), bench->arena, &sealed),
                     ERR_OK);
    return sealed;
}

static enum err unseal(struct bench *bench, const struct place *place, struct bytes sealed) {
    struct bytes plain;
    return vault_unseal(bench->world.vault, place, sealed, bench->arena, &plain);
}

static void s4_what_was_sealed_opens_in_its_place_only(void **state) {
    struct bench *bench = *state;
    const struct place home = vault_place(&bench->here, "invitation", &ROW, "name_sealed");
    const struct place CASES[] = {
        vault_place(&bench->there, "invitation", &ROW, "name_sealed"),
        vault_place(&bench->here, "contact", &ROW, "name_sealed"),
        vault_place(&bench->here, "invitation", &OTHER_ROW, "name_sealed"),
        vault_place(&bench->here, "invitation", &ROW, "address_sealed"),
    };
    struct bytes sealed = seal(bench, &home, "Mara Field");
    struct bytes plain;
    assert_int_equal(vault_unseal(bench->world.vault, &home, sealed, bench->arena, &plain), ERR_OK);
    assert_string_equal((const char *)plain.data, "Mara Field");
    assert_int_equal(plain.size, 10);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(unseal(bench, &CASES[i], sealed), ERR_CRYPTO);
    }
}

static void s4_any_changed_or_missing_byte_is_noticed(void **state) {
    struct bench *bench = *state;
    const struct place place = vault_place(&bench->here, "invitation", &ROW, "name_sealed");
    struct bytes sealed = seal(bench, &place, "Mara Field");
    for (size_t i = 0; i < sealed.size; i++) {
        uint8_t *byte = (uint8_t *)&sealed.data[i];
        *byte ^= 1;
        assert_int_not_equal(unseal(bench, &place, sealed), ERR_OK);
        *byte ^= 1;
        assert_int_not_equal(unseal(bench, &place, (struct bytes){sealed.data, i}), ERR_OK);
    }
    assert_int_equal(unseal(bench, &place, sealed), ERR_OK);
}

static void s4_a_sealed_field_tells_its_length_in_steps_of_32_bytes(void **state) {
    struct bench *bench = *state;
    const struct place place = vault_place(&bench->here, "invitation", &ROW, "name_sealed");
    static const struct {
        size_t plain;
        size_t padded;
    } CASES[] = {{0, 32}, {1, 32}, {31, 32}, {32, 64}, {63, 64}, {64, 96}};
    char text[80];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        memset(text, 'a', CASES[i].plain);
        text[CASES[i].plain] = '\0';
        assert_int_equal(seal(bench, &place, text).size, 5 + 24 + CASES[i].padded + 16);
    }
}

static void sealing_the_same_text_twice_never_looks_the_same(void **state) {
    struct bench *bench = *state;
    const struct place place = vault_place(&bench->here, "invitation", &ROW, "name_sealed");
    struct bytes a = seal(bench, &place, "Mara Field");
    struct bytes b = seal(bench, &place, "Mara Field");
    assert_memory_not_equal(a.data + 5, b.data + 5, a.size - 5);
}

static bool same_blind(struct bench *bench, const struct id *practice, enum blind_kind kind,
                       const char *a, const char *b) {
    struct hash first = vault_blind(bench->world.vault, &bench->here, kind, a);
    struct hash second = vault_blind(bench->world.vault, practice, kind, b);
    return memcmp(&first, &second, sizeof first) == 0;
}

static void blind_columns_compare_normalised_values_of_one_practice(void **state) {
    struct bench *bench = *state;
    assert_true(
        same_blind(bench, &bench->here, BLIND_EMAIL, "Mara@Field.test", " mara@field.test "));
    assert_true(same_blind(bench, &bench->here, BLIND_PHONE, "+49 (30) 12-34", "+49301234"));
    assert_false(
        same_blind(bench, &bench->here, BLIND_EMAIL, "mara@field.test", "mora@field.test"));
    assert_false(
        same_blind(bench, &bench->there, BLIND_EMAIL, "mara@field.test", "mara@field.test"));
    struct hash email = vault_blind(bench->world.vault, &bench->here, BLIND_EMAIL, "1");
    struct hash phone = vault_blind(bench->world.vault, &bench->here, BLIND_PHONE, "1");
    assert_memory_not_equal(&email, &phone, sizeof email);
}

static void a_link_token_is_160_bits_and_the_same_each_time(void **state) {
    struct bench *bench = *state;
    const struct vault *vault = bench->world.vault;
    struct link_token first = vault_link_token(vault, &bench->here, &ROW, 1);
    struct link_token again = vault_link_token(vault, &bench->here, &ROW, 1);
    struct link_token next = vault_link_token(vault, &bench->here, &ROW, 2);
    struct link_token other = vault_link_token(vault, &bench->here, &OTHER_ROW, 1);
    struct link_token there = vault_link_token(vault, &bench->there, &ROW, 1);
    assert_int_equal(strlen(first.text), 27);
    assert_string_equal(first.text, again.text);
    assert_string_not_equal(first.text, next.text);
    assert_string_not_equal(first.text, other.text);
    assert_string_not_equal(first.text, there.text);
}

static void a_known_device_is_known_for_its_user_only(void **state) {
    struct bench *bench = *state;
    const struct vault *vault = bench->world.vault;
    char device[VAULT_DEVICE_TEXT];
    vault_device_make(vault, &bench->here, "mara@field.test", device);
    assert_true(vault_device_known(vault, &bench->here, "Mara@field.test", device));
    assert_false(vault_device_known(vault, &bench->here, "nils@field.test", device));
    assert_false(vault_device_known(vault, &bench->there, "mara@field.test", device));
    assert_false(vault_device_known(vault, &bench->here, "mara@field.test", NULL));
    assert_false(vault_device_known(vault, &bench->here, "mara@field.test", ""));
    for (size_t size = 0; size < strlen(device); size++) {
        char cut[VAULT_DEVICE_TEXT] = "";
        memcpy(cut, device, size);
        assert_false(vault_device_known(vault, &bench->here, "mara@field.test", cut));
    }
}

static void another_key_file_opens_nothing(void **state) {
    struct bench *bench = *state;
    struct world *world = &bench->world;
    struct vault *stranger = NULL;
    struct store *store = NULL;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/other-key", world->folder);
    assert_int_equal(vault_key_file_make(path), ERR_OK);
    assert_int_equal(vault_key_file_make(path), ERR_CONFLICT);
    assert_int_equal(vault_open(path, &WORLD_COST, &stranger), ERR_OK);
    assert_int_equal(store_open(world->database, stranger, &store), ERR_CRYPTO);
    vault_close(stranger);
}

static void a_key_file_must_be_whole_and_private(void **state) {
    struct bench *bench = *state;
    struct vault *vault = NULL;
    char path[128];
    static const char *const BROKEN[] = {
        "", "anteroom-key-1 00", "anteroom-key-2 ",
        "anteroom-key-1 "
        "zz00000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/broken-%zu", bench->world.folder, i);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_true(fputs(BROKEN[i], file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(chmod(path, 0600), 0);
        assert_int_equal(vault_open(path, &WORLD_COST, &vault), ERR_INVALID);
    }
    assert_int_equal(vault_open("/nonexistent/key", &WORLD_COST, &vault), ERR_NOT_FOUND);
    assert_int_equal(chmod(bench->world.key_file, 0644), 0);
    assert_int_equal(vault_open(bench->world.key_file, &WORLD_COST, &vault), ERR_DENIED);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", bench->world.folder, 1), 0);
    assert_int_equal(vault_open(bench->world.key_file, &WORLD_COST, &vault), ERR_OK);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    vault_close(vault);
}

#define AT_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        AT_A_BENCH(s4_what_was_sealed_opens_in_its_place_only),
        AT_A_BENCH(s4_any_changed_or_missing_byte_is_noticed),
        AT_A_BENCH(s4_a_sealed_field_tells_its_length_in_steps_of_32_bytes),
        AT_A_BENCH(sealing_the_same_text_twice_never_looks_the_same),
        AT_A_BENCH(blind_columns_compare_normalised_values_of_one_practice),
        AT_A_BENCH(a_link_token_is_160_bits_and_the_same_each_time),
        AT_A_BENCH(a_known_device_is_known_for_its_user_only),
        AT_A_BENCH(another_key_file_opens_nothing),
        AT_A_BENCH(a_key_file_must_be_whole_and_private),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
