/* What may be guessed is limited, and nobody's limit can be used up by another (S11, W10). */
#include "people.h"

#include "command/execute.h"
#include "command/limits.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUESTS = 500, TRIES_MAX = 1000 };

static int set_up(void **state) {
    struct world *world = calloc(1, sizeof *world);
    (void)people_init(world);
    world->limits = limits_new();
    *state = world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    limits_free(world->limits);
    people_fini(world);
    free(world);
    return 0;
}

/* A hello as far as the pool takes it, before it would reach the writer. */
static enum err greet(struct world *world, const struct device *device, const char *peer,
                      const char *json) {
    struct store_reader *reader = NULL;
    struct command *c = world_command(&live_hello, PEOPLE_HOST, NULL);
    c->facts.peer = peer;
    for (size_t i = 0; device != NULL && i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    people_input(c, json);
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    c->reader = reader;
    c->vault = store_vault(world->store);
    c->limits = world->limits;
    c->now_ms = world->now_ms;
    enum err err = command_prepare(c);
    assert_int_equal(c->audit_count, 0);
    assert_true(id_is_none(&c->actor.user_id) && id_is_none(&c->actor.guest_id));
    store_reader_free(reader);
    command_free(c);
    return err;
}

static const char *hello_of(const struct invited *invited) {
    static char text[128];
    (void)snprintf(text, sizeof text, "{\"as\":\"guest\",\"token\":\"%s\"}", invited->token);
    return text;
}

/* How many hellos get through before one is refused. */
static size_t tries(struct world *world, const struct device *device, const char *peer,
                    const char *json) {
    size_t count = 0;
    while (count < TRIES_MAX && greet(world, device, peer, json) == ERR_OK) {
        count++;
    }
    return count;
}

static void S11_hellos_that_prove_nothing_stop_before_the_writer(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device forger = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    static const char *const STRANGE[] = {
        "{\"as\":\"guest\"}",
        "{\"as\":\"guest\",\"token\":\"not-a-link\"}",
        "{\"as\":\"user\"}",
    };
    for (size_t i = 0; i < sizeof STRANGE / sizeof STRANGE[0]; i++) {
        char peer[32];
        (void)snprintf(peer, sizeof peer, "198.51.100.%zu", i + 1);
        assert_in_range(tries(world, NULL, peer, STRANGE[i]), 20, 200);
        assert_int_equal(greet(world, NULL, peer, STRANGE[i]), ERR_RATE);
    }
    forger = phone;
    (void)snprintf(forger.values[0], sizeof forger.values[0], "%s", "forged");
    assert_in_range(tries(world, &forger, "203.0.113.9", hello_of(&mara)), 20, 200);
    world->now_ms += 1000;
    assert_int_equal(greet(world, &forger, "203.0.113.9", hello_of(&mara)), ERR_OK);
}

static void S11_strangers_behind_ones_address_use_up_nobodys_hellos(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct device own = {.count = 1, .names = {"session"}};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    (void)snprintf(own.values[0], sizeof own.values[0], "%s", ada.session);
    (void)tries(world, NULL, "192.0.2.1", hello_of(&mara));
    assert_int_equal(greet(world, NULL, "192.0.2.1", hello_of(&mara)), ERR_RATE);
    assert_int_equal(greet(world, &phone, "192.0.2.1", hello_of(&mara)), ERR_OK);
    assert_int_equal(greet(world, &own, "192.0.2.1", "{\"as\":\"user\"}"), ERR_OK);
    assert_in_range(tries(world, &phone, "192.0.2.1", hello_of(&mara)), 10, 100);
    assert_int_equal(greet(world, &own, "192.0.2.1", "{\"as\":\"user\"}"), ERR_OK);
}

static void W10_five_hundred_guests_behind_one_address_come_back_at_once(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    static struct device phones[GUESTS];
    static struct invited guests[GUESTS];
    memset(phones, 0, sizeof phones);
    for (size_t i = 0; i < GUESTS; i++) {
        world->now_ms += 60000;
        guests[i] = people_waiting(world, &ada, &phones[i], "Mara Lind");
    }
    world_reopen(world);
    limits_free(world->limits);
    world->limits = limits_new();
    for (size_t i = 0; i < GUESTS; i++) {
        assert_int_equal(greet(world, &phones[i], "192.0.2.1", hello_of(&guests[i])), ERR_OK);
    }
}

static int open_from(struct world *world, const struct device *device, const char *peer,
                     const char *token) {
    char json[96];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", token);
    struct command *c = world_command(&guest_open, PEOPLE_HOST, NULL);
    c->facts.peer = peer;
    for (size_t i = 0; device != NULL && i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    people_input(c, json);
    (void)world_run(world, c);
    return people_done(c);
}

static void S11_guessing_links_is_limited_by_address_and_slows_nobody_with_a_seat(void **state) {
    struct world *world = *state;
    struct world_user ada = people_provider(world, "ada@lakeside.test");
    struct device phone = {.count = 0};
    struct invited mara = people_waiting(world, &ada, &phone, "Mara Lind");
    size_t guesses = 0;
    while (guesses < TRIES_MAX && open_from(world, NULL, "192.0.2.1", "not-a-link") == 200) {
        guesses++;
    }
    assert_in_range(guesses, 60, 200);
    assert_int_equal(open_from(world, NULL, "192.0.2.1", mara.token), 429);
    assert_int_equal(open_from(world, NULL, "192.0.2.2", mara.token), 200);
    assert_int_equal(open_from(world, &phone, "192.0.2.1", mara.token), 200);
    size_t acts = 0;
    while (acts < TRIES_MAX && open_from(world, &phone, "192.0.2.1", mara.token) == 200) {
        acts++;
    }
    assert_in_range(acts, 30, 200);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(S11_hellos_that_prove_nothing_stop_before_the_writer),
        CASE(S11_strangers_behind_ones_address_use_up_nobodys_hellos),
        CASE(W10_five_hundred_guests_behind_one_address_come_back_at_once),
        CASE(S11_guessing_links_is_limited_by_address_and_slows_nobody_with_a_seat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
